"""Labelled sets read from the formats they are published in; each is told by its file names and its columns.

MRPC: the TSV with the column Quality. PAN text alignment: a folder with `pairs`, `src`, `susp` and XML files. Clough and
Stevenson: a folder of texts with `file_information.csv`. NEWS-COPY: a folder with a JSON of articles by id and one of linked
ids. CORE, as text-dedup measures on it: a Parquet with `labelled_duplicates`. And JSON lines, gzipped or not, with a, b, label;
text, cluster; paragraphs; or spans (benchmarks/README.md).
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dedup.bench.plagdet import Spans
from dedup.bench.sets import (
    AlignedSet,
    Alignment,
    Asks,
    Grouped,
    GroupSet,
    LabelledPair,
    LabelledSet,
    PairSet,
    clusters_of,
)
from dedup.errors import InputError

OPEN_SETS = (
    "pairs_mrpc_train",
    "pairs_wmt21_news_paraphrase",
    "contrast_wmt21_fact_changed",
    "pairs_reuters_number_template_dev",
    "pairs_breaking_nli",
    "pairs_superpal_multinews_dev",
    "pairs_rte_dev",
    "pairs_wmt21_multilingual",
    "clusters_wmt21_news",
    "repeats_dev",
    "align_dev",
)
_ASKS: Mapping[str, Asks] = {"pairs_superpal": "a_in_b", "pairs_rte": "b_in_a"}
_FACTS_DIFFER = ("contrast_", "pairs_reuters_number_template", "pairs_breaking_nli")
_TOOK = {"cut": 1, "light": 1, "heavy": 1, "non": 0}


def named(name: str, folder: Path | None) -> Path:
    """Return where a set lies: the path itself, or NAME.jsonl.gz or NAME.jsonl in the folder of the open sets."""
    inside = [folder / f"{name}.jsonl.gz", folder / f"{name}.jsonl"] if folder else []
    for path in [*inside, Path(name)]:
        if path.exists():
            return path
    where = f"in {folder} or as a path" if folder else "as a path; name the folder of the open sets with --data"
    raise InputError(f"there is no labelled set {name!r} {where}")


def read_set(path: Path) -> LabelledSet:
    """Return the labelled set in a file or folder. Raise InputError where it has none of the known forms."""
    try:
        if path.is_dir():
            return _folder(path)
        if path.suffix == ".parquet":
            return core_parquet(path)
        if path.name.removesuffix(".gz").endswith((".jsonl", ".ndjson")):
            return json_lines(path)
        return mrpc_tsv(path)
    except (KeyError, ValueError, TypeError, OSError) as error:  # bad JSON and XML are ValueErrors or have missing keys
        raise InputError(f"{path} is no labelled set of a known form: {type(error).__name__} {error}") from error


def _folder(path: Path) -> LabelledSet:
    if (path / "pairs").is_file():
        return pan_folder(path)
    if (path / "file_information.csv").is_file():
        return clough_stevenson(path)
    if any(path.glob("*.json")):
        return news_copy(path)
    raise InputError(
        f"the folder {path} is no labelled set: it has neither `pairs` (PAN), nor `file_information.csv` (Clough and "
        "Stevenson; save the sheet of files as CSV with the columns File, Task, Category), nor *.json (NEWS-COPY)"
    )


def mrpc_tsv(path: Path) -> PairSet:
    """Return the pairs of the Microsoft Research Paraphrase Corpus."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows:
        raise InputError(f"{path} has no rows; a TSV with the columns Quality, #1 String and #2 String is expected")
    return PairSet(path.stem, tuple(LabelledPair(r["#1 String"], r["#2 String"], int(r["Quality"])) for r in rows))


def pan_folder(path: Path) -> AlignedSet:
    """Return the pairs of a PAN text alignment folder; the folder of an XML file says how the blocks were reworded."""
    truth = {xml.stem: xml for xml in sorted(path.rglob("*.xml"))}
    found = []
    for line in (path / "pairs").read_text(encoding="utf-8").split("\n"):
        if line.strip():
            suspicious, source = line.split()
            xml = truth[f"{Path(suspicious).stem}-{Path(source).stem}"]
            texts = [_exact(path / folder / name) for folder, name in (("src", source), ("susp", suspicious))]
            found.append(Alignment(texts[0], texts[1], tuple(_pan_cases(xml)), xml.parent.name))
    return AlignedSet(path.name, tuple(found))


