"""An archive at a glance as one page that a browser shows: no script, nothing fetched, light and dark, for print too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dedup.overview import Changed, Overview, Part, Repeated
from dedup.stages.report.diff import differing
from dedup.stages.report.display import visible
from dedup.stages.report.html import environment
from dedup.stages.report.pieces import Run, compared
from dedup.stages.report.telling import beginning, shown_words
from dedup.stages.report.wording import many, percent

WIDTH, ROW, LABEL = 900, 26, 220
"""The plots in their own units; the page scales them."""
HIGH = 160
_LEAST = 1.5  # the narrowest bar that can still be seen
TOLD = "told before"
_MONTH_LABELS = 12
_LABEL_ROOM = 60
_FIRST_WORDS = 40
_ORDINARY = 30  # characters of a label


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: all words, and the part of them that was told before."""

    at: float
    label: str
    length: float
    again: float
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """A passage of several articles, and where on the line of time it was told."""

    text: str
    told: str
    ticks: tuple[float, ...]
    span: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A passage of two versions that disagree."""

    title: str
    on: str
    before: tuple[Run, ...]
    after: tuple[Run, ...]


def overview_html(found: Overview) -> str:
    """Return an archive at a glance as one self-contained HTML document."""
    share = percent(found.repeated / found.words) if found.words else "0%"
    months = columns(found.months)
    return (
        environment()
        .get_template("overview.html")
        .render(
            title=visible(f"Told again: {found.name}"),
            name=visible(found.name),
            headline=f"{found.repeated:,} of {many(found.words, 'word')} ({share}) were told before, word for word.",
            lead=f"{many(found.articles, 'article')}, {many(found.passages, 'passage')}; the newest version of each article, "
            "boilerplate and headings aside. So many words would be saved if each passage stood once.",
            notes=tuple(map(visible, found.notes)),
            sources=bars(found.sources),
            months=months,
            month_labels=labels(months),
            step=round(max(1.0, 0.86 * WIDTH / max(1, len(months))), 2),
            lines=lines(found.passages_repeated),
            changed=tuple(map(_beside, found.changed)),
            width=WIDTH,
            row=ROW,
            label=LABEL,
            high=HIGH,
        )
    )


def _told(part: Part, said: str) -> str:
    share = percent(part.repeated / part.words) if part.words else "0%"
    name = visible(part.name) or "no source"
    return f"{name}: {many(part.articles, 'article')}, {many(part.words, 'word')}, {share} {said}"


def bars(parts: Sequence[Part], said: str = TOLD) -> tuple[Bar, ...]:
    """Return a row a source: how much of its words was told before."""
    found = []
    for n, part in enumerate(parts):
        name = visible(part.name) or "no source"
        label = name if len(name) <= _ORDINARY else name[: _ORDINARY - 1] + "…"
        share = part.repeated / part.words if part.words else 0.0
        room = WIDTH - LABEL - 60
        found.append(Bar(n * ROW, label, room, max(_LEAST, share * room) if share else 0.0, _told(part, said)))
    return tuple(found)


def columns(parts: Sequence[Part], said: str = TOLD) -> tuple[Bar, ...]:
    """Return a column a month: its words, and those that were told before."""
    most = max((part.words for part in parts), default=1) or 1
    step = WIDTH / max(1, len(parts))
    return tuple(
        Bar(
            round(n * step, 2),
            part.name,
            round(max(_LEAST, HIGH * part.words / most), 2),
            round(HIGH * part.repeated / most, 2),
            _told(part, said),
        )
        for n, part in enumerate(parts)
    )


def labels(months: Sequence[Bar]) -> tuple[Bar, ...]:
    """Return the months that are named under their columns: a dozen, none that would stand over the edge."""
    step = max(1, -(-len(months) // _MONTH_LABELS))
    return tuple(month for month in months[::step] if month.at <= WIDTH - _LABEL_ROOM)


def lines(passages: Sequence[Repeated]) -> tuple[Line, ...]:
    """Return a line of time for each passage, all of them on one scale."""
    every = [date.fromisoformat(day).toordinal() for one in passages for day in one.days]
    first, last = min(every, default=0), max(every, default=1)
    return tuple(_line(one, first, max(1, last - first)) for one in passages)


def _line(one: Repeated, first: int, days: int) -> Line:
    source = f", {one.first_source}" if one.first_source else ""
    told = (
        f"{many(one.articles, 'article')} of {many(one.sources, 'source')}, {many(one.words, 'word')} each; "
        f"first in {one.first_article}{source}"
    )
    ordinals = [date.fromisoformat(day).toordinal() for day in one.days]
    span = f"{one.days[0]} to {one.days[-1]}, {many(ordinals[-1] - ordinals[0], 'day')}" if one.days else "no dates"
    ticks = tuple(round(WIDTH * (day - first) / days, 1) for day in ordinals)
    return Line(visible(beginning(one.text, _FIRST_WORDS)), visible(told), ticks, span)


def _beside(one: Changed) -> Beside:
    before, after = shown_words(one.before)[0], shown_words(one.after)[0]
    only_before, only_after = differing(before, after)
    title = visible(f"{one.article}: version {one.version} against {one.version - 1}")
    on = visible("; ".join(one.conflicts))
    return Beside(title, on, compared(before, only_before), compared(after, only_after))
