"""Write reports: a format is a function from reports to text. A new one is one more file and one entry in FORMATS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dedup.errors import SettingsError
from dedup.passages import Report


@dataclass(frozen=True, slots=True)
class Look:
    """How a report is laid out where people read it: columns of the terminal, and whether it takes colours."""

    width: int = 80
    colour: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """What a format is given: the reports, their look, and the texts of the articles where they are at hand."""

    reports: Sequence[Report]
    look: Look
    texts: Sequence[str] | None = None


# The formats import what they need when they are asked for: --help lists FORMATS without numpy, text needs no Jinja2.


def _text(job: Job) -> str:
    from dedup.stages.report.text import text_report

    return text_report(job.reports, width=job.look.width, colour=job.look.colour)


def _json(job: Job) -> str:
    from dedup.stages.report.as_json import json_report

    return json_report(job.reports)


def _jsonl(job: Job) -> str:
    from dedup.stages.report.as_json import jsonl_report

    return jsonl_report(job.reports)


def _markdown(job: Job) -> str:
    from dedup.stages.report.markdown import markdown_report

    return markdown_report(job.reports)


def _html(job: Job) -> str:
    from dedup.stages.report.html import html_report

    return html_report(job.reports)


def _github(job: Job) -> str:
    from dedup.stages.report.github import github_report

    return github_report(job.reports, job.texts)


def _sarif(job: Job) -> str:
    from dedup.stages.report.sarif import sarif_report

    return sarif_report(job.reports, job.texts)


FORMATS: Mapping[str, Callable[[Job], str]] = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "md": _markdown,
    "html": _html,
    "github": _github,
    "sarif": _sarif,
}


def render(
    reports: Sequence[Report],
    format: str,  # noqa: A002 - the option's name
    look: Look | None = None,
    *,
    texts: Sequence[str] | None = None,
) -> str:
    """Return the reports in a format of FORMATS. With the `texts` of the articles, findings have their columns."""
    if format not in FORMATS:
        raise SettingsError(f"there is no report format {format!r}; there are: {', '.join(FORMATS)}")
    return FORMATS[format](Job(reports, look or Look(), texts))
