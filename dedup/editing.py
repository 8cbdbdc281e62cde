"""What an editor decides on a report: which passages go, what is lost with them, and the text that is left, proved.

A `Choices` is a state: it is never changed, so that undo is the state before. `Editing` says what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from dedup.elsewhere import Elsewhere
from dedup.errors import InputError
from dedup.ledger import Ledger, make_ledger
from dedup.passages import (
    COMPARED,
    LEFT_ALONE,
    Article,
    Condensed,
    Cut,
    CutStatus,
    Match,
    Passage,
    Record,
    Report,
    Role,
)
from dedup.stages.condense import Page, cut_by_hand
from dedup.stages.report.figures import Figures
from dedup.stages.report.wording import listed
from dedup.stages.verify import cut_out, slices, verify_decided
from dedup.witnesses import Splitter, cut_on_their_word
from dedup.words import count


class Choice(StrEnum):
    """What is decided on a question."""

    CUT = "cut"
    KEEP_BOTH = "keep_both"
    KEEP_OTHER = "keep_other"


class Kind(StrEnum):
    """Why a question is asked, what comes first."""

    CONFLICT = "conflict"
    ELSEWHERE = "elsewhere"
    GROUP = "group"
    LOOSE = "loose"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Question(Record):
    """One thing to decide: whether `passage` goes, or `other`, or neither. Boilerplate has no other; `key` names it.

    Where other articles tell it, `told` are their passages by number, those that disagree first; there is no other either.
    """

    key: str
    kind: Kind
    passage: int
    other: int | None = None
    status: CutStatus | None = None
    group: str = ""
    told: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices(Record):
    """What has been decided so far: the choice of each question, and the passages that go."""

    made: dict[str, Choice] = field(default_factory=dict)
    gone: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Edited(Record):
    """The text that is left, and a row for each passage that goes."""

    condensed: Condensed
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class Editing:
    """A report whose suggestions are decided on. `page` is what cuts are judged by, `split` finds sentences.

    `elsewhere` is what other articles tell of its passages: each on the place that its `match.b` says.
    """

    article: Article
    report: Report
    page: Page
    split: Splitter
    elsewhere: tuple[Elsewhere, ...] = ()

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Return what there is to decide, by key.

        Conflicts come first, then what is told elsewhere, groups by words saved, other matches, boilerplate.
        """
        return {question.key: question for question in self._questions()}

    @cached_property
    def matches(self) -> dict[str, Match]:
        """Return the matches by the key of their question."""
        return {_key(match): match for match in self.report.matches}

    def cut(self, n: int, gone: tuple[int, ...] = ()) -> Cut | None:
        """Return the cut of a passage with what would be lost where these are gone; None where nothing left says it."""
        if self._passages[n].role is Role.BOILERPLATE:
            return Cut(n, CutStatus.BOILERPLATE, (), ())
        suggested = self._suggested.get(n)
        if suggested and suggested.status is CutStatus.SAFE and not set(suggested.covered_by) & set(gone):
            return suggested
        return cut_by_hand(replace(self.page, gone=frozenset(gone)), n)

    def cut_for(self, n: int, other: int, gone: tuple[int, ...] = ()) -> Cut | None:
        """Return what would be lost if a passage went and the other stayed: others that are gone do not count."""
        return self.cut(n, tuple(m for m in gone if m not in {n, other}))

    def cut_elsewhere(self, key: str) -> Cut:
        """Return what would be lost if the passage of a question on what is told elsewhere went, on the word of those."""
        asked = self._question(key)
        if key not in self._told_cuts:
            several = [self._by_number[n] for n in asked.told]
            self._told_cuts[key] = cut_on_their_word(self.page, self._passages[asked.passage], several, self.split)
        return self._told_cuts[key]

    def told_by(self, key: str) -> tuple[Elsewhere, ...]:
        """Return what other articles tell of the passage of a question, those that disagree first."""
        return tuple(self._by_number[n] for n in self._question(key).told)

    def choose(self, before: Choices, key: str, choice: Choice) -> Choices:
        """Return the state after a decision. Raise InputError where a passage would go that nothing left says."""
        asked = self._question(key)
        if choice is Choice.KEEP_OTHER and asked.other is None:
            raise InputError("this passage can be cut or kept; there is no other one here to keep")
        gone = set(before.gone)
        stays, goes = {
            Choice.CUT: ((), (asked.passage,)),
            Choice.KEEP_OTHER: ((asked.passage,), () if asked.other is None else (asked.other,)),
            Choice.KEEP_BOTH: ((asked.passage, *(() if asked.other is None else (asked.other,))), ()),
        }[choice]
        gone = (gone - set(stays)) | set(goes)
        made = {**before.made, key: choice}
        self._refuse_unsaid(gone, self._on_their_word(made).keys())
        return self._state(made, gone)

    def take_back(self, before: Choices, key: str) -> Choices:
        """Return the state without the decision on a question: what it cut stays."""
        asked, choice = self._question(key), before.made.get(key)
        went = {Choice.CUT: asked.passage, Choice.KEEP_OTHER: asked.other}.get(choice) if choice else None
        left = {name: made for name, made in before.made.items() if name != key}
        return self._state(left, set(before.gone) - {went})

    def all_safe(self, before: Choices) -> Choices:
        """Return the state with every safe cut and boilerplate taken that is not decided yet and can still be taken."""
        made, gone = dict(before.made), set(before.gone)
        relied_on = {n for cut in self.edited(before).cuts for n in cut.covered_by}
        stays = self._kept_on_purpose(made)
        for key, asked in self.questions.items():
            if key in made or asked.status not in {CutStatus.SAFE, CutStatus.BOILERPLATE}:
                continue
            witnesses = self._suggested[asked.passage].covered_by
            if asked.passage in relied_on or gone.intersection(witnesses) or asked.passage in stays:
                continue
            made[key] = Choice.CUT
            gone.add(asked.passage)
            relied_on.update(witnesses)
        return self._state(made, gone)

    def again(self, before: Choices) -> Choices:
        """Return those of some earlier decisions that can be taken on this report too, in their order."""
        now = Choices()
        for key, choice in before.made.items():
            if key in self.questions:
                try:
                    now = self.choose(now, key, choice)
                except InputError:
                    continue  # what the passage was cut for does not match it any more
        return now

    def edited(self, now: Choices) -> Edited:
        """Return what is left of the text. Raise VerificationError where it is not the original less these cuts."""
        return self._edited(now.gone, tuple(sorted(self.on_their_word(now).items())))

    def on_their_word(self, now: Choices) -> dict[int, str]:
        """Return the passages that go because other articles tell them, with the key of the question."""
        return {n: key for n, key in self._on_their_word(now.made).items() if n in now.gone}

    def ledger(self, now: Choices) -> Ledger:
        """Return what leads from the text that is left back to the original."""
        cuts = self.edited(now).cuts
        reasons = {
            n: f"decided by the user: told by {listed([one.named() for one in self.told_by(key)])}"
            for n, key in self.on_their_word(now).items()
        }
        return make_ledger(self.article, replace(self.report, cuts=cuts), now.gone, reasons)

    def decided(self, now: Choices) -> Report:
        """Return the report with what was decided in place of what was suggested."""
        edited = self.edited(now)
        rows = {cut.passage: cut for cut in self.report.cuts} | {cut.passage: cut for cut in edited.cuts}
        clusters = tuple(
            replace(group, keep=tuple(m for m in group.members if m not in now.gone)) for group in self.report.clusters
        )
        cuts = tuple(cut for _, cut in sorted(rows.items()))
        return replace(self.report, cuts=cuts, clusters=clusters, condensed=edited.condensed)

    # -- how it is worked out -----------------------------------------------------------------------------------

    @cached_property
    def _passages(self) -> Mapping[int, Passage]:
        return {passage.id: passage for passage in self.report.passages}

    @cached_property
    def _suggested(self) -> Mapping[int, Cut]:
        return {cut.passage: cut for cut in self.report.cuts}

    @cached_property
    def _last(self) -> dict[tuple[object, ...], Edited]:
        return {}

    @cached_property
    def _by_number(self) -> Mapping[int, Elsewhere]:
        return {one.match.b: one for one in self.elsewhere}

    @cached_property
    def _told_cuts(self) -> dict[str, Cut]:
        return {}

    def _on_their_word(self, made: Mapping[str, Choice]) -> dict[int, str]:
        asked = ((self.questions.get(key), choice) for key, choice in made.items())
        return {one.passage: one.key for one, choice in asked if one and one.told and choice is Choice.CUT}

    @cached_property
    def _proved(self) -> set[Cut]:
        return set()

    def _edited(self, gone: tuple[int, ...], told: tuple[tuple[int, str], ...]) -> Edited:
        if (gone, told) not in self._last:
            keys = dict(told)
            found = {n: self.cut_elsewhere(keys[n]) if n in keys else self.cut(n, gone) for n in gone}
            cuts = tuple(cut for cut in found.values() if cut is not None)
            text = cut_out(self.article.text, slices(self.article.text, self.report.passages, gone))
            pairs = {(min(m.a, m.b), max(m.a, m.b)): m for m in self.report.matches}
            texts = {n: [one.text for one in self.told_by(key)] for n, key in told}
            verify_decided(self.article.text, self.report.passages, cuts, text, pairs, self._proved, texts)
            self._proved.update(cuts)
            words = self.report.condensed.words_before
            self._last.clear()  # only the last one is asked for again
            self._last[gone, told] = Edited(Condensed(text, words, count(text), verified=True), cuts)
        return self._last[gone, told]

    def _question(self, key: str) -> Question:
        if key not in self.questions:
            raise InputError(f"there is no question {key[:40]!r} in this report; load the page again")
        return self.questions[key]

    @cached_property
    def _partners(self) -> Mapping[int, AbstractSet[int]]:
        found: dict[int, set[int]] = {}
        for match in self.report.matches:
            found.setdefault(match.a, set()).add(match.b)
            found.setdefault(match.b, set()).add(match.a)
        return found

    def _kept_on_purpose(self, made: Mapping[str, Choice]) -> set[int | None]:
        """Return the passages that a decision keeps."""
        kept: set[int | None] = set()
        for key, choice in made.items():
            asked = self.questions[key]
            kept |= {asked.passage, asked.other} if choice is Choice.KEEP_BOTH else set()
            kept |= {asked.passage} if choice is Choice.KEEP_OTHER else set()
        return kept

    def _refuse_unsaid(self, gone: AbstractSet[int], told: AbstractSet[int]) -> None:
        for n in sorted(gone - told):
            if self._passages[n].role is not Role.BOILERPLATE and self._partners.get(n, frozenset()) <= gone:
                where = f"line {self._passages[n].line}"
                raise InputError(
                    f"{where} would go, and nothing that stays says it any more; keep the passage that {where} was cut for"
                )

    def _state(self, made: Mapping[str, Choice], gone: AbstractSet[int | None]) -> Choices:
        """Return the state, without choices that a later one has overruled."""
        held = {key: choice for key, choice in made.items() if self._holds(self.questions.get(key), choice, gone)}
        return Choices(held, tuple(sorted(n for n in gone if n is not None)))

    def _holds(self, asked: Question | None, choice: Choice, gone: AbstractSet[int | None]) -> bool:
        if asked is None:
            return False
        if choice is Choice.KEEP_BOTH:
            return not gone & {asked.passage, asked.other}
        return (asked.passage if choice is Choice.CUT else asked.other) in gone

    def _questions(self) -> Iterator[Question]:
        figures = Figures(self.report)
        asked: set[str] = set()
        for match in figures.conflicts:
            asked.add(_key(match))
            yield self._of_match(match, Kind.CONFLICT)
        yield from self._told_elsewhere()
        for group in figures.groups:
            for match in figures.pairs(group):
                if _key(match) not in asked:
                    asked.add(_key(match))
                    yield self._of_match(match, Kind.GROUP, group.label)
        for match in figures.loose:
            yield self._of_match(match, Kind.LOOSE)
        for cut in figures.with_status(CutStatus.BOILERPLATE):
            yield Question(f"p{cut.passage}", Kind.BOILERPLATE, cut.passage, None, cut.status)

    def _told_elsewhere(self) -> Iterator[Question]:
        """Yield a question for each passage that other articles tell, those first that disagree with one of them."""
        found: dict[int, list[Elsewhere]] = {}
        for one in self.elsewhere:
            passage = self._passages[one.passage]
            if passage.role in COMPARED and not LEFT_ALONE.intersection(passage.flags):
                found.setdefault(passage.id, []).append(one)
        for n in sorted(found, key=lambda n: (not any(one.clashes for one in found[n]), n)):
            several = sorted(found[n], key=lambda one: (not one.clashes, -one.match.score, one.date, one.match.b))
            status = CutStatus.KEEP_BOTH if several[0].clashes else CutStatus.REVIEW
            yield Question(f"e{n}", Kind.ELSEWHERE, n, None, status, "", tuple(one.match.b for one in several))

    def _of_match(self, match: Match, kind: Kind, group: str = "") -> Question:
        """Return the question of two passages: the one that a cut is suggested for is asked about, else the shorter."""
        one, other = sorted((match.a, match.b))
        if match.conflicts:
            return Question(_key(match), kind, other, one, CutStatus.KEEP_BOTH, group)
        for n, partner in ((other, one), (one, other)):
            cut = self._suggested.get(n)
            if cut and partner in cut.covered_by and cut.status is not CutStatus.KEEP_BOTH:
                return Question(_key(match), kind, n, partner, cut.status, group)
        words = {n: count(self._passages[n].text) for n in (one, other)}
        n, partner = (one, other) if words[one] < words[other] else (other, one)
        return Question(_key(match), kind, n, partner, None, group)


def _key(match: Match) -> str:
    return f"{min(match.a, match.b)}-{max(match.a, match.b)}"
