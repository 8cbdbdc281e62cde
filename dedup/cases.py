"""One sentence of a text with its facts, and whether two such sentences speak of one case: subject, place and period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from dedup.facts import FIXTURE, Clash, Fact, lacking
from dedup.likeness import Profile, Sentence
from dedup.normalise import shadow
from dedup.passages import ANCHORS, Conflict, FactKind, Span
from dedup.words import BEFORE_NOUN, REPORTING, Lexicon, Word, may_reach

_FIGURE = re.compile(r"(?:(?<!\w)-)?\d+(?:[.,]\d+)*")
_CORRECTS = re.compile(r"\b(?:correct(?:ed|ion|s)?|revised|amended|recount(?:ed)?|earlier figure)\b", re.IGNORECASE)
_LOOKS_BACK = re.compile(
    r"\b(?:years?|decades?|months?|weeks?) (?:ago|earlier|before)\b"
    r"|\b(?:last|previous|preceding) (?:year|season|month|week|time)\b",
    re.IGNORECASE,
)

_WHEN = {
    **dict.fromkeys(("this", "current", "full"), "this"),
    **dict.fromkeys(("last", "previous", "preceding", "past"), "last"),
    **dict.fromkeys(("next", "coming", "following"), "next"),
}
_PERIOD = re.compile(rf"\b({'|'.join(_WHEN)}) (year|season|quarter|month|week|summer|winter|spring|autumn)(?:'s)?\b")
_PEOPLE = re.compile(
    r"\b(?:adult|teenager|adolescent|child|children|kid|infant|toddler|baby|babies|pensioner|senior|student|pupil|men|women"
    r"|boy|girl)s?\b"
)

_WHOLE = re.compile(
    r"\b(?:aggregate|overall|altogether|in total|in all|combined|cumulative|all told|over the two)\b", re.IGNORECASE
)
_PART = re.compile(
    r"\b(?:(?:first|second|third|opening|final|last) (?:leg|half|round|stage|day|week|month|quarter|set|part)|alone|each|per)\b",
    re.IGNORECASE,
)

ONE_FORM = 0.55
"""Share of words in common runs (figures aside) from which two sentences are one form filled in twice."""

ANOTHER_WORD = 0.66
"""Word cosine below which two words do not tell the same: closed/shut .57, but primary/secondary .64."""

_NAMES = frozenset({FactKind.NAME, FactKind.PLACE})

TELLS = 0.33
"""Words that tell less (said, people, new) may be exchanged in a form."""


@dataclass(frozen=True)
class Told:
    """One sentence of a text with its facts."""

    whole: Profile
    number: int

    @property
    def sentence(self) -> Sentence:
        """Return where the sentence stands, its words and its vector."""
        return self.whole.sentences[self.number]

    @cached_property
    def text(self) -> str:
        """Return the sentence."""
        return self.whole.text[self.sentence.span.start : self.sentence.span.end]

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Return its facts, with offsets into the sentence."""
        return self.whole.sentence_facts[self.number]

    def at_start(self, fact: Fact) -> bool:
        """Return whether the whole text begins with this fact."""
        return not self.whole.text[: self.sentence.span.start + fact.start].strip()

    @cached_property
    def stamp(self) -> tuple[str, ...]:
        """Return the time that the whole text begins with, empty where it begins otherwise."""
        return next((fact.value for fact in self.whole.facts if fact.kind is FactKind.TIME and not fact.start), ())

    def names_a_case(self, fact: Fact) -> bool:
        """Return whether a fact says which case is meant: a name, a place, a date, a time that is no entry's stamp."""
        return fact.kind in ANCHORS and not (fact.kind is FactKind.TIME and self.at_start(fact))

    @cached_property
    def looks_back(self) -> bool:
        """Return whether the sentence is about a time before that of the article."""
        return _LOOKS_BACK.search(shadow(self.text)) is not None

    @cached_property
    def figures(self) -> list[tuple[int, str]]:
        """Return the figures of the sentence in order, with where they start in it."""
        return [(found.start(), found.group()) for found in _FIGURE.finditer(shadow(self.text))]

    @cached_property
    def form(self) -> list[str]:
        """Return the words of the sentence with every figure replaced by one sign."""
        return _FIGURE.sub("0", shadow(self.text)).casefold().split()

    @cached_property
    def others(self) -> frozenset[tuple[FactKind, tuple[str, ...]]]:
        """Return the facts of the whole text where it has other sentences: their kinds and values."""
        if len(self.whole.sentences) == 1:
            return frozenset()
        return frozenset((fact.kind, fact.value) for fact in self.whole.facts)


