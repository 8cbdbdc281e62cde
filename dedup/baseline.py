"""What an earlier report has shown already is left out of a new one. Matches are known by the texts of their passages.

So paragraphs may be inserted and files renamed. What is left out is left alone: no group and no cut rests on it, and
the condensed text keeps it. A pair that has become a conflict since is reported again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dedup.errors import InputError
from dedup.narrowed import narrowed
from dedup.normalise import levelled
from dedup.passages import Article, Match, Relation, Report

Known = tuple[str, str, bool]
"""Two passages as they are compared, in alphabetical order, and whether they disagree."""


@dataclass(frozen=True)
class Baseline:
    """The matches of earlier reports: how often each pair of texts stands in the report of each article."""

    by_path: dict[str, Counter[Known]]

    def of(self, report: Report) -> Counter[Known]:
        """Return what is known of an article: by its path, or from a baseline that is of one article only."""
        if report.article.path not in self.by_path and len(self.by_path) == 1:
            return Counter(next(iter(self.by_path.values())))
        return Counter(self.by_path.get(report.article.path, ()))


def read_baseline(text: str, shown: str) -> Baseline:
    """Return the baseline in what `dedup check --format json` has written. Raise InputError for anything else."""
    try:
        plain = json.loads(text)
    except ValueError:
        plain = None
    if not isinstance(plain, dict):
        raise InputError(f"{shown} is not JSON; give a report that dedup check --format json wrote")
    try:
        reports = [Report.from_dict(one) for one in plain.get("reports", [plain])]
    except (InputError, TypeError) as error:
        raise InputError(f"{shown} is not a report ({error}); write one with dedup check --format json") from None
    by_path: dict[str, Counter[Known]] = {}
    for report in reports:
        texts = [levelled(passage.text) for passage in report.passages]
        by_path.setdefault(report.article.path, Counter()).update(_known(match, texts) for match in report.matches)
    return Baseline(by_path)


def without_known(article: Article, report: Report, baseline: Baseline) -> Report:
    """Return the report less the matches of the baseline and what rests on them, with a note that says how many."""
    known = baseline.of(report)
    texts = [levelled(passage.text) for passage in report.passages]
    new: list[Match] = []
    for match in report.matches:
        key = _known(match, texts)
        if known[key]:
            known[key] -= 1
        else:
            new.append(match)
    left_out = len(report.matches) - len(new)
    if not left_out:
        return report
    told = "1 match that stands" if left_out == 1 else f"{left_out:,} matches that stand"
    return narrowed(article, report, new, f"{told} in the baseline already left out")


def _known(match: Match, texts: Sequence[str]) -> Known:
    one, other = sorted((texts[match.a], texts[match.b]))
    return one, other, match.relation is Relation.CONFLICT
