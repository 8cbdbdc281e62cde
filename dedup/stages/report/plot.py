"""The dot plot of an article: passage against passage, a dot where two tell the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dedup.passages import Match, Relation, Role
from dedup.stages.report.display import visible
from dedup.stages.report.findings import findings
from dedup.stages.report.telling import Telling, beginning
from dedup.stages.report.wording import RELATION, percent, sentence

SIDE = 400
"""The side of the square in its own units; the page scales it."""
MOST_DOTS = 2_000
"""With more matches, only those are drawn that are compared on the page; 70 equal passages have 2,415."""
_TICKS = 6
_LARGEST, _LEAST = 8.0, 3.0
SHAPES = {
    Relation.IDENTICAL: "disc",
    Relation.NEAR_DUPLICATE: "disc",
    Relation.PARAPHRASE: "ring",
    Relation.SUMMARY: "triangle",
    Relation.CONFLICT: "cross",
}


@dataclass(frozen=True, slots=True)
class Dot:
    """One match: where it stands, its shape, where it leads and what it is."""

    x: float
    y: float
    shape: str
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the article on both axes."""

    at: float
    line: int


@dataclass(frozen=True, slots=True)
class Plot:
    """Dots above the diagonal: the first passage of a pair counts down, the second to the right."""

    side: int
    radius: float
    dots: tuple[Dot, ...]
    left_out: int
    ticks: tuple[Tick, ...]


def plot_of(telling: Telling, link: Callable[[Match], str]) -> Plot:
    """Return the plot of a report; `link` says where a match is shown."""
    passages = telling.report.passages
    place = {passage.id: (n + 0.5) * SIDE / len(passages) for n, passage in enumerate(passages)}
    every = [m for m in telling.report.matches if telling.figures.passages[m.a].role is not Role.BOILERPLATE]
    shown = every if len(every) <= MOST_DOTS else [finding.match for finding in findings(telling)]
    dots = tuple(_dot(telling, match, place, link(match)) for match in sorted(shown, key=_order))
    step = max(1, -(-len(passages) // _TICKS))
    ticks = tuple(Tick(round(place[passage.id], 1), passage.line) for passage in passages[::step])
    radius = round(min(_LARGEST, max(_LEAST, SIDE / max(1, len(passages)) / 2)), 1)
    return Plot(SIDE, radius, dots, len(every) - len(dots), ticks)


def _order(match: Match) -> tuple[int, int]:
    return min(match.a, match.b), max(match.a, match.b)


def _dot(telling: Telling, match: Match, place: dict[int, float], href: str) -> Dot:
    first, second = _order(match)
    relation = Relation.CONFLICT if match.conflicts else match.relation
    words = beginning(telling.figures.passages[first].text, 8)
    sure = "" if relation is Relation.CONFLICT else f", {percent(match.score)} sure"
    told = f"{sentence(telling.both(first, second))}: {RELATION[relation]}{sure}. “{words}”"
    return Dot(round(place[second], 1), round(place[first], 1), SHAPES[relation], href, visible(told))
