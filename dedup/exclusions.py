"""What an editor leaves out of a report: quotations, boilerplate, short matches, sources, matches. The rest is counted anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dedup.elsewhere import Elsewhere
from dedup.facts import find_facts
from dedup.narrowed import narrowed
from dedup.passages import Article, CutStatus, FactKind, Match, Passage, Record, Report, Role
from dedup.words import count

MOSTLY = 0.5
"""A passage of which a larger share of the words stands in quotation marks is a quotation."""


@dataclass(frozen=True, slots=True)
class Exclusions(Record):
    """What is left out. `shorter_than` are words of the shorter passage; `matches` are pairs of ids, the smaller first.

    `sources` and `articles` are those of an archive; `elsewhere` are passages that no other article is said to tell.
    """

    quotes: bool = False
    boilerplate: bool = False
    shorter_than: int = 0
    matches: tuple[tuple[int, int], ...] = ()
    sources: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    elsewhere: tuple[int, ...] = ()


def without(article: Article, report: Report, left_out: Exclusions) -> Report:
    """Return the report without what is left out: its matches, and the groups and cuts that rest on them."""
    if replace(left_out, sources=(), articles=(), elsewhere=()) == Exclusions():
        return report
    passages = {passage.id: passage for passage in report.passages}
    quoted = {n for n, passage in passages.items() if left_out.quotes and is_quotation(passage)}
    left = [match for match in report.matches if not _left_out(match, passages, quoted, left_out)]
    if left_out.boilerplate:
        report = replace(report, cuts=tuple(cut for cut in report.cuts if cut.status is not CutStatus.BOILERPLATE))
    gone = len(report.matches) - len(left)
    told = "1 match is left out" if gone == 1 else f"{gone:,} matches are left out"
    return narrowed(article, report, left, f"{told} by the editor")


def told_still(report: Report, several: Iterable[Elsewhere], left_out: Exclusions) -> tuple[Elsewhere, ...]:
    """Return what other articles tell without what is left out."""
    passages = {passage.id: passage for passage in report.passages}
    return tuple(one for one in several if not _elsewhere_left_out(one, passages[one.passage], left_out))


def _elsewhere_left_out(one: Elsewhere, passage: Passage, left_out: Exclusions) -> bool:
    if one.source in left_out.sources or one.article in left_out.articles or passage.id in left_out.elsewhere:
        return True
    shorter = min(count(passage.text), count(one.text))
    return (left_out.quotes and is_quotation(passage)) or shorter < left_out.shorter_than


def is_quotation(passage: Passage) -> bool:
    """Return whether a passage is a quotation as a whole or for the most part."""
    if passage.role is Role.QUOTE:
        return True
    quotes = (fact for fact in find_facts(passage.text) if fact.kind is FactKind.QUOTE)
    words = sum(count(passage.text[fact.start : fact.end]) for fact in quotes)
    return words > MOSTLY * count(passage.text)


def _left_out(match: Match, passages: dict[int, Passage], quoted: set[int], left_out: Exclusions) -> bool:
    sides = passages[match.a], passages[match.b]
    if (min(match.a, match.b), max(match.a, match.b)) in left_out.matches:
        return True
    if left_out.boilerplate and any(side.role is Role.BOILERPLATE for side in sides):
        return True
    return bool(quoted & {match.a, match.b}) or min(count(side.text) for side in sides) < left_out.shorter_than
