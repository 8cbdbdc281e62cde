"""Limits the user sets: how much may be told twice, and which relations may not occur. Passing one ends with exit code 1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dedup.comparison import Comparison
from dedup.errors import SettingsError
from dedup.passages import Match, Passage, Relation, Report, Role

RELATIONS = tuple(relation for relation in Relation if relation is not Relation.UNRELATED)
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([KMGT])i?B?", re.IGNORECASE)
LEAST_MEMORY = 256 * 1024**2
"""The program itself takes some 150 MB."""
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
        return (*told, *self._unwanted(_content(report.matches, report.passages)))

    def passed_by_repost(self, comparison: Comparison) -> tuple[str, ...]:
        """Return what passes a limit in a comparison: the share is that of the repost's words which the original tells."""
        share = comparison.shares[1]
        told = []
        part = share.told / share.words if share.words else 0.0
        if self.over is not None and part > self.over:
            told.append(
                f"the original tells {_percent(part)} of its words, more than the {_percent(self.over)} allowed"
            )
        return (*told, *self._unwanted(_content(comparison.passage_matches, comparison.passages)))

    def _unwanted(self, matches: Sequence[Match]) -> Iterator[str]:
        """Yield which relations there are that must not be; a match that disagrees in part is a conflict as well."""
        partly = [Relation.CONFLICT for match in matches if match.conflicts and match.relation is not Relation.CONFLICT]
        found = [match.relation for match in matches] + partly
        for relation in RELATIONS:
            if relation in self.on and (number := found.count(relation)):
                yield f"{number:,} {'match is' if number == 1 else 'matches are'} {relation}"


def _content(matches: Sequence[Match], passages: Sequence[Passage]) -> list[Match]:
    """Return the matches of what is no boilerplate."""
    return [match for match in matches if passages[match.a].role is not Role.BOILERPLATE]


def share_of(text: str) -> float:
    """Return the share that "15%" stands for. Raise SettingsError for what is none."""
    found = _SHARE.fullmatch(text.strip())
    if not found or float(found.group(1)) > 100:
        raise SettingsError(f"fail-over is a share of the words in per cent, such as 15%, not {text!r}")
    return float(found.group(1)) / 100


def bytes_of(text: str) -> int:
    """Return the bytes that "1.5G", "800M" or "800 MB" stands for. Raise SettingsError for what is no size."""
    found = _SIZE.fullmatch(text.strip())
    size = float(found[1]) * 1024 ** ("KMGT".index(found[2].upper()) + 1) if found else 0.0
    if size < LEAST_MEMORY:
        raise SettingsError(f"max-memory is a size such as 800M or 1.5G, and at least 256M, not {text!r}")
    return int(size)


def relations_of(text: str | Iterable[str]) -> frozenset[Relation]:
    """Return the relations in a list such as "conflict,identical". Raise SettingsError for a word that is none."""
    words = [word.strip() for word in (text.split(",") if isinstance(text, str) else text)]
    for word in words:
        if word not in RELATIONS:
            raise SettingsError(f"fail-on is a list of {', '.join(RELATIONS)}, parted by commas; not {word!r}")
    return frozenset(Relation(word) for word in words)


def _percent(share: float) -> str:
    return f"{100 * share:.4g}%"
