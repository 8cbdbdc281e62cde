"""The check against an archive as Markdown, for a ticket or a mail: nothing of the articles can act as markup in it."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.earlier import ArchiveReport, Earlier
from dedup.passages import Passage, Relation
from dedup.stages.report.before import Before, article_of, both
from dedup.stages.report.markdown import escaped, items, marked, quotes
from dedup.stages.report.telling import beginning
from dedup.stages.report.wording import sentence


def before_markdown(reports: Sequence[ArchiveReport]) -> str:
    """Return the reports as CommonMark without tables and HTML, one heading of the first level each."""
    return "\n".join(_section(Before(report)) for report in reports)


def _section(before: Before) -> str:
    parts = [[f"# Told before: {escaped(before.name)}"], items(map(escaped, before.said()))]
    if before.conflicts:
        parts.append([f"## Conflicts: {len(before.conflicts)}"])
        for passage, one in before.conflicts:
            parts += [[f"### {escaped(sentence(before.disagree(passage, one)))}"], *_pair(passage, one)]
    if before.told:
        parts.append(["## Told before"])
    for told in before.told:
        parts += [[f"### {escaped(before.title(told))}"], items(escaped(before.earlier(one)) for one in told.earlier)]
        first = told.earlier[0]
        if first.relation is Relation.IDENTICAL:
            parts.append(quotes([marked(told.passage.text, ())]))
        elif not first.conflicts:
            parts += _pair(told.passage, first)
    if before.boilerplate:
        parts.append(["## Boilerplate, not counted above"])
        lines = ((told.passage.line, beginning(told.passage.text)) for told in before.boilerplate)
        parts.append(items(f"Line {line}: {escaped(text)}" for line, text in lines))
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _pair(passage: Passage, one: Earlier) -> list[list[str]]:
    (here, more_here), (there, more_there), (only_here, only_there) = both(passage, one)
    titles = f"Line {passage.line}", article_of(one.article_id, one.source, one.date)
    sides = ((titles[0], here, more_here, only_here), (titles[1], there, more_there, only_there))
    return [
        part
        for title, text, more, only in sides
        for part in ([f"**{escaped(title)}**"], quotes([marked(text, only), *([more] if more else [])]))
    ]
