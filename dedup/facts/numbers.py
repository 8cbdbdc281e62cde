"""Figures: amounts, shares, ages, scores, ordinals, ranges, numbered names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from dedup.facts.amounts import LOOK_BACK, hedge, number, suffix
from dedup.facts.model import Fact
from dedup.facts.spelt import find_spelt
from dedup.facts.units import SIGNS, SIMPLE_FRACTIONS
from dedup.facts.words import Word

_FIGURE = (
    r"\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,9})?|\d{1,3}(?: \d{3}){1,6}(?!\d)|\d{1,3}(?:\.\d{3}){2,6}"
    r"|\d{1,18}(?:[.,]\d{1,9})?|(?<![\w.])\.\d{1,9}"
)
_CODES = "usd|eur|gbp|chf|czk|jpy|rub|cny|rmb|aud|cad|inr|rs|dm|sfr|sek|nok|dkk|pln|huf|stg"
_SIGN = rf"(?:us|au?|ca?|hk|nz|s|r)?\$|[€£¥₹₽]|\b(?:{_CODES})\.?"
_AMOUNT = re.compile(
    rf"(?:(?P<sign>{_SIGN})\s?)?"
    r"(?P<code>(?<![^\W_])(?:[^\W\d_]{1,12}-?|(?<=the )(?-i:[A-Z]) )(?=\d))?"
    rf"(?<!\d)(?P<figure>{_FIGURE})(?P<part>\s?[½¼¾⅓⅔]|\s[1-3]/[2-4](?![\d/]))?(?:\s?%(?=\s?-))?"
    rf"(?:(?P<pair>\s?[-:/+]\s?|\s(?:to|and|or)\s)(?:{_SIGN})?(?P<second>{_FIGURE})(?![\d/]))?"
    r"(?P<ordinal>(?:st|nd|rd|th)\b)?",
    re.IGNORECASE,
)
_WORD_NEXT = re.compile(r"[ -]?[a-z%°]", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(footpath|route|line|ward|group|district|section|chapter|article|item|plot|unit|room|block|platform|gate|lot|stage|"
    r"phase|exhibit|application|case|file|form|highway|road|bus|tram|flight|channel|category|zone|area|sector|station|"
    r"pier|berth|dock|hall|court|apartment|flat|day|week|round|game|match|race|heat|volume|clause|paragraph|rule|"
    r"resolution|protocol|amendment|bill|motion|reactor|building|squadron|regiment|battalion|precinct|constituency)"
    r"(?: (?:no\.?|number|nr\.?))? \Z",
    re.IGNORECASE,
)
_AGED = re.compile(r"\b(?:aged|age|age of)\s+\Z", re.IGNORECASE)
_TWO_DIGITS = re.compile(r"\d,\d")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DIGIT = re.compile(r"\d")
_AHEAD = 24  # more than any currency sign and letters that may stand before the first digit of an amount: 5 + 13 + 1
_DOTTED = re.compile(r"[1-9]\d{0,2}\.000")


def find_numbers(text: str, level: str, words: Sequence[Word], taken: bytearray) -> list[Fact]:
    """Return the numbers of a text, outside the characters that `taken` marks (dates and times, found before)."""
    found = []
    if _DIGIT.search(level):
        found = _figures(text, level, taken)
        for fact in found:
            taken[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
    found.extend(find_spelt(text, level, words, taken))
    return found


def _figures(text: str, level: str, taken: bytearray) -> list[Fact]:
    found = []
    position = 0
    while (digit := _DIGIT.search(level, position)) and (
        match := _AMOUNT.search(level, max(position, digit.start() - _AHEAD))
    ):
        position = max(match.end(), position + 1)
        start = match.start("figure")
        if taken[start]:
            position = start + 1
            continue
        if match["second"] and taken[match.start("second")]:
            match = _AMOUNT.match(level, match.start(), match.start("pair")) or match
        fact = _amount(text, level, match)
        if fact is not None:
            found.append(fact)
            position = max(fact.end, start + 1)
    return found


def _amount(text: str, level: str, match: re.Match[str]) -> Fact | None:
    low = _decimal(match["figure"])
    if low is None:
        return None
    if match["code"]:
        return _coded(text, match, low)
    if _TWO_DIGITS.fullmatch(match["figure"]) and not _WORD_NEXT.match(level, match.end("figure")):
        return None
    if match["part"]:
        low += _fraction(match["part"].strip())
    if match["ordinal"]:
        return number(text, match.span(), [low], "ordinal")
    sign = SIGNS.get((match["sign"] or "").lower().rstrip("."), "")
    second, joint, after = _second(level, match, low)
    scale, unit, end = suffix(level, after, sign)
    if joint == "joined" and not unit and scale == 1:
        second, end = None, _alone(match)
    if second is None and end == match.end("figure") and level[end : end + 1].isalpha():
        return None
    if not unit and _AGED.search(level, max(0, match.start() - LOOK_BACK), match.start()):
        unit = "age"
    named = level[max(0, match.start() - 2) : match.start() - 1]
    if not unit and second is None and scale == 1 and (named.isalpha() or named == ".") and low == int(low):
        label = _NUMBERED.search(level, max(0, match.start() - LOOK_BACK), match.start())
        unit = f"#{label[1].lower()}" if label else ""
    values, unit = _combined(low, second, joint, unit, scale)
    return number(text, (match.start(), end), values, unit, hedge(level, match.start(), end))


def _combined(low: Decimal, second: Decimal | None, joint: str, unit: str, scale: int) -> tuple[list[Decimal], str]:
    """Return the values and the unit of one figure, or of two with what joins them."""
    if second is None:
        return [low * scale], unit
    if joint == "of":
        return [low / second], "fraction"
    return [low * scale, second * scale], "score" if joint == "score" and not unit and scale == 1 else unit


def _alone(match: re.Match[str]) -> int:
    return match.end("part") if match["part"] else match.end("figure")


def _second(level: str, match: re.Match[str], low: Decimal) -> tuple[Decimal | None, str, int]:
    """Return the second figure of a range, score or fraction, what joins the two, and where they end."""
    high = _decimal(match["second"]) if match["second"] else None
    if high is None:
        return None, "", _alone(match)
    joint = match["pair"].strip().lower()
    if joint in {":", "+"}:
        return high, "score", match.end()
    if joint == "-":
        return high, "range" if low < high and high > 9 else "score", match.end()
    before = (level[max(0, match.start() - 9) : match.start()].lower().split() or [""])[-1]
    if joint == "/":
        joint, fits = "of", low < high <= 100
    elif joint == "and":
        joint, fits = "range", low < high and before == "between"
    else:
        joint, fits = "joined", low < high and not (joint == "to" and before == "from")
    return (high, joint, match.end()) if fits else (None, "", _alone(match))


def _coded(text: str, match: re.Match[str], value: Decimal) -> Fact | None:
    """Return a number that is part of a name (a road, a virus and its year): only the same letters compare."""
    letters = match["code"].rstrip("- ")
    if letters.islower() and len(letters) > 1 and not match["code"].endswith("-"):
        return None
    return number(text, (match.start("code"), match.end("figure")), [value], f"#{letters.lower()}")


def _fraction(written: str) -> Decimal:
    if written in SIMPLE_FRACTIONS:
        return Decimal(SIMPLE_FRACTIONS[written])
    over, under = written.split("/")
    return round(Decimal(over) / Decimal(under), 4)


def _decimal(figure: str) -> Decimal | None:
    """Return the value of a figure: 1,320 and 1 320 are thousands, 3,5 and 3.5 decimals, 60.000 thousands."""
    if figure.count(".") > 1 or _DOTTED.fullmatch(figure):
        figure = figure.replace(".", "")
    elif _THOUSANDS.fullmatch(figure):
        figure = figure.replace(",", "")
    try:
        return Decimal(figure.replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
