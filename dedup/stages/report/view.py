"""What a page shows of reports, as plain data that a template reads. `page.py` makes it."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.stages.report.pieces import Run
from dedup.stages.report.plot import Plot


@dataclass(frozen=True, slots=True)
class Badge:
    """The sign of a passage in a group (A1) or a conflict (≠1), and where it leads."""

    label: str
    href: str
    title: str
    look: str


@dataclass(frozen=True, slots=True)
class Again:
    """Where the same text stands a second time."""

    badge: Badge
    where: str


@dataclass(frozen=True, slots=True)
class Side:
    """One passage of a pair."""

    badge: Badge
    where: str
    about: str
    again: Again | None
    runs: tuple[Run, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What two passages disagree on, the first on the page first."""

    kind: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two passages beside each other; of equal ones the left, which says where the other is. `label` is a conflict's."""

    anchor: str
    label: str
    title: str
    sure: str
    covered: str
    sides: tuple[Side, ...]
    disagree: tuple[Disagreement, ...] = ()
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is suggested for a passage, and what would be lost: kinds with their words."""

    status: str
    verdict: str
    href: str
    lost: tuple[tuple[str, tuple[str, ...]], ...]
    safe: bool
    box: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Passages that tell the same."""

    anchor: str
    label: str
    look: str
    where: str
    relations: str
    words: str
    weakest: str
    pairs: tuple[Pair, ...]
    offers: tuple[Offer, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link within the page."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage in the article as it is."""

    anchor: str
    line: int
    role: str
    look: str
    status: str
    status_text: str
    flags: tuple[str, ...]
    badges: tuple[Badge, ...]
    links: tuple[Link, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage of the condensed version, or the place where one is left out (then `gone` says why)."""

    href: str
    role: str
    runs: tuple[Run, ...]
    gone: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the summary."""

    number: str
    text: str
    href: str
    kind: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """Everything a page shows of one report."""

    anchor: str
    name: str
    subtitle: str
    language: str
    headline: str
    twice: float
    part: float
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    conflicts: tuple[Pair, ...]
    groups: tuple[Group, ...]
    loose: tuple[Link, ...]
    boilerplate_title: str
    boilerplate: tuple[Link, ...]
    passages: tuple[Shown, ...]
    plot: Plot
    condensed_title: str
    shorter: bool
    condensed: tuple[Kept, ...]
    made_by: str
    trail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of one or more reports."""

    title: str
    articles: tuple[ArticleView, ...]
