"""The report for a terminal: a headline, the conflicts, the groups side by side, what cutting them would lose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dedup.passages import Cluster, Cut, CutStatus, Match, Passage, Relation, Report
from dedup.stages.report.diff import Marks, differing, marked, marks_for
from dedup.stages.report.display import Line, Style, cells, flow, paint, strong, visible, wrap
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

INDENT = "  "
LABEL = 9
_OFFERS = {"Safe to cut": CutStatus.SAFE, "For you to decide": CutStatus.REVIEW}
NARROW = 60
"""Below this width two passages stand one above the other."""
MOST_SHOWN = 600
"""Words of a passage that are shown; how many more there are is said."""


def text_report(reports: Sequence[Report], *, width: int = 80, colour: bool = False) -> str:
    """Return the reports as text of at most `width` columns; every line ends with a line break."""
    return "\n".join(_Page(report, width, colour).text() for report in reports)


@dataclass(frozen=True)
class _Page:
    """One report being laid out."""

    report: Report
    width: int
    colour: bool

    @cached_property
    def figures(self) -> Figures:
        return Figures(self.report)

    @cached_property
    def marks(self) -> Marks:
        return marks_for(self.figures.passages[n].text for match in self.report.matches for n in (match.a, match.b))

    def text(self) -> str:
        parts = [self._headline(), self._legend(), self._conflicts(), *map(self._group, self.figures.groups)]
        parts += [self._loose(), self._boilerplate(), self._condensed()]
        return "\n\n".join("\n".join(line.rstrip() for line in part) for part in parts if part) + "\n"

    # -- the head -----------------------------------------------------------------------------------------------

    def _headline(self) -> list[str]:
        article, figures = self.report.article, self.figures
        name = "" if article.path == "-" else article.path or article.title
        lines = [strong(line, colour=self.colour) for line in flow(visible(name or "The text"), self.width)]
        lines.append("=" * min(self.width, 80))
        return lines + [line for told in self._said(figures) for line in flow(told, self.width)]

    def _said(self, figures: Figures) -> list[str]:
        of, twice, part = figures.content_words, figures.told_twice, figures.told_in_part
        if twice or part:
            told = f"{twice:,} of {many(of, 'word')} ({percent(twice / of)}) are told twice"
            more = f", {part:,} more in part" if part else ""
            said = [f"{told}{more}: {many(len(figures.groups), 'group')}."]
        else:
            said = [f"Nothing in {many(of, 'word')} is told twice{' in agreement' if figures.conflicts else ''}."]
        if conflicts := figures.conflicts:
            said.append(f"{many(len(conflicts), 'conflict')}: told twice, but not the same. Look there first.")
        for label, status in _OFFERS.items():
            if cuts := figures.with_status(status):
                where = self._both(*(cut.passage for cut in cuts))
                said.append(f"{label}: {many(figures.words_of(cuts), 'word')} ({where}).")
        return said

    def _legend(self) -> list[str]:
        if not self.figures.conflicts and not self.figures.groups:
            return []
        marks = self.marks
        one, other = ("above", "below") if self.width < NARROW else ("left", "right")
        sides = f"{marks.left[0]}only here{marks.left[1]} {one}, {marks.right[0]}only here{marks.right[1]} {other}"
        fact = "underlined" if self.colour else f"{marks.fact[0]}so{marks.fact[1]}"
        return flow(f"Side by side: {sides}; figures, dates and names are {fact}.", self.width)

    # -- conflicts and groups -----------------------------------------------------------------------------------

    def _conflicts(self) -> list[str]:
        found = self.figures.conflicts
        if not found:
            return []
        lines = self._heading(f"Conflicts: {len(found)}")
        for match in found:
            left, right = sorted((match.a, match.b))
            on = [disagreement(c, turned=match.a > match.b) for c in match.conflicts] or ["see below"]
            lines += self._row("disagree", f"{self._both(left, right)}; {'; '.join(on)}")
            if match.relation is Relation.CONFLICT:
                lines += self._row("cut", "neither: keep both until you know which is right")
            lines += self._side_by_side(left, right)
        return lines[:-1]

    def _group(self, group: Cluster) -> list[str]:
        pairs = self.figures.pairs(group)
        relations = list(dict.fromkeys(RELATION[match.relation] for match in pairs))
        words = many(sum(self.figures.saved(group)), "word")
        told = f"{sentence(self._both(*group.members))}: {listed(relations)}, {words}"
        lines = self._heading(f"{group.label}  {told} (weakest link {percent(group.weakest)})")
        for match in pairs:
            lines += self._pair(match)
        cuts = [self.figures.cuts[member] for member in group.members if member in self.figures.cuts]
        for cut in cuts:
            lines += self._cut(cut)
        return lines if cuts else [*lines, *self._row("cut", "none is offered: each tells too much of its own")]

    def _pair(self, match: Match) -> list[str]:
        left, right = sorted((match.a, match.b))
        lines = self._row("how sure", self._how_sure(match))
        if match.relation is Relation.IDENTICAL:
            return lines + self._once(left, right)
        return [*lines, *self._row("covered", self._covered(match)), *self._side_by_side(left, right)]

    def _how_sure(self, match: Match) -> str:
        a, b = self._where(match.a), self._where(match.b)
        sure = percent(match.score)
        if match.relation is Relation.IDENTICAL:
            return f"{self._both(match.a, match.b)} are equal but for typography: {sure}"
        if match.relation is not Relation.SUMMARY:
            return f"{self._both(match.a, match.b)} tell the same: {sure}"
        if match.duplicate:
            return f"{b} tells all that {a} tells in short: {sure}"
        return f"{a} tells the main point of {b}, and more of its own; that {b} tells all of it: {sure}"

    def _covered(self, match: Match) -> str:
        a, b = self._where(match.a), self._where(match.b)
        covers = match.coverage
        return f"{b} says {percent(covers.a_in_b)} of {a}; {a} says {percent(covers.b_in_a)} of {b}"

    def _cut(self, cut: Cut) -> list[str]:
        where, lost = self._where(cut.passage), losses(cut.would_lose)
        by = self._both(*cut.covered_by)
        say = "says" if len(cut.covered_by) == 1 else "say"
        if cut.status is CutStatus.SAFE:
            lines = self._row("cut", f"{where} is safe to cut: {by} {say} it")
            return lines + self._row("lost", f"no recognised fact{'; ' + lost if lost else ''}")
        if cut.status is CutStatus.REVIEW:
            lines = self._row("cut", f"{where} is for you to decide: {by} {say} part of it")
            return lines + self._row("lost", lost or "no recognised fact")
        stays = cut.status is CutStatus.KEEP_BOTH
        return self._row("cut", f"{where} stays: it disagrees with {by}") if stays else []

    # -- the rest -----------------------------------------------------------------------------------------------

    def _loose(self) -> list[str]:
        found = self.figures.loose
        if not found:
            return []
        lines = self._heading("Also alike, but not part of a group")
        for match in found:
            lines += self._row("alike", f"{RELATION[match.relation]}: {self._how_sure(match)}")
        return lines

    def _boilerplate(self) -> list[str]:
        cuts = self.figures.with_status(CutStatus.BOILERPLATE)
        if not cuts:
            return []
        words = many(self.figures.words_of(cuts), "word")
        lines = self._heading(f"Boilerplate, left out of the condensed version: {words}, not counted above")
        for cut in cuts:
            passage = self.figures.passages[cut.passage]
            lines += self._row(self._where(cut.passage), _beginning(passage.text))
        return lines

    def _condensed(self) -> list[str]:
        made = self.report.condensed
        gone = made.words_before - made.words_after
        if not gone:
            return flow(f"Condensed version: nothing is cut, {many(made.words_before, 'word')} stay.", self.width)
        share = percent(gone / max(1, made.words_before))
        proof = "checked, no recognised fact is lost" if made.verified else "NOT checked"
        told = f"{many(made.words_after, 'word')} instead of {made.words_before:,} ({share} less; {proof})"
        return flow(f"Condensed version: {told}.", self.width)

    # -- parts --------------------------------------------------------------------------------------------------

    @cached_property
    def _lines(self) -> dict[int, int]:
        """Return how many passages begin on each line."""
        starts: dict[int, int] = {}
        for passage in self.report.passages:
            starts[passage.line] = starts.get(passage.line, 0) + 1
        return starts

    def _where(self, n: int) -> str:
        """Return where the editor finds a passage; with its number where several begin on one line."""
        passage = self.figures.passages[n]
        return f"line {passage.line}" if self._lines[passage.line] == 1 else f"line {passage.line} (passage {n})"

    def _heading(self, text: str) -> list[str]:
        return [strong(line, colour=self.colour) for line in flow(text, self.width)] + ["-" * min(self.width, 80)]

    def _both(self, *numbers: int) -> str:
        """Return "line 3", "lines 3 and 8", or each with its passage where several begin on one line."""
        where = [self._where(n) for n in numbers]
        if len(where) > 1 and all(self._lines[self.figures.passages[n].line] == 1 for n in numbers):
            return "lines " + listed([place.removeprefix("line ") for place in where])
        return listed(where)

    def _row(self, label: str, text: str) -> list[str]:
        """Return a labelled line, the label in a column of its own."""
        start = f"{INDENT}{label:<{LABEL}} "
        return flow(text, self.width, start, hang=" " * (len(INDENT) + LABEL + 1))

    def _title(self, n: int) -> str:
        passage = self.figures.passages[n]
        parts = [sentence(f"line {passage.line}"), f"passage {n}", many(self.figures.words[n], "word")]
        return ", ".join([*parts, *(FLAG[flag] for flag in passage.flags)])

    def _side_by_side(self, left: int, right: int) -> list[str]:
        a, b = (_shown(self.figures.passages[n]) for n in (left, right))
        only_a, only_b = differing(a, b)
        columns = (
            (self._title(left), marked(a, only_a, Style.LEFT, self.marks, colour=self.colour), self._more(left)),
            (self._title(right), marked(b, only_b, Style.RIGHT, self.marks, colour=self.colour), self._more(right)),
        )
        if self.width < NARROW:
            return ["", *(line for column in columns for line in [*self._column(*column, self.width - 2), ""])]
        room = (self.width - len(INDENT) - 3) // 2
        blocks = [self._column(*column, room) for column in columns]
        height = max(map(len, blocks))
        rows = zip(*(block + [" " * room] * (height - len(block)) for block in blocks), strict=True)
        return ["", *(f"{INDENT}{one} │ {other}" for one, other in rows), ""]

    def _column(self, title: str, body: Line, more: str, room: int) -> list[str]:
        head = [paint(line, room) for line in wrap(cells(title), room)]
        tail = [paint(line, room) for line in wrap(cells(more), room)]
        body_lines = [paint(line, room, colour=self.colour) for line in wrap(body, room)]
        return [*head, "·" * room, *body_lines, *tail]

    def _once(self, left: int, right: int) -> list[str]:
        text = _shown(self.figures.passages[left])
        body = marked(text, (), Style.PLAIN, self.marks, colour=self.colour)
        title = f"{self._title(left)}; again {self._title(right).lower()}"
        lines = [INDENT + paint(line, colour=self.colour) for line in wrap(body, self.width - len(INDENT))]
        return ["", *flow(title, self.width, INDENT), *lines, *flow(self._more(left), self.width, INDENT), ""]

    def _more(self, n: int) -> str:
        hidden = self.figures.words[n] - MOST_SHOWN
        return f"... {many(hidden, 'more word')}" if hidden > 0 else ""


def _shown(passage: Passage) -> str:
    """Return the text of a passage up to MOST_SHOWN words."""
    pieces: Iterable[str] = passage.text.split(maxsplit=MOST_SHOWN)[:MOST_SHOWN]
    if len(passage.text.split(maxsplit=MOST_SHOWN)) <= MOST_SHOWN:
        return passage.text
    return " ".join(pieces)


def _beginning(text: str, most: int = 12) -> str:
    words = text.split(maxsplit=most)
    return " ".join(words[:most]) + (" ..." if len(words) > most else "")
