"""Words of direction and their opposites, every inflection spelt out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dedup.facts.model import Fact
from dedup.facts.words import Word
from dedup.passages import FactKind

_FIELDS = re.compile(r"\s*:\s+")
# pair name: what must agree beside it ("left", "right", "any") : one side : the other side
_PAIRS = """
change any: rise rises rose risen rising grow grows grew grown growing growth increase increases increased
  increasing increasingly climb climbs climbed climbing jump jumps jumped jumping surge surges surged surging soar
  soars soared soaring gain gains gained gaining expand expands expanded expanding upturn strengthen strengthens
  strengthened strengthening raise raises raised raising accelerate accelerates accelerated accelerating : fall
  falls fell fallen falling drop drops dropped dropping decrease decreases decreased decreasing decline declines
  declined declining shrink shrinks shrank shrunk shrinking slump slumps slumped slumping plunge plunges plunged
  plunging tumble tumbles tumbled reduce reduces reduced reducing reduction reductions lower lowers lowered lowering
  cut cuts cutting downturn weaken weakens weakened weakening lose loses lost losing slow slows slowed slowing
level any: higher high highest upper : lower low lowest
vertical any: up upward upwards : down downward downwards
amount right: more greater : less fewer
most right: most largest biggest maximum majority : least smallest minimum minority fewest
bound right: above over : below under
order right: before prior until : after since following
rank right: first : last final
age right: older oldest elder : younger youngest
size right: bigger larger big large : smaller small little
length right: longer : shorter
speed right: faster quicker : slower
outcome left: win wins won winning winner beat beats victory victories defeated : lose loses lost losing loser
  defeat defeats losses
gain any: profit profits surplus profitable : loss losses deficit unprofitable
door any: open opens opened opening reopen reopened reopens : close closes closed closing shut shuts closure
trade any: import imports imported importing importer importers : export exports exported exporting exporter exporters
deal left: buy buys bought buying purchase purchased buyer : sell sells sold selling seller
northsouth right: north northern northward northbound northeast northwest : south southern southward southbound southeast
  southwest
eastwest right: east eastern eastward eastbound : west western westward westbound
side right: left : right
sign any: positive positively : negative negatively
time any: morning : evening
early any: early earlier earliest : late later latest
begin any: begin begins began begun beginning start starts started starting launch launched launches : end ends
  ended ending finish finishes finished stop stops stopped
accept left: accept accepts accepted accepting approve approves approved approving approval agree agrees agreed :
  reject rejects rejected rejecting refuse refuses refused disapprove disapproved disagree disagrees disagreed
  decline declined vetoed vetoes thrown-out threw-out turned-down turns-down voted-down
support left: support supports supported supporting favour favours favoured favor favors favored : oppose opposes
  opposed opposing
allow any: allow allows allowed allowing permit permits permitted : ban bans banned banning forbid forbids forbade
  forbidden prohibit prohibits prohibited
guilt any: guilty convicted convicts : innocent acquitted acquits cleared
life any: alive survive survives survived surviving survivors : dead bodies died dies killed perished
legal any: legal lawful : illegal unlawful
move left: arrive arrives arrived arriving arrival enter enters entered : leave leaves departed depart departs
  departure exit exits
best right: best better : worst worse
strong any: strong stronger strongest : weak weaker weakest
hot any: hot hotter warm warmer : cold colder cool cooler
male right: man men boy boys male son father brother husband : woman women girl girls female daughter mother sister
  wife
inout right: inside : outside
hire any: hire hires hired hiring : fire fired fires dismiss dismissed
success any: success successes successful successfully succeed succeeded passed : failure failures failed unsuccessful
  unsuccessfully
safe any: safe safer : dangerous unsafe
easy any: easy easier easily : difficult harder hard
cheap any: cheap cheaper cheapest : expensive
presence any: present : absent
confirm any: confirm confirms confirmed confirming : deny denies denied denying
public any: public : private
full any: full : empty
rich any: rich richer : poor poorer
black any: black : white
happy any: happy : unhappy sad
friend any: friend friends ally allies : enemy enemies
create any: create creates created build builds built : destroy destroys destroyed
indoor any: indoor indoors : outdoor outdoors
push any: push pushes pushed pushing : pull pulls pulled pulling
near right: near : far
same right: same identical : different
attack any: attack attacks attacked attacking : defend defends defended defending
quiet any: loud noisy : quiet silent
wet any: wet : dry
enable any: enable enables enabled enabling activate activates activated : disable disables disabled disabling
  deactivate deactivates deactivated
reelect any: re-elected reelected re-election reelection : unseated unseats ousted ousts
duty any: compulsory mandatory obligatory : optional voluntary
"""
_SWITCHES = frozenset("switch switches switched switching turn turns turned turning toggled powered".split())
_SWITCHED = {"on": "switch+", "off": "switch-"}
"""After a word of switching; "on" stands everywhere else."""


def _read() -> tuple[dict[str, tuple[tuple[str, str], ...]], dict[str, str]]:
    senses: dict[str, list[tuple[str, str]]] = {}
    beside = {}
    for line in _PAIRS.replace("\n  ", " ").strip().splitlines():
        title, one, other = _FIELDS.split(line)
        name, where = title.split()
        beside[name] = where
        for side, inflections in (("+", one), ("-", other)):
            for word in inflections.split():
                senses.setdefault(word, []).append((name, side))
    return {word: tuple(found) for word, found in senses.items()}, {**beside, "switch": "any"}


SENSES, BESIDE = _read()
"""Word, or two joined by a hyphen, to its (pair, side); and pair to the side on which the neighbours must agree."""
_FIRST = frozenset(word.partition("-")[0] for word in SENSES if "-" in word)


def find_directions(text: str, words: Sequence[Word], taken: bytearray) -> list[Fact]:
    """Return the words of direction that are no part of a name, value ("pair+", ...)."""
    found = []
    for at, word in enumerate(words):
        if word.low in _SWITCHED and at and words[at - 1].low in _SWITCHES and not taken[word.start]:
            found.append(
                Fact(FactKind.DIRECTION, word.start, word.end, text[word.start : word.end], (_SWITCHED[word.low],))
            )
        senses, end = SENSES.get(word.low), word.end
        if word.low in _FIRST and at + 1 < len(words) and (pair := f"{word.low}-{words[at + 1].low}") in SENSES:
            senses, end = SENSES[pair], words[at + 1].end
        if senses and not taken[word.start]:
            value = tuple(name + side for name, side in senses)
            found.append(Fact(FactKind.DIRECTION, word.start, end, text[word.start : end], value))
    return found
