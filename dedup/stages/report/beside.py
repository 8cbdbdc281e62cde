"""Lines of a text report: headings, labelled rows, and two columns beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dedup.stages.report.display import Line, cells, flow, paint, strong, wrap

INDENT = "  "
LABEL = 9
NARROW = 60
"""Below this width two passages stand one above the other."""


@dataclass(frozen=True, slots=True)
class Column:
    """One of two texts: what stands above it, its cells, and what is said of the rest that is not shown."""

    title: str
    body: Line
    more: str = ""


def heading(text: str, width: int, *, colour: bool) -> list[str]:
    """Return a heading and the rule under it."""
    return [strong(line, colour=colour) for line in flow(text, width)] + ["-" * min(width, 80)]


def row(label: str, text: str, width: int) -> list[str]:
    """Return a labelled line, the label in a column of its own."""
    start = f"{INDENT}{label:<{LABEL}} "
    return flow(text, width, start, hang=" " * (len(INDENT) + LABEL + 1))


def side_by_side(columns: Sequence[Column], width: int, *, colour: bool) -> list[str]:
    """Return two columns beside each other, or one above the other where there is no room; a blank line at both ends."""
    if width < NARROW:
        return ["", *(line for column in columns for line in [*_column(column, width - 2, colour=colour), ""])]
    room = (width - len(INDENT) - 3) // 2
    blocks = [_column(column, room, colour=colour) for column in columns]
    height = max(map(len, blocks))
    rows = zip(*(block + [" " * room] * (height - len(block)) for block in blocks), strict=True)
    return ["", *(f"{INDENT}{one} │ {other}" for one, other in rows), ""]


def _column(column: Column, room: int, *, colour: bool) -> list[str]:
    head = [paint(line, room) for line in wrap(cells(column.title), room)]
    tail = [paint(line, room) for line in wrap(cells(column.more), room)]
    body = [paint(line, room, colour=colour) for line in wrap(column.body, room)]
    return [*head, "·" * room, *body, *tail]
