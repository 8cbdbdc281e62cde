"""Finds passages that tell the same thing twice, says how they relate, and suggests a shorter text that loses no fact.

Example:
    import dedup
    report = dedup.check("article text")           # or dedup.check(dedup.read("page.html"))
    both = dedup.compare("original", "repost")
    verdicts = dedup.judge([("one", "other")])
    labels = dedup.group(["short text", "another"])
    archive = dedup.Archive.open("news.dedup")     # add(articles), check(article)
"""

import importlib
import typing

if typing.TYPE_CHECKING:
    from dedup.api import Detector, check, compare, group, judge
    from dedup.archive import Archive
    from dedup.comparison import Comparison
    from dedup.earlier import ArchiveReport
    from dedup.errors import (
        ArchiveError,
        DedupError,
        InputError,
        LedgerError,
        ModelError,
        SettingsError,
        VerificationError,
    )
    from dedup.passages import Article, Relation, Report, Skipped, Verdict
    from dedup.settings import Settings
    from dedup.stages.read import Reading, read, read_all

__version__ = "0.1.0"

__all__ = [
    "Archive",
    "ArchiveError",
    "ArchiveReport",
    "Article",
    "Comparison",
    "DedupError",
    "Detector",
    "InputError",
    "LedgerError",
    "ModelError",
    "Reading",
    "Relation",
    "Report",
    "Settings",
    "SettingsError",
    "Skipped",
    "Verdict",
    "VerificationError",
    "check",
    "compare",
    "group",
    "judge",
    "read",
    "read_all",
]

# Imported when first asked for, so that `dedup --help` need not wait for numpy.
_HOMES = {
    "dedup.api": ("Detector", "check", "compare", "group", "judge"),
    "dedup.archive": ("Archive",),
    "dedup.comparison": ("Comparison",),
    "dedup.earlier": ("ArchiveReport",),
    "dedup.errors": (
        "ArchiveError",
        "DedupError",
        "InputError",
        "LedgerError",
        "ModelError",
        "SettingsError",
        "VerificationError",
    ),
    "dedup.passages": ("Article", "Relation", "Report", "Skipped", "Verdict"),
    "dedup.settings": ("Settings",),
    "dedup.stages.read": ("Reading", "read", "read_all"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


if not typing.TYPE_CHECKING:  # a type checker would take every misspelt name for one of these

    def __getattr__(name: str) -> typing.Any:
        """Return a public name, importing the module it lives in."""
        if name not in _HOME_OF:
            raise AttributeError(f"module 'dedup' has no attribute {name!r}")
        value = globals()[name] = getattr(importlib.import_module(_HOME_OF[name]), name)
        return value


def __dir__() -> list[str]:
    """Return the public names, imported yet or not."""
    return sorted({*globals(), *__all__})
