"""The comparison as Markdown, for a ticket or a mail: nothing of the articles can act as markup in it."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.comparison import ORIGINAL, REPOST, Comparison, Fate
from dedup.stages.report.compared import Compared, Entry, columns_of_table, heading, table_note
from dedup.stages.report.diff import differing
from dedup.stages.report.markdown import escaped, items, marked, paragraph, quotes
from dedup.stages.report.telling import beginning, shown_words
from dedup.stages.report.wording import many, sentence

FIRST_WORDS = 14


def compared_markdown(comparisons: Sequence[Comparison]) -> str:
    """Return the comparisons as CommonMark without tables and HTML: what stands in several at a glance is a list."""
    several = [Compared(one) for one in comparisons]
    overview = [_overview(several)] if len(several) > 1 else []
    return "\n".join([*overview, *map(_section, several)])


def _overview(several: Sequence[Compared]) -> str:
    heads = columns_of_table()[1:]
    rows = [one.one_line() for one in several]
    lines = [
        f"**{escaped(line[0])}**: "
        + ", ".join(f"{head} {figure}" for head, figure in zip(heads, line[1:], strict=True))
        for line in rows
    ]
    title = f"# Compared: {escaped(several[0].names[ORIGINAL])} and {many(len(several), 'repost')}"
    return "\n\n".join([title, "\n".join(items(lines)), table_note()]) + "\n"


def _section(compared: Compared) -> str:
    original, repost = compared.names
    parts = [[f"# Compared: {escaped(original)} and {escaped(repost)}"], items(map(escaped, compared.said()))]
    if any(compared.entries(fate) for fate in (Fate.CONFLICT, Fate.CHANGED, Fate.REWORDED)):
        parts.append(["**\\[only here\\]** marks what one of the two has alone."])
    for fate in (Fate.CONFLICT, Fate.CHANGED):
        parts += _entries(compared, fate)
    for article in (ORIGINAL, REPOST):
        parts += _left_over(compared, article)
    parts += _entries(compared, Fate.REWORDED)
    if kept := compared.entries(Fate.CARRIED_OVER):
        parts += [[f"## {heading(Fate.CARRIED_OVER, len(kept))}"], items(_kept(compared, entry) for entry in kept)]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _kept(compared: Compared, entry: Entry) -> str:
    text = escaped(beginning(compared.text(ORIGINAL, entry.a), FIRST_WORDS))
    return f"{sentence(compared.title(entry))}; {compared.size(entry)}: {text}"


def _entries(compared: Compared, fate: Fate) -> list[list[str]]:
    found = compared.entries(fate)
    if not found:
        return []
    parts = [[f"## {heading(fate, len(found))}"]]
    for entry in found:
        parts.append([f"### {sentence(compared.title(entry))}"])
        said = [f"**Disagree on** {escaped(told)}" for told in compared.on(entry)]
        said += [f"**{sentence(label)}** {escaped(facts)}" for label, facts in compared.facts(entry)]
        parts.append(items(said))
        parts += _pair(compared, entry)
    return parts


def _pair(compared: Compared, entry: Entry) -> list[list[str]]:
    sides = [shown_words(compared.text(n, spans)) for n, spans in enumerate((entry.a, entry.b))]
    only = differing(sides[0][0], sides[1][0])
    parts = []
    for n, (label, (text, more)) in enumerate(zip(("Original", "Repost"), sides, strict=True)):
        words = many(compared.words(n, entry.b if n else entry.a), "word")
        parts += [[f"**{label}, {words}**"], quotes([marked(text, only[n]), *([more] if more else [])])]
    return parts


def _left_over(compared: Compared, article: int) -> list[list[str]]:
    spans = compared.left_over(article)
    if not spans:
        return []
    parts = [[f"## {compared.left_over_title(article)}"]]
    for span in spans:
        text, more = shown_words(compared.text(article, [span]))
        parts += [
            [f"**{sentence(compared.where(article, [span]))}**"],
            quotes([paragraph(escaped(text)), *([more] if more else [])]),
        ]
    return parts
