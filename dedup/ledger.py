"""The ledger of a condensed text: every slice that was taken out, why, and who covers it. It rebuilds the original."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

from dedup.errors import InputError, LedgerError, VerificationError
from dedup.passages import Article, Cut, CutStatus, Loss, Passage, Record, Report, Span
from dedup.stages.verify import cut_out, slices
from dedup.words import count

LEDGER_VERSION = 1


@dataclass(frozen=True, slots=True)
class Text(Record):
    """What a text is known by: the checksum of its UTF-8, and its length."""

    sha256: str
    words: int
    characters: int


@dataclass(frozen=True, slots=True)
class Row(Record):
    """One slice that was taken out: `text == original[start:end]`, the passage with the line break beside it.

    `covered_by` are the passages that stay and say it, `witnesses` where each of them stands in the original.
    """

    passage: int
    status: CutStatus
    start: int
    end: int
    text: str
    covered_by: tuple[int, ...]
    witnesses: tuple[Span, ...]
    would_lose: tuple[Loss, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Ledger(Record):
    """What turns an original into its condensed text, and back."""

    schema_version: int
    original: Text
    condensed: Text
    rows: tuple[Row, ...]


def make_ledger(
    article: Article, report: Report, applied: Collection[int], reasons: Mapping[int, str] | None = None
) -> Ledger:
    """Return the ledger of the article less the applied cuts. Raise VerificationError if it would not restore it.

    `reasons` are those of passages for which no passage of this article speaks, by id.
    """
    rows = tuple(
        _row(article, report, passage, span, (reasons or {}).get(passage.id, ""))
        for passage, span in zip(
            [passage for passage in report.passages if passage.id in set(applied)],
            slices(article.text, report.passages, applied),
            strict=True,
        )
    )
    condensed = cut_out(article.text, [Span(row.start, row.end) for row in rows])
    ledger = Ledger(LEDGER_VERSION, known_by(article.text), known_by(condensed), rows)
    try:
        restore(condensed, ledger)
    except LedgerError as error:
        raise VerificationError("the ledger does not lead back to the original; nothing was written") from error
    return ledger


def restore(condensed: str, ledger: Ledger) -> str:
    """Return the original, letter by letter. Raise LedgerError where text and ledger do not belong together."""
    if _checksum(condensed) != ledger.condensed.sha256:
        raise LedgerError(
            "the condensed text is not the one this ledger was written for: its checksum differs; "
            "give both as dedup condense wrote them, unchanged to the last line break"
        )
    parts: list[str] = []
    at = taken = 0
    for row in ledger.rows:
        if row.end - row.start != len(row.text):
            raise LedgerError(
                f"the ledger is damaged: the slice of passage {row.passage} has another length; condense again"
            )
        before = row.start - taken
        parts += [condensed[at:before], row.text]
        at, taken = before, taken + len(row.text)
    original = "".join([*parts, condensed[at:]])
    if _checksum(original) != ledger.original.sha256:
        raise LedgerError("the ledger is damaged: what it rebuilds is not the original; condense again")
    return original


def read_ledger(text: str) -> Ledger:
    """Return the ledger that its JSON holds. Raise LedgerError where it is none, or of another version."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        raise LedgerError("the ledger is not JSON; give the file that dedup condense --ledger wrote") from None
    version = plain.get("schema_version") if isinstance(plain, dict) else None
    if version != LEDGER_VERSION:
        raise LedgerError(
            f"this is no ledger of version {LEDGER_VERSION} (schema_version is {str(version)[:40]!r}); "
            "give the file that dedup condense --ledger wrote"
        )
    try:
        return Ledger.from_dict(plain)
    except InputError as error:
        raise LedgerError(f"the ledger is damaged ({error}); condense again") from None


def known_by(text: str) -> Text:
    """Return what the text is known by."""
    return Text(_checksum(text), count(text), len(text))


def _checksum(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _row(article: Article, report: Report, passage: Passage, span: Span, reason: str) -> Row:
    places = {other.id: Span(other.start, other.end) for other in report.passages}
    cut = next((cut for cut in report.cuts if cut.passage == passage.id), None)
    if cut is None:
        raise VerificationError(f"passage {passage.id} was cut but no suggestion says why; nothing was written")
    return Row(
        passage=passage.id,
        status=cut.status,
        start=span.start,
        end=span.end,
        text=article.text[span.start : span.end],
        covered_by=cut.covered_by,
        witnesses=tuple(places[witness] for witness in cut.covered_by),
        would_lose=cut.would_lose,
        reason=reason or _reason(cut),
    )


def _reason(cut: Cut) -> str:
    if cut.status is CutStatus.BOILERPLATE:
        return "boilerplate of the page, no part of the article"
    who = ("passage " if len(cut.covered_by) == 1 else "passages ") + ", ".join(map(str, cut.covered_by))
    say = "says" if len(cut.covered_by) == 1 else "say"
    if cut.status is CutStatus.SAFE:
        return f"{who} {say} it, no recognised fact is lost"
    return f"accepted by the user: {who} {say} part of it, the rest is lost"
