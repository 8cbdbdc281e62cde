"""Where the paragraphs of a text without markup begin and end: blank lines, one a line, or hard-wrapped."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from dedup.passages import Span

MODES = ("auto", "blank", "line", "wrapped")

_LINE = re.compile(r"[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029]|\Z)")
_LINE_END = re.compile("[\r\n\u2028\u2029]")
_MAIL_MARKS = re.compile(r"[ \t]*((?:>[ \t]*)+)")
_ITEM = re.compile(r"[ \t]*(?:[-*+\u2022\u2023\u25e6\u2043\u2013]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+\S")
_ENDS = re.compile("[.!?\u2026:][\"'\u201d\u2019)\\]*_]*$")
_BEGINS = re.compile("[\"'\u201c\u2018(\\[*_]*[^\\W_a-z]")
_FIRST_WORD = re.compile(r"\S+")

# Lines are taken for hard-wrapped if enough of them break off inside a sentence. In news one paragraph a line .00 do
# (99th percentile of 2,891 articles), wrapped at 72 columns without blank lines .46-.76 (quartiles).
_BROKEN = 0.15
# ... and if they break off only where the next word would not have fitted (wrapped by a program: 1.0).
_FULL = 0.6
# Lines broken by hand, or taken from a PDF, are not full, but many break off and they are about as long.
_BROKEN_BY_HAND = 0.4
_ABOUT_AS_LONG = 0.6  # of the usual width
_NARROWEST = 40  # columns; shorter lines are a list, a table or a poem
# A text without small letters (Chinese, capitals) shows no breaks; all its lines but the last have to be full.
_FULL_ALONE = 0.8
_WIDEST = 132  # columns; nothing is wrapped wider
_LONGEST_BLOCK = 40  # lines; a longer one without a blank line has its paragraphs marked in another way

UNFINISHED = frozenset(
    "a an the of to in into on at by for from with without and or but nor as than that which who whose if when while "
    "is are was were be been has have had will would its their his her our this these those not".split()
)
"""No line, heading or sentence ends in one of these words if it is whole."""


class _Line(NamedTuple):
    start: int
    end: int  # without white space
    text: str  # without white space at its end and mail marks at its start
    depth: int  # mail quotation

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())


def paragraphs_of(text: str, mode: str) -> tuple[str, list[Span]]:
    """Return the mode that was used ("auto" is resolved) and the span of each paragraph."""
    if mode in {"auto", "line"} and not _LINE_END.search(text):
        return "line", [Span(0, len(text.rstrip()))] if text.strip() else []
    lines = _lines(text)
    if mode == "auto":
        mode = _guess(lines)
    if mode == "line":
        return mode, [Span(line.start, line.end) for line in lines if line.text]
    groups = _groups(lines)
    if mode == "wrapped":
        groups = [part for group in groups for part in _split_wrapped(group)]
    return mode, [Span(group[0].start, group[-1].end) for group in groups]


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    for found in _LINE.finditer(text):
        if found.start() == found.end():
            break
        line = found.group().rstrip()
        marks = _MAIL_MARKS.match(line)
        depth = marks.group(1).count(">") if marks else 0
        said = line[marks.end() :] if marks else line
        start, end = found.start(), found.start() + len(line)
        if marks and not said and lines and lines[-1].depth:
            # a blank line of quoted mail: its marks are the end of the line above, or they would be a passage
            lines[-1] = lines[-1]._replace(end=end)
            start = end
        lines.append(_Line(start, end, said or line[start - found.start() :], depth))
    return lines


def _groups(lines: list[_Line]) -> list[list[_Line]]:
    """Return the runs of lines between blank lines; where the depth of mail quotation changes a new one begins."""
    groups: list[list[_Line]] = []
    above: _Line | None = None
    for line in lines:
        if line.text and above is not None and above.depth == line.depth:
            groups[-1].append(line)
        elif line.text:
            groups.append([line])
        above = line if line.text else None
    return groups


def _guess(lines: list[_Line]) -> str:
    groups = _groups(lines)
    joins = [join for group in groups for join in pairwise(group)]
    if not joins or not _is_wrapped(joins):
        return "blank" if not joins and len(groups) > 1 else "line"
    indented = sum(below.indent > above.indent and _ENDS.search(above.text) is not None for above, below in joins)
    blank = len(groups) > 1 and indented < 2 and max(map(len, groups)) <= _LONGEST_BLOCK
    return "blank" if blank else "wrapped"


def _is_wrapped(joins: list[tuple[_Line, _Line]]) -> bool:
    broken = [join for join in joins if _breaks_sentence(*join)]
    if not any(above.text != above.text.upper() for above, _ in joins):
        return len(joins) > 1 and _NARROWEST <= _width(joins) <= _WIDEST and _share_full(joins) >= _FULL_ALONE
    if not broken or len(broken) < _BROKEN * len(joins):
        return False
    width = _width(broken)
    if not _NARROWEST <= width <= _WIDEST:
        return False
    alike = sum(len(above.text) >= _ABOUT_AS_LONG * width for above, _ in broken) >= 0.85 * len(broken)
    return _share_full(broken) >= _FULL or (len(broken) >= _BROKEN_BY_HAND * len(joins) and alike)


def _width(joins: list[tuple[_Line, _Line]]) -> int:
    widths = sorted(len(above.text) for above, _ in joins)
    return widths[int(0.9 * (len(widths) - 1))]


def _share_full(joins: list[tuple[_Line, _Line]]) -> float:
    """Return the share of lines on which the next word would not have fitted."""
    width = _width(joins)
    return sum(not _fits(*join, width) for join in joins) / len(joins)


def _fits(above: _Line, below: _Line, width: int) -> bool:
    """Whether the first word of a line would have fitted on the line above."""
    first = _FIRST_WORD.search(below.text)
    return len(above.text) + 1 + len(first.group() if first else "") <= width


def _breaks_sentence(above: _Line, below: _Line) -> bool:
    if _ENDS.search(above.text):
        return False
    return below.text.lstrip()[:1].islower() or above.text.rsplit(maxsplit=1)[-1] in UNFINISHED


def _split_wrapped(group: list[_Line]) -> list[list[_Line]]:
    """Return the paragraphs of a hard-wrapped run: one begins at an indent, a list mark or after a line ended early."""
    joins = list(pairwise(group))
    broken = [join for join in joins if _breaks_sentence(*join)]
    by_program = _share_full(broken) == 1 if broken else False
    width = max(len(line.text) for line in group)
    usual = min(line.indent for line in group)
    parts = [[group[0]]]
    for above, below in joins:
        early = _fits(above, below, width - (0 if by_program else 2))
        ends = by_program or (_ENDS.search(above.text) and _BEGINS.match(below.text.lstrip()))
        indented = below.indent > usual and (above.indent == usual or early)
        if indented or (early and ends) or _ITEM.match(below.text):
            parts.append([below])
        else:
            parts[-1].append(below)
    return parts
