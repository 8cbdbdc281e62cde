"""What each passage is on the page: prose, heading, quotation, caption or boilerplate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.normalise import JOINER, shadow
from dedup.passages import Role
from dedup.stages.segment.boilerplate import FURNITURE, MOST_CHARACTERS, MOST_WORDS
from dedup.stages.segment.flags import is_cut_off
from dedup.stages.segment.paragraphs import UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_HEADING_WORDS = 16
_MOST_PLAIN_HEADING_WORDS = 12
_MOST_STACKED = 2  # headline and subheading; more lines without a full stop in a row are a list
_MOST_ATTRIBUTION_WORDS = 8
_LONGEST_QUOTATION = 5_000  # characters

_WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_MARKS = re.compile(r"^(?:#{1,6}[ \t]+|(?:>[ \t]*)+|\*\*|__)|(?:[ \t]#+|\*\*|__)$")
_ITEM = re.compile(r"(?:[-*+\u2022\u2023\u25e6\u2043]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+")
_ENDS_SENTENCE = re.compile(r"[.!?;,\u2026\u3002\uff01\uff1f][\"')\]*_]*$")
_PICTURE = (
    "(?:photo|photos|photograph|photography|image|images|picture|pictures|video|illustration|graphic|map|chart|cartoon)"
)
_AGENCY = "(?:ap|afp|epa|reuters|getty images?|getty|shutterstock|istock|alamy|pa media|pa wire|file photo)"
_CREDIT = re.compile(
    rf"(?:file |stock |undated |handout |archive )?{_PICTURE}(?: (?:credits?|courtesy|source|by))?(?: ?[:|/] ?| by "
    rf"| courtesy (?:of )?| \u00a9 ?).{{2,120}}"
    r"|(?:credit|caption|image caption|image source|photo caption|media caption|figure \d+|fig\. \d+|pictured): ?"
    r".{2,400}"
    rf"|\(?(?:[\w.' -]{{2,40}} ?/ ?)?{_AGENCY}(?: ?[/,-] ?[\w.' -]{{2,40}})?(?: photo)?\)?",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r'(?:"[^"]+"|\'(?:[^\']|(?<=\w)\'(?=\w))+\')')
# Over page furniture such a heading is furniture too; over a paragraph it may head a chapter ("More from the archive").
_HEADS_LINKS = re.compile(
    r"\W*(?:more (?:from|in|on|about)|latest (?:from|in|on)|most (?:read|popular)|also (?:in|on)|related|recommended|"
    r"popular (?:in|on|now)|trending|(?:read|see|find out) more|from (?:our|the) (?:partners|network|archives?))\b",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset(
    "a an and as at but by for from in into is it nor of off on or over per so than that the to up via vs was "
    "with".split()
)


def roles_of(texts: Sequence[str], hints: Sequence[Role | None]) -> list[Role]:
    """Return the role of each passage. `hints` are what the markup says, None where it says nothing."""
    roles = [_own_role(text, hint) for text, hint in zip(texts, hints, strict=True)]
    found = [role or Role.PROSE for role in _with_headings(texts, roles)]
    for n, (text, role) in enumerate(zip(texts[:-1], found[:-1], strict=True)):
        heads = role is Role.HEADING or (role is Role.PROSE and _looks_like_heading(text))
        if heads and found[n + 1] is Role.BOILERPLATE and _HEADS_LINKS.match(shadow(text)):
            found[n] = Role.BOILERPLATE
    return found


def furniture(text: str) -> str:
    """Return the kind of page furniture that a passage is wholly made of, or ""."""
    if len(text) > 2 * MOST_CHARACTERS:
        return ""
    level = " ".join(shadow(text).replace(JOINER, "").casefold().split())
    if len(level) > MOST_CHARACTERS or len(level.split()) > MOST_WORDS:
        return ""
    return next((kind.name for kind in FURNITURE if kind.pattern.fullmatch(level)), "")


def _own_role(text: str, hint: Role | None) -> Role | None:
    if hint is Role.BOILERPLATE or furniture(text):
        return Role.BOILERPLATE
    if hint is not None:
        return hint
    level = shadow(text).replace(JOINER, "").strip()
    if not _WORD.search(level):
        return Role.HEADING  # "* * *", "12": never compared, never cut
    if len(level) <= MOST_CHARACTERS and _CREDIT.fullmatch(level):
        return Role.CAPTION
    return Role.QUOTE if len(level) <= _LONGEST_QUOTATION and _is_quotation(level) else None


def _is_quotation(level: str) -> bool:
    """Whether a passage is one quotation (or several), at most with the few words that say whose it is."""
    if level[:1] not in {'"', "'"} or not _ENDS_SENTENCE.search(level):
        return False
    rest, found = _QUOTATION.subn(" ", level)
    return bool(found) and len(_WORD.findall(rest)) <= _MOST_ATTRIBUTION_WORDS and '"' not in rest


def _with_headings(texts: Sequence[str], roles: list[Role | None]) -> list[Role | None]:
    """Return the roles with headings told from prose: short, no full stop, and something follows that they head."""
    likely = [role is None and _looks_like_heading(text) for text, role in zip(texts, roles, strict=True)]
    found = list(roles)
    start = 0
    while start < len(texts):
        end = start
        while end < len(texts) and likely[end]:
            end += 1
        heads = end < len(texts) and roles[end] in {None, Role.QUOTE, Role.CAPTION}
        if 0 < end - start <= _MOST_STACKED and heads:
            found[start:end] = [Role.HEADING] * (end - start)
        start = max(end, start + 1)
    return found


def _looks_like_heading(text: str) -> bool:
    if text.endswith("."):
        return False
    level = _MARKS.sub("", " ".join(shadow(text).split())).strip()
    words = _WORD.findall(level)
    if not words or len(words) > _MOST_HEADING_WORDS or _ITEM.match(level):
        return False
    if words[-1] in UNFINISHED or is_cut_off(level):
        return False
    first = next((char for char in level if char.isalnum()), "")
    if first.islower() or (_ENDS_SENTENCE.search(level) and not level.endswith("?")):
        return False
    content = [word for word in words if word.casefold() not in _SMALL_WORDS]
    titled = sum(1 for word in content if not word[0].islower()) / max(1, len(content))
    return titled >= 0.8 or (len(words) <= _MOST_PLAIN_HEADING_WORDS and not level.endswith("?"))
