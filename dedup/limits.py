"""Limits the user sets: how much may be told twice, and which relations may not occur. Passing one ends with exit code 1."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dedup.errors import SettingsError
from dedup.passages import Relation, Report, Role

RELATIONS = tuple(relation for relation in Relation if relation is not Relation.UNRELATED)
_SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?) ?%")


@dataclass(frozen=True, slots=True)
class Limits:
    """`over` is a share 0..1 of the words that are no boilerplate, None for no limit; `on` relations that must not be."""

    over: float | None = None
    on: frozenset[Relation] = frozenset()

    def passed(self, report: Report) -> tuple[str, ...]:
        """Return what passes a limit, one clause each."""
        from dedup.stages.report.figures import Figures  # here, because it loads numpy, which --help does without

        figures = Figures(report)
        share = figures.told_twice / figures.content_words if figures.content_words else 0.0
        told = []
        if self.over is not None and share > self.over:
            told.append(f"{_percent(share)} of its words are told twice, more than the {_percent(self.over)} allowed")
        for relation in RELATIONS:
            number = self._found(report).count(relation) if relation in self.on else 0
            if number:
                told.append(f"{number:,} {'match is' if number == 1 else 'matches are'} {relation}")
        return tuple(told)

    def _found(self, report: Report) -> list[Relation]:
        """Return the relation of each match of content; one that disagrees in part is a conflict as well."""
        matches = [match for match in report.matches if report.passages[match.a].role is not Role.BOILERPLATE]
        partly = [Relation.CONFLICT for match in matches if match.conflicts and match.relation is not Relation.CONFLICT]
        return [match.relation for match in matches] + partly


def share_of(text: str) -> float:
    """Return the share that "15%" stands for. Raise SettingsError for what is none."""
    found = _SHARE.fullmatch(text.strip())
    if not found or float(found.group(1)) > 100:
        raise SettingsError(f"fail-over is a share of the words in per cent, such as 15%, not {text!r}")
    return float(found.group(1)) / 100


def relations_of(text: str | Iterable[str]) -> frozenset[Relation]:
    """Return the relations in a list such as "conflict,identical". Raise SettingsError for a word that is none."""
    words = [word.strip() for word in (text.split(",") if isinstance(text, str) else text)]
    for word in words:
        if word not in RELATIONS:
            raise SettingsError(f"fail-on is a list of {', '.join(RELATIONS)}, parted by commas; not {word!r}")
    return frozenset(Relation(word) for word in words)


def _percent(share: float) -> str:
    return f"{100 * share:.4g}%"
