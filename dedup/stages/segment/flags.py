"""What is special about a passage: cut off in the middle, masked words, no antecedent, quoted mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.normalise import JOINER, shadow
from dedup.passages import Flag, Passage, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
# A full stop, with the number of a footnote after it; a closing bracket or mark is an end as well.
_STOP = re.compile(
    r"[.!?:;\u2026\u3002\uff01\uff1f][\"')\]}*_|>\d\u00b9\u00b2\u00b3\u2070-\u2079\u2020]*$|[\"')\]}*_|>]$"
)
_LIST = re.compile(r"(?:[-*+\u2022\u2023\u25e6\u2043]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]")
_FEWEST_PROSE_WORDS = 8
_FEWEST_LONG_WORDS = 20
_MOST_UNSTOPPED = 0.3  # of the long passages; above it, ending without a full stop is the style of the text

# Each is what is left where a link, a page edge or "read more" has cut a sentence.
_CUT_OFF = (
    re.compile(r"[\[(](?:\.{2,3}|\u2026)[\])]$"),
    re.compile(r"(?:\.\.\.|\u2026)$"),
    re.compile(r"[\[(](?:more|continued|cont(?:'?d)?|read more|see more)[\])]\.?$", re.IGNORECASE),
    re.compile(
        r"(?:\.{2,3}|\u2026) ?[\[(]?(?:read|see|view|show|continue|click for) ?(?:more|reading|full story)?[\])]?"
        r"[.\u00bb>]*$",
        re.IGNORECASE,
    ),
)
_LEFT_OUT = re.compile(r"[\[(\u2026]|\.\.")  # one of these begins each of them
# "... in the north\u2014after." A dash and one word that must be followed by more.
_LONE = (
    "after|before|and|but|or|nor|because|although|though|while|whereas|when|where|which|who|whose|that|if|unless|until|"
    "since|than|as|with|without|from|for|of|to|in|into|on|at|by|the|a|an|is|are|was|were|has|have|had"
)
_LONE_AFTER_DASH = re.compile(rf"\w ?(?:[\u2014\u2013\u2015]|--| - ) ?(?:{_LONE})\.$")
_LONGEST_END = 20  # characters of a letter, a dash, spaces and the longest of these words with its full stop: 16
_LONE_AFTER_HYPHEN = re.compile(rf"(?<=\s)[A-Z][a-z]+-(?:{_LONE})\.$")  # not "sought-after.", "run-in."
_NEVER_LAST = frozenset({"the", "an", "and", "or", "but", "because", "whose", "my", "your", "their", "our", "its"})
_SELDOM_LAST = frozenset(
    "a of to in into on at by for from with without that which who when where while although as than if is are was "
    "were has have had will would could should may might be been not he she they we i".split()
)

# What a passage begins with when it points back at a statement or a thing just named. He and she are not here: the
# names of persons stand all over an article. Nor is an "It" that means nothing: it rains, it is clear, it took long.
_SUMMED_UP = (
    "plan|deal|decision|move|step|change|result|approach|policy|measure|agreement|proposal|idea|trend|figure|amount|"
    "group|movement|effort|project|programme|program|scheme|visit|claim|practice|law|rule|method|system|process|view"
)
_SAYS = "said|says|added|adds|told|called|calls|warned|warns|argued|argues|reported|reports|noted|notes|denied|denies"
_DOES = (
    "also|does|did|plans?|planned|expects?|wants?|wanted|includes?|included|continues?|continued|contains?|covers?|"
    "offers?|offered|provides?|allows?|allowed|shows?|showed|runs?|operates?|opened|closed|aims?|aimed|seeks?|sought|"
    "employs?|owns?|made|began|ended|rose|fell|grew|lost|won|(?:will|would|could)(?! be| take)|(?:can|must)(?! be)|had|"
    r"has(?! been (?:said|reported|suggested|claimed|\d|a |more|less|nearly|almost))"
)
_IS = "is|are|was|were|would|will|has|have|had|means|meant|came|comes|followed|follows|includes?|included|also"
_NOT_THIS = r"(?! (?:a |the |my |our |your )?(?:story|article|page|week|month|year|why|how|what|where))"
_POINTS_BACK = re.compile(
    rf"(?:It (?:{_SAYS}|{_DOES})|They|Them|Theirs?|Its (?!(?:a|the|not)\b)\w+"
    r"|The (?:former|latter)(?= (?:is|was|has|had|will|would|can|could|said|also|includes?|included)\b)"
    rf"|(?:These|Those|Such|This|That|Both) (?:same |new |latest |very |two |three )?(?:{_SUMMED_UP})s?"
    rf"|(?:This|That|These) (?:{_IS}){_NOT_THIS}"
    r"|(?:Both|Neither|Either) (?:were|was|are|is|have|had|of them|sides)"
    r"|The (?:two|three|four|pair|trio|duo) (?:are|were|have|had|will|said|met|also))\b"
)
# "The movement grew": what kind of thing it is must have been told, by the noun itself anywhere before, or shortly
# before by a word that begins like one of these. Nouns that any statement introduces ("the move") are not here.
_TOLD_BY = {
    "movement": "campaign|activis|march|protest|rally|rallie|uprising",
    "plan": "propos|instruct|order|aim|inten|seek|want|will|would|pledge|promis|strateg|scheme|polic|target|blueprint|"
    "announce|agree|decide|program|project",
    "scheme": "plan|propos|program|project|fraud|polic|pilot",
    "visit": "travel|trip|tour|arriv|meet|met|flew|fly",
    "trip": "travel|visit|tour|journey|flew|fly|sail|expedition",
    "ceremony": "award|inaugurat|wedding|funeral|open|medal|prize|unveil",
    "treaty": "agree|pact|accord|sign|deal|ratif",
    "strike": "walkout|union|industrial action|stoppage",
    "theory": "propos|suggest|argu|hypothes|explain|idea",
    "device": "phone|gadget|machine|bomb|tablet|laptop|watch|sensor|camera|explos",
    "island": "archipelago|isle|atoll|coast",
    "vessel": "ship|boat|tanker|ferry|trawler|yacht|submarine|carrier",
    "festival": "fair|carnival|celebrat|event|concert",
    "expedition": "explor|voyage|climb|trek|journey",
    "uprising": "revolt|rebel|protest|revolution|insurrection|riot",
    "ritual": "ceremon|tradition|custom|rite",
    "experiment": "test|trial|research|stud|scientist",
}
_BEGINS_WITH = re.compile(r"The ([a-z]+)(?:'s|s')? ([a-z]+)")
_DEFINED_BY = frozenset(  # "The plan to close", "The movement of troops" tell themselves what they are
    "of to that which who whose in for on at by from with against between among behind and or called known".split()
)
_SHORTLY_BEFORE = 2  # passages


def flags_of(passages: Sequence[Passage]) -> list[tuple[Flag, ...]]:
    """Return the flags that the words of each passage show; what the markup shows is added by the caller."""
    levels = [shadow(passage.text).replace(JOINER, "").strip() for passage in passages]
    stops = _stops(passages, levels)
    found: list[tuple[Flag, ...]] = []
    before: list[str] = []  # the levelled text of what an antecedent may stand in
    for passage, level in zip(passages, levels, strict=True):
        flags: list[Flag] = []
        if passage.role not in {Role.HEADING, Role.BOILERPLATE}:
            stopped = stops and passage.role is not Role.CAPTION  # a credit ends it, not a full stop
            if _is_truncated(passage.text.rstrip(), level, stops=stopped):
                flags.append(Flag.TRUNCATED)
            if _is_dangling(level, before):
                flags.append(Flag.DANGLING)
            before.append(level.casefold())
        if "*" in level:
            flags.append(Flag.MASKED_WORD)
        if _is_quoted(passage.text):
            flags.append(Flag.QUOTED)
        found.append(tuple(flags))
    return found


def _stops(passages: Sequence[Passage], levels: Sequence[str]) -> bool:
    """Whether the long passages of this text end with a full stop as a rule."""
    long = [
        level
        for passage, level in zip(passages, levels, strict=True)
        if passage.role is Role.PROSE and len(level.split()) >= _FEWEST_PROSE_WORDS
    ]
    return sum(not _is_stopped(level) for level in long) <= _MOST_UNSTOPPED * len(long)


def _is_truncated(text: str, level: str, *, stops: bool) -> bool:
    count = len(level.split())
    end = text[-_LONGEST_END:]
    if _LONE_AFTER_DASH.search(end) or ("-" in end and _LONE_AFTER_HYPHEN.search(text)):
        return True
    if count >= _FEWEST_PROSE_WORDS // 2 and is_cut_off(level):
        return True
    words = _WORD.findall(level[-80:])
    if count < _FEWEST_PROSE_WORDS or not words:
        return False
    last = words[-1]
    if last in _NEVER_LAST and level.endswith((last, last + ".")):
        return True
    if level.endswith(","):
        return True
    if not stops or _is_stopped(level):
        return False
    return level.endswith("-") or last in _SELDOM_LAST or (count >= _FEWEST_LONG_WORDS and not _LIST.match(level))


def _is_stopped(level: str) -> bool:
    return level.endswith(".") or _STOP.search(level) is not None


def is_cut_off(level: str) -> bool:
    """Whether a levelled text ends in what is written where something was left out: "[...]", "(more)"."""
    if not _LEFT_OUT.search(level):
        return False
    return any(sign.search(level) for sign in _CUT_OFF)


def _is_dangling(level: str, before: Sequence[str]) -> bool:
    if _POINTS_BACK.match(level):
        return True
    found = _BEGINS_WITH.match(level)
    if found is None or found.group(2) in _DEFINED_BY:
        return False
    noun = found.group(1) if found.group(1) in _TOLD_BY else found.group(1).removesuffix("s")
    if noun not in _TOLD_BY:
        return False
    named = any(re.search(rf"\b{noun}", earlier) for earlier in before)
    told = rf"\b(?:{_TOLD_BY[noun]})"
    return not named and not any(re.search(told, earlier) for earlier in before[-_SHORTLY_BEFORE:])


def _is_quoted(text: str) -> bool:
    return all(line.lstrip().startswith(">") for line in text.splitlines() if line.strip())
