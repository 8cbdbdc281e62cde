"""Each published format, in a small file made here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from dedup.bench.formats import named, read_set
from dedup.bench.plagdet import Spans
from dedup.bench.sets import AlignedSet, GroupSet, LabelledPair, PairSet, sampled
from dedup.errors import InputError

FERRY, BUS = "The ferry sails at nine.", "At nine the “ferry” sails."


def test_mrpc(tmp_path: Path) -> None:
    path = tmp_path / "msr_paraphrase_test.txt"
    head = "\ufeffQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\r\n"
    path.write_text(f'{head}1\t1\t2\t{FERRY}\tShe said: "At nine.\r\n0\t3\t4\tA.\tB.\r\n', encoding="utf-8", newline="")
    pairs = (LabelledPair(FERRY, 'She said: "At nine.', 1), LabelledPair("A.", "B.", 0))
    assert read_set(path) == PairSet("msr_paraphrase_test", pairs)


def test_pan(tmp_path: Path) -> None:
    for folder in ("src", "susp", "02-no-obfuscation", "01-no-plagiarism"):
        (tmp_path / folder).mkdir()
    (tmp_path / "src" / "source-document00002.txt").write_bytes(f"Née.\r\n{FERRY}".encode())
    (tmp_path / "susp" / "suspicious-document00001.txt").write_bytes(f"{FERRY}\nMore.".encode())
    (tmp_path / "susp" / "suspicious-document00003.txt").write_bytes(b"Other.")
    (tmp_path / "pairs").write_text(
        "suspicious-document00001.txt source-document00002.txt\nsuspicious-document00003.txt source-document00002.txt\n",
        encoding="utf-8",
    )
    feature = (
        '<feature name="plagiarism" obfuscation="none" this_offset="0" this_length="24" '
        'source_reference="source-document00002.txt" source_offset="6" source_length="24"/>'
    )
    xml = '<?xml version="1.0" encoding="UTF-8"?><document reference="suspicious-document00001.txt">{}</document>'
    (tmp_path / "02-no-obfuscation" / "suspicious-document00001-source-document00002.xml").write_text(
        xml.format(feature), encoding="utf-8"
    )
    (tmp_path / "01-no-plagiarism" / "suspicious-document00003-source-document00002.xml").write_text(
        xml.format('<feature name="about" authors="x"/>'), encoding="utf-8"
    )
    found = read_set(tmp_path)
    assert isinstance(found, AlignedSet)
    first, second = found.alignments
    assert first.cases == (Spans((6, 30), (0, 24)),)
    (case,) = first.cases
    assert first.source[slice(*case.source)] == first.suspicious[slice(*case.suspicious)] == FERRY
    assert (first.kind, second.kind, second.cases) == ("02-no-obfuscation", "01-no-plagiarism", ())


def test_clough_and_stevenson(tmp_path: Path) -> None:
    files = {"g0pA_taska.txt": ("a", "non"), "g0pB_taska.txt": ("a", "heavy"), "orig_taska.txt": ("a", "orig")}
    lines = [f"{name},{task},{kind}" for name, (task, kind) in files.items()]
    (tmp_path / "file_information.csv").write_text("File,Task,Category\n" + "\n".join(lines), encoding="utf-8")
    for name in files:
        (tmp_path / name).write_bytes(f"{name} “quoted”".encode("cp1252"))
    pairs = tuple(
        LabelledPair(f"{name} “quoted”", "orig_taska.txt “quoted”", label)
        for name, label in (("g0pA_taska.txt", 0), ("g0pB_taska.txt", 1))
    )
    assert read_set(tmp_path) == PairSet(tmp_path.name, pairs, asks="a_in_b")


def test_news_copy(tmp_path: Path) -> None:
    articles = {
        "Jan-1-1955-p1": {"byline": "By Ida Holm", "article": FERRY, "headline": "Ferry"},
        "Jan-1-1955-p2": {"byline": "", "article": BUS},
        "Jan-1-1955-p3": {"byline": None, "article": "Snow."},
    }
    (tmp_path / "test_articles.json").write_text(json.dumps(articles), encoding="utf-8")
    (tmp_path / "test_gt.json").write_text(json.dumps([["Jan-1-1955-p2", "Jan-1-1955-p1"]]), encoding="utf-8")
    found = read_set(tmp_path)
    assert isinstance(found, GroupSet)
    assert found.documents[0].texts == (f"By Ida Holm {FERRY}", BUS, "Snow.")
    assert found.documents[0].clusters == (0, 0, 2)


def test_core(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="the extra formats is not installed")
    from pyarrow import parquet

    rows = [
        {
            "core_id": "11",
            "processed_title": "ferries",
            "processed_abstract": "at nine",
            "labelled_duplicates": ["12"],
            "doi": "x",
        },
        {
            "core_id": "12",
            "processed_title": "ferries",
            "processed_abstract": None,
            "labelled_duplicates": ["11"],
            "doi": None,
        },
        {
            "core_id": "13",
            "processed_title": "snow",
            "processed_abstract": "falls",
            "labelled_duplicates": [],
            "doi": None,
        },
    ]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "core.parquet")
    found = read_set(tmp_path / "core.parquet")
    assert isinstance(found, GroupSet)
    assert found.documents[0].texts == ("ferries at nine", "ferries", "snow falls")
    assert found.documents[0].clusters == (0, 0, 2)


def lines(path: Path, *rows: dict[str, object]) -> Path:
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def test_json_lines_say_by_their_keys_what_they_are(tmp_path: Path) -> None:
    pair = {"id": 1, "a": FERRY, "b": BUS, "label": 0}
    assert read_set(lines(tmp_path / "mine.jsonl", pair)) == PairSet("mine", (LabelledPair(FERRY, BUS, 0),))
    contrast = read_set(lines(tmp_path / "contrast_wmt21_fact_changed.jsonl.gz", pair))
    covered = read_set(lines(tmp_path / "pairs_superpal_multinews_dev.jsonl.gz", pair))
    assert isinstance(contrast, PairSet)
    assert isinstance(covered, PairSet)
    assert (contrast.facts_differ, contrast.asks) == (True, "same")
    assert (covered.facts_differ, covered.asks) == (False, "a_in_b")
    groups = read_set(lines(tmp_path / "g.jsonl", {"text": FERRY, "cluster": "x"}, {"text": BUS, "cluster": "x"}))
    assert isinstance(groups, GroupSet)
    assert groups.documents[0].clusters == ("x", "x")
    repeats = read_set(lines(tmp_path / "r.jsonl", {"paragraphs": [{"text": FERRY, "cluster": 1}]}))
    assert isinstance(repeats, GroupSet)
    assert len(repeats.documents) == 1
    span = {"src_off": 0, "src_len": 3, "susp_off": 2, "susp_len": 4}
    block = {"source_text": FERRY, "suspicious_text": BUS, "spans": [span], "kind": "light"}
    aligned = read_set(lines(tmp_path / "al.jsonl", block))
    assert isinstance(aligned, AlignedSet)
    assert aligned.alignments[0].cases == (Spans((0, 3), (2, 6)),)


def test_a_sample_is_drawn_with_a_seed_and_keeps_its_order() -> None:
    whole = PairSet("numbers", tuple(LabelledPair(str(n), "", 0) for n in range(100)))
    some = sampled(whole, 10)
    assert isinstance(some, PairSet)
    assert some == sampled(whole, 10)
    assert [int(pair.a) for pair in some.pairs] == sorted(int(pair.a) for pair in some.pairs)
    assert len(some.pairs) == 10
    assert sampled(whole, 0) == sampled(whole, 500) == whole


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.jsonl", ""),
        ("other.jsonl", '{"q": 1}'),
        ("broken.jsonl", "{"),
        ("some.tsv", "a\tb\n1\t2\n"),
        ("none.tsv", ""),
    ],
)
def test_what_is_no_labelled_set_is_named(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_set(tmp_path / name)
    assert str(tmp_path / name) in str(raised.value)


def test_a_folder_of_another_kind_and_a_missing_set_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"neither `pairs` \(PAN\)"):
        read_set(tmp_path)
    with pytest.raises(InputError, match="no labelled set 'pairs_mrpc'"):
        named("pairs_mrpc", tmp_path)
    assert named(str(tmp_path), None) == tmp_path
