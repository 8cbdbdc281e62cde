"""The report as one page that a browser shows: no script, nothing fetched, light and dark, made for print as well."""

from __future__ import annotations

from collections.abc import Sequence

import jinja2

from dedup.passages import Report
from dedup.stages.report.page import edited_view, page_view


def html_report(reports: Sequence[Report]) -> str:
    """Return the reports as one self-contained HTML document."""
    return environment().get_template("report.html").render(page=page_view(reports))


def edited_html(report: Report, gone: frozenset[int], trail: Sequence[str]) -> str:
    """Return a report on which an editor has decided as one self-contained HTML document."""
    return environment().get_template("report.html").render(page=edited_view(report, gone, trail))


def environment() -> jinja2.Environment:
    """Return what renders the templates beside this file: everything put into them is escaped, a wrong name fails."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("dedup.stages.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
