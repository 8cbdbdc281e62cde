"""What every report says, in sentences: where passages stand, how they relate, what cutting one would lose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dedup.passages import Cluster, Cut, CutStatus, Match, Passage, Relation, Report
from dedup.stages.report.figures import Figures
from dedup.stages.report.wording import (
    FLAG,
    RELATION,
    disagreement,
    listed,
    losses,
    many,
    percent,
    sentence,
)
from dedup.words import count

MOST_SHOWN = 600
"""Words of a passage that are shown; how many more there are is said."""
OFFERS = {"Safe to cut": CutStatus.SAFE, "For you to decide": CutStatus.REVIEW}
KEEP_BOTH = "neither: keep both until you know which is right"
NO_CUT = "none is offered: each tells too much of its own"
OTHERWISE = "no recognised fact, but what stays may put it otherwise: read both"
"""What is said to be lost with a cut that is not safe though nothing can be listed."""


@dataclass(frozen=True)
class Telling:
    """The sentences of one report. They hold words of the article: whoever shows them makes those harmless."""

    report: Report
    applied: frozenset[int] | None = None

    @cached_property
    def figures(self) -> Figures:
        """Return what is counted of the report."""
        return Figures(self.report, self.applied)

    # -- the head -----------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Return what the article is called: its path, its title, or "The text"."""
        article = self.report.article
        return ("" if article.path == "-" else article.path or article.title) or "The text"

    def said(self) -> list[str]:
        """Return the summary: how much is told twice, conflicts, and what may be cut."""
        said = [self.told_twice()]
        if conflicts := self.figures.conflicts:
            said.append(f"{many(len(conflicts), 'conflict')}: told twice, but not the same. Look there first.")
        for label, status in OFFERS.items():
            if cuts := self.figures.with_status(status):
                where = self.both(*(cut.passage for cut in cuts))
                said.append(f"{label}: {many(self.figures.words_of(cuts), 'word')} ({where}).")
        return said

    def told_twice(self) -> str:
        """Return how much of the article is told twice."""
        figures = self.figures
        of, twice, part = figures.content_words, figures.told_twice, figures.told_in_part
        if twice or part:
            told = f"{twice:,} of {many(of, 'word')} ({percent(twice / of)}) are told twice"
            more = f", {part:,} more in part" if part else ""
            return f"{told}{more}: {many(len(figures.groups), 'group')}."
        return f"Nothing in {many(of, 'word')} is told twice{' in agreement' if figures.conflicts else ''}."

    # -- where --------------------------------------------------------------------------------------------------

    @cached_property
    def _lines(self) -> dict[int, int]:
        """Return how many passages begin on each line."""
        starts: dict[int, int] = {}
        for passage in self.report.passages:
            starts[passage.line] = starts.get(passage.line, 0) + 1
        return starts

    def where(self, n: int) -> str:
        """Return where the editor finds a passage; with its number where several begin on one line."""
        passage = self.figures.passages[n]
        return f"line {passage.line}" if self._lines[passage.line] == 1 else f"line {passage.line} (passage {n})"

    def both(self, *numbers: int) -> str:
        """Return "line 3", "lines 3 and 8", or each with its passage where several begin on one line."""
        where = [self.where(n) for n in numbers]
        if len(where) > 1 and all(self._lines[self.figures.passages[n].line] == 1 for n in numbers):
            return "lines " + listed([place.removeprefix("line ") for place in where])
        return listed(where)

    def title(self, n: int) -> str:
        """Return "Line 3, passage 2, 40 words", with what is special about the passage."""
        passage = self.figures.passages[n]
        parts = [sentence(f"line {passage.line}"), f"passage {n}", many(self.figures.words[n], "word")]
        return ", ".join([*parts, *(FLAG[flag] for flag in passage.flags)])

    def more(self, n: int) -> str:
        """Return how many words of a passage are not shown, or ""."""
        hidden = self.figures.words[n] - MOST_SHOWN
        return f"... {many(hidden, 'more word')}" if hidden > 0 else ""

    # -- matches ------------------------------------------------------------------------------------------------

    def disagree(self, match: Match) -> str:
        """Return where two passages disagree, and on what."""
        left, right = sorted((match.a, match.b))
        return f"{self.both(left, right)}; {self.on(match)}"

    def on(self, match: Match) -> str:
        """Return what two passages disagree on, the first on the page first."""
        return "; ".join(disagreement(c, turned=match.a > match.b) for c in match.conflicts) or "see below"

    def how_sure(self, match: Match) -> str:
        """Return what is claimed of two passages, how sure that is, and what else speaks for it."""
        return "; ".join([self._claim(match), *match.notes])

    def _claim(self, match: Match) -> str:
        a, b = self.where(match.a), self.where(match.b)
        sure = percent(match.score)
        if match.relation is Relation.IDENTICAL:
            return f"{self.both(match.a, match.b)} are equal but for typography: {sure}"
        if match.relation is not Relation.SUMMARY:
            return f"{self.both(match.a, match.b)} tell the same: {sure}"
        if match.duplicate:
            return f"{b} tells all that {a} tells in short: {sure}"
        return f"{a} tells the main point of {b}, and more of its own; that {b} tells all of it: {sure}"

    def covered(self, match: Match) -> str:
        """Return how much of each passage the other says."""
        a, b = self.where(match.a), self.where(match.b)
        covers = match.coverage
        return f"{b} says {percent(covers.a_in_b)} of {a}; {a} says {percent(covers.b_in_a)} of {b}"

    def alike(self, match: Match) -> str:
        """Return the relation of two passages of no common group, and how sure that is."""
        return f"{RELATION[match.relation]}: {self.how_sure(match)}"

    # -- groups and cuts ----------------------------------------------------------------------------------------

    def group(self, group: Cluster) -> str:
        """Return where a group stands, how its passages relate, what it saves and how weak its weakest link is."""
        relations = list(dict.fromkeys(RELATION[match.relation] for match in self.figures.pairs(group)))
        words = many(sum(self.figures.saved(group)), "word")
        told = f"{sentence(self.both(*group.members))}: {listed(relations)}, {words}"
        return f"{told} (weakest link {percent(group.weakest)})"

    def cuts(self, group: Cluster) -> list[Cut]:
        """Return what is suggested for the passages of a group."""
        return [self.figures.cuts[member] for member in group.members if member in self.figures.cuts]

    def cut(self, cut: Cut) -> tuple[str, str]:
        """Return what is suggested for a passage, and what would be lost; "" where there is nothing to say of it."""
        where, lost = self.where(cut.passage), losses(cut.would_lose)
        if not cut.covered_by:
            return f"{where} goes: another article tells it", lost or "no recognised fact"
        by = self.both(*cut.covered_by)
        say = "says" if len(cut.covered_by) == 1 else "say"
        if cut.status is CutStatus.SAFE:
            return f"{where} is safe to cut: {by} {say} it", f"no recognised fact{'; ' + lost if lost else ''}"
        if cut.status is CutStatus.REVIEW:
            return f"{where} is for you to decide: {by} {say} part of it", lost or OTHERWISE
        return (f"{where} stays: it disagrees with {by}" if cut.status is CutStatus.KEEP_BOTH else ""), ""

    def condensed(self) -> str:
        """Return how long the condensed version is, and whether it has been checked."""
        made = self.report.condensed
        gone = made.words_before - made.words_after
        if not gone:
            return f"Condensed version: nothing is cut, {many(made.words_before, 'word')} stay."
        share = percent(gone / max(1, made.words_before))
        proof = "checked, no recognised fact is lost" if made.verified else "NOT checked"
        if self.applied is not None:
            proof = "as the editor has decided; what each cut loses is listed"
        told = f"{many(made.words_after, 'word')} instead of {made.words_before:,} ({share} less; {proof})"
        return f"Condensed version: {told}."

    def boilerplate(self) -> str:
        """Return how many words are boilerplate."""
        words = many(self.figures.words_of(self.figures.with_status(CutStatus.BOILERPLATE)), "word")
        return f"Boilerplate, left out of the condensed version: {words}, not counted above"


def shown(passage: Passage) -> str:
    """Return the text of a passage up to MOST_SHOWN words."""
    pieces = passage.text.split(maxsplit=MOST_SHOWN)
    return passage.text if len(pieces) <= MOST_SHOWN else " ".join(pieces[:MOST_SHOWN])


def shown_words(text: str) -> tuple[str, str]:
    """Return a text up to MOST_SHOWN words, and how many more there are, or ""."""
    pieces = text.split(maxsplit=MOST_SHOWN)
    if len(pieces) <= MOST_SHOWN:
        return text, ""
    return " ".join(pieces[:MOST_SHOWN]), f"... {many(count(pieces[MOST_SHOWN]), 'more word')}"


def beginning(text: str, most: int = 12) -> str:
    """Return the first words of a text on one line, with "..." where there are more."""
    words = text.split(maxsplit=most)
    return " ".join(words[:most]) + (" ..." if len(words) > most else "")