def another_subject(found: Sequence[Clash], x: Told, y: Told, lexicon: Lexicon) -> bool:
    """Return whether two sentences whose facts clash speak of another subject, place, event or period each."""
    return another_case(found, x, y) or another_matter(found, x, y, lexicon)


def another_case(found: Sequence[Clash], x: Told, y: Told) -> bool:
    """Return whether periods, people, stamps or names say that two sentences whose facts clash are about two cases."""
    anchors = [clash for clash in found if clash.kind in ANCHORS]
    if _other_period(x.text, y.text) or _other_people(found, x.text, y.text) or _part_and_whole(found, x.text, y.text):
        return True
    if anchors and FIXTURE.match(x.text) and FIXTURE.match(y.text):
        return True  # two results in a list
    if x.stamp and y.stamp and x.stamp != y.stamp and not _CORRECTS.search(x.whole.text + " " + y.whole.text):
        return True  # two entries of a live page: what was so at eleven may have changed by twelve
    if not anchors:
        left = lacking(x.text, y.text, x.facts, [y.facts])
        right = lacking(y.text, x.text, y.facts, [x.facts])
        if len(found) > 1 and (x.looks_back or any(map(_is_year, left))) != (y.looks_back or any(map(_is_year, right))):
            return True  # several figures differ, and one side says that it is about another year
        return any(map(x.names_a_case, left)) and any(map(y.names_a_case, right))
    if len(anchors) > 1 or len(anchors) < len(found):
        return True
    return not _share_part(anchors[0]) and not _share_specifics(anchors[0], x, y)


def _other_period(x: str, y: str) -> bool:
    """Return whether one sentence is about this year and the other about the last, in these words."""
    left, right = ({(unit, _WHEN[when]) for when, unit in _PERIOD.findall(shadow(text).casefold())} for text in (x, y))
    both = {unit for unit, _ in left} & {unit for unit, _ in right}
    return bool(both) and not left & right


def _other_people(found: Sequence[Clash], x: str, y: str) -> bool:
    """Return whether figures that differ are of other people: what adults pay, and what children do."""
    left, right = ({word.removesuffix("s") for word in _PEOPLE.findall(shadow(text).casefold())} for text in (x, y))
    figures = any(clash.kind is FactKind.NUMBER or clash.kind is FactKind.UNIT for clash in found)
    return figures and bool(left) and bool(right) and not left & right


def _part_and_whole(found: Sequence[Clash], x: str, y: str) -> bool:
    """Return whether one figure is of a part and the other of the whole: "in the second leg", "on aggregate"."""
    figures = any(clash.kind is FactKind.NUMBER for clash in found)
    sides = [(bool(_WHOLE.search(text)), bool(_PART.search(text))) for text in map(shadow, (x, y))]
    return figures and sides in ([(True, False), (False, True)], [(False, True), (True, False)])


def _is_year(fact: Fact) -> bool:
    return fact.kind is FactKind.DATE and fact.value[0].startswith("year:")


def another_matter(found: Sequence[Clash], x: Told, y: Told, lexicon: Lexicon) -> bool:
    """Return whether two sentences of one form differ in more than their facts: "a mower for the club", "kit for the band"."""
    left = _words_beside(x, [clash.a for clash in found])
    right = _words_beside(y, [clash.b for clash in found])
    return _one_form(left, right) and _exchanged(left, right, lexicon) > 1


