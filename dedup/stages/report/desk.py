"""What the editor's page shows of a question: two passages side by side, how sure and why, and what each choice loses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dedup.facts import Fact
from dedup.passages import Cluster, Cut, CutStatus, FactKind, Match, Passage, Relation, Report
from dedup.stages.report.display import visible
from dedup.stages.report.explain import Explanation
from dedup.stages.report.page import View
from dedup.stages.report.pieces import Run, plain
from dedup.stages.report.telling import Telling, beginning, shown
from dedup.stages.report.view import Pair, Shown
from dedup.stages.report.wording import KINDS, RELATION, many, percent, quoted, sentence

ANCHOR = "r1"
MOST_AGREEING = 12
"""Facts on which two passages agree that are named; how many more there are is said."""
_AGREE = (FactKind.NUMBER, FactKind.DATE, FactKind.TIME, FactKind.NAME, FactKind.PLACE, FactKind.QUOTE)
_STATUS = {
    CutStatus.SAFE: "safe to cut",
    CutStatus.REVIEW: "for you to decide",
    CutStatus.KEEP_BOTH: "in conflict",
    CutStatus.BOILERPLATE: "boilerplate",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A question in the list."""

    key: str
    kind: str
    anchor: str
    label: str
    look: str
    title: str
    relation: str
    words: int
    status: str
    status_text: str
    text: str


@dataclass(frozen=True, slots=True)
class Loss:
    """What would be lost if a passage went: kinds with their words; `possible` is False where nothing left says it."""

    passage: int
    where: str
    words: str
    lost: tuple[tuple[str, tuple[str, ...]], ...]
    safe: bool
    possible: bool = True


