"""Whether two facts agree: figures up to rounding, dates up to what one leaves out, names up to spelling."""

from __future__ import annotations

from collections.abc import Iterable

from dedup.facts.model import Fact
from dedup.facts.places import related
from dedup.facts.spelling import same_name
from dedup.facts.units import MONEY, WORTH
from dedup.passages import FactKind

_EXACT = 1e-9
_CONVERTED = 0.03  # ten miles are "16 kilometres" in the next paper: 16.09
_ROUNDED = 0.02  # 13,977 -> 14,000 is .2 %; 5.5 -> 6 (8 %) is another figure
_ABOUT = 0.10
_BOTH_ABOUT = 0.09  # "about 45" is not "about 50"
_DOZENS = 0.20  # "nearly two dozen" and "about 20"
_BEYOND = 1.25  # "more than 50" for 53, 60; hardly for 80
_ROUND_FROM = 1000.0  # 201 is not 200, 13,977 may be 14,000

_UNMARKED = frozenset(["", "deg"])  # what these count or measure is left to the other side


def agree(f: Fact, g: Fact) -> bool:
    """Return whether two facts can be the same one, each told with its own precision."""
    if f.kind is FactKind.NUMBER and g.kind is FactKind.NUMBER:
        return _same_measure(f, g) and _values_agree(f, g)
    if f.kind is FactKind.DATE and g.kind is FactKind.DATE:
        return dates_agree(f.value, g.value)
    if f.kind is FactKind.TIME and g.kind is FactKind.TIME:
        return times_agree(f.value[0], g.value[0])
    if f.kind is FactKind.PLACE and g.kind is FactKind.PLACE:
        return related(f.value[0], g.value[0])
    if {f.kind, g.kind} <= {FactKind.NAME, FactKind.PLACE}:
        return same_name(f.value, g.value)
    return f.kind is g.kind and f.value == g.value


def comparable(f: Fact, g: Fact) -> bool:
    """Return whether two numbers measure the same thing in the same unit, so that different values contradict."""
    if f.unit == g.unit or {f.unit, g.unit} == {"deg", "degc"}:
        return True
    if "" not in {f.unit, g.unit} or not (f.text[-1:].isdigit() or g.text[-1:].isdigit()):
        return False
    return (f.unit or g.unit) in MONEY | {"age", "%"} and _one_size(f, g)


def unit_differs(f: Fact, g: Fact) -> bool:
    """Return whether two numbers have one value in two units of the same sort (dollars and euros, % and points)."""
    if f.unit == g.unit or f.value != g.value or "" in {f.unit, g.unit}:
        return False
    if "deg" in {f.unit, g.unit}:
        return False  # "90 degrees" may be of either scale
    if f.unit in MONEY and g.unit in MONEY:
        return "cent" not in {f.unit, g.unit}
    if {f.unit, g.unit} == {"%", "pp"}:
        return True
    one, other = WORTH.get(f.unit), WORTH.get(g.unit)
    return one is not None and other is not None and one[0] == other[0] and "age" not in {f.unit, g.unit}


def figures(f: Fact) -> tuple[float, ...]:
    """Return the values of a number in the base unit of what it measures."""
    if f.unit == "degf":
        return tuple((float(value) - 32) / 1.8 for value in f.value)
    worth = WORTH.get(f.unit, ("", 1.0))[1]
    return tuple(float(value) * worth for value in f.value)


def _one_size(f: Fact, g: Fact) -> bool:
    """Return whether two numbers are within a factor of ten of each other."""
    v, w = float(f.value[0]), float(g.value[0])
    return 0.1 * w <= v <= 10 * w


def _same_measure(f: Fact, g: Fact) -> bool:
    if f.unit == g.unit:
        return True
    if f.unit[:1] == "#" or g.unit[:1] == "#":
        return False
    if "" in {f.unit, g.unit}:
        return True
    one, other = WORTH.get(f.unit), WORTH.get(g.unit)
    return one is not None and other is not None and one[0] == other[0]


def _values_agree(f: Fact, g: Fact) -> bool:
    if f.value == g.value and ("" in {f.unit, g.unit} or f.unit == g.unit):
        return True
    if _UNMARKED & {f.unit, g.unit}:
        one, other = tuple(map(float, f.value)), tuple(map(float, g.value))
    else:
        one, other = figures(f), figures(g)
    if "score" in {f.unit, g.unit}:
        return sorted(one) == sorted(other)
    if len(one) == 1 and len(other) == 1:
        converted = f.unit != g.unit and not _UNMARKED & {f.unit, g.unit}
        if f.hedge and g.hedge and ("dozen" in f.text or "dozen" in g.text):
            return abs(one[0] - other[0]) <= _DOZENS * max(one[0], other[0])
        return _close(one[0], other[0], f.hedge, g.hedge, converted=converted, figures=(f.value[0], g.value[0]))
    if len(one) == len(other) == 2 and f.hedge == g.hedge:
        return all(
            abs(v - w) <= _CONVERTED * max(abs(v), abs(w)) for v, w in zip(sorted(one), sorted(other), strict=True)
        )
    low, high = min(one), max(one)
    return low <= max(other) * (1 + _EXACT) and min(other) <= high * (1 + _EXACT)


