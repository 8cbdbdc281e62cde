"""`<!-- dedup: off -->` ... `<!-- dedup: on -->`: what stands between is read, but neither compared nor cut.

Only a comment that holds nothing else is a switch. A passage is off if any word of it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

OFF, ON = "\ufdd0", "\ufdd1"
"""Stand for the switches inside a text that is being collected: code points that Unicode keeps free of letters."""

SWITCHES = OFF + ON
SWITCHED = re.compile(r"<!--\s*dedup\s*:", re.IGNORECASE)
"""Found in the markup of a page that holds a switch."""

_COMMENT = re.compile(r"\s*dedup\s*:\s*(off|on)\s*", re.IGNORECASE)
_AT_SWITCH = re.compile(f"([{SWITCHES}])")


class Part(NamedTuple):
    """A piece of text, whether some of it is off, and whether what follows it is."""

    text: str
    off: bool
    after: bool


def switch_of(comment: str) -> str:
    """Return OFF or ON for the inside of a comment that is a switch, "" for any other."""
    found = _COMMENT.fullmatch(comment)
    return "" if found is None else {"off": OFF, "on": ON}[found.group(1).lower()]


def without_switches(text: str) -> str:
    """Return the text less the code points that stand for switches, should a page hold them itself."""
    return text.replace(OFF, "").replace(ON, "")


def part_of(text: str, *, off: bool) -> Part:
    """Return a text without its switches; `off` says whether its beginning is off."""
    found, touched = [], False
    for piece in _AT_SWITCH.split(text):
        if piece in {OFF, ON}:
            off = piece == OFF
            continue
        found.append(piece)
        touched = touched or (off and bool(piece.strip()))
    return Part("".join(found), touched, off)


def still_off(line: int) -> str:
    """Return the note on a text that is never switched on again."""
    return f"dedup: off in line {line} is never switched on again, so the rest of the text is not compared"
