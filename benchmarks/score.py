"""How well a report agrees with a truth file: pure functions from (Report, Truth) to counts and named faults.

What each figure means is said at the function that counts it. A report's passages are laid beside the truth's by their
letters and figures, in order; what only one of them has is a `misread` fault, and what the report says of such a
passage is not scored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from benchmarks.truth import SAYS_THE_SAME, Pair, TrueConflict, Truth, pair_of
from dedup.comparison import Comparison
from dedup.normalise import fold, shadow
from dedup.passages import Conflict, Cut, CutStatus, Match, Passage, Relation, Report, Role

_NAMED = 0.5  # this share of a phrase's telling words must be named, or the phrase counts as passed over
_SHORTEST_TELLING = 4  # letters; shorter words ("the", "on") tell nothing of a phrase
_WORD = re.compile(r"[^\W_]+(?:[.,'][^\W_]+)*")


class FaultKind(StrEnum):
    """What can be wrong with a report."""

    MISREAD = "misread"
    MISSED = "missed"
    OTHER_KIND = "other kind"
    FALSE_MATCH = "false match"
    MERGED = "hard negative merged"
    CONFLICT_MISSED = "conflict missed"
    FALSE_CONFLICT = "false conflict"
    FALSE_BOILERPLATE = "false boilerplate"
    UNSAFE_CUT = "unsafe cut"
    NEVER_CUT = "cut though never to be"
    FACT_LOST = "fact lost unflagged"
    NOT_OFFERED = "review not offered or words not named"
    CONDENSED = "condensed text is not the original less the cuts"


class Fault(NamedTuple):
    """One thing that is wrong, and where."""

    article: str
    kind: FaultKind
    where: str


class Share(NamedTuple):
    """So many of so many."""

    found: int
    of: int

    @property
    def value(self) -> float | None:
        """The share 0..1, or None where there is nothing to share."""
        return self.found / self.of if self.of else None


@dataclass(frozen=True)
class Score:
    """The counts of one article, or of several together, and every fault by name."""

    name: str
    must: Share
    kind: Share
    should: Share
    conflicts: Share
    boilerplate: Share
    safe_precision: Share
    safe_recall: Share
    review: Share
    faults: tuple[Fault, ...]

    def count(self, kind: FaultKind) -> int:
        """Return how many faults are of this kind."""
        return sum(fault.kind == kind for fault in self.faults)


def total(scores: Sequence[Score], name: str = "total") -> Score:
    """Return the scores counted together: every pair and every cut weighs the same, whatever article it is from."""

    def together(share: Callable[[Score], Share]) -> Share:
        return Share(sum(share(one).found for one in scores), sum(share(one).of for one in scores))

    return Score(
        name=name,
        must=together(lambda one: one.must),
        kind=together(lambda one: one.kind),
        should=together(lambda one: one.should),
        conflicts=together(lambda one: one.conflicts),
        boilerplate=together(lambda one: one.boilerplate),
        safe_precision=together(lambda one: one.safe_precision),
        safe_recall=together(lambda one: one.safe_recall),
        review=together(lambda one: one.review),
        faults=tuple(fault for one in scores for fault in one.faults),
    )


def score(report: Report, truth: Truth) -> Score:
    """Return how the report agrees with the truth."""
    said = _said(report.passages, report.matches, report.cuts, truth)
    faults: list[tuple[FaultKind, str]] = [(FaultKind.MISREAD, where) for where in said.misread]
    must, kind, should = _found(said, truth, faults)
    _beyond(said, truth, faults)
    conflicts = _conflicts(said, truth, faults)
    boilerplate = _boilerplate(said, truth, faults)
    safe_precision, safe_recall = _safe_cuts(said, truth, faults)
    _losses(said, truth, faults)
    review = _reviews(said, truth, faults)
    if not is_original_less_cuts(report):
        faults.append((FaultKind.CONDENSED, f"{report.condensed.words_after} words"))
    return Score(
        truth.name,
        must,
        kind,
        should,
        conflicts,
        boilerplate,
        safe_precision,
        safe_recall,
        review,
        tuple(Fault(truth.name, kind, where) for kind, where in faults),
    )


def score_pair(comparison: Comparison, truth: Truth) -> Score:
    """Return how a comparison agrees with the truth of a pair of articles: passages, how they relate, conflicts."""
    said = _said(comparison.passages, comparison.passage_matches, (), truth)
    faults: list[tuple[FaultKind, str]] = [(FaultKind.MISREAD, where) for where in said.misread]
    must, kind, should = _found(said, truth, faults)
    _beyond(said, truth, faults)
    conflicts = _conflicts(said, truth, faults)
    boilerplate = _boilerplate(said, truth, faults)
    none = Share(0, 0)
    told = tuple(Fault(truth.name, kind, where) for kind, where in faults)
    return Score(truth.name, must, kind, should, conflicts, boilerplate, none, none, none, told)


def is_original_less_cuts(report: Report) -> bool:
    """Return whether the condensed text is exactly the passages that are neither a safe nor a boilerplate cut.

    Each must stand in it letter by letter, in order, and between them there may be white space and marks but no word.
    """
    removed = {cut.passage for cut in report.cuts if cut.status in {CutStatus.SAFE, CutStatus.BOILERPLATE}}
    at = 0
    between = []
    for passage in report.passages:
        if passage.id in removed:
            continue
        found = report.condensed.text.find(passage.text, at)
        if found < 0:
            return False
        between.append(report.condensed.text[at:found])
        at = found + len(passage.text)
    between.append(report.condensed.text[at:])
    return not any(character.isalnum() for character in "".join(between))


@dataclass(frozen=True)
class _Said:
    """A report in the truth's ids."""

    matches: Mapping[Pair, Match]
    cuts: Mapping[int, Cut]
    boilerplate: frozenset[int]
    misread: tuple[str, ...]
    turned: frozenset[Pair]  # matches whose side a is the later passage

    def cut_as(self, *statuses: CutStatus) -> frozenset[int]:
        return frozenset(at for at, cut in self.cuts.items() if cut.status in statuses)

    def facts(self, pair: Pair) -> list[tuple[str, str]]:
        """Return the words of each conflict of the pair, those of the earlier passage first."""
        match = self.matches[pair]
        return [(row.b, row.a) if pair in self.turned else (row.a, row.b) for row in match.conflicts]


