"""Write comparisons: as in `FORMATS` of the reports of `check`, a format is a function from comparisons to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from dedup.errors import SettingsError
from dedup.stages.report import Look

if TYPE_CHECKING:
    from dedup.comparison import Comparison

# The formats import what they need when they are asked for: --help lists them without numpy, text needs no Jinja2.


def _text(comparisons: Sequence[Comparison], look: Look) -> str:
    from dedup.stages.report.compared_text import compared_text

    return compared_text(comparisons, width=look.width, colour=look.colour)


def _json(comparisons: Sequence[Comparison], _: Look) -> str:
    from dedup.stages.report.as_json import json_report

    return json_report(comparisons)


def _markdown(comparisons: Sequence[Comparison], _: Look) -> str:
    from dedup.stages.report.compared_md import compared_markdown

    return compared_markdown(comparisons)


def _html(comparisons: Sequence[Comparison], _: Look) -> str:
    from dedup.stages.report.compared_html import compared_html

    return compared_html(comparisons)


def _pan(comparisons: Sequence[Comparison], _: Look) -> str:
    from dedup.stages.report.pan import pan_report

    return pan_report(comparisons)


COMPARISON_FORMATS: Mapping[str, Callable[[Sequence[Comparison], Look], str]] = {
    "text": _text,
    "json": _json,
    "md": _markdown,
    "html": _html,
    "pan": _pan,
}


def render_comparisons(
    comparisons: Sequence[Comparison],
    format: str,  # noqa: A002 - the option's name
    look: Look | None = None,
) -> str:
    """Return the comparisons of one original with its reposts in a format of COMPARISON_FORMATS."""
    if format not in COMPARISON_FORMATS:
        raise SettingsError(f"there is no format {format!r} of comparisons; there are: {', '.join(COMPARISON_FORMATS)}")
    return COMPARISON_FORMATS[format](comparisons, look or Look())
