"""A whole archive scanned: what is told again, what must stay apart, what the plan says, and going on after a stop."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dedup.cli.scan import Pace
from dedup.errors import DedupError, InputError, SettingsError
from dedup.passages import Evidence, Relation, Verdict
from dedup.scan import Options, scan
from dedup.scan.kernels.verdicts import Judging
from dedup.scan.pool import Pool
from dedup.scan.tables import CLUSTERS, PAIRS, PASSAGES, PLAN, schema
from dedup.scan.work import RESULTS
from dedup.settings import Settings
from dedup.stages.read import Reading
from tests.fakes import tools

for package in ("pyarrow", "duckdb", "faiss"):
    pytest.importorskip(package, reason="the extra scan is not installed")

import pyarrow.parquet as pq  # noqa: E402

pytestmark = pytest.mark.weights

FERRY = "The ferry company said on Tuesday that it would put a second boat on the crossing to Melby before the summer."
AGAIN = "On Tuesday the ferry company said it would put a second boat on the crossing to Melby before the summer."
REWORDED = "A second boat will sail to Melby before the summer, the company that runs the ferries announced on Tuesday."
SCHOOL = "The council voted by nine to four to close the school at Ostvik, which has 43 pupils, at the end of the year."
CHANGED = (
    "The council voted by nine to four to close the school at Ostvik, which has 34 pupils, at the end of the year."
)
LONGER = (
    "The lighthouse at Tolm was sold to a painter for 2.4 million crowns. The lighthouse at Tolm has eleven rooms, and "
    "its lamp was put out in 1987."
)
SHORTER = "The lighthouse at Tolm was sold to a painter for 2.4 million crowns."
FOOTER = "Subscribe to our letter and never miss what happens on the islands."
ARTICLES: Sequence[tuple[str, str, str, list[str]]] = [
    ("a1", "Post", "2024-03-01", [FERRY, SCHOOL, FOOTER]),
    ("a2", "Herald", "2024-02-01", [AGAIN, CHANGED, "He said no."]),
    ("a3", "Post", "2024-03-02", [FERRY.upper().replace(" ON TUESDAY", " on Tuesday"), FOOTER, "He said no."]),
    (
        "a4",
        "Post",
        "2024-03-03",
        [LONGER, FOOTER, "Divers found an anchor of a sailing ship on the sea bed near Melby."],
    ),
    ("a5", "Post", "2024-03-04", [SHORTER, FOOTER, "The mayor opened a library in the old customs house on Friday."]),
    ("a6", "Post", "2024-03-05", [REWORDED, "Fog kept every boat in the harbour for most of Sunday.", FOOTER]),
]


def archive(folder: Path, articles: Sequence[Any] = ARTICLES) -> Path:
    path = folder / "news.jsonl"
    rows = [
        json.dumps({"id": name, "source": source, "date": day, "text": "\n\n".join(parts)})
        for name, source, day, parts in articles
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def options(*paths: Path, **more: Any) -> Options:
    return Options(inputs=tuple(str(path) for path in paths), **({"workers": 1, "audited": 20} | more))


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return found


def texts(folder: Path) -> dict[int, str]:
    return {row["passage"]: row["text"] for row in rows(folder, "passages")}


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scan")
    scan(options(archive(folder), keep="first"), folder / "out")
    return folder / "out"


def test_the_folder_holds_what_the_contract_names_and_nothing_else(scanned: Path) -> None:
    assert sorted(path.name for path in scanned.iterdir()) == sorted(RESULTS)
    manifest = json.loads((scanned / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"]["passages"] == len(rows(scanned, "passages"))
    assert manifest["asked"]["files"][0]["bytes"] > 0
    assert manifest["audit"]["sampled"] > 0
    assert "<h1" in (scanned / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "columns"), [("passages", PASSAGES), ("pairs", PAIRS), ("clusters", CLUSTERS), ("plan", PLAN)]
)
def test_each_table_has_the_columns_that_are_promised(scanned: Path, name: str, columns: Any) -> None:
    found = pq.read_schema(scanned / f"{name}.parquet")
    assert [(one.name, one.type) for one in found] == [(one.name, one.type) for one in schema(columns)]


def test_passages_are_slices_of_their_articles_in_reading_order(scanned: Path) -> None:
    found = rows(scanned, "passages")
    assert [row["passage"] for row in found] == list(range(len(found)))
    whole = {name: "\n\n".join(parts) for name, _, _, parts in ARTICLES}
    for row in found:
        assert row["text"] == whole[row["article"]][row["start"] : row["end"]]


def relation(folder: Path, one: str, other: str) -> str:
    known = texts(folder)
    found = [row["relation"] for row in rows(folder, "pairs") if {known[row["a"]], known[row["b"]]} == {one, other}]
    return found[0] if found else "unrelated"


def test_each_pair_has_its_relation(scanned: Path) -> None:
    assert relation(scanned, FERRY, ARTICLES[2][3][0]) == "identical"
    assert relation(scanned, FERRY, AGAIN) in {"near_duplicate", "paraphrase"}
    assert relation(scanned, SCHOOL, CHANGED) == "conflict"
    assert relation(scanned, FERRY, SCHOOL) == "unrelated"


@pytest.mark.parametrize(
    ("score", "runs", "words", "covered", "duplicate"),
    [
        (0.95, 0.2, 30, 6.0, True),  # the other says all of it
        (0.95, 0.2, 30, 0.0, False),  # each says something of its own
        (0.70, 0.8, 30, 6.0, True),  # less sure, but nearly the same words
        (0.70, 0.6, 30, 6.0, False),
        (0.95, 0.6, 8, 4.0, True),  # a brief one that was copied
        (0.95, 0.3, 8, 4.0, False),
        (0.95, 0.9, 5, 2.0, False),  # a phrase
        (0.60, 0.99, 30, 0.0, True),  # copied at length
        (0.60, 0.99, 10, 0.0, False),
    ],
)
def test_a_duplicate_is_what_the_other_says_or_what_was_copied(
    score: float, runs: float, words: int, covered: float, duplicate: bool
) -> None:
    evidence = Evidence(0.9, 0.9, (), {"runs_s": runs, "length_s": math.log1p(words)})
    verdict = Verdict(Relation.PARAPHRASE, score, True, 0.9, 0.9, (), evidence)
    found = Judging(tools(), Settings())._weighed(verdict, covered)
    assert found.duplicate == duplicate
    assert (found.score >= 0.5) == duplicate
    assert found.relation is Relation.PARAPHRASE  # it is told all the same


@pytest.mark.parametrize(
    ("score", "covered", "named", "alone"),
    [
        (0.9, 2.5, 0.0, 0.9),  # the other says all of it, and it is no mere phrase
        (0.9, 2.0, 0.0, 0.0),
        (0.8, 2.5, 0.0, 0.0),
        (0.95, 0.0, 1.5, 0.95),  # both name the same
        (0.95, 0.0, 1.0, 0.0),
        (0.88, 0.0, 1.5, 0.0),
    ],
)
def test_a_less_sure_pair_is_a_duplicate_where_nothing_else_is_like_it(
    score: float, covered: float, named: float, alone: float
) -> None:
    assert Judging(tools(), Settings())._alone(score, covered, named) == alone


def test_a_changed_figure_is_never_in_one_cluster_nor_in_the_plan_as_told(scanned: Path) -> None:
    known = texts(scanned)
    cluster_of = {known[row["passage"]]: row["cluster"] for row in rows(scanned, "clusters")}
    assert cluster_of.get(SCHOOL, 0) != cluster_of.get(CHANGED, 1)
    dropped = {known[row["passage"]] for row in rows(scanned, "plan") if not row["keep"]}
    assert not dropped & {SCHOOL, CHANGED}


def test_every_row_of_the_plan_says_why_and_what_is_kept_instead(scanned: Path) -> None:
    known, plan = texts(scanned), rows(scanned, "plan")
    keep = {row["passage"]: row["keep"] for row in plan}
    assert all(row["reason"] for row in plan)
    assert any(not row["keep"] for row in plan)
    for row in plan:
        if row["keep"]:
            assert row["kept_instead"] is None
        else:
            assert (
                keep[row["kept_instead"]] or known[row["kept_instead"]].casefold() == known[row["passage"]].casefold()
            )
    reasons = {known[row["passage"]]: row["reason"] for row in plan}
    assert reasons[FERRY] == "kept: the first"
    assert "fewer than 4 words" in reasons["He said no."]
    assert "boilerplate of Post" in reasons[FOOTER]


def test_a_longer_passage_is_not_given_up_for_a_shorter_one(scanned: Path) -> None:
    plan = {row["passage"]: row for row in rows(scanned, "plan")}
    known = texts(scanned)
    assert not any(not row["keep"] for number, row in plan.items() if known[number] == LONGER)


@pytest.mark.parametrize(
    ("keep", "kept"), [("first", FERRY), ("oldest", AGAIN), ("source-order", AGAIN), ("longest", FERRY)]
)
def test_the_rule_says_which_copy_stays(tmp_path: Path, keep: str, kept: str) -> None:
    order = ("Herald", "Post") if keep == "source-order" else ()
    scan(options(archive(tmp_path), keep=keep, source_order=order), tmp_path / "out")
    known = texts(tmp_path / "out")
    reasons = {known[row["passage"]]: row["reason"] for row in rows(tmp_path / "out", "plan")}
    assert reasons[kept].startswith("kept: the ") or reasons[kept].startswith("kept: of the source")


def tables(folder: Path) -> dict[str, Any]:
    return {name: pq.read_table(folder / name) for name in RESULTS if name.endswith(".parquet")}


def test_the_rows_do_not_depend_on_how_many_work(
    tmp_path: Path, scanned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dedup.scan.run.SMALL", 0)
    scan(options(archive(tmp_path), keep="first", workers=2), tmp_path / "out")
    mine = tables(tmp_path / "out")
    for name, table in tables(scanned).items():
        strip = [column for column in table.column_names if column != "path"]
        assert mine[name].select(strip).equals(table.select(strip)), name


def test_another_order_of_articles_gives_the_same_pairs(tmp_path: Path, scanned: Path) -> None:
    scan(options(archive(tmp_path, ARTICLES[::-1]), keep="first"), tmp_path / "out")

    def pairs(folder: Path) -> set[tuple[frozenset[str], str, float]]:
        known = texts(folder)
        return {
            (frozenset({known[row["a"]].casefold(), known[row["b"]].casefold()}), row["relation"], row["score"])
            for row in rows(folder, "pairs")
            if row["relation"] != "identical"
        }

    assert pairs(tmp_path / "out") == pairs(scanned)


def test_full_judges_with_the_default_encoder(tmp_path: Path) -> None:
    manifest = scan(options(archive(tmp_path), judge="full"), tmp_path / "out")
    assert {"minilm", "crossencoder"} <= manifest["asked"]["tool"]["models"].keys()
    assert relation(tmp_path / "out", FERRY, AGAIN) in {"near_duplicate", "paraphrase"}
    assert relation(tmp_path / "out", SCHOOL, CHANGED) == "conflict"


def test_lexical_only_looks_at_shared_words_alone(tmp_path: Path) -> None:
    manifest = scan(options(archive(tmp_path), lexical_only=True), tmp_path / "out")
    assert manifest["stages"]["near"]["asked"] == 0
    assert relation(tmp_path / "out", SCHOOL, CHANGED) == "conflict"


def test_a_stopped_scan_goes_on_and_gives_the_same(tmp_path: Path, scanned: Path) -> None:
    path = archive(tmp_path)
    wanted = options(path, keep="first")
    for stage in ("signs", "judge", "audit"):

        def stop(at: str, done: int, of: int, stage: str = stage) -> None:
            if at == stage and done >= of:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            scan(wanted, tmp_path / "out", tell=stop)
    scan(wanted, tmp_path / "out")
    mine = tables(tmp_path / "out")
    for name, table in tables(scanned).items():
        strip = [column for column in table.column_names if column != "path"]
        assert mine[name].select(strip).equals(table.select(strip)), name


def test_while_articles_are_read_it_is_told_about_how_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dedup.scan.local.ARTICLES_AT_ONCE", 10)
    lines = [json.dumps({"id": str(n), "text": f"The ferry of the {n}th was late again."}) for n in range(40)]
    for name, some in (("a.jsonl", lines[:20]), ("b.jsonl", lines[20:])):
        (tmp_path / name).write_text("\n".join(some) + "\n", encoding="utf-8")
    told: list[tuple[int, int]] = []

    def tell(stage: str, done: int, of: int) -> None:
        if stage == "articles":
            told.append((done, of))

    scan(options(tmp_path / "a.jsonl", tmp_path / "b.jsonl"), tmp_path / "out", tell=tell)
    assert [done for done, _ in told] == [10, 20, 30, 40]
    assert all(done <= of <= 41 for done, of in told)
    assert told[-1] == (40, 40)


def test_of_large_inputs_it_is_told_how_much_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.scan.work._NOTICED", 1 << 20)
    monkeypatch.setattr("dedup.scan.run._MB", 1 << 20)
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "1", "text": FERRY, "more": "x" * (5 << 20)}) + "\n", encoding="utf-8")
    told: list[tuple[int, int]] = []
    scan(options(path), tmp_path / "out", tell=lambda at, *much: told.append(much) if at == "inputs" else None)  # type: ignore[arg-type]
    assert told == [(n, 5) for n in range(1, 6)]
    assert Pace().line("inputs", 1, 5) == "checksums of the inputs: 1 of 5 MB"


def test_the_line_on_reading_says_how_long_it_will_take() -> None:
    pace = Pace()
    assert pace.line("articles", 0, 0) == "reading and cutting into passages: 0 articles, 0 a second"
    assert re.fullmatch(
        r".*: 50 of about 100 articles, [\d,]+ a second, \d+ s left in this stage", pace.line("articles", 50, 100)
    )


def test_a_finished_scan_is_not_done_again(tmp_path: Path) -> None:
    path = archive(tmp_path)
    first = scan(options(path), tmp_path / "out")
    told: list[str] = []
    assert scan(options(path), tmp_path / "out", tell=lambda stage, *_: told.append(stage)) == first
    assert not told


def test_other_settings_or_inputs_are_refused_with_what_differs(tmp_path: Path) -> None:
    path = archive(tmp_path)
    scan(options(path), tmp_path / "out")
    with pytest.raises(InputError, match=r"holds another scan .*keep 'most-facts', now 'first'.*name another folder"):
        scan(options(path, keep="first"), tmp_path / "out")
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="files"):
        scan(options(path), tmp_path / "out")


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = archive(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="holds other files"):
        scan(options(path), tmp_path / "mine")
    assert [one.name for one in (tmp_path / "mine").iterdir()] == ["notes.txt"]
    with pytest.raises(InputError, match="is a file"):
        scan(options(path), path)
    with pytest.raises(InputError, match="does not exist"):
        scan(options(tmp_path / "none.jsonl"), tmp_path / "out")


def test_bad_records_are_counted_and_the_rest_is_scanned(tmp_path: Path) -> None:
    path = archive(tmp_path)
    path.write_text("{ no json\n" + path.read_text(encoding="utf-8") + '{"id": 1}\n', encoding="utf-8")
    manifest = scan(options(path, reading=Reading(text_field="text", id_field="id")), tmp_path / "out")
    assert manifest["stages"]["read"]["skipped"] == 2
    assert "line 1" in manifest["stages"]["read"]["skips"][0]
    assert manifest["stages"]["read"]["articles"] == len(ARTICLES)


def test_a_form_filled_in_many_times_does_not_grow_with_the_square(tmp_path: Path) -> None:
    path = tmp_path / "forms.jsonl"
    path.write_text(
        "\n".join(
            json.dumps(
                {"id": n, "text": f"The tide table of the harbour office gives high water on day {n} at Melby pier."}
            )
            for n in range(600)
        ),
        encoding="utf-8",
    )
    manifest = scan(options(path), tmp_path / "out")
    assert manifest["stages"]["weigh"]["chosen"] <= 600 * 8
    assert manifest["counts"]["dropped"] == 0
    assert any("scan_cap" in cap for cap in manifest["caps"])


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(SettingsError, match="judge is one of"):
        Options(inputs=("x",), judge="slow")
    with pytest.raises(SettingsError, match="keep is one of"):
        Options(inputs=("x",), keep="all")
    with pytest.raises(SettingsError, match="give both"):
        Options(inputs=("x",), keep="source-order")
    with pytest.raises(SettingsError, match="workers"):
        Options(inputs=("x",), workers=0)


def _die() -> None:
    import os

    os._exit(9)


def test_a_process_that_is_ended_from_outside_is_a_sentence() -> None:
    pool = Pool(2)
    try:
        with pytest.raises(DedupError, match="ended from outside"):
            list(pool.each(_die, [(), ()]))
    finally:
        pool.close()