def _close(v: float, w: float, hedge: str, other: str, *, converted: bool, figures: tuple[str, str]) -> bool:
    most = max(abs(v), abs(w))
    off = abs(v - w) / most if most else 0.0
    if off <= _EXACT or (converted and off <= _CONVERTED):
        return True
    if hedge and other:
        return off <= _BOTH_ABOUT
    if hedge == "about" or other == "about":
        return off <= _ABOUT
    if hedge or other:
        bound, exact, which = (v, w, hedge) if hedge else (w, v, other)
        return bound <= exact <= bound * _BEYOND if which == "over" else bound / _BEYOND <= exact <= bound
    return off <= _ROUNDED and _rounds(*figures)


def _rounds(one: str, other: str) -> bool:
    """Return whether the coarser of two figures is the finer one rounded."""
    fine, coarse = (one, other) if _step(one) < _step(other) else (other, one)
    step = _step(coarse)
    if step <= _step(fine) or (step > 1 and float(coarse) < _ROUND_FROM):
        return False
    return abs(float(fine) - float(coarse)) <= step / 2 * (1 + _EXACT)


def _step(figure: str) -> float:
    """Return the place value of the last digit that is not a trailing zero: 14000 -> 1000, 27.4 -> 0.1."""
    if "." in figure:
        return float(10.0 ** -len(figure.partition(".")[2]))
    zeros = len(figure) - len(figure.rstrip("0"))
    return float(10.0 ** min(zeros, len(figure) - 1))


def finer(f: Fact, g: Fact) -> bool:
    """Return whether g tells at least as much as f (the two agree)."""
    if f.kind is FactKind.NUMBER:
        if f.value == g.value and f.unit in {g.unit, ""}:
            return True
        if g.hedge and not f.hedge:
            return False
        return len(f.value) >= len(g.value) and (f.unit == "" or g.unit != "") and _digits(f) <= _digits(g)
    if f.kind is FactKind.DATE:
        mine, theirs = fields(f.value), fields(g.value)
        return all(
            (name in theirs and values >= theirs[name]) or (name == "decade" and "year" in theirs)
            for name, values in mine.items()
        )
    return True


def _digits(f: Fact) -> int:
    return max(len(value.replace(".", "").rstrip("0")) for value in f.value)


def fields(value: Iterable[str]) -> dict[str, set[str]]:
    """Return a date's fields by name; two values of one field are alternatives or the ends of a span."""
    found: dict[str, set[str]] = {}
    for part in value:
        name, _, content = part.partition(":")
        found.setdefault(name, set()).add(content)
    return found


def dates_agree(one: Iterable[str], other: Iterable[str]) -> bool:
    """Return whether two dates share a field and differ in none."""
    mine, theirs = fields(one), fields(other)
    shared = mine.keys() & theirs.keys()
    if shared:
        return all(mine[name] & theirs[name] or _between(mine[name], theirs[name]) for name in shared)
    decade = mine.get("decade") or theirs.get("decade")
    year = mine.get("year") or theirs.get("year")
    return bool(decade and year and {y[:3] for y in year} & decade)


def dates_differ(one: Iterable[str], other: Iterable[str]) -> bool:
    """Return whether two dates have a field in common with different values."""
    mine, theirs = fields(one), fields(other)
    shared = (mine.keys() & theirs.keys()) - {"relative"}
    return any(not (mine[name] & theirs[name] or _between(mine[name], theirs[name])) for name in shared)


def _between(one: set[str], other: set[str]) -> bool:
    """Return whether a single day or year lies in the other's span."""
    span, single = (one, other) if len(one) > 1 else (other, one)
    if len(span) < 2 or not all(value.isdigit() for value in span | single):
        return False
    low, high = min(map(int, span)), max(map(int, span))
    return any(low <= int(value) <= high for value in single)


_PARTS = {"morning": (4, 12), "noon": (11, 14), "afternoon": (12, 19), "evening": (16, 24), "night": (17, 30)}


def times_agree(one: str, other: str) -> bool:
    """Return whether two clock times or parts of the day can be the same (5 may be 17 where no a.m. says otherwise)."""
    mine, theirs = _span_of_day(one), _span_of_day(other)
    return any(low <= top and bottom <= high for low, high in mine for bottom, top in theirs)


def _span_of_day(value: str) -> list[tuple[float, float]]:
    kind, _, content = value.partition(":")
    if kind == "part":
        low, high = _PARTS.get(content, (0, 30))
        return [(float(low), high - 0.001), (low - 24.0, high - 24.001)]
    hour, minute = content.rstrip("?").split(":")
    at = int(hour) % 24 + int(minute) / 60
    return [(at, at), ((at + 12) % 24, (at + 12) % 24)] if content.endswith("?") else [(at, at)]


def times_differ(one: str, other: str) -> bool:
    """Return whether two times are of one sort (clock or part of the day) and cannot be the same."""
    return one.partition(":")[0] == other.partition(":")[0] and not times_agree(one, other)