def another_entry(conflicts: Sequence[Conflict], a: Profile, b: Profile, lexicon: Lexicon) -> bool:
    """Return whether two texts are two entries of one list, which say of different things what they say in one form.

    What an entry is about stands before what clashes, often in a sentence of its own: "The Anchor, 3 Quay Street. Two
    neighbours objected."
    """
    if sum(conflict.kind in _NAMES for conflict in conflicts) > 1:
        return True  # nothing named is the same
    if not conflicts or len(a.sentences) == len(b.sentences) == 1:
        return False
    if sum(conflict.kind in ANCHORS for conflict in conflicts) > 1 and _one_form(a.bag.words, b.bag.words):
        return True  # minutes of two meetings
    left = _outside(a.bag.words, [conflict.a_span for conflict in conflicts])
    right = _outside(b.bag.words, [conflict.b_span for conflict in conflicts])
    first, other = min(c.a_span.start for c in conflicts), min(c.b_span.start for c in conflicts)
    before = [w for w in left if w.start < first], [w for w in right if w.start < other]
    return _one_form(left, right) and _exchanged(*before, lexicon) > 1


def _exchanged(left: Sequence[Word], right: Sequence[Word], lexicon: Lexicon) -> int:
    """Return how many words are exchanged for others, a noun counted twice.

    A rewording is no form; an update of one text exchanges hardly more than its figures, and no noun.
    """
    steps = SequenceMatcher(None, [w.stem for w in left], [w.stem for w in right], autojunk=False)
    return sum(
        2 if _is_noun(left, i, j) and _is_noun(right, k, m) else 1
        for kind, i, j, k, m in steps.get_opcodes()
        if kind == "replace" and _tell_apart(left[i:j], right[k:m], lexicon)
    )


def _one_form(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Return whether the words stand in common runs for the most part."""
    ours, theirs = [w.stem for w in left], [w.stem for w in right]
    return may_reach(ours, theirs, ONE_FORM) and SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= ONE_FORM


def _tell_apart(one: Sequence[Word], other: Sequence[Word], lexicon: Lexicon) -> bool:
    """Return whether two runs of words tell something, and not the same in other words."""
    ours, theirs = ([w.stem for w in run if w.weight >= TELLS and not w.stem[0].isdigit()] for run in (one, other))
    return bool(ours and theirs) and float(lexicon.alikeness(ours, theirs).max()) < ANOTHER_WORD


def _is_noun(words: Sequence[Word], start: int, end: int) -> bool:
    """Return whether a run of words names what is spoken of: "the current account", "for seniors", not who said it."""
    after = [word.stem for word in words[end : end + 2]]
    first = end == 1  # "Water was back", "Power was back"
    return (first or (start > 0 and words[start - 1].stem in BEFORE_NOUN)) and not REPORTING.intersection(after)


def _words_beside(told: Told, facts: Sequence[Fact]) -> list[Word]:
    """Return the words of a sentence outside these facts."""
    start = told.sentence.span.start
    inside = [Span(start + fact.start, start + fact.end) for fact in facts]
    return _outside(told.sentence.bag.words, inside)


def _outside(words: Sequence[Word], spans: Sequence[Span]) -> list[Word]:
    return [word for word in words if not any(span.start <= word.start < span.end for span in spans)]


def _share_part(clash: Clash) -> bool:
    return bool(set(clash.a.value) & set(clash.b.value))


def _share_specifics(clash: Clash, x: Told, y: Told) -> bool:
    """Return whether the two sentences agree on a name, figure, date or quotation besides the one that differs."""
    firm = ANCHORS | {FactKind.NUMBER, FactKind.QUOTE}
    left = {(fact.kind, fact.value) for fact in x.facts if fact != clash.a and fact.kind in firm}
    return bool(left & {(fact.kind, fact.value) for fact in y.facts if fact != clash.b})
