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


def _text(reports: Sequence[Report], look: Look) -> str:
    from dedup.stages.report.text import text_report  # here, because it loads numpy: --help lists FORMATS without it

    return text_report(reports, width=look.width, colour=look.colour)


def _json(reports: Sequence[Report], look: Look) -> str:
    from dedup.stages.report.as_json import json_report

    return json_report(reports)


FORMATS: Mapping[str, Callable[[Sequence[Report], Look], str]] = {"text": _text, "json": _json}


def render(reports: Sequence[Report], format: str, look: Look | None = None) -> str:  # noqa: A002 - the option's name
    """Return the reports in a format of FORMATS."""
    if format not in FORMATS:
        raise SettingsError(f"there is no report format {format!r}; there are: {', '.join(FORMATS)}")
    return FORMATS[format](reports, look or Look())
