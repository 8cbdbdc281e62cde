"""What settings may be: the words that are known, and the bounds of numbers."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from dedup.errors import SettingsError

PARAGRAPH_MODES = ("auto", "blank", "line", "wrapped")
KEEP_RULES = ("most-facts", "first", "longest")
COUNTS = ("most_words", "min_words", "run_words", "equal_words", "most_encoded", "most_judged", "most_pairs")
INFORMATION = frozenset(
    {
        "telling_word",
        "archive_runs",
        "archive_context",
        "scan_brief",
        "scan_told",
        "form_named",
        "alone_told",
        "read_named",
    }
)
"""Sums of the information of words, or of weights, which have no upper bound; every other broken number is a share."""


def check(settings: Any) -> None:
    """Raise SettingsError for what cannot work in `dedup.settings.Settings`."""
    if settings.paragraphs not in PARAGRAPH_MODES:
        raise SettingsError(f"paragraphs is one of {', '.join(PARAGRAPH_MODES)}, not {settings.paragraphs!r}")
    if settings.keep not in KEEP_RULES:
        raise SettingsError(f"keep is one of {', '.join(KEEP_RULES)}, not {settings.keep!r}")
    for name in COUNTS:
        least = 1 if name.startswith("most_") else 0
        if getattr(settings, name) < least:
            raise SettingsError(f"{name} is a number of words, {least} or more, not {getattr(settings, name)!r}")
    for name, value in ((one.name, getattr(settings, one.name)) for one in fields(settings)):
        if isinstance(value, float) and name not in INFORMATION and not 0 <= value <= 1:
            raise SettingsError(f"{name} is a share between 0 and 1, not {value!r}")
