"""Write checks against an archive: as in `FORMATS` of the reports of `check`, a format is a function from reports to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from dedup.errors import SettingsError
from dedup.stages.report import Look

if TYPE_CHECKING:
    from dedup.earlier import ArchiveReport

# The formats import what they need when they are asked for: --help lists them without numpy, text needs no Jinja2.


def _text(reports: Sequence[ArchiveReport], look: Look) -> str:
    from dedup.stages.report.before_text import before_text

    return before_text(reports, width=look.width, colour=look.colour)


def _json(reports: Sequence[ArchiveReport], _: Look) -> str:
    from dedup.stages.report.as_json import json_report

    return json_report(reports)


def _markdown(reports: Sequence[ArchiveReport], _: Look) -> str:
    from dedup.stages.report.before_md import before_markdown

    return before_markdown(reports)


def _html(reports: Sequence[ArchiveReport], _: Look) -> str:
    from dedup.stages.report.before_html import before_html

    return before_html(reports)


ARCHIVE_FORMATS: Mapping[str, Callable[[Sequence[ArchiveReport], Look], str]] = {
    "text": _text,
    "json": _json,
    "md": _markdown,
    "html": _html,
}


def render_archive_reports(
    reports: Sequence[ArchiveReport],
    format: str,  # noqa: A002 - the option's name
    look: Look | None = None,
) -> str:
    """Return checks against an archive in a format of ARCHIVE_FORMATS."""
    if format not in ARCHIVE_FORMATS:
        raise SettingsError(f"there is no format {format!r} of these reports; there are: {', '.join(ARCHIVE_FORMATS)}")
    return ARCHIVE_FORMATS[format](reports, look or Look())