def _pan_cases(xml: Path) -> Iterator[Spans]:
    from lxml import etree

    try:
        root = etree.fromstring(xml.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise InputError(f"{xml} is not XML: {error}") from error
    for feature in root.iter("feature"):
        if "source_offset" in feature.attrib:
            at = {str(key): int(value) for key, value in feature.items() if str(key).endswith(("offset", "length"))}
            yield Spans(
                (at["source_offset"], at["source_offset"] + at["source_length"]),
                (at["this_offset"], at["this_offset"] + at["this_length"]),
            )


def clough_stevenson(path: Path) -> PairSet:
    """Return each answer with the page it may have been taken from; label 1: it was, word for word or reworded."""
    with (path / "file_information.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    pages = {row["Task"]: _exact(path / row["File"]) for row in rows if row["Category"] == "orig"}
    answers = [row for row in rows if row["Category"] != "orig"]
    return PairSet(
        path.name,
        tuple(LabelledPair(_exact(path / r["File"]), pages[r["Task"]], _TOOK[r["Category"]]) for r in answers),
        asks="a_in_b",
    )


def news_copy(path: Path) -> GroupSet:
    """Return the articles of a NEWS-COPY folder, by-line and text, in the clusters that their links make."""
    articles: dict[str, Any] = {}
    links: list[Sequence[str]] = []
    for file in sorted(path.glob("*.json")):
        held = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(held, dict):
            articles |= held
        else:
            links += held
    if not articles or not links:
        raise InputError(f"{path} needs a JSON of articles by id, and a JSON list of linked ids")
    ids = list(articles)
    texts = tuple(f"{one.get('byline') or ''} {one['article']}".strip() for one in articles.values())
    return GroupSet(path.name, (Grouped(texts, clusters_of(ids, ((str(a), str(b)) for a, b in links))),))


def core_parquet(path: Path) -> GroupSet:
    """Return title and abstract of each paper of CORE, in the clusters that `labelled_duplicates` make."""
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(f'{path} needs pyarrow; run: pip install "dedup-passages[bench]"') from error
    columns = ["core_id", "processed_title", "processed_abstract", "labelled_duplicates"]
    rows = parquet.read_table(path, columns=columns).to_pylist()
    ids = [str(row["core_id"]) for row in rows]
    links = ((str(row["core_id"]), str(other)) for row in rows for other in row["labelled_duplicates"] or ())
    texts = tuple(f"{row['processed_title'] or ''} {row['processed_abstract'] or ''}".strip() for row in rows)
    return GroupSet(path.stem, (Grouped(texts, clusters_of(ids, links)),))


def json_lines(path: Path) -> LabelledSet:
    """Return an open set; its rows say by their keys what it is."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    rows: list[dict[str, Any]] = [json.loads(line) for line in text.split("\n") if line.strip()]
    name = path.name.split(".")[0]
    first = rows[0] if rows else {}
    if {"a", "b", "label"} <= first.keys():
        asks: Asks = next((asked for start, asked in _ASKS.items() if name.startswith(start)), "same")
        pairs = tuple(LabelledPair(row["a"], row["b"], int(row["label"])) for row in rows)
        return PairSet(name, pairs, asks, name.startswith(_FACTS_DIFFER))
    if {"text", "cluster"} <= first.keys():
        return GroupSet(name, (_grouped(rows),))
    if "paragraphs" in first:
        return GroupSet(name, tuple(_grouped(row["paragraphs"]) for row in rows))
    if {"source_text", "suspicious_text", "spans"} <= first.keys():
        return AlignedSet(name, tuple(_alignment(row) for row in rows))
    raise InputError(f"{path} is no labelled set: its rows have the keys {', '.join(first) or 'of nothing'}")


def _grouped(rows: Sequence[Mapping[str, Any]]) -> Grouped:
    return Grouped(tuple(row["text"] for row in rows), tuple(row["cluster"] for row in rows))


def _alignment(row: Mapping[str, Any]) -> Alignment:
    cases = (
        Spans((s["src_off"], s["src_off"] + s["src_len"]), (s["susp_off"], s["susp_off"] + s["susp_len"]))
        for s in row["spans"]
    )
    return Alignment(row["source_text"], row["suspicious_text"], tuple(cases), str(row.get("kind", "")))


def _exact(path: Path) -> str:
    """Return a text with its newlines as they are, so that offsets hold; a byte order mark counts, as in PAN.

    What is no UTF-8 is read as Windows-1252.
    """
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
