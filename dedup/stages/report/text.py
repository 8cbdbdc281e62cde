"""The report for a terminal: a headline, the conflicts, the groups side by side, what cutting them would lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dedup.passages import Cluster, Cut, CutStatus, Match, Relation, Report
from dedup.stages.report.beside import INDENT, NARROW, Column, heading, row, side_by_side
from dedup.stages.report.diff import Marks, differing, marked, marks_for
from dedup.stages.report.display import Style, flow, paint, strong, visible, wrap
from dedup.stages.report.figures import Figures
from dedup.stages.report.telling import KEEP_BOTH, NO_CUT, Telling, beginning, shown


def text_report(reports: Sequence[Report], *, width: int = 80, colour: bool = False) -> str:
    """Return the reports as text of at most `width` columns; every line ends with a line break."""
    return "\n".join(_Page(Telling(report), width, colour).text() for report in reports)


@dataclass(frozen=True)
class _Page:
    """One report being laid out."""

    telling: Telling
    width: int
    colour: bool

    @property
    def figures(self) -> Figures:
        return self.telling.figures

    @cached_property
    def marks(self) -> Marks:
        matches = self.telling.report.matches
        return marks_for(self.figures.passages[n].text for match in matches for n in (match.a, match.b))

    def text(self) -> str:
        parts = [self._headline(), self._legend(), self._conflicts(), *map(self._group, self.figures.groups)]
        parts += [self._loose(), self._boilerplate(), flow(self.telling.condensed(), self.width)]
        return "\n\n".join("\n".join(line.rstrip() for line in part) for part in parts if part) + "\n"

    # -- the head -----------------------------------------------------------------------------------------------

    def _headline(self) -> list[str]:
        lines = [strong(line, colour=self.colour) for line in flow(visible(self.telling.name), self.width)]
        lines.append("=" * min(self.width, 80))
        return lines + [line for told in self.telling.said() for line in flow(told, self.width)]

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
            lines += self._row("disagree", self.telling.disagree(match))
            if match.relation is Relation.CONFLICT:
                lines += self._row("cut", KEEP_BOTH)
            lines += self._side_by_side(*sorted((match.a, match.b)))
        return lines[:-1]

    def _group(self, group: Cluster) -> list[str]:
        lines = self._heading(f"{group.label}  {self.telling.group(group)}")
        for match in self.figures.pairs(group):
            lines += self._pair(match)
        cuts = self.telling.cuts(group)
        for cut in cuts:
            lines += self._cut(cut)
        return lines if cuts else [*lines, *self._row("cut", NO_CUT)]

    def _pair(self, match: Match) -> list[str]:
        left, right = sorted((match.a, match.b))
        lines = self._row("how sure", self.telling.how_sure(match))
        if match.relation is Relation.IDENTICAL:
            return lines + self._once(left, right)
        return [*lines, *self._row("covered", self.telling.covered(match)), *self._side_by_side(left, right)]

    def _cut(self, cut: Cut) -> list[str]:
        told = zip(("cut", "lost"), self.telling.cut(cut), strict=True)
        return [line for label, text in told if text for line in self._row(label, text)]

    # -- the rest -----------------------------------------------------------------------------------------------

    def _loose(self) -> list[str]:
        found = self.figures.loose
        if not found:
            return []
        lines = self._heading("Also alike, but not part of a group")
        for match in found:
            lines += self._row("alike", self.telling.alike(match))
        return lines

    def _boilerplate(self) -> list[str]:
        cuts = self.figures.with_status(CutStatus.BOILERPLATE)
        if not cuts:
            return []
        lines = self._heading(self.telling.boilerplate())
        for cut in cuts:
            passage = self.figures.passages[cut.passage]
            lines += self._row(self.telling.where(cut.passage), beginning(passage.text))
        return lines

    # -- parts --------------------------------------------------------------------------------------------------

    def _heading(self, text: str) -> list[str]:
        return heading(text, self.width, colour=self.colour)

    def _row(self, label: str, text: str) -> list[str]:
        return row(label, text, self.width)

    def _side_by_side(self, left: int, right: int) -> list[str]:
        a, b = (shown(self.figures.passages[n]) for n in (left, right))
        only_a, only_b = differing(a, b)
        columns = (
            (left, marked(a, only_a, Style.LEFT, self.marks, colour=self.colour)),
            (right, marked(b, only_b, Style.RIGHT, self.marks, colour=self.colour)),
        )
        shown_beside = [Column(self.telling.title(n), body, self.telling.more(n)) for n, body in columns]
        return side_by_side(shown_beside, self.width, colour=self.colour)

    def _once(self, left: int, right: int) -> list[str]:
        body = marked(shown(self.figures.passages[left]), (), Style.PLAIN, self.marks, colour=self.colour)
        title = f"{self.telling.title(left)}; again {self.telling.title(right).lower()}"
        lines = [INDENT + paint(line, colour=self.colour) for line in wrap(body, self.width - len(INDENT))]
        tail = flow(self.telling.more(left), self.width, INDENT)
        return ["", *flow(title, self.width, INDENT), *lines, *tail, ""]