def _said(passages: Sequence[Passage], found: Sequence[Match], cuts: Sequence[Cut], truth: Truth) -> _Said:
    known = _laid_beside([passage.text for passage in passages], truth.texts)
    ids = {passage.id: known[at] for at, passage in enumerate(passages) if at in known}
    matches: dict[Pair, Match] = {}
    turned = set()
    for match in found:
        if match.a in ids and match.b in ids and match.relation != Relation.UNRELATED:
            pair = pair_of((ids[match.a], ids[match.b]))
            matches[pair] = match
            if pair[0] != ids[match.a]:
                turned.add(pair)
    missing = [f"passage {at} is not one in the report" for at in range(len(truth.texts)) if at not in ids.values()]
    extra = [f"report's passage {passage.id} is none" for passage in passages if passage.id not in ids]
    return _Said(
        matches,
        {ids[cut.passage]: cut for cut in cuts if cut.passage in ids},
        frozenset(ids[row.id] for row in passages if row.role == Role.BOILERPLATE and row.id in ids),
        tuple(missing + extra),
        frozenset(turned),
    )


def _laid_beside(theirs: Sequence[str], ours: Sequence[str]) -> dict[int, int]:
    """Return which of our texts each of theirs is, compared by letters and figures, order kept."""
    matcher = SequenceMatcher(None, [*map(_letters, theirs)], [*map(_letters, ours)], autojunk=False)
    return {block.a + n: block.b + n for block in matcher.get_matching_blocks() for n in range(block.size)}


def _found(said: _Said, truth: Truth, faults: list[tuple[FaultKind, str]]) -> tuple[Share, Share, Share]:
    """Count the must pairs that are reported at all, those of them with the right relation, and the should pairs."""
    found = right = 0
    for true in truth.must:
        match = said.matches.get(true.pair)
        if match is None:
            faults.append((FaultKind.MISSED, f"{_shown(true.pair)} {true.relation}"))
            continue
        found += 1
        right += match.relation == true.relation
        if match.relation != true.relation:
            faults.append((FaultKind.OTHER_KIND, f"{_shown(true.pair)} {match.relation}, should be {true.relation}"))
    should = sum(true.pair in said.matches for true in truth.should)
    return Share(found, len(truth.must)), Share(right, found), Share(should, len(truth.should))


def _beyond(said: _Said, truth: Truth, faults: list[tuple[FaultKind, str]]) -> None:
    """Name the matches beyond must, should and ignore, and the hard negatives among them that were merged.

    Two boilerplate passages may be reported as identical. A hard negative is merged if it is reported as identical,
    near_duplicate, paraphrase or summary; reported as conflict it is a false match and a false conflict, not merged.
    """
    expected = {true.pair for true in (*truth.must, *truth.should)} | truth.ignore
    for pair, match in said.matches.items():
        furniture = truth.boilerplate.issuperset(pair) and match.relation == Relation.IDENTICAL
        if pair not in expected and not furniture:
            faults.append((FaultKind.FALSE_MATCH, f"{_shown(pair)} {match.relation} {match.score:.2f}"))
        if pair in truth.hard_negatives and match.relation in SAYS_THE_SAME | {Relation.SUMMARY}:
            faults.append((FaultKind.MERGED, f"{_shown(pair)} {match.relation} {match.score:.2f}"))


