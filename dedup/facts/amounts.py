"""What stands around a number: its scale, unit, currency and how exact it claims to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from dedup.facts.model import Fact
from dedup.facts.units import SCALES, SIGNS, UNITS
from dedup.facts.words import listed
from dedup.passages import FactKind

_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_NATION = r"us|u\.s\.|american|canadian|australian|hong kong|czech|swiss|russian|chinese|indian|british"
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_SUFFIX = re.compile(
    rf"(?:[ -]?(?P<scale>{_SCALE})\b\.?)?"
    r"(?:[ -]?(?P<sign>us\$|\$|€|£|czk|eur|usd|gbp|chf|rub)(?!\w))?"
    rf"(?:[ -]?(?:(?:{_NATION})[ -])?(?P<unit>{_UNIT})(?![^\W_]))?"
    r"(?P<age>[ -](?:old|olds|of age)\b)?",
    re.IGNORECASE,
)
_ABOUT = (
    r"about|around|approximately|approx\.?|roughly|some|circa|ca\.?|nearly|almost|close to|just under|just over"
    r"|estimated|in the region of|virtually|well over"
)
_OVER = (
    r"more than|over|at least|upwards of|exceeding|no fewer than|no less than|above|minimum of|not less than"
    r"|in excess of"
)
_UNDER = (
    r"up to|under|less than|fewer than|at most|as many as|as much as|below|no more than|not more than"
    r"|maximum of|maximum"
)
_BEFORE = re.compile(
    rf"\b(?:(?P<about>{_ABOUT})|(?P<over>{_OVER})|(?P<under>{_UNDER}))\s+(?:the |a |an |only )?\Z|(?P<tilde>~)\s?\Z",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s?(?:(?P<about>or so|-odd)|(?P<over>plus|\+|or more|-plus|and over)|(?P<under>or less|or fewer))(?!\w)",
    re.IGNORECASE,
)
_WARMTH = re.compile(r" ?([CF])(?![\w.-])(?! major| minor)")
LOOK_BACK = 22
"""How many characters in front of a number may say how exact it is."""
_NEXT_WORD = re.compile(r" ([a-z]+)")
_COUNTED = listed(
    """people users customers euros dollars pounds jobs votes tonnes barrels shares homes households viewers men women
    children in for of a"""
)


def number(text: str, span: tuple[int, int], values: Sequence[Decimal], unit: str = "", hedge: str = "") -> Fact:
    """Return the fact for a number whose words stand in `span`."""
    start, end = span
    return Fact(FactKind.NUMBER, start, end, text[start:end], tuple(_shown(value) for value in values), unit, hedge)


def _shown(value: Decimal) -> str:
    shown = format(round(value, 4) if value < 1 else value, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def hedge(level: str, start: int, end: int) -> str:
    """Return how exact a number claims to be: "about", "over", "under" or "" for exactly."""
    before = _BEFORE.search(level, max(0, start - LOOK_BACK), start)
    if before is not None:
        return "about" if before.lastgroup == "tilde" else str(before.lastgroup)
    after = _AFTER.match(level, end)
    return str(after.lastgroup) if after is not None else ""


def suffix(level: str, end: int, unit: str = "") -> tuple[int, str, int]:
    """Return scale, unit and end of a number from what follows it; `unit` is the currency that stood in front."""
    if not unit and (warm := _WARMTH.match(level, end)):
        return 1, {"C": "degc", "F": "degf"}[warm[1]], warm.end()
    match = _SUFFIX.match(level, end)
    if match is None or match.end() == end:
        return 1, unit, end
    scale_word = (match["scale"] or "").lower()
    scale = 1
    if scale_word in {"m", "b", "k"} and not unit and not match["unit"] and not match["sign"]:
        if scale_word == "m" and _metres(level, match):
            return 1, "m", match.end("scale")
        if level[match.start("scale") - 1] == " ":
            return 1, unit, end
    if scale_word:
        scale, end = SCALES.get(scale_word, 1), match.end("scale")
    if match["sign"] and not unit:
        unit, end = SIGNS.get(match["sign"].lower(), ""), match.end("sign")
    if match["unit"]:
        name = UNITS.get(match["unit"].lower().replace("-", " "), "")
        if not unit or name in {unit, "cent"}:
            unit, end = (unit or name), match.end("unit")
        if match["age"] and name == "year":
            unit, end = "age", match.end("age")
    return scale, unit, end


def _metres(level: str, match: re.Match[str]) -> bool:
    """Return whether a bare m is metres (100m dash) and not millions (100m people)."""
    following = _NEXT_WORD.match(level, match.end("scale"))
    return following is None or following[1] not in _COUNTED
