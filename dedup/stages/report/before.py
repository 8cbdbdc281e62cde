"""What every report of a check against an archive says, in sentences: what was told before, where first, what disagrees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dedup.earlier import ArchiveReport, Earlier, FirstSeen
from dedup.passages import COMPARED, Passage, Relation, Role, Span
from dedup.stages.report.diff import differing
from dedup.stages.report.telling import shown_words
from dedup.stages.report.wording import RELATION, disagreement, many, percent
from dedup.words import count


@dataclass(frozen=True, slots=True)
class Told:
    """A passage, where it was told before, the surest first, and where first."""

    passage: Passage
    earlier: tuple[Earlier, ...]
    first: FirstSeen | None


@dataclass(frozen=True)
class Before:
    """The sentences of one report. They hold words of articles: whoever shows them makes those harmless."""

    report: ArchiveReport

    @property
    def name(self) -> str:
        """Return what the article is called: its path, its title, or "The text"."""
        article = self.report.article
        return ("" if article.path == "-" else article.path or article.title) or "The text"

    def said(self) -> list[str]:
        """Return the summary: how much was told before, how much disagrees, and what was searched."""
        words = sum(count(p.text) for p in self.report.passages if p.role in COMPARED)
        before = sum(count(told.passage.text) for told in self.told if told.first)
        searched = f"Searched: {many(self.report.archived, 'article')}."
        if before:
            articles = len({one.article_id for told in self.told for one in told.earlier if one.duplicate})
            head = f"{before:,} of {many(words, 'word')} ({percent(before / max(1, words))}) were told before"
            said = [f"{head}: {many(len([t for t in self.told if t.first]), 'passage')}, {many(articles, 'article')}."]
        else:
            said = [f"Nothing in {many(words, 'word')} was told before{' in agreement' if self.conflicts else ''}."]
        if self.conflicts:
            said.append(f"{many(len(self.conflicts), 'conflict')} with what was published. Look there first.")
        return [*said, searched]

    @cached_property
    def conflicts(self) -> tuple[tuple[Passage, Earlier], ...]:
        """Return the earlier passages that disagree, with the passage they disagree with."""
        passages = {passage.id: passage for passage in self.report.passages}
        return tuple((passages[one.passage], one) for one in self.report.matches if one.conflicts)

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Return the passages that were told before, boilerplate aside, in reading order."""
        return tuple(told for told in self._every if told.passage.role is not Role.BOILERPLATE)

    @cached_property
    def boilerplate(self) -> tuple[Told, ...]:
        """Return the boilerplate that was printed before."""
        return tuple(told for told in self._every if told.passage.role is Role.BOILERPLATE)

    @cached_property
    def _every(self) -> tuple[Told, ...]:
        first = {one.passage: one for one in self.report.first_seen}
        found: dict[int, list[Earlier]] = {}
        for one in self.report.matches:
            if one.relation is not Relation.CONFLICT:
                found.setdefault(one.passage, []).append(one)
        return tuple(
            Told(passage, tuple(found[passage.id]), first.get(passage.id))
            for passage in self.report.passages
            if passage.id in found
        )

    def title(self, told: Told) -> str:
        """Return "Line 3: the same text, 40 words; first in news-1, Melby Post, 2024-05-02, and in 3 articles"."""
        head = (
            f"Line {told.passage.line}: {RELATION[told.earlier[0].relation]}, {many(count(told.passage.text), 'word')}"
        )
        if told.first is None:
            return head
        first = article_of(told.first.article_id, told.first.source, told.first.date)
        more = f", in all {many(told.first.articles, 'article')}" if told.first.articles > 1 else ""
        return f"{head}; first in {first}{more}"

    def earlier(self, one: Earlier) -> str:
        """Return where an earlier passage stands, how it relates and how sure that is."""
        where = article_of(one.article_id, one.source, one.date)
        version = f" (version {one.version})" if one.version > 1 else ""
        sure = "" if one.relation is Relation.IDENTICAL else f", {percent(one.score)} sure"
        notes = "".join(f"; {note}" for note in one.notes)
        return f"{where}{version}: {RELATION[one.relation]}{sure}{notes}"

    def disagree(self, passage: Passage, one: Earlier) -> str:
        """Return on what a passage and an earlier one disagree."""
        on = "; ".join(disagreement(conflict) for conflict in one.conflicts)
        return f"line {passage.line} and {article_of(one.article_id, one.source, one.date)}; {on}"


def article_of(article: str, source: str, date: str) -> str:
    """Return an article as a sentence has it: its id, where and when it was published."""
    return ", ".join(part for part in (article, source, date) if part)


def both(passage: Passage, one: Earlier) -> tuple[tuple[str, str], tuple[str, str], tuple[list[Span], list[Span]]]:
    """Return both texts as they are shown, each with what is said of the rest, and what each has alone."""
    here, there = shown_words(passage.text), shown_words(one.text)
    return here, there, differing(here[0], there[0])
