"""Negation: the words that turn a statement round, each with the word it negates."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.facts.model import Fact
from dedup.facts.words import STOP, Word, listed
from dedup.passages import FactKind

PLAIN = frozenset(
    ["not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "cannot", "non"]
)
IMPLIED = listed(
    """fail fails failed failing failure refuse refuses refused refusing refusal deny denies denied denying denial
    unable inability lack lacks lacked lacking reject rejects rejected rejecting"""
)
_NOT_IDIOMS = listed("only least just merely unlike until more less fewer later far unusual uncommon")
_NO_IDIOMS = listed("matter doubt wonder sooner fewer less one's later earlier")
_CANNOT_IDIOMS = frozenset(["wait", "help", "but"])
_BARE_CONTRACTIONS = listed("""dont doesnt didnt isnt arent wasnt werent wouldnt couldnt shouldnt hasnt havent hadnt""")
_NEGATORS = PLAIN | IMPLIED | _BARE_CONTRACTIONS
_NEEDS_TO = listed("fail failed fails failing refuse refuses refused")
_AUXILIARY = listed(
    """is are was were be been being am do does did have has had will would can could shall should may might must to
    yet also even really it he she they we i you there this that a an the any so very still ever longer"""
)
_WINDOW = 5


def find_negations(text: str, words: Sequence[Word]) -> list[Fact]:
    """Return the negators with value (class, negated stem); "not only" and "no matter" negate nothing."""
    found = []
    for at, word in enumerate(words):
        kind = _class(words, at) if word.low in _NEGATORS or word.low.endswith("n't") else ""
        if kind:
            value = (kind, head(words, at))
            found.append(Fact(FactKind.NEGATION, word.start, word.end, text[word.start : word.end], value))
    return found


def _class(words: Sequence[Word], at: int) -> str:
    low = words[at].low
    following = words[at + 1].low if at + 1 < len(words) else ""
    if low.endswith("n't") or low in _BARE_CONTRACTIONS or low == "cannot":
        idiom = following in {"only", "just"} or (low in {"can't", "cannot"} and following in _CANNOT_IDIOMS)
        return "" if idiom else "not"
    if low == "not":
        return "" if following in _NOT_IDIOMS else "not"
    if low == "no":
        return "" if following in _NO_IDIOMS or following[:1].isdigit() or _compares(words, at) else "not"
    if low == "nothing" and following == "but":
        return ""
    if low in PLAIN:
        return "" if low == "without" and "doubt" in {word.low for word in words[at + 1 : at + 3]} else "not"
    if low in IMPLIED and (low not in _NEEDS_TO or following == "to"):
        return "implied"
    return ""


def _compares(words: Sequence[Word], at: int) -> bool:
    """Return whether "no" stands in a comparison: no larger than."""
    lows = [word.low for word in words[at + 1 : at + 4]]
    return "than" in lows and (lows[0].endswith("er") or lows[0] == "more")


def head(words: Sequence[Word], at: int) -> str:
    """Return the stem of the first content word after the negator, "" if there is none near."""
    for word in words[at + 1 : at + 1 + _WINDOW]:
        if word.low not in _AUXILIARY and not word.low.endswith("ly") and (word.low not in STOP or len(word.low) > 4):
            return word.stem
    return ""
