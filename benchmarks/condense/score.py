"""What a condensed text lost, and whether its cuts were right: pure functions from texts to counts.

Two truths are asked, neither of them the tool's own. On the samples of seeds/ a passage may go if its truth file says so
(`safe_remove`), and the words of `unique_facts` must still be there. On articles followed by copies of their sentences
a sentence may go if the same sentence stays. Typed facts are counted with dedup.facts, which the tool uses as well:
that figure shows that nothing slips past its own check, not that the check sees everything.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace

from benchmarks.score import score
from benchmarks.truth import Truth
from dedup.facts import Fact, find_facts, lacking
from dedup.normalise import fold, same_text, shadow
from dedup.passages import Cut, CutStatus, FactKind, Report, Role, Span
from dedup.words import count


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text: where it stands, in which passage, and its words as they are compared."""

    passage: int
    start: int
    end: int
    key: str


@dataclass(frozen=True)
class Outcome:
    """What a system made of a text: the sentences that are gone (positions), what stays, and what it said would go."""

    gone: frozenset[int]
    text: str
    flagged: tuple[Span, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Counts:
    """What is counted of one text, or of several together."""

    texts: int = 0
    cuts: int = 0
    right: int = 0
    possible: int = 0
    said: int = 0
    facts: int = 0
    lost_flagged: int = 0
    lost_unflagged: int = 0
    unique: int = 0
    unique_flagged: int = 0
    unique_unflagged: int = 0
    words_before: int = 0
    words_after: int = 0
    seconds: float = 0.0


def total(counts: Sequence[Counts]) -> Counts:
    """Return the counts of several texts together."""
    return Counts(*(sum(getattr(one, field.name) for one in counts) for field in fields(Counts)))


def key(text: str) -> str:
    """Return the words of a text as they are compared: typography, case, white space and marks do not matter."""
    level = fold(shadow(text))
    return " ".join("".join(c if c.isalnum() else " " for c in level).split())


def within(part: str, whole: str) -> bool:
    """Return whether the words of one key stand together in another."""
    return f" {part} " in f" {whole} "


def less(text: str, spans: Collection[Span]) -> str:
    """Return the text without these ranges."""
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + text[span.end :]
    return text


def copied(sentences: Sequence[Sentence], gone: Collection[int]) -> tuple[int, int]:
    """Return how many of the gone sentences still stand in the text, and how many could have gone so.

    A sentence that stands there n times can go n - 1 times; where all n are gone, one of the cuts is wrong.
    """
    stay = {sentence.key for n, sentence in enumerate(sentences) if n not in gone}
    wholly = {sentences[n].key for n in gone} - stay
    return len(gone) - len(wholly), len(sentences) - len({sentence.key for sentence in sentences})


def by_copies(text: str, sentences: Sequence[Sentence], outcome: Outcome) -> Counts:
    """Return the counts of a text whose repeats are copies of sentences: each gone sentence is one cut."""
    right, possible = copied(sentences, outcome.gone)
    units = [[n] for n in sorted(outcome.gone)]
    return replace(_losses(text, sentences, units, outcome), cuts=len(units), right=right, possible=possible)


def by_truth(report: Report, text: str, sentences: Sequence[Sentence], outcome: Outcome, truth: Truth) -> Counts:
    """Return the counts of a sample: a passage of which anything is gone is one cut, right if the truth lists it.

    Furniture is not counted, and of copies one must stay (benchmarks/score.py).
    """
    furniture = {passage.id for passage in report.passages if passage.role is Role.BOILERPLATE}
    content = Outcome(
        frozenset(n for n in outcome.gone if sentences[n].passage not in furniture), outcome.text, outcome.flagged
    )
    units: dict[int, list[int]] = {}
    for n in sorted(content.gone):
        units.setdefault(sentences[n].passage, []).append(n)
    cuts = tuple(Cut(passage, CutStatus.SAFE, (), ()) for passage in units)
    found = score(replace(report, cuts=cuts), truth)
    flagged, unflagged = _unique_lost(text, outcome, truth)
    return replace(
        _losses(text, sentences, list(units.values()), content),
        cuts=found.safe_precision.of,
        right=found.safe_precision.found,
        possible=found.safe_recall.of,
        unique=sum(map(len, truth.unique_facts.values())),
        unique_flagged=flagged,
        unique_unflagged=unflagged,
        seconds=outcome.seconds,
    )


def facts_of(text: str, sentences: Collection[Sentence]) -> list[Fact]:
    """Return the typed facts of these sentences, each sentence read by itself, with their places in the text.

    Sentence by sentence, because a text that repeats sentences of quotations has marks that open and never close.
    """
    return [
        replace(fact, start=one.start + fact.start, end=one.start + fact.end)
        for one in sentences
        for fact in find_facts(text[one.start : one.end])
    ]


def facts_lost(text: str, sentences: Sequence[Sentence], gone: Collection[int]) -> tuple[int, tuple[Fact, ...]]:
    """Return how many typed facts the sentences state, and those that what stays states nowhere, each content once."""
    lost = Stays(text, sentences, gone).unsaid(text, [sentences[n] for n in sorted(gone)])
    facts = [
        fact for fact in facts_of(text, sentences) if fact.kind is not FactKind.DIRECTION
    ]  # alone it states nothing
    listed = {(fact.kind, fact.value, fact.unit) for fact in facts}
    distinct = {(fact.kind, fact.value, fact.unit): fact for fact in reversed(lost)}
    return len(listed), tuple(sorted(distinct.values(), key=lambda fact: fact.start))


class Stays:
    """What stays of a text, sentence by sentence, and the rest that is no sentence (headings), with its facts."""

    def __init__(self, text: str, sentences: Sequence[Sentence], gone: Collection[int]) -> None:
        """Find the facts of what stays."""
        kept = [text[one.start : one.end] for n, one in enumerate(sentences) if n not in gone]
        self._texts = [*kept, less(text, [Span(one.start, one.end) for one in sentences])]
        self._facts = [find_facts(piece) for piece in self._texts]

    def unsaid(self, text: str, gone: Sequence[Sentence]) -> tuple[Fact, ...]:
        """Return the facts of these sentences that nothing that stays states.

        A sentence that stays but for typography, capitals and masks (d*mn) has lost nothing.
        """
        missing = [one for one in gone if not self._holds(text[one.start : one.end])]
        return lacking(text, self._texts, facts_of(text, missing), self._facts)

    def _holds(self, sentence: str) -> bool:
        return any(same_text(sentence, kept) for kept in self._texts)


def is_flagged(span: Span, flagged: Collection[Span]) -> bool:
    """Return whether something that was said to go lies in the range."""
    return any(one.start < span.end and span.start < one.end for one in flagged)


def _losses(text: str, sentences: Sequence[Sentence], units: Sequence[Sequence[int]], outcome: Outcome) -> Counts:
    """Return the counts of facts and words. A cut is said if what stays states every typed fact of its sentences."""
    stays = Stays(text, sentences, outcome.gone)
    facts, lost = facts_lost(text, sentences, outcome.gone)
    flagged = sum(is_flagged(Span(fact.start, fact.end), outcome.flagged) for fact in lost)
    return Counts(
        texts=1,
        said=sum(not stays.unsaid(text, [sentences[n] for n in unit]) for unit in units),
        facts=facts,
        lost_flagged=flagged,
        lost_unflagged=len(lost) - flagged,
        words_before=count(text),
        words_after=count(outcome.text),
        seconds=outcome.seconds,
    )


def _unique_lost(text: str, outcome: Outcome, truth: Truth) -> tuple[int, int]:
    """Return how many of the words that only one passage has are gone: those that were flagged, and those that were not."""
    stays = key(outcome.text)
    lost = [phrase for phrases in truth.unique_facts.values() for phrase in phrases if not within(key(phrase), stays)]
    starts = [(text.find(phrase), phrase) for phrase in lost]
    flagged = sum(at >= 0 and is_flagged(Span(at, at + len(phrase)), outcome.flagged) for at, phrase in starts)
    return flagged, len(lost) - flagged
