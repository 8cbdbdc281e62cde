"""The text as it is compared: typography, masks and mail marks levelled, every offset unchanged."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

JOINER = "\u00ad"
"""Stands in a shadow for every character nobody sees (soft hyphen, zero-width space, bidi control)."""

_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4\u0060\u2039\u203a\uff07"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_TABLE = str.maketrans(
    {
        **dict.fromkeys(_SINGLE_QUOTES, "'"),
        **dict.fromkeys(_DOUBLE_QUOTES, '"'),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_UNSEEN, JOINER),
    }
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_STAR = re.compile(r"\*+")
_DASH_BETWEEN = re.compile(r" ?(?:--+|-) ?(?=\D|$)")
_MAIL_MARK = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_SIGN_BEFORE_FIGURE = re.compile(r"[ \t]*>[ \t]?\d[^\n\r]*\Z")  # "> 50 people": more than 50, not a line of a mail
_LETTERS_BEFORE = re.compile(r"[^\W\d_]*\Z")
# A single * after one or two letters masks a word (f*ck), unless those letters are a word themselves; "a" is left out
# because "a*serted" is far more often a masked word than "a" glued to the next one.
_SHORT_WORDS = frozenset(
    "ah am an as at be by do eh go he hi i if in is it me mr my no of oh ok on or so to up us vs we".split()
)


def shadow(text: str) -> str:
    """Return the text with quotes, dashes and spaces levelled, of exactly the same length, case kept.

    A `*` that glues two words (a lost link edge) and a mail mark `>` become spaces; a `*` that masks letters stays.
    """
    level = text.replace("`", "'") if text.isascii() else _with_plain_signs(text)  # the table's only ASCII sign
    if ">" in level and not _SIGN_BEFORE_FIGURE.match(level):
        level = _MAIL_MARK.sub(lambda mark: re.sub(r">", " ", mark.group()), level)
    if "*" in level:
        level = _STAR.sub(lambda star: star.group() if _masks(level, *star.span()) else " " * len(star.group()), level)
    return level


def _with_plain_signs(text: str) -> str:
    """Return what `text.translate(_TABLE)` gives; of the signs of the table few stand in a text."""
    for sign in {"`", *_FOREIGN.findall(text)}:
        if level := _TABLE.get(ord(sign)):
            text = text.replace(sign, level)
    return text


def fold(word: str) -> str:
    """Return a word as it is compared: compatibility forms, case and unseen characters levelled; 2⁵ is not 25."""
    bare = word.replace(JOINER, "")
    if bare.isascii():
        return bare.casefold()
    return "".join(
        c if unicodedata.category(c) == "No" else unicodedata.normalize("NFKC", c) for c in _composed(bare)
    ).casefold()


def _composed(word: str) -> str:
    return unicodedata.normalize("NFC", word)


def same_text(a: str, b: str) -> bool:
    """Return whether two texts are equal but for typography, case, white space, masked letters and mail marks."""
    left, right = levelled(a), levelled(b)
    if left == right:
        return True
    return ("*" in left) != ("*" in right) and _unmasks(*((left, right) if "*" in left else (right, left)))


@lru_cache(maxsize=4096)  # a text is compared with several others
def levelled(text: str) -> str:
    """Return a text as it is compared for identity; offsets are lost."""
    level = " ".join(fold(shadow(text)).split()).replace('"', "'").replace("''", "'")
    return _DASH_BETWEEN.sub("-", level) if "-" in level else level


def _unmasks(masked: str, plain: str) -> bool:
    pattern = "".join(
        r"\w" * len(piece) if piece.startswith("*") else re.escape(piece) for piece in re.split(r"(\*+)", masked)
    )
    return re.fullmatch(pattern, plain) is not None


def _masks(level: str, start: int, end: int) -> bool:
    if start == 0 or end == len(level) or not level[start - 1].isalpha() or not level[end].isalpha():
        return False
    if end - start > 1:
        return True
    found = _LETTERS_BEFORE.search(level, max(0, start - 3), start)
    before = found.group() if found else ""
    return len(before) <= 2 and before.casefold() not in _SHORT_WORDS and level[end].islower()
