"""The comparison for a terminal: the summary, conflicts first, then what was changed, dropped, added, reworded, kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dedup.comparison import ORIGINAL, REPOST, Comparison, Fate
from dedup.stages.report.beside import INDENT, NARROW, Column, heading, row, side_by_side
from dedup.stages.report.compared import Compared, Entry, columns_of_table, heading as heading_of, table_note
from dedup.stages.report.diff import Marks, differing, marked, marks_for
from dedup.stages.report.display import Style, cells, flow, strong, visible, width_of
from dedup.stages.report.telling import beginning, shown_words
from dedup.stages.report.wording import many, sentence

FIRST_WORDS = 14


def compared_text(comparisons: Sequence[Comparison], *, width: int = 80, colour: bool = False) -> str:
    """Return the comparisons as text of at most `width` columns: a table where there are several, then each by itself."""
    pages = [_Page(Compared(one), width, colour) for one in comparisons]
    table = _table([page.compared for page in pages], width, colour=colour) if len(pages) > 1 else []
    parts = ["\n".join(line.rstrip() for line in table) + "\n"] if table else []
    return "\n".join([*parts, *(page.text() for page in pages)])


def _table(several: Sequence[Compared], width: int, *, colour: bool) -> list[str]:
    """Return one row a repost. On a narrow terminal each repost has a line of its own above its figures."""
    heads = columns_of_table()
    rows = [one.one_line() for one in several]
    widths = [max(len(line[n]) for line in [heads, *rows]) for n in range(1, len(heads))]
    room = width - sum(widths) - 2 * len(widths)
    names = [visible(" ".join(line[0].split())) for line in rows]
    title = f"{visible(several[0].names[ORIGINAL])}: {many(len(several), 'repost')}"
    lines = [*(strong(line, colour=colour) for line in flow(title, width)), "=" * min(width, 80)]
    own_line = room < max(map(len, [heads[0], *names]))
    if own_line and sum(widths) + 2 * len(widths) + 2 > width:
        for name, line in zip(names, rows, strict=True):
            figures = ", ".join(f"{head} {figure}" for head, figure in zip(heads[1:], line[1:], strict=True))
            lines += [*flow(name, width), *flow(figures, width, INDENT)]
        return [*lines, "", *flow(table_note(), width)]
    wide = 2 if own_line else max(map(len, [heads[0], *names]))
    lines.append(_row_of(heads[0][:wide] if not own_line else "", heads[1:], wide, widths))
    for name, line in zip(names, rows, strict=True):
        lines += flow(name, width) if own_line else []
        lines.append(_row_of("" if own_line else name, line[1:], wide, widths))
    return [*lines, "", *flow(table_note(), width)]


def _row_of(name: str, figures: Sequence[str], wide: int, widths: Sequence[int]) -> str:
    first = name + " " * (wide - width_of(cells(name)))
    return "  ".join([first, *(figure.rjust(room) for figure, room in zip(figures, widths, strict=True))])


@dataclass(frozen=True)
class _Page:
    """One comparison being laid out."""

    compared: Compared
    width: int
    colour: bool

    def text(self) -> str:
        parts = [
            self._headline(),
            self._legend(),
            self._entries(Fate.CONFLICT),
            self._entries(Fate.CHANGED),
            self._left_over(ORIGINAL),
            self._left_over(REPOST),
            self._entries(Fate.REWORDED),
            self._carried_over(),
        ]
        return "\n\n".join("\n".join(line.rstrip() for line in part) for part in parts if part) + "\n"

    def _headline(self) -> list[str]:
        original, repost = (visible(" ".join(name.split())) for name in self.compared.names)
        lines = [strong(line, colour=self.colour) for line in flow(f"{original} → {repost}", self.width)]
        lines.append("=" * min(self.width, 80))
        return lines + [line for told in self.compared.said() for line in flow(told, self.width)]

    @cached_property
    def _marks(self) -> Marks:
        return marks_for(passage.text for passage in self.compared.comparison.passages)

    def _legend(self) -> list[str]:
        if not any(self.compared.entries(fate) for fate in (Fate.CONFLICT, Fate.CHANGED, Fate.REWORDED)):
            return []
        marks = self._marks
        one, other = ("above", "below") if self.width < NARROW else ("left", "right")
        sides = f"{marks.left[0]}only here{marks.left[1]} {one}, {marks.right[0]}only here{marks.right[1]} {other}"
        fact = "underlined" if self.colour else f"{marks.fact[0]}so{marks.fact[1]}"
        return flow(f"Side by side, the original {one}: {sides}; figures, dates and names are {fact}.", self.width)

    def _entries(self, fate: Fate) -> list[str]:
        found = self.compared.entries(fate)
        if not found:
            return []
        lines = heading(heading_of(fate, len(found)), self.width, colour=self.colour)
        for entry in found:
            lines += self._entry(entry)
        return lines[:-1]

    def _entry(self, entry: Entry) -> list[str]:
        lines = row("moved", self.compared.title(entry), self.width) if entry.moved else []
        for told in self.compared.on(entry):
            lines += row("disagree", told, self.width)
        for label, facts in self.compared.facts(entry):
            lines += row(label, facts, self.width)
        return lines + self._side_by_side(entry)

    def _side_by_side(self, entry: Entry) -> list[str]:
        (a, more_a), (b, more_b) = (
            shown_words(self.compared.text(n, spans)) for n, spans in enumerate((entry.a, entry.b))
        )
        only_a, only_b = differing(a, b)
        columns = (
            Column(
                self._title(ORIGINAL, entry), marked(a, only_a, Style.LEFT, self._marks, colour=self.colour), more_a
            ),
            Column(self._title(REPOST, entry), marked(b, only_b, Style.RIGHT, self._marks, colour=self.colour), more_b),
        )
        return side_by_side(columns, self.width, colour=self.colour)

    def _title(self, article: int, entry: Entry) -> str:
        spans = entry.b if article == REPOST else entry.a
        place = sentence(self.compared.where(article, spans))
        return f"{place}, {many(self.compared.words(article, spans), 'word')}"

    def _left_over(self, article: int) -> list[str]:
        spans = self.compared.left_over(article)
        if not spans:
            return []
        lines = heading(self.compared.left_over_title(article), self.width, colour=self.colour)
        for span in spans:
            text, more = shown_words(self.compared.text(article, [span]))
            lines += row(self.compared.where(article, [span]), f"{text} {more}".strip(), self.width)
        return lines

    def _carried_over(self) -> list[str]:
        found = self.compared.entries(Fate.CARRIED_OVER)
        if not found:
            return []
        lines = heading(heading_of(Fate.CARRIED_OVER, len(found)), self.width, colour=self.colour)
        for entry in found:
            text = beginning(self.compared.text(ORIGINAL, entry.a), FIRST_WORDS)
            told = f"{self.compared.title(entry)}; {self.compared.size(entry)}: {text}"
            lines += flow(sentence(told), self.width, INDENT, hang=INDENT + INDENT)
        return lines
