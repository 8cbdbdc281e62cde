"""The comparison as one page that a browser shows: no script, nothing fetched, light and dark, made for print as well."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.comparison import Comparison
from dedup.stages.report.compared_page import comparison_page
from dedup.stages.report.html import environment


def compared_html(comparisons: Sequence[Comparison]) -> str:
    """Return the comparisons as one self-contained HTML document."""
    return environment().get_template("comparison.html").render(page=comparison_page(comparisons))
