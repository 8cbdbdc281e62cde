"""A passage in runs and pieces, each with the names of what it is: for a page, whose styles show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from dedup.facts import find_facts
from dedup.passages import FactKind, Span
from dedup.stages.report.diff import facts_in
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
    quotes = [Span(fact.start, fact.end) for fact in find_facts(text) if fact.kind is FactKind.QUOTE]
    return _runs(
        text, ((only, Style.LEFT), (facts_in(text), Style.FACT), (quotes, Style.QUOTE), (clashes, Style.CLASH))
    )


def _runs(text: str, marks: Sequence[tuple[Sequence[Span], Style]]) -> tuple[Run, ...]:
    styles = [Style.PLAIN] * len(text)
    for spans, style in marks:
        for span in spans:
            styles[span.start : span.end] = [old | style for old in styles[span.start : span.end]]
    runs = groupby(cells(text, styles), key=_only)
    return tuple(Run(only, _pieces(run)) for only, run in runs)


def _pieces(run: Iterable[Cell]) -> tuple[Piece, ...]:
    return tuple(Piece("".join(cell.text for cell in part), names) for names, part in groupby(run, key=_names))


def _only(cell: Cell) -> bool:
    """Return whether the other passage lacks this; a fact that disagrees is marked as such, and in one piece."""
    return bool(cell.style & Style.LEFT) and not cell.style & Style.CLASH


def _names(cell: Cell) -> str:
    names = [name for style, name in _NAMES.items() if style & cell.style]
    return " ".join([*names, "unseen"] if cell.unseen else names)
