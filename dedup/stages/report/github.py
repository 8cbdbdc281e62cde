"""The report as workflow commands of GitHub Actions: a warning at each conflict, a notice at each repeat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dedup.passages import Relation, Report
from dedup.stages.report.display import visible
from dedup.stages.report.findings import ABOUT, Finding, findings
from dedup.stages.report.places import Places
from dedup.stages.report.telling import Telling


def github_report(reports: Sequence[Report], texts: Sequence[str] | None = None) -> str:
    """Return one command a finding, conflicts of a file first; nothing where nothing is found.

    `texts` are those of the articles, for columns. A file read from standard input has no name, a web page no lines.
    """
    return "".join(
        _command(finding, telling, Places(telling.report, texts[n] if texts else None))
        for n, telling in enumerate(map(Telling, reports))
        for finding in findings(telling)
    )


def _command(finding: Finding, telling: Telling, places: Places) -> str:
    level = "warning" if finding.relation is Relation.CONFLICT else "notice"
    properties = {**_where(finding, telling, places), "title": ABOUT[finding.relation][0]}
    told = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
    return f"::{level} {told}::{_escaped(finding.message)}\n"


def _where(finding: Finding, telling: Telling, places: Places) -> dict[str, str | int]:
    """Return file and lines; columns only within one line, because GitHub drops a range that has both."""
    path = telling.report.article.path
    if path in {"", "-"}:
        return {}
    if not places.in_file:
        return {"file": path}
    place = places.of(telling.figures.passages[finding.here], finding.span)
    where: dict[str, str | int] = {"file": path, "line": place.line, "endLine": place.end_line}
    if place.line == place.end_line and place.column and place.end_column:
        where |= {"col": place.column, "endColumn": place.end_column}
    return where


def _escaped(text: str, more: str = "") -> str:
    """Return the text as GitHub reads it back: on one line, and with nothing that would end the value before its end.

    What cannot be seen is shown as a badge, except a line break, which is escaped like the rest.
    """
    shown = "".join(part if part in {"\r", "\n"} else visible(part) for part in re.split(r"([\r\n])", text))
    for char in "%\r\n" + more:
        shown = shown.replace(char, f"%{ord(char):02X}")
    return shown
