"""The paragraphs of the open corpora, parted by document: those that models/static was fitted on, and those it is measured on."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CORPORA = ("corpus_abc_paragraphs", "corpus_company_news_md_paragraphs", "corpus_reuters21578_paragraphs")
MEASURED = 100_000
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Parted:
    """Paragraphs in an order by checksum of their document; no document is in both."""

    measured: tuple[str, ...]
    fitted: tuple[str, ...]


def parted(folder: Path, measured: int = MEASURED) -> Parted:
    """Return the distinct paragraphs of the corpora in a folder; of those equal but for digits, the first is taken."""
    seen: set[str] = set()
    rows: list[tuple[str, str]] = []
    for name, document, text in _rows(folder):
        key = _DIGITS.sub("0", text)
        if key not in seen:
            seen.add(key)
            rows.append((hashlib.sha256(f"{name}/{document}".encode()).hexdigest(), text))
    rows.sort()
    last = rows[min(measured, len(rows)) - 1][0] if rows and measured else ""
    return Parted(
        tuple(text for _, text in rows[:measured]),
        tuple(text for document, text in rows[measured:] if document != last),
    )


def _rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield corpus, document and text of each paragraph, in the order of the ids."""
    for name in CORPORA:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = sorted(map(json.loads, lines), key=lambda row: str(row["id"]))
        for row in rows:
            yield name, str(row.get("doc") or row["id"]), str(row["text"])
