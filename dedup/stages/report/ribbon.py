"""The ribbon of a comparison: both articles as bars, and bands from each part of the one to where it went in the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dedup.passages import Span

WIDTH, HEIGHT, BAR = 1000, 180, 16
"""The ribbon in its own units; the page scales it."""
_LEAST = 2.0
"""The narrowest band that can still be seen."""


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the original and where it went in the repost; `title` says it in words, `href` leads to it."""

    a: Span
    b: Span
    look: str
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A band as it is drawn."""

    path: str
    look: str
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The bands, widest first, so that a narrow one is not hidden; and the size of the picture."""

    width: int
    height: int
    bar: int
    shapes: tuple[Shape, ...]


def ribbon(bands: Sequence[Band], lengths: tuple[int, int]) -> Ribbon:
    """Return the picture of some bands between two texts of these lengths."""
    ordered = sorted(bands, key=lambda band: (band.a.start - band.a.end, band.a, band.b))
    shapes = tuple(Shape(_path(band, lengths), band.look, band.href, band.title) for band in ordered)
    return Ribbon(WIDTH, HEIGHT, BAR, shapes)


def _path(band: Band, lengths: tuple[int, int]) -> str:
    left, right = _ends(band.a, lengths[0])
    start, end = _ends(band.b, lengths[1])
    top, bottom, middle = BAR, HEIGHT - BAR, HEIGHT // 2
    return (
        f"M{left} 0V{top}C{left} {middle} {start} {middle} {start} {bottom}V{HEIGHT}H{end}V{bottom}"
        f"C{end} {middle} {right} {middle} {right} {top}V0z"
    )


def _ends(span: Span, length: int) -> tuple[float, float]:
    scale = WIDTH / max(1, length)
    start, end = span.start * scale, span.end * scale
    return round(min(start, WIDTH - _LEAST), 1), round(max(end, start + _LEAST), 1)
