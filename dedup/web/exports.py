"""What goes out of a desk: the edited article in each format, with its trail."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from dedup.passages import CutStatus, Role
from dedup.stages.report import Look
from dedup.stages.report.as_json import dumps
from dedup.stages.report.comparisons import render_comparisons
from dedup.stages.report.html import edited_html
from dedup.stages.report.markdown import edited_markdown
from dedup.stages.report.tracked import tracked_document
from dedup.stages.report.wording import disagreement, listed, losses, sentence
from dedup.web.desk import Compared, Desk, told_by
from dedup.web.pages import trail_lines

_TYPES = {
    "text": ("text/plain; charset=utf-8", ".txt"),
    "md": ("text/markdown; charset=utf-8", ".md"),
    "html": ("text/html; charset=utf-8", ".html"),
    "json": ("application/json", ".json"),
    "pan": ("application/xml", ".xml"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
}
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Export:
    """A file to download."""

    name: str
    type: str
    data: bytes


def export(desk: Desk, form: str) -> Export:
    """Return the edited article in a format of EXPORTS."""
    kind, suffix = _TYPES[form]
    with desk.lock:
        return Export(_file_name(desk.article.path or desk.article.title, suffix), kind, _FORMS[form](desk))


def export_compared(found: Compared, form: str) -> Export:
    """Return a comparison in a format of COMPARED_EXPORTS."""
    kind, suffix = _TYPES[form]
    text = render_comparisons([found.comparison], form, Look(_WIDTH, colour=False))
    name = found.articles[1].path or found.articles[1].title
    return Export(_file_name(name, suffix, "compared"), kind, text.encode("utf-8", "surrogatepass"))


def _file_name(path: str, suffix: str, what: str = "edited") -> str:
    """Return the name of a download: letters, digits and dashes only."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", PurePath(path.replace("\\", "/")).stem).strip("-")[:40].rstrip("-")
    return f"{stem or 'article'}-{what}{suffix}"


def _text(desk: Desk) -> bytes:
    return desk.editing.edited(desk.now.choices).condensed.text.encode("utf-8", "surrogatepass")


def _markdown(desk: Desk) -> bytes:
    choices = desk.now.choices
    text = edited_markdown(desk.editing.decided(choices), frozenset(choices.gone), trail_lines(desk.trail))
    return text.encode("utf-8", "surrogatepass")


def _html(desk: Desk) -> bytes:
    choices = desk.now.choices
    lines = trail_lines(desk.trail) or ["Nothing was decided."]
    text = edited_html(desk.editing.decided(choices), frozenset(choices.gone), lines)
    return text.encode("utf-8", "surrogatepass")


def _json(desk: Desk) -> bytes:
    report = desk.editing.decided(desk.now.choices)
    return dumps({"report": report.to_dict(), **desk.record()}).encode("utf-8", "surrogatepass")


def _docx(desk: Desk) -> bytes:
    choices = desk.now.choices
    return tracked_document(
        desk.editing.report.passages, frozenset(choices.gone), _remarks(desk), desk.clock(), desk.article.title
    )


def _remarks(desk: Desk) -> dict[int, str]:
    """Return the comments of the document: why a passage goes, what disagrees, and what the editor noted."""
    report = desk.editing.report
    lines = {passage.id: passage.line for passage in report.passages}
    remarks: dict[int, list[str]] = {}
    elsewhere = desk.editing.on_their_word(desk.now.choices)
    for cut in desk.editing.edited(desk.now.choices).cuts:
        if cut.passage in elsewhere:
            told = told_by(desk.editing.told_by(elsewhere[cut.passage]), cut)
            remarks[cut.passage] = [f"{sentence(told).replace('; lost:', '. Lost:')}."]
            continue
        if cut.status is CutStatus.BOILERPLATE:
            remarks[cut.passage] = ["Part of the page, not of the article."]
            continue
        by = listed([f"line {lines[n]}" for n in cut.covered_by])
        lost = losses(cut.would_lose) or "no recognised fact"
        remarks[cut.passage] = [f"Told by {by}. Lost: {lost}."]
    for match in report.matches:
        if match.conflicts and report.passages[match.a].role is not Role.BOILERPLATE:
            for n, other, turned in ((match.a, match.b, False), (match.b, match.a, True)):
                on = "; ".join(disagreement(conflict, turned=turned) for conflict in match.conflicts)
                remarks.setdefault(n, []).append(f"Disagrees with line {lines[other]}: {on}.")
    for n, note in desk.notes().items():
        if n in remarks:
            remarks[n].append(f"Note: {note}")
    return {n: "\n".join(told) for n, told in remarks.items()}


_FORMS: Mapping[str, Callable[[Desk], bytes]] = {
    "text": _text,
    "md": _markdown,
    "html": _html,
    "json": _json,
    "docx": _docx,
}
