"""The check against an archive as one page that a browser shows: no script, nothing fetched, light and dark, for print too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dedup.earlier import ArchiveReport, Earlier
from dedup.passages import Passage, Relation
from dedup.stages.report.before import Before, Told, article_of, both
from dedup.stages.report.display import visible
from dedup.stages.report.html import environment
from dedup.stages.report.pieces import Run, compared, plain
from dedup.stages.report.telling import beginning, shown_words
from dedup.stages.report.wording import sentence

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two passages beside each other."""

    where: str
    runs: tuple[Run, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Card:
    """A passage and what is told of it: where it was told before, or what it disagrees with."""

    anchor: str
    title: str
    lines: tuple[str, ...]
    sides: tuple[Side, ...]
    clash: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage in the article, with a link to its card."""

    line: int
    role: str
    runs: tuple[Run, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows of one article."""

    anchor: str
    name: str
    language: str
    said: tuple[str, ...]
    notes: tuple[str, ...]
    conflicts: tuple[Card, ...]
    told: tuple[Card, ...]
    boilerplate: tuple[str, ...]
    passages: tuple[Shown, ...]
    made_by: str


def before_html(reports: Sequence[ArchiveReport]) -> str:
    """Return the reports as one self-contained HTML document."""
    views = [_view(Before(report), f"r{n}") for n, report in enumerate(reports, 1)]
    title = views[0].name if len(views) == 1 else f"{len(views)} articles"
    return environment().get_template("before.html").render(title=f"Told before: {title}", views=views)


def _view(before: Before, anchor: str) -> View:
    report = before.report
    conflicts = tuple(
        _conflict(before, f"{anchor}-c{n}", passage, one) for n, (passage, one) in enumerate(before.conflicts, 1)
    )
    told = tuple(_told(before, f"{anchor}-t{one.passage.id}", one) for one in before.told)
    links: dict[int, list[tuple[str, str]]] = {}
    for n, (passage, _) in enumerate(before.conflicts, 1):
        links.setdefault(passage.id, []).append((f"#{anchor}-c{n}", "≠ disagrees with an earlier article"))
    for one in before.told:
        links.setdefault(one.passage.id, []).append((f"#{anchor}-t{one.passage.id}", "told before"))
    language = report.article.language
    return View(
        anchor=anchor,
        name=visible(" ".join((report.article.title or before.name).split())),
        language=language if _LANGUAGE.fullmatch(language) else "",
        said=tuple(before.said()),
        notes=tuple(map(visible, report.notes)),
        conflicts=conflicts,
        told=told,
        boilerplate=tuple(
            f"Line {one.passage.line}: {visible(beginning(one.passage.text))}" for one in before.boilerplate
        ),
        passages=tuple(
            Shown(p.line, str(p.role), plain(shown_words(p.text)[0]), tuple(links.get(p.id, ())))
            for p in report.passages
        ),
        made_by=visible(f"{report.tool.name} {report.tool.version}; text sha256 {report.article.sha256[:16]}"),
    )


def _conflict(before: Before, anchor: str, passage: Passage, one: Earlier) -> Card:
    title = visible(sentence(before.disagree(passage, one)))
    return Card(anchor, title, (visible(before.earlier(one)),), _sides(passage, one), clash=True)


def _told(before: Before, anchor: str, told: Told) -> Card:
    lines = tuple(visible(before.earlier(one)) for one in told.earlier)
    return Card(anchor, visible(before.title(told)), lines, _sides(told.passage, told.earlier[0]), clash=False)


def _sides(passage: Passage, one: Earlier) -> tuple[Side, ...]:
    (here, more_here), (there, more_there), (only_here, only_there) = both(passage, one)
    mine = Side(f"Line {passage.line}", compared(here, only_here), more_here)
    if one.relation is Relation.IDENTICAL:
        return (mine,)
    where = visible(article_of(one.article_id, one.source, one.date))
    return mine, Side(where, compared(there, only_there), more_there)