def _conflicts(said: _Said, truth: Truth, faults: list[tuple[FaultKind, str]]) -> Share:
    """Count the conflicts found: a match of that pair, of any relation, names a word of either clashing fact.

    A false conflict is a pair that is reported with the relation conflict, or with conflicting facts, and is neither
    a true conflict nor ignored.
    """
    found = 0
    for true in truth.conflicts:
        facts = said.facts(true.pair) if true.pair in said.matches else []
        if any(_touches(fact, true) for fact in facts):
            found += 1
        else:
            faults.append((FaultKind.CONFLICT_MISSED, f"{_shown(true.pair)} {true.a_words} / {true.b_words}"))
    accepted = {true.pair for true in truth.conflicts} | truth.ignore
    for pair, match in said.matches.items():
        if pair not in accepted and (match.conflicts or match.relation == Relation.CONFLICT):
            facts_shown = ", ".join(_fact_shown(fact) for fact in match.conflicts)
            faults.append((FaultKind.FALSE_CONFLICT, f"{_shown(pair)} {match.relation}: {facts_shown}"))
    return Share(found, len(truth.conflicts))


def _boilerplate(said: _Said, truth: Truth, faults: list[tuple[FaultKind, str]]) -> Share:
    """Count the boilerplate passages classed so; a false one is content that is classed or cut as boilerplate."""
    false = (said.boilerplate | said.cut_as(CutStatus.BOILERPLATE)) - truth.boilerplate
    faults += [(FaultKind.FALSE_BOILERPLATE, str(at)) for at in sorted(false)]
    return Share(len(said.boilerplate & truth.boilerplate), len(truth.boilerplate))


def _safe_cuts(said: _Said, truth: Truth, faults: list[tuple[FaultKind, str]]) -> tuple[Share, Share]:
    """Count how many safe cuts of content were right, and how many of the possible ones were made.

    Of copies either may go, but one must stay: where all are cut, one of these cuts is wrong.
    """
    made = said.cut_as(CutStatus.SAFE) - truth.boilerplate
    wholly = [group for group in truth.copies if group <= made]
    right = len(made & truth.safe) - len(wholly)
    faults += [(FaultKind.UNSAFE_CUT, str(at)) for at in sorted(made - truth.safe)]
    faults += [(FaultKind.UNSAFE_CUT, f"every copy: {_listed(group)}") for group in wholly]
    removed = said.cut_as(CutStatus.SAFE, CutStatus.BOILERPLATE)
    faults += [(FaultKind.NEVER_CUT, str(at)) for at in sorted(removed & truth.never)]
    return Share(right, len(made)), Share(right, truth.most_safe_cuts)


def _losses(said: _Said, truth: Truth, faults: list[tuple[FaultKind, str]]) -> None:
    """Name what is gone and not flagged: words only a removed passage has, that its ledger row does not name.

    A group of copies that are all gone is one more.
    """
    removed = said.cut_as(CutStatus.SAFE, CutStatus.BOILERPLATE)
    for at in sorted(removed & truth.unique_facts.keys()):
        unnamed = (phrase for phrase in truth.unique_facts[at] if not names(said.cuts[at], phrase, truth, at))
        faults += [(FaultKind.FACT_LOST, f"{at}: {phrase}") for phrase in unnamed]
    faults += [(FaultKind.FACT_LOST, f"every copy: {_listed(group)}") for group in truth.copies if group <= removed]


def _reviews(said: _Said, truth: Truth, faults: list[tuple[FaultKind, str]]) -> Share:
    """Count the passages offered for review with every phrase named that would be lost with them."""
    offered = said.cut_as(CutStatus.REVIEW)
    good = 0
    for at, phrases in truth.review.items():
        unnamed = [phrase for phrase in phrases if at not in offered or not names(said.cuts[at], phrase, truth, at)]
        good += not unnamed
        if unnamed:
            faults.append((FaultKind.NOT_OFFERED, f"{at}: {'; '.join(unnamed)}"))
    return Share(good, len(truth.review))


def names(cut: Cut, phrase: str, truth: Truth, at: int) -> bool:
    """Return whether the cut's `would_lose` names the phrase of passage `at`: at least half of its telling words.

    Telling are the words that no other passage has, or, where every word stands elsewhere too, those of four letters
    or more and the figures.
    """
    elsewhere = {word for n, text in enumerate(truth.texts) if n != at for word in _words(text)}
    words = _words(phrase)
    alone = words - elsewhere
    telling = alone or {word for word in words if len(word) >= _SHORTEST_TELLING or word[0].isdigit()} or words
    lost = {word for loss in cut.would_lose for word in _words(loss.text)}
    return len(telling & lost) >= _NAMED * len(telling)


def _touches(fact: tuple[str, str], true: TrueConflict) -> bool:
    if not true.a_words and not true.b_words:
        return True
    return bool(_words(fact[0]) & _words(true.a_words)) or bool(_words(fact[1]) & _words(true.b_words))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(shadow(text)))) or text.strip()


def _words(text: str) -> set[str]:
    return {word.removesuffix("'s") for word in _WORD.findall(fold(shadow(text)))}


def _shown(pair: Pair) -> str:
    return f"{pair[0]}-{pair[1]}"


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(str(at) for at in sorted(ids))


def _fact_shown(fact: Conflict) -> str:
    return f"{fact.kind} {fact.a!r} / {fact.b!r}"
