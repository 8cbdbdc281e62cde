"""Names of people, bodies and places: runs of capitalised words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dedup.facts.model import Fact
from dedup.facts.places import LONGEST, PLACES, SAME
from dedup.facts.words import STOP, Word, listed, plain
from dedup.passages import FactKind

TITLES = listed(
    """mr mrs ms miss dr prof professor sir dame lord lady president presidents premier chancellor minister ministers
    prime king queen prince princess pope cardinal bishop archbishop general gen colonel col lieutenant lt captain
    capt sergeant sgt major senator sen representative rep governor gov mayor judge justice chairman chairwoman
    chief secretary director ceo coach commissioner spokesman spokeswoman ambassador deputy vice herr frau madame
    monsieur senor leader detective inspector officer attorney actor actress singer author writer defender striker
    midfielder goalkeeper forward winger former ex founder boss head spokesperson columnist journalist reporter
    pastor father sister brother saint brigadier commander marshal admiral constable sheriff treasurer commissar
    vice-president vice-chancellor undersecretary co-founder economist analyst historian politician deputy-minister
    witness maj lt-gen"""
)
"""Words in front of a name that are no part of it."""

_RANKS = listed(
    """president premier chancellor minister king queen prince princess pope cardinal bishop archbishop general colonel
    lieutenant captain sergeant major senator representative governor mayor judge justice chairman chairwoman
    secretary director coach commissioner spokesman spokeswoman spokesperson ambassador professor dr prof mr mrs ms"""
)
"""Titles that end the description and begin the name wherever they stand in a run."""
_PARTICLES = listed(
    """de von van der den del della di da dos du la le las los el al bin ibn ben ter ten zu zur zum und and of the for
    on y e"""
)
_NEVER = listed(
    """january february march april june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec i i'm i've i'd i'll ok pm am no
    yes gmt cet est pst utc"""
)
_PLAIN_ENDINGS = (
    "ly",
    "ing",
    "ed",
    "tion",
    "tions",
    "ment",
    "ments",
    "ness",
    "ers",
    "ities",
    "ity",
    "ists",
    "ants",
    "ents",
    "als",
    "ists",
    "ance",
    "ence",
)
_COMMON = listed(
    """people police officials authorities government experts residents scientists researchers doctors analysts
    students teachers workers women men children parents critics investors shares stocks sales profits prices oil
    gold art music sport sports news health education money water fire snow rain life love war peace work time today
    tomorrow yesterday tonight please thanks thank dear hello well maybe perhaps instead besides thus hence overall
    finally later earlier soon nowadays currently meanwhile moreover additionally nonetheless nevertheless otherwise
    regardless likewise similarly consequently accordingly anyway apart thanks contrary let look see don't doesn't
    it's that's there's he's she's we're they're you're didn't isn't wasn't won't can't amazing great good bad big
    small young old long high low right left sure true false hard easy free full best nobody somebody everybody
    everyone someone anyone nothing something everything anything none neither half two three four five six seven
    eight nine ten eleven twelve twenty thirty forty fifty hundred thousand hundreds thousands millions dozens
    several many few numerous various countless according due thanks following owing based given asked speaking born
    known including regarding concerning initial emphasis resignation tickets employees players fans voters
    protesters demonstrators rescue firefighters rescuers witnesses victims passengers drivers members leaders
    politicians companies businesses banks markets schools hospitals cities countries nations states north south
    east west western eastern northern southern winter summer spring autumn"""
)
_GENERALS = listed("electric motors mills dynamics assembly hospital election accident")


FIXTURE = re.compile(r"\W*[A-Z][\w' ]{1,40} - [A-Z][\w' ]{1,40} \d{1,2}[-:]\d{1,2}\b")
"""A result in a list, where both words that may begin a sentence are names."""


def find_names(text: str, level: str, words: Sequence[Word], taken: bytearray) -> list[Fact]:
    """Return the names and places of a text; words marked in `taken` (dates, units) break a run."""
    capital = [_capital(level, word, taken) for word in words]
    if not any(capital):
        return []
    shouting = _titled(words, capital)
    found: list[Fact] = []
    at = 0
    while at < len(words):
        if not capital[at]:
            at += 1
            continue
        after = _run(level, words, capital, at)
        found.extend(_split(text, level, words, at, after, shouting=shouting))
        at = after
    return found


def _capital(level: str, word: Word, taken: bytearray) -> bool:
    first = level[word.start]
    return (
        not first.islower()
        and (first.isupper() or first.istitle())
        and not taken[word.start]
        and word.low not in _NEVER
    )


def _titled(words: Sequence[Word], capital: Sequence[bool]) -> bool:
    """Return whether nearly every content word is capitalised, as in a headline: capitals then say nothing."""
    content = [i for i, word in enumerate(words) if word.low not in STOP and word.low[0].isalpha()]
    return len(content) >= 5 and sum(capital[i] for i in content) >= _TITLE_CASE * len(content)


def _run(level: str, words: Sequence[Word], capital: Sequence[bool], at: int) -> int:
    """Return the index after the run of name words that begins at `at`."""
    after = at + 1
    while after < min(len(words), at + _LONGEST_NAME):
        if not _linked(level, words[after - 1], words[after]):
            break
        if capital[after]:
            if words[after].low in _BREAKS:
                break
            after += 1
            continue
        step = after
        while (
            step < len(words)
            and step < after + 3
            and words[step].low in _PARTICLES
            and _linked(level, words[step - 1], words[step])
        ):
            step += 1
        joining = {word.low for word in words[after:step]}
        if step == after or step >= len(words) or not capital[step] or not _linked(level, words[step - 1], words[step]):
            break
        if joining & {"and", "on", "for", "und", "y", "e", "the"} or (
            joining == {"of"} and not _body(words[after - 1].low)
        ):
            break
        after = step + 1
    return after


_LONGEST_NAME = 12
_TITLE_CASE = 0.85
_LOOK_BACK = 12
_BREAKS = listed("the a an this that these those he she it they we in on at his her its their our")
_BODIES = listed(
    """ministry bank university department institute council court board bureau office house republic city church
    academy college federation association union organisation organization society school museum house chamber bay
    gulf isle commonwealth committee commission order league game art club state cape sea strait center centre"""
)


def _body(low: str) -> bool:
    return low in _BODIES


def _linked(level: str, left: Word, right: Word) -> bool:
    gap = level[left.end : right.start]
    if gap in {" ", "-", "  "}:
        return not level[left.start : left.end].endswith("'s")
    return gap == ". " and (left.end - left.start == 1 or left.low in TITLES or left.low == "st")


def _split(text: str, level: str, words: Sequence[Word], at: int, after: int, *, shouting: bool) -> list[Fact]:
    """Return the names in a run: titles and the people of a country go their own way."""
    found = []
    first = _begins(level, words[at].start) and not FIXTURE.match(level)
    while at < after:
        place, size = _place(level, words, at, after)
        if place and (size == after - at or _peels(words, at, size, place)):
            found.append(_fact(text, level, FactKind.PLACE, words[at : at + size], (SAME.get(place, place),)))
            at, first = at + size, False
        elif (
            _title(words, at, after)
            or (words[at].low in STOP and at + 1 < after)
            or (words[at].low in _PARTICLES and level[words[at].start].islower())
        ) or (first and after > at + 1 and _ordinary(words[at].low)):
            at, first = at + 1, False
        else:
            break
    if at >= after:
        return found
    for cut in range(at + 1, after - 1):
        if words[cut].low in _RANKS and words[cut + 1].low not in TITLES and words[cut + 1].low not in _PARTICLES:
            head = _split(text, level, words, at, cut, shouting=shouting)
            return [*found, *head, *_split(text, level, words, cut + 1, after, shouting=shouting)]
    run = words[at:after]
    if len(run) == 1 and (first or shouting):
        if _ordinary(run[0].low):
            return found
        return [*found, _fact(text, level, FactKind.NAME, run, _value(run), "initial")]
    if len(run) == 1 and run[0].low in STOP:
        return found
    return [*found, _fact(text, level, FactKind.NAME, run, _value(run), "initial" if shouting else "")]


def _peels(words: Sequence[Word], at: int, size: int, place: str) -> bool:
    """Return whether a place goes its own way: "German" and "U.S." do, the first word of Manchester City does not."""
    return " ".join(word.low for word in words[at : at + size]) != place


def _title(words: Sequence[Word], at: int, after: int) -> bool:
    """Return whether a word is a title in front of a name; General Electric and General Assembly are names."""
    low = words[at].low
    if low == "general" and at + 1 < after and words[at + 1].low in _GENERALS:
        return False
    return low in TITLES


def _ordinary(low: str) -> bool:
    return low in STOP or low in _COMMON or low.endswith(_PLAIN_ENDINGS) or "'" in low


def _begins(level: str, start: int) -> bool:
    """Return whether a word begins a sentence, a quotation or a line."""
    before = level[max(0, start - _LOOK_BACK) : start]
    bare = before.rstrip(" \"'([-")
    return not bare or bare[-1] in ".!?:;\n\r\u2026" or before.endswith((" - ", '"', " '"))


def _place(level: str, words: Sequence[Word], at: int, after: int) -> tuple[str, int]:
    """Return the place that stands at `at`, and how many words it takes; the longest name wins."""
    for size in range(min(LONGEST, after - at), 0, -1):
        name = " ".join(word.low for word in words[at : at + size])
        place = PLACES.get(name) or PLACES.get(plain(name))
        if place and not (name == "us" and level[words[at].start : words[at].end].title() == "Us"):
            return place, size
    return "", 0


def _value(run: Sequence[Word]) -> tuple[str, ...]:
    return tuple(plain(word.low) for word in run if word.low not in _PARTICLES or len(run) == 1) or (run[0].low,)


def _fact(text: str, level: str, kind: FactKind, run: Sequence[Word], value: tuple[str, ...], unit: str = "") -> Fact:
    start, end = run[0].start, run[-1].end
    if level[start:end].endswith("'s"):
        end -= 2
    return Fact(kind, start, end, text[start:end], value, unit)
