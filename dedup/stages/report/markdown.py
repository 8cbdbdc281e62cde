"""The report as Markdown, to be pasted into a ticket or a mail: nothing of the article can act as markup in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dedup.passages import Cluster, CutStatus, Match, Relation, Report, Role, Span
from dedup.stages.report.diff import differing
from dedup.stages.report.display import visible
from dedup.stages.report.telling import KEEP_BOTH, NO_CUT, Telling, beginning, shown
from dedup.stages.report.wording import sentence

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKUP = re.compile(r"[\\`*_{}\[\]~$]|:(?=//)|\bwww(?=\.)|#(?!\w)", re.IGNORECASE)
_CALLS = re.compile(r"(?:@|#(?=\w))+")
"""Code hosts notify a person at `@name` and link `#12` wherever they stand, even escaped, but not in code."""
_AT_START = re.compile(r"[+-]|\d+(?=[.)])")


def markdown_report(reports: Sequence[Report]) -> str:
    """Return the reports as Markdown (CommonMark, no tables, no HTML), one heading of the first level each."""
    return "\n".join(_article(Telling(report)) for report in reports)


def edited_markdown(report: Report, gone: frozenset[int], trail: Sequence[str]) -> str:
    """Return the text that an editor has left, as Markdown, and below a rule what she decided and why."""
    telling = Telling(report, gone)
    kept = (passage for passage in report.passages if passage.id not in gone)
    parts = [
        *[[f"## {escaped(p.text)}" if p.role is Role.HEADING else paragraph(escaped(p.text))] for p in kept],
        ["---"],
        [f"## {telling.condensed().rstrip('.')}"],
        items(map(escaped, trail)) if trail else ["Nothing was decided."],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def escaped(text: str) -> str:
    """Return a text on one line that any reader of Markdown shows as it is; unseen characters as badges.

    It must not stand at the beginning of a line: for that there is `paragraph`.
    """
    line = visible(" ".join(text.split()))
    line = _MARKUP.sub(lambda mark: mark.group() + "\\" if mark.group().isalpha() else "\\" + mark.group(), line)
    line = "".join(_ENTITIES.get(char, char) for char in line)
    return _CALLS.sub(lambda call: f"`{call.group()}`", line)


def paragraph(line: str) -> str:
    """Return an escaped text that may begin a line: it begins no list there."""
    mark = _AT_START.match(line)
    if mark is None:
        return line
    return mark.group() + "\\" + line[mark.end() :] if mark.group().isdigit() else "\\" + line


def _article(telling: Telling) -> str:
    figures = telling.figures
    parts = [[f"# Told twice: {escaped(telling.name)}"], items(map(escaped, telling.said()))]
    if figures.conflicts or figures.groups:
        parts.append(["**\\[only here\\]** marks what one of two passages has alone."])
    if figures.conflicts:
        parts.append([f"## Conflicts: {len(figures.conflicts)}"])
        parts += [part for match in figures.conflicts for part in _conflict(telling, match)]
    for group in figures.groups:
        parts += _group(telling, group)
    if figures.loose:
        parts.append(["## Also alike, but not part of a group"])
        parts.append(items(escaped(sentence(telling.alike(match))) for match in figures.loose))
    if boilerplate := figures.with_status(CutStatus.BOILERPLATE):
        parts.append([f"## {telling.boilerplate()}"])
        texts = ((cut, figures.passages[cut.passage].text) for cut in boilerplate)
        parts.append(
            items(f"{sentence(telling.where(cut.passage))}: {escaped(beginning(text))}" for cut, text in texts)
        )
    parts.append([f"## {telling.condensed().rstrip('.')}"])
    parts.append(quotes(_kept(telling)))
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _conflict(telling: Telling, match: Match) -> list[list[str]]:
    left, right = sorted((match.a, match.b))
    said = [f"**Disagree on** {escaped(telling.on(match))}"]
    if match.relation is Relation.CONFLICT:
        said.append(f"**Cut** {KEEP_BOTH}")
    return [
        [f"### {sentence(telling.both(left, right))}"],
        items(said),
        *_pair(telling, left, right),
    ]


def _group(telling: Telling, group: Cluster) -> list[list[str]]:
    parts = [[f"## {group.label}: {escaped(telling.group(group))}"]]
    for match in telling.figures.pairs(group):
        left, right = sorted((match.a, match.b))
        said = [f"**How sure** {escaped(telling.how_sure(match))}"]
        if match.relation is Relation.IDENTICAL:
            again = f"{telling.title(left)}; again {telling.title(right).lower()}"
            parts += [items(said), *_passage(again, telling, left, ())]
        else:
            parts += [items([*said, f"**Covered** {telling.covered(match)}"]), *_pair(telling, left, right)]
    cuts = telling.cuts(group)
    told = [line for cut in cuts for line in _cut(*telling.cut(cut))] if cuts else [f"**Cut** {NO_CUT}"]
    return [*parts, items(told)]


def _cut(offered: str, lost: str) -> list[str]:
    return [f"**{label}** {escaped(text)}" for label, text in (("Cut", offered), ("Lost", lost)) if text]


def _pair(telling: Telling, left: int, right: int) -> list[list[str]]:
    only = differing(*(shown(telling.figures.passages[n]) for n in (left, right)))
    return [
        part
        for n, spans in zip((left, right), only, strict=True)
        for part in _passage(telling.title(n), telling, n, spans)
    ]


def _passage(title: str, telling: Telling, n: int, only: Sequence[Span]) -> list[list[str]]:
    more = telling.more(n)
    return [[f"**{title}**"], quotes([marked(shown(telling.figures.passages[n]), only)] + ([more] if more else []))]


def marked(text: str, only: Sequence[Span]) -> str:
    """Return a passage with what it says alone in bold brackets."""
    parts: list[str] = []
    at = 0
    for span in only:
        parts += [_piece(text[at : span.start]), f"\\[**{escaped(text[span.start : span.end])}**\\]"]
        at = span.end
    return paragraph("".join([*parts, _piece(text[at:])]).strip())


def _piece(text: str) -> str:
    """Return a piece of a passage escaped, its outer spaces kept."""
    before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return f"{before}{escaped(text)}{after}" if text.strip() else before


def _kept(telling: Telling) -> list[str]:
    """Return the passages of the condensed version."""
    kept = (passage for passage in telling.report.passages if passage.id not in telling.figures.gone)
    return [paragraph(escaped(passage.text)) for passage in kept]


def items(lines: Iterable[str]) -> list[str]:
    """Return lines as a list."""
    return [f"- {line}" for line in lines]


def quotes(paragraphs: Sequence[str]) -> list[str]:
    """Return paragraphs as one quotation."""
    return "\n>\n".join(f"> {paragraph}" for paragraph in paragraphs).split("\n") if paragraphs else []