@dataclass(frozen=True, slots=True)
class Sentences:
    """Two sentences that tell the same."""

    one: str
    other: str
    clashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """What a verdict rests on."""

    because: tuple[str, ...]
    aligned: tuple[Sentences, ...]
    agree: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A question in full: `one` is what would be lost with the passage it asks about, `other` with its partner."""

    pair: Pair | None
    runs: tuple[Run, ...]
    one: Loss
    other: Loss | None
    sure: str


@dataclass(frozen=True)
class Desk:
    """A report as the editor's page shows it."""

    report: Report

    @cached_property
    def telling(self) -> Telling:
        """Return the sentences of the report."""
        return Telling(self.report)

    @cached_property
    def view(self) -> View:
        """Return the parts that it shares with the page that is written to a file."""
        return View(self.telling, ANCHOR)

    @cached_property
    def groups(self) -> Mapping[str, Cluster]:
        """Return the groups by their letter."""
        return {group.label: group for group in self.telling.figures.groups}

    @cached_property
    def passages(self) -> tuple[Shown, ...]:
        """Return the article, passage by passage."""
        return tuple(map(self.view.shown, self.report.passages))

    def item(self, key: str, match: Match, passage: int, status: CutStatus | None, group: str) -> Item:
        """Return a question on two passages as it stands in the list."""
        number = self.view.numbers.get(id(match))
        kind = "conflict" if number else "group" if group else "loose"
        text = visible(beginning(self._passage(passage).text, 14))
        return Item(
            key=key,
            kind=kind,
            anchor=self._anchor(match),
            label=f"≠{number}" if number else group or "~",
            look="conflict" if number else self.view.looks.get(group, "loose"),
            title=sentence(self.telling.both(*sorted((match.a, match.b)))),
            relation=RELATION[Relation.CONFLICT if number else match.relation],
            words=self.telling.figures.words[passage],
            status=str(status or "none"),
            status_text=_STATUS[status] if status else "each tells more",
            text=text,
        )

    def furniture(self, key: str, passage: int) -> Item:
        """Return the question whether a piece of boilerplate goes."""
        words = self.telling.figures.words[passage]
        where, text = sentence(self.telling.where(passage)), visible(beginning(self._passage(passage).text, 14))
        return Item(
            key, "boilerplate", f"{ANCHOR}-{key}", "§", "furniture", where, "part of the page", words, "boilerplate",
            _STATUS[CutStatus.BOILERPLATE], text,
        )  # fmt: skip

    def pair(self, match: Match, group: str) -> Pair:
        """Return two passages side by side."""
        if id(match) in self.view.numbers:
            return self.view.conflict(match)
        return self.view.pair(self.groups.get(group), match)

    def whole(self, passage: int) -> tuple[Run, ...]:
        """Return a passage as it is."""
        return plain(shown(self._passage(passage)))

    def told_twice(self) -> tuple[str, float]:
        """Return how much of the article is told twice, as a sentence and as per cent of its content."""
        figures = self.telling.figures
        return self.telling.told_twice(), round(100 * figures.told_twice / max(1, figures.content_words), 2)

    def link(self, match: Match) -> str:
        """Return the anchor of the question on a match."""
        return "#" + self._anchor(match)

    def how_sure(self, match: Match) -> str:
        """Return how sure it is that two passages tell the same, and how much each says of the other."""
        return f"{sentence(self.telling.how_sure(match))}. {sentence(self.telling.covered(match))}."

    def loss(self, passage: int, cut: Cut | None) -> Loss:
        """Return what would be lost with a passage; a cut of None says that nothing left would say it."""
        where = self.telling.where(passage)
        words = many(self.telling.figures.words[passage], "word")
        if cut is None:
            return Loss(passage, where, words, (), safe=False, possible=False)
        return Loss(passage, where, words, tuple(_kinds(cut)), cut.status in {CutStatus.SAFE, CutStatus.BOILERPLATE})

    def why(self, found: Explanation) -> Why:
        """Return what the verdict on two passages rests on, in words."""
        aligned = tuple(
            Sentences(
                visible(" ".join(pair.a.split())),
                visible(" ".join(pair.b.split())),
                tuple(
                    visible(f"{clash.kind} {quoted(clash.a)} against {quoted(clash.b)}")
                    for clash in pair.clashes
                    if clash.counted
                ),
            )
            for pair in found.aligned
        )
        overlap = found.verdict.evidence.overlap
        shared = f"{percent(overlap)} of the distinct words of one stand in the other."
        told = any("distinct words" in reason for reason in found.because)
        return Why(
            ((() if told else (shared,)) + tuple(map(visible, found.because))),
            aligned,
            visible(_agreeing(found.facts_a, found.only_a)),
        )

    def _anchor(self, match: Match) -> str:
        one, other = sorted((match.a, match.b))
        number = self.view.numbers.get(id(match))
        return f"{ANCHOR}-c{number}" if number else f"{ANCHOR}-m{one}-{other}"

    def _passage(self, n: int) -> Passage:
        return self.telling.figures.passages[n]


def _kinds(cut: Cut) -> Iterator[tuple[str, tuple[str, ...]]]:
    kinds: dict[str, dict[str, None]] = {}
    for loss in sorted(cut.would_lose, key=lambda loss: (loss.kind == "word", loss.start)):
        kinds.setdefault(KINDS.get(loss.kind, loss.kind), {})[visible(quoted(loss.text))] = None
    return ((kind, tuple(words)) for kind, words in kinds.items())


def _agreeing(facts: Sequence[Fact], alone: Sequence[Fact]) -> str:
    """Return the facts of the one that the other has too, in words; "" where there are none."""
    lacked = {(fact.start, fact.end) for fact in alone}
    shared = [fact for fact in facts if fact.kind in _AGREE and (fact.start, fact.end) not in lacked]
    named = list(dict.fromkeys(f"{fact.kind} {quoted(fact.text)}" for fact in shared))
    more = len(named) - MOST_AGREEING
    return ", ".join(named[:MOST_AGREEING]) + (f", and {more} more" if more > 0 else "")
