"""A passage in runs and pieces, each with the names of what it is: for a page, whose styles show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter

from dedup.facts import find_facts
from dedup.passages import FactKind, Span
from dedup.stages.report.diff import marked_facts
from dedup.stages.report.display import Cell, Style, cells

_NAMES = {Style.FACT: "fact", Style.QUOTE: "quote", Style.CLASH: "clash"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `names` are of fact, quote, clash, unseen, parted by spaces; "" is plain text."""

    text: str
    names: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces that follow each other; `only` means that the other passage does not have them."""

    only: bool
    pieces: tuple[Piece, ...]


def plain(text: str, clashes: Sequence[Span] = ()) -> tuple[Run, ...]:
    """Return a text in which only facts that disagree and unseen characters are marked."""
    return _runs(text, ((clashes, Style.CLASH),))


def compared(text: str, only: Sequence[Span], clashes: Sequence[Span] = ()) -> tuple[Run, ...]:
    """Return a passage beside another: what it has alone, its figures, names and quotations, and what disagrees."""
    facts = find_facts(text)
    quotes = [Span(fact.start, fact.end) for fact in facts if fact.kind is FactKind.QUOTE]
    return _runs(
        text, ((only, Style.LEFT), (marked_facts(facts), Style.FACT), (quotes, Style.QUOTE), (clashes, Style.CLASH))
    )


def _runs(text: str, marks: Sequence[tuple[Sequence[Span], Style]]) -> tuple[Run, ...]:
    styles = [Style.PLAIN] * len(text)
    for spans, style in marks:
        for span in spans:
            styles[span.start : span.end] = [old | style for old in styles[span.start : span.end]]
    found = [
        (_only(style), Piece("".join(cell.text for cell in part), _names(style, unseen=unseen)))
        for (style, unseen), part in groupby(cells(text, styles), key=_look)
    ]
    runs = groupby(found, key=itemgetter(0))
    return tuple(Run(only, _joined(piece for _, piece in run)) for only, run in runs)


def _look(cell: Cell) -> tuple[Style, bool]:
    return cell.style, cell.unseen


def _only(style: Style) -> bool:
    """Return whether the other passage lacks this; a fact that disagrees is marked as such, and in one piece."""
    return bool(style & Style.LEFT) and not style & Style.CLASH


def _names(style: Style, *, unseen: bool) -> str:
    names = [name for flag, name in _NAMES.items() if flag & style]
    return " ".join([*names, "unseen"] if unseen else names)


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return pieces of which no two that follow each other have the same names."""
    runs = groupby(pieces, key=attrgetter("names"))
    return tuple(Piece("".join(piece.text for piece in run), names) for names, run in runs)
