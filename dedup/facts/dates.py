"""Dates, weekdays, parts of the year and clock times."""

from __future__ import annotations

import re

from dedup.facts.model import Fact
from dedup.passages import FactKind

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"1[0-9]\d\d|2[01]\d\d"
_NTH = r"(?:st|nd|rd|th)?"
_TO = r"\s?(?:-|to|and|or|until)\s?"
_NO_DAY = (
    r"(?![\w%]|[:.,]\d|\s?(?:%|per\s?cent|pct|million|billion|mln|people|men|women|years|days|o'clock|[ap]\.?\s?m)\b)"
)
_DATE = re.compile(
    rf"""(?<![\w.])(?:
    (?P<iso>(?:{_YEAR})-\d\d-\d\d)(?!\d)
    |(?P<dmy>[0-3]?\d[./][0-3]?\d[./](?:\d{{4}}|\d\d))(?![\d/])
    |(?P<d1>\d{{1,2}}){_NTH}(?:{_TO}(?P<d1b>\d{{1,2}}){_NTH})?(?:\s+day)?(?:\s+of)?\s+(?P<m1>{_MONTH})\b\.?
        (?:,?\s+(?:of\s+)?(?P<y1>{_YEAR})(?!\d))?
    |(?P<m2>{_MONTH})\b\.?
        (?:\s+(?:the\s+)?(?P<d2>\d{{1,2}}){_NTH}(?:{_TO}(?P<d2b>\d{{1,2}}){_NTH})?{_NO_DAY})?
        (?:,?\s+(?:of\s+)?(?P<y2>{_YEAR})(?!\d|,\d))?
    |(?P<span>(?:{_YEAR})\s?[-/]\s?(?:(?:{_YEAR})|\d\d))(?![\d/-])
    |(?P<decade>(?:(?:1\d|20)\d|'?[2-9])0'?s)\b
    |(?P<quarter>(?:first|second|third|fourth|1st|2nd|3rd|4th|final)[- ]quarter|q[1-4])\b(?![- ]?final)
    |(?P<year>{_YEAR})(?![\w:%]|[.,]\d|-\w)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_WEEKDAY = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun)\.(?=,? )")
_SEASON = re.compile(
    r"\b(?:(?:spring|summer|autumn|winter)(?:time)?|(?<=last )fall|(?<=this )fall|(?<=next )fall"
    r"|fall(?= (?:of )?(?:19|20)\d\d))\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(yesterday|today|tomorrow|tonight)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"""(?<![\w.:,-])(?:(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?)?
        \s?(?P<half>[ap]\.?\s?m\b\.?|o'clock|hrs\b|h\b)
    |(?P<hour24>[01]?\d|2[0-4]):(?P<minute24>[0-5]\d)(?::[0-5]\d)?(?![\d:]))|\b(?P<word>noon|midnight)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_MINUTES = {"quarter": 15, "half": 30, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
_SPOKEN = re.compile(
    rf"\b(?:a )?(?P<minutes>{'|'.join(sorted(_MINUTES, key=len, reverse=True))}|[1-5]?\d)(?: minutes)? (?P<way>past|to)"
    rf" (?P<hour>{'|'.join(_HOURS)}|1[0-2]|[1-9])\b(?!\s?(?:%|per\s?cent|million|billion|thousand|hundred|[-.,:]\d))",
    re.IGNORECASE,
)
"""Half past seven, twenty to nine. "To" needs a word of the clock before it: from ten to twelve is none."""
_DOTTED = re.compile(
    r"\b(?:at|until|till|by|before|after|the|around|about) (?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?![\w%]|[.,:]?\d)"
    r"(?= (?:each|every|on|in the|this|that|tomorrow|today|daily|sharp|and|from|to|train|bus|boat|ferry|service)\b|[.,;)]|\Z)",
    re.IGNORECASE,
)
_GOES = re.compile(
    r"\b(?:trains?|bus(?:es)?|boats?|ferr(?:y|ies)|flights?|coach(?:es)?|depart\w*|leav\w+|left|arriv\w+|doors"
    r"|starts?|started|begin\w*|began|kicks?|kicked|meet\w*|met|mornings?|afternoons?|evenings?|nights?|tonight)\b",
    re.IGNORECASE,
)
"""Without one of these a figure after "at" may be a price."""
_PART = re.compile(r"\b(morning|afternoon|evening|night|midday|dawn|overnight)s?\b", re.IGNORECASE)
_PARTS = {"midday": "noon", "dawn": "morning", "overnight": "night"}
_IN_YEAR = re.compile(
    r"(?:\b(?:in|since|until|till|from|to|by|of|during|before|after|year|years|the|and|or|late|early|mid|through|for|than"
    r"|between|summer|winter|autumn|spring|fall|season)|[(,;-])\s*\Z",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?!(?:and|or|to|but|by|in|on|for|as|with|at|from)\b)(?:[a-z]+\s)?(?:people|persons|men|women|members|cases|euros?"
    r"|dollars|crowns|students|soldiers|metres|meters|km|kg|tons|tonnes|visitors|employees|jobs|tests|times)\b"
)
_IN_MONTH = re.compile(
    r"\b(?:in|since|until|till|from|to|by|of|during|before|after|last|next|this|late|early|mid|and|or|on|for|through"
    r"|between|each|every|end|a|the)[ -]+\Z|[(\"]\Z",
    re.IGNORECASE,
)
_ALSO_WORDS = frozenset(["may", "march", "mar", "august", "april", "june"])
_DIGIT = re.compile(r"\d")
# What a text must hold, in small letters, for a pattern to be found in it: most hold nothing of the kind. No piece has
# an i, an s or a k, which without regard to case also match letters that are not their capitals (U+0131, U+017F, U+212A).
_IN_DATES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "ep", "oct", "nov", "dec", "quarter")
_IN_SEASONS = ("pr", "ummer", "autumn", "nter", "fall")
_IN_RELATIVE = ("day", "tomorrow", "ton")
_IN_PARTS = ("morn", "noon", "even", "ght", "dday", "dawn")
_QUARTERS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "final": "4"}


def find_dates(text: str, level: str) -> list[Fact]:
    """Return dates (full or partial), weekdays, seasons and today/yesterday, in no particular order."""
    found = []
    low = level.lower()
    if _DIGIT.search(level) or _any_in(_IN_DATES, low):
        for match in _DATE.finditer(level):
            fields = _fields(level, match)
            if fields:
                found.append(_fact(text, match.start(), match.end(), fields))
    if "day" in low:
        found.extend(
            _fact(text, m.start(), m.end(), (f"weekday:{m[1].lower()[:3]}",)) for m in _WEEKDAY.finditer(level)
        )
    found.extend(
        _fact(text, m.start(), m.end(), (f"weekday:{m[1].lower()[:3]}",)) for m in _ABBREVIATED.finditer(level)
    )
    if _any_in(_IN_SEASONS, low):
        found.extend(_seasons(text, level))
    if _any_in(_IN_RELATIVE, low):
        found.extend(_fact(text, m.start(), m.end(), (f"relative:{m[1].lower()}",)) for m in _RELATIVE.finditer(level))
    return found


def _any_in(pieces: tuple[str, ...], low: str) -> bool:
    for piece in pieces:  # noqa: SIM110 - any() with a generator takes longer than the search
        if piece in low:
            return True
    return False


def _seasons(text: str, level: str) -> list[Fact]:
    """Return the seasons; a capitalised one in the middle of a sentence is a surname, but "in Summer"."""
    found = []
    for match in _SEASON.finditer(level):
        start = match.start()
        if match.group()[0].isupper() and start and not _IN_MONTH.search(level, max(0, start - 12), start):
            continue
        season = match.group().lower().removesuffix("time")
        found.append(_fact(text, start, match.end(), (f"season:{'autumn' if season == 'fall' else season}",)))
    return found


def find_times(text: str, level: str) -> list[Fact]:
    """Return clock times and parts of the day."""
    found = []
    low = level.lower()
    if _DIGIT.search(level) or "noon" in low or "dn" in low:
        for match in _CLOCK.finditer(level):
            value = _clock(match)
            if value:
                span = match.span()
                found.append(Fact(FactKind.TIME, *span, text[slice(*span)], (value,)))
    if " past " in low or " to " in low:
        found.extend(_spoken(text, level))
    if "." in level and _GOES.search(level):
        for match in _DOTTED.finditer(level):
            hour, minute = match["hour"], match["minute"]
            value = f"clock:{int(hour)}:{minute}" + ("?" if 1 <= int(hour) <= 12 and len(hour) == 1 else "")
            start, end = match.start("hour"), match.end("minute")
            found.append(Fact(FactKind.TIME, start, end, text[start:end], (value,)))
    for match in _PART.finditer(level) if _any_in(_IN_PARTS, low) else ():
        part = match[1].lower()
        value = f"part:{_PARTS.get(part, part)}"
        found.append(Fact(FactKind.TIME, match.start(), match.end(), text[match.start() : match.end()], (value,)))
    return found


def _spoken(text: str, level: str) -> list[Fact]:
    """Return the times of day as they are spoken: "half past seven"."""
    found = []
    for match in _SPOKEN.finditer(level):
        minutes, hour = match["minutes"].lower(), match["hour"].lower()
        before = match["way"].lower() == "to"
        if before and minutes not in {"quarter", "twenty", "twenty-five"} and " minutes" not in match.group().lower():
            continue
        past = int(minutes) if minutes.isdigit() else _MINUTES[minutes]
        at = _HOURS.index(hour) + 1 if hour in _HOURS else int(hour)
        whole = (at * 60 - past if before else at * 60 + past) % 720
        value = f"clock:{whole // 60 or 12}:{whole % 60:02}?"
        found.append(Fact(FactKind.TIME, match.start(), match.end(), text[match.start() : match.end()], (value,)))
    return found


def _fact(text: str, start: int, end: int, value: tuple[str, ...]) -> Fact:
    return Fact(FactKind.DATE, start, end, text[start:end], value)


def _fields(level: str, match: re.Match[str]) -> tuple[str, ...]:
    if match["m1"]:
        return _day_month(match["d1"], match["d1b"], match["m1"], match["y1"])
    if match["m2"]:
        return _month_first(level, match)
    if match["iso"]:
        year, month, day = match["iso"].split("-")
        return (f"year:{year}", f"month:{int(month)}", f"day:{int(day)}")
    if match["dmy"]:
        return _slashed(match["dmy"])
    if match["span"]:
        return _years(match["span"])
    if match["decade"]:
        digits = re.sub(r"\D", "", match["decade"])
        return (f"decade:{digits[:-1] if len(digits) == 4 else '19' + digits[0]}",)
    if match["quarter"]:
        written = re.split(r"[- ]", match["quarter"].lower())[0]
        return (f"quarter:{_QUARTERS.get(written, re.sub(r'[^1-4]', '', written))}",)
    return _year(level, match)


def _year(level: str, match: re.Match[str]) -> tuple[str, ...]:
    year = int(match["year"])
    start, end = match.span("year")
    if level[:start].rstrip()[-1:] in {"$", "€", "£"} or _COUNTED.match(level, end):
        return ()
    if 1900 <= year < 2200 or _IN_YEAR.search(level, max(0, start - 12), start):
        return (f"year:{year}",)
    return ()


def _month_first(level: str, match: re.Match[str]) -> tuple[str, ...]:
    name = match["m2"]
    if not name[0].isupper():
        return ()
    if not (match["d2"] or match["y2"]):
        if len(name) < 4 and name != "May" and not match.group().endswith("."):
            return ()
        before = _IN_MONTH.search(level, max(0, match.start() - 12), match.start())
        if name.lower() in _ALSO_WORDS and before is None:
            return ()
    return _day_month(match["d2"], match["d2b"], name, match["y2"])


def _day_month(day: str | None, other: str | None, month: str, year: str | None) -> tuple[str, ...]:
    fields = [f"year:{year}"] if year else []
    fields.append(f"month:{_MONTHS.index(month.casefold()[:3]) + 1}")
    fields.extend(f"day:{int(d)}" for d in (day, other) if d)
    return tuple(fields)


def _slashed(written: str) -> tuple[str, ...]:
    """Return the fields of 04/02/22 or 4.2.2022; where day and month may change places, both readings."""
    first, second, year = re.split(r"[./]", written)
    full = year if len(year) == 4 else ("19" if int(year) > 50 else "20") + year
    days, months = {int(first)}, {int(second)}
    if "/" in written and int(first) <= 12 and int(second) <= 12:
        days, months = days | months, days | months
    elif int(second) > 12:
        days, months = months, days
    if max(months) > 12:
        return ()
    return (f"year:{full}", *(f"month:{m}" for m in sorted(months)), *(f"day:{d}" for d in sorted(days)))


def _years(span: str) -> tuple[str, ...]:
    first, second = re.split(r"\s?[-/]\s?", span)
    full = second if len(second) == 4 else first[:2] + second
    return (f"year:{first}", f"year:{full}") if int(first) < int(full) <= int(first) + 150 else (f"year:{first}",)


def _clock(match: re.Match[str]) -> str:
    """Return clock:H:MM, in 24 hours where that is certain, else with a question mark (5 may be 17)."""
    if match["word"]:
        return "part:noon" if match["word"].lower() == "noon" else "clock:0:00"
    hour = int(match["hour"] or match["hour24"])
    minute = match["minute"] or match["minute24"] or "00"
    half = (match["half"] or "").lower()
    if half[:1] in {"a", "p"}:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half[0] == "p" else 0)
        return f"clock:{hour}:{minute}"
    return f"clock:{hour % 24}:{minute}" + ("?" if 1 <= hour <= 12 else "")
