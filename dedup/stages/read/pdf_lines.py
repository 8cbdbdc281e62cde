"""The lines of a PDF made paragraphs: by the gaps, indents and lengths of lines; what stands on each page told apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from dedup.passages import Role
from dedup.stages.read.layout import Part

_SOFT_HYPHEN = "\u00ad"
_ENDS = re.compile("[.!?\u2026:][\"'\u201d\u2019)\\]]*\\d{0,2}$")
_ITEM = re.compile(r"(?:[-*\u2022\u2023\u25e6\u2043\u2013\uf0b7]|\(?\d{1,3}[.)])\s")
_FIRST_WORD = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_PART = re.compile("([^\\W_]+)[\u00ad-]$")
_FIRST_PART = re.compile(r"[^\W\d_]+")

_EDGE = 0.12  # of the height of a page: where headers and footers stand
_MOST_EDGE_LINES = 3
_ON_PAGES = 0.3  # of the pages: left and right ones have headers of their own
_USUAL = 0.3  # quantile of the steps from line to line: where paragraphs are short, half of the steps are gaps
_GAP = 1.35  # of the usual step from line to line
_NEAR = 1.6  # of the height of a line: how far the next line of a paragraph stands at most
_FULL = 0.7  # of the width of the widest line
_INDENT = 0.7  # of the height of a line
_OTHER_SIZE = 0.15
_HEADING_SIZE = 1.15
_MOST_HEADING_WORDS = 16
# Words that keep the hyphen after which a line was broken.
_KEEP_HYPHEN = frozenset(
    "non self anti ex well long short half mid pre post co vice semi all cross counter high low one two three four five "
    "six seven eight nine ten first second third so far right left part full".split()
)


class Line(NamedTuple):
    """A line of a page and where it stands, in points from the lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """The height of the line, which follows the size of its letters."""
        return max(1.0, self.top - self.bottom)


class Page(NamedTuple):
    """A page: its height and its lines in the order of the file."""

    height: float
    lines: Sequence[Line]


def paragraphs(pages: Sequence[Page]) -> Iterator[Part]:
    """Yield the paragraphs; one may go on over a page, whose header and footer then follow it."""
    edges = [_Edges.of(page) for page in pages]
    running = _running(edges)

    def runs(line: Line, page: _Edges) -> bool:
        return page.hold(line) and _key(line) in running

    body = [[line for line in _whole(page.page.lines) if not runs(line, page)] for page in edges]
    step = _usual_step(body)
    size = median([line.height for lines in body for line in lines] or [1.0])
    words = Counter(word.lower() for lines in body for line in lines for word in _WORD.findall(line.text))
    opened: list[Line] = []
    waiting: list[Part] = []
    for page, lines in zip(edges, body, strict=True):
        fresh = True
        waiting += [Part(line.text, Role.BOILERPLATE) for line in page.page.lines if runs(line, page)]
        for line in lines:
            parted = _parts_anew(opened[-1], line) if fresh and opened else _parts(opened, line, step)
            if parted:
                yield from _closed(opened, size, words)
                yield from waiting
                opened, waiting = [], []
            opened.append(line)
            fresh = False
    yield from _closed(opened, size, words)
    yield from waiting


