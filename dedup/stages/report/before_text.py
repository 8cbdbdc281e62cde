"""The check against an archive for a terminal: the summary, conflicts, then passage by passage where it was told before."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.earlier import ArchiveReport, Earlier
from dedup.passages import Passage, Relation
from dedup.stages.report.before import Before, article_of, both
from dedup.stages.report.beside import INDENT, Column, heading, row, side_by_side
from dedup.stages.report.diff import Marks, marked, marks_for
from dedup.stages.report.display import Style, flow, strong, visible
from dedup.stages.report.telling import beginning
from dedup.stages.report.wording import many
from dedup.words import count

FIRST_WORDS = 14


def before_text(reports: Sequence[ArchiveReport], *, width: int = 80, colour: bool = False) -> str:
    """Return the reports as text of at most `width` columns, one after the other."""
    return "\n".join(_page(Before(report), width, colour=colour) for report in reports)


def _page(before: Before, width: int, *, colour: bool) -> str:
    name = visible(" ".join(before.name.split()))
    lines = [strong(line, colour=colour) for line in flow(name, width)] + ["=" * min(width, 80)]
    lines += [line for told in before.said() for line in flow(told, width)]
    marks = marks_for(text for p, one in before.conflicts for text in (p.text, one.text))
    if before.conflicts:
        lines += ["", *heading(f"Conflicts: {len(before.conflicts)}", width, colour=colour)]
        for passage, one in before.conflicts:
            lines += row("disagree", before.disagree(passage, one), width)
            lines += _beside(passage, one, marks, width, colour=colour)
        lines.pop()
    if before.told:
        lines += ["", *heading("Told before", width, colour=colour)]
    for told in before.told:
        lines += ["", *flow(before.title(told), width)]
        lines += flow(beginning(told.passage.text, FIRST_WORDS), width, INDENT)
        for one in told.earlier:
            lines += row("earlier", before.earlier(one), width)
        first = told.earlier[0]
        if first.relation is not Relation.IDENTICAL and not first.conflicts:
            marks = marks_for((told.passage.text, first.text))
            lines += _beside(told.passage, first, marks, width, colour=colour)[:-1]
    if before.boilerplate:
        words = many(sum(count(told.passage.text) for told in before.boilerplate), "word")
        lines += ["", *heading(f"Boilerplate, not counted above: {words}", width, colour=colour)]
        for told in before.boilerplate:
            lines += row(f"line {told.passage.line}", beginning(told.passage.text, FIRST_WORDS), width)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _beside(passage: Passage, one: Earlier, marks: Marks, width: int, *, colour: bool) -> list[str]:
    (here, more_here), (there, more_there), (only_here, only_there) = both(passage, one)
    words = many(count(passage.text), "word")
    columns = (
        Column(f"Line {passage.line}, {words}", marked(here, only_here, Style.LEFT, marks, colour=colour), more_here),
        Column(
            f"{article_of(one.article_id, one.source, one.date)}, {many(count(one.text), 'word')}",
            marked(there, only_there, Style.RIGHT, marks, colour=colour),
            more_there,
        ),
    )
    return side_by_side(columns, width, colour=colour)
