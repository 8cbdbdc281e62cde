"""Quotations: the words between quotation marks, and who is next to them as the speaker."""

from __future__ import annotations

import re

from dedup.facts.model import Fact
from dedup.facts.words import words_of
from dedup.passages import FactKind

_DOUBLE = re.compile(r'"([^"]{1,4000})"')
_SINGLE = re.compile(r"(?<![^\W_])'(?=[^\W_])((?:[^'\"]|(?<=[^\W_])'(?=[^\W_])){3,600}?[^\s])'(?![^\W_])")
_NAME = r"(?:[A-Z][\w'-]+)(?:\s+(?:[a-z]{2,3}\s+)?[A-Z][\w'-]+){0,3}"
_SAYS = (
    r"(?:said|says|told|added|adds|explained|stated|announced|wrote|tweeted|asked|noted|insisted|emphasi[sz]ed|stressed"
    r"|declared|thinks|believes|commented|warned|recalled)"
)
_AFTER = re.compile(rf"[\s,]*(?:{_SAYS}\s+(?P<a>{_NAME})|(?P<b>{_NAME})\s+(?:\([^)]*\)\s+)?{_SAYS})")
_BEFORE = re.compile(rf"(?P<c>{_NAME})\s+(?:[a-z]+ly\s+)?{_SAYS}[^.\"]{{0,60}}[\s:,]*\Z")
_LOOK_BACK = 110


def find_quotes(text: str, level: str) -> list[Fact]:
    """Return the quotations of at least one word, the marks left out."""
    found = []
    if '"' in level:
        found = [fact for match in _DOUBLE.finditer(level) if (fact := _quote(text, level, match)) is not None]
    if "'" in level:
        inside = [(fact.start, fact.end) for fact in found]
        for match in _SINGLE.finditer(level):
            if any(start <= match.start() < end for start, end in inside):
                continue
            fact = _quote(text, level, match)
            if fact is not None:
                found.append(fact)
    return found


def _quote(text: str, level: str, match: re.Match[str]) -> Fact | None:
    start, end = match.span(1)
    said = tuple(word.low for word in words_of(level[start:end]))
    if not said:
        return None
    return Fact(FactKind.QUOTE, start, end, text[start:end], said, _speaker(level, match.start(), match.end()))


def _speaker(level: str, start: int, end: int) -> str:
    after = _AFTER.match(level, end, min(len(level), end + _LOOK_BACK))
    if after is not None:
        return _last(after["a"] or after["b"])
    before = _BEFORE.search(level, max(0, start - _LOOK_BACK), start)
    return _last(before["c"]) if before is not None else ""


def _last(name: str) -> str:
    low = name.split()[-1].removesuffix("'s").lower()
    return "" if low in {"he", "she", "it", "they", "we", "i"} else low