def _whole(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, pieces that stand side by side joined."""
    found: list[Line] = []
    for line in lines:
        if not line.text.strip(_SOFT_HYPHEN + " "):
            continue
        last = found[-1] if found else None
        if (
            last
            and abs(last.bottom - line.bottom) < 0.4 * line.height
            and 0 <= line.left - last.right < 4 * line.height
        ):
            text = f"{last.text} {line.text}"
            found[-1] = Line(text, last.left, min(last.bottom, line.bottom), line.right, max(last.top, line.top))
        else:
            found.append(line)
    return found


def _key(line: Line) -> str:
    return re.sub(r"\d+", "0", " ".join(line.text.casefold().split()))


@dataclass(frozen=True, slots=True)
class _Edges:
    """A page, the width of its widest line, and where its lines stand, ascending."""

    page: Page
    widest: float
    bottoms: Sequence[float]

    @classmethod
    def of(cls, page: Page) -> _Edges:
        widest = max((line.right - line.left for line in page.lines), default=0.0)
        return cls(page, widest, sorted({line.bottom for line in page.lines}))

    def hold(self, line: Line) -> bool:
        """Return whether a line stands where headers and footers do, and not as a full line among others."""
        height = self.page.height
        if not height or _EDGE * height < line.bottom < (1 - _EDGE) * height:
            return False
        at = bisect_left(self.bottoms, line.bottom)
        beside = self.bottoms[max(0, at - 1) : at + 2]
        near = any(0 < abs(other - line.bottom) < _NEAR * line.height for other in beside)
        return line.right - line.left < _FULL * self.widest or not near

    def lines(self) -> list[Line]:
        """Return the lines that stand there."""
        return [line for line in self.page.lines if self.hold(line)]


def _running(pages: Sequence[_Edges]) -> frozenset[str]:
    """Return what stands at the edges of many pages, figures aside."""
    seen: Counter[str] = Counter()
    for page in pages:
        edge = sorted(page.lines(), key=lambda line: line.bottom)
        seen.update({_key(line) for line in (*edge[:_MOST_EDGE_LINES], *edge[-_MOST_EDGE_LINES:])})
    least = max(2, _ON_PAGES * len(pages))
    return frozenset(key for key, count in seen.items() if count >= least)


def _usual_step(body: Sequence[Sequence[Line]]) -> float:
    """Return how far the next line of a paragraph usually stands below, as a share of its height."""
    steps = sorted(
        (a.bottom - b.bottom) / b.height
        for lines in body
        for a, b in pairwise(lines)
        if 0.5 < (a.bottom - b.bottom) / b.height < 2.5
    )
    return min(steps[int(_USUAL * len(steps))], 2.0) if steps else 1.2


def _parts(opened: Sequence[Line], line: Line, step: float) -> bool:
    """Return whether a line begins a paragraph below the one before it."""
    if not opened:
        return True
    last = opened[-1]
    if line.bottom > last.bottom - 0.3 * line.height:  # not below it: another column
        return _parts_anew(last, line)
    if abs(line.height - last.height) > _OTHER_SIZE * last.height:
        return True
    if last.bottom - line.bottom > _GAP * step * line.height or _ITEM.match(line.text):
        return True
    if line.left - last.left > _INDENT * line.height and not _ITEM.match(opened[0].text):
        return True
    return bool(_ENDS.search(last.text)) and _had_room(opened, line)


def _parts_anew(last: Line, line: Line) -> bool:
    """Return whether a line at the top of a page or a column begins a paragraph."""
    if last.text.endswith(_SOFT_HYPHEN):
        return False
    first = next((char for char in line.text if char.isalnum()), "")
    return bool(_ENDS.search(last.text)) or not first.islower()


def _had_room(opened: Sequence[Line], line: Line) -> bool:
    """Return whether the first word of a line would have stood in the line before, so that it was broken on purpose."""
    last = opened[-1]
    edge = max(line.right, *(one.right for one in opened))
    found = _FIRST_WORD.match(line.text)
    letter = (last.right - last.left) / max(1, len(last.text))
    return edge - last.right > 1.3 * letter * (len(found.group()) + 1 if found else 1)


def _closed(lines: Sequence[Line], size: float, words: Counter[str]) -> Iterator[Part]:
    if not lines:
        return
    text = lines[0].text
    for line in lines[1:]:
        text = _joined(text, line.text, words)
    text = " ".join(text.replace(_SOFT_HYPHEN, "-").split())
    large = lines[0].height > _HEADING_SIZE * size and len(text.split()) <= _MOST_HEADING_WORDS
    yield Part(text, Role.HEADING if large else None)


def _joined(text: str, more: str, words: Counter[str]) -> str:
    """Return two lines as one; a word that was broken between them is whole again."""
    head, tail = _LAST_PART.search(text), _FIRST_PART.match(more)
    if head is None:
        return f"{text.rstrip(_SOFT_HYPHEN)} {more}"
    before, after = text[: head.end() - 1], more
    if tail is None or not tail.group()[0].islower():
        return f"{before}-{after}"
    first, second = head.group(1).lower(), tail.group().lower()
    compound, whole = words[f"{first}-{second}"], words[f"{first}{second}"]
    keep = compound > whole or (not whole and (first in _KEEP_HYPHEN or not first.isalpha()))
    return f"{before}-{after}" if keep else f"{before}{after}"
