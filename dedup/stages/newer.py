"""Which of two articles looks newer: by the dates they carry, by corrections, by the latest day they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dedup.comparison import ORIGINAL, REPOST, Newer
from dedup.facts import Fact, find_facts
from dedup.facts.compare import fields
from dedup.normalise import shadow
from dedup.passages import Article, FactKind

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CORRECTS = re.compile(
    r"\b(?:(?:corrections?|clarification|corrected version):\s|correction appended\b|an? earlier version of this\b"
    r"|this (?:article|story|report|piece|post|page) (?:was|has been) (?:corrected|amended|updated|revised)\b"
    r"|(?:last )?updated?:?\s+(?:(?:on|at):?\s+)?(?=[\w,]*\s*\d))",
    re.IGNORECASE,
)
_LINE = 200


@dataclass(frozen=True, slots=True)
class _Sign:
    """A correction or an update that an article declares: its words, and the day it gives."""

    words: str
    day: str


def newer(original: Article, repost: Article) -> Newer | None:
    """Return which article looks newer and why, None where nothing says so.

    The date an article carries decides; then a correction or an update that only one declares, or the later update;
    then the latest whole date (day, month and year) that each names in its text.
    """
    articles = (original, repost)
    carried = [found.group() if (found := _DAY.match(article.date)) else "" for article in articles]
    if all(carried) and carried[0] != carried[1]:
        return _by_day(carried, "is dated")
    signs = [_declared(article.text) for article in articles]
    if bool(signs[0]) != bool(signs[1]):
        at = ORIGINAL if signs[0] else REPOST
        return Newer(at, f"only it says “{signs[at][-1].words}”")
    days = [max((sign.day for sign in found), default="") for found in signs]
    if all(days) and days[0] != days[1]:
        return _by_day(days, "says it was updated on")
    if len(signs[0]) != len(signs[1]):
        at = ORIGINAL if len(signs[0]) > len(signs[1]) else REPOST
        return Newer(at, f"it declares more corrections, such as “{signs[at][-1].words}”")
    latest = [_latest(find_facts(article.text)) for article in articles]
    if all(latest) and latest[0] != latest[1]:
        return _by_day(latest, "names the day")
    return None


def _by_day(days: Sequence[str], says: str) -> Newer:
    at = ORIGINAL if days[0] > days[1] else REPOST
    return Newer(at, f"it {says} {days[at]}, the other {days[1 - at]}")


def _declared(text: str) -> list[_Sign]:
    found = []
    level = shadow(text)
    for sign in _CORRECTS.finditer(level):
        end = level.find("\n", sign.start())
        line = text[sign.start() : min(sign.start() + _LINE, len(text) if end < 0 else end)]
        words = " ".join(line.split()[:12])
        found.append(_Sign(words, _latest(find_facts(line))))
    return found


def _latest(facts: Sequence[Fact]) -> str:
    """Return the latest whole date of some facts as YYYY-MM-DD, "" where there is none."""
    return max((day for fact in facts if fact.kind is FactKind.DATE and (day := _whole(fact))), default="")


def _whole(fact: Fact) -> str:
    known = fields(fact.value)
    parts = [known.get(name, set()) for name in ("year", "month", "day")]
    if not all(len(part) == 1 and next(iter(part)).isdigit() for part in parts):
        return ""
    year, month, day = (int(next(iter(part))) for part in parts)
    return f"{year:04}-{month:02}-{day:02}"
