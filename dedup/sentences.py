"""Sentences with exact offsets: nupunkt's trained model, a list of abbreviations for news, and a few rules.

nupunkt learned its abbreviations from court reports and among its 5,900 are "bank", "story", "will", "south" and
"holidays", so that "It came to the bank. Manchester lost." stays one sentence. Splitter gives it the list below
instead and keeps the rest of the model: how words are written at the start and in the middle of a sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.normalise import JOINER, shadow
from dedup.passages import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

# Stand before a name, so a sentence ends here only if a word follows that is no name.
_TITLES = frozenset(
    "mr mrs ms mx messrs mmes dr drs prof profs rev revs fr sr br msgr mgr hon rt pres gov govs lt col gen maj capt "
    "cpt cmdr cdr comdr cpl pvt pfc sgt ssgt sfc spc adm radm vadm brig ens sen sens rep reps del supt insp det dep "
    "asst assoc atty cllr ald amb min sec treas supr dir st ste ft mt vs".split()
)
# Stand before a figure. As words they end sentences ("He said no."), so before anything else they are plain words.
_BEFORE_FIGURES = frozenset(
    "no nos nr p pp vol vols fig figs art sec sect para ch chap ca c approx est tel ext jan feb mar apr jun jul aug "
    "sep sept oct nov dec".split()
)
# Stand in the middle as often as at the end ("the U.S. Senate", "in the U.S. He said"): the next word decides.
_INNER = frozenset(
    "u.s u.k u.n e.u u.s.a u.a.e d.c l.a n.y n.j u.s.s.r inc corp ltd co cos llc plc bros jr esq ph.d m.d m.p "
    "b.a m.a b.sc m.sc r.n a.m p.m b.c a.d etc i.e e.g cf viz ibid op cit al dept depts govt univ assn intl natl "
    "ave blvd rd ln sq hwy rte pkwy bldg bldgs apt mfg mgmt resp seq trans anon "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "ala ariz ark calif colo conn fla ga ill kan kans ky mass md mich minn miss mo mont neb nev okla ore pa penn tenn "
    "tex va vt wash wis wyo approx est incl excl cont max avg misc ref tel ext orig temp hr hrs mins secs yr yrs "
    "lb lbs oz kg km cm mm yd yds qt gal mph kph sqm bn mn tn ca vol fig v".split()
)
# Far more often words than abbreviations, unless they begin with a capital.
_WORDS = frozenset(
    "no art min sec del dep dir fr br mass miss ill wash mar sun sat wed fri est max co cos temp ext ref cont ch ed "
    "rep gen ave ore pa md mo conn mont ark kan in me ste para trans gal fig mon".split()
)
# After one of _INNER these begin a new sentence; any other capital ("U.S. Senate", "Acme Inc. Chairman") does not.
_STARTERS = frozenset(
    "The A An He She It They We I You This That These Those His Her Its Their Our My In On At By For From With After "
    "Before When While As If But And Or So Yet Nor However Although Though Since Because Meanwhile Still There Here "
    "What Who How Why Where Which Many Some Several Both Each Another Now Then Later Earlier Also Despite Instead "
    "Mr Mrs Ms Dr Not Nobody Nothing Asked Even Only Once Until Unlike Among During To Moreover Furthermore".split()
)
_AFTER_TITLE = _STARTERS - {"Who", "What", "Dr", "Mr", "Mrs", "Ms", "A", "I", "Now", "Here", "To", "By", "On", "As"}
_AFTER_TIME = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December EST EDT ET CST CDT CT MST MDT MT PST PDT PT GMT BST CET CEST UTC IST JST "
    "Eastern Central Pacific Mountain Greenwich".split()
)

_CLOSERS = "\"')\\]}"
_OPENERS = "\"'(\\[{"
_LAST_WORD = re.compile(r"([^\W_](?:[^\W_]|\.(?=[^\W_]))*)\.$")
_NEXT_WORD = re.compile(rf"[\s{_OPENERS}]*([^\W_]+)")
_FIRST = re.compile(rf"[\s{_OPENERS}]*(\S)")
# "the war.It is over": the space between two sentences is lost. Not "example.Com", not "Ph.D".
_GLUED = re.compile(rf"(?<=[a-z]{{2}})[.!?][{_CLOSERS}]*(?=[{_OPENERS}]?[A-Z][a-z']* )")
# An ordinary word of small letters and a full stop, then a capital, a figure or an opening quote.
_PLAIN = re.compile(rf"(?<=[^\W\d_A-Z]{{2}})[.!?]+[{_CLOSERS}]*(?=\s+[{_OPENERS}]*[^\W_a-z])")
_IDEOGRAPHIC = re.compile("[\u3002\uff01\uff1f\u0964\u061f]+[\"'\u300d\u300f\uff09)]*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*|\u2029")
_ENUMERATOR = re.compile(rf"[{_OPENERS}]*(?:\d{{1,3}}|[A-Za-z]|[ivxIVX]{{1,4}})[.)]+$")
_WEB = re.compile(r"(?:https?:|www\.|@)\S*$", re.IGNORECASE)
# 100,000 "!?" take nupunkt 39 s, it is quadratic in what stands between two spaces; no sentence ends inside this.
_ENDLESS = re.compile(r"\S{300,}(?=\S\S)")
_LONGEST_WORD = 64  # characters looked back at for an abbreviation or an address; keeps long input linear


class Splitter:
    """Finds sentences with a model that is loaded once (about 4 ms after nupunkt's import of 30 ms)."""

    def __init__(self) -> None:
        """Load the model."""
        from nupunkt.models import load_default_model

        self._model = load_default_model()
        dotted = {known for known in self._model.abbreviations if re.fullmatch(r"[a-z](?:\.[a-z])*", known)}
        # abbreviations is a copy; these are the parameters of this model, which nobody else holds
        self._model.parameters.abbrev_types = set(_TITLES | _INNER | _BEFORE_FIGURES | dotted) - _WORDS
        self._model.clear_decision_cache()

    def __call__(self, text: str) -> tuple[Span, ...]:
        """Return the sentences of a text in order, outer white space trimmed; together they hold all that is not."""
        level = re.sub(rf"(?<=[.!?{_CLOSERS}]){JOINER}+(?=\s)", lambda run: " " * len(run.group()), shadow(text))
        spans: list[Span] = []
        start = 0
        for blank in [*_BLANK_LINE.finditer(text), None]:
            end = blank.start() if blank else len(level)
            spans += self._in_paragraph(text, level, start, end)
            start = blank.end() if blank else end
        return tuple(spans)

    def _in_paragraph(self, text: str, level: str, start: int, end: int) -> Iterator[Span]:
        part = re.sub(r"[\r\n\v\f\x1c-\x1e\x85\u2028]", " ", level[start:end])
        ends = {stop for _, stop in self._model.span_tokenize(_ENDLESS.sub(lambda run: "x" * len(run.group()), part))}
        ends |= {glued.end() for glued in _GLUED.finditer(part) if not _in_address(part, glued.start())}
        ends |= {plain.end() for plain in _PLAIN.finditer(part)}
        ends |= {stop.end() for stop in _IDEOGRAPHIC.finditer(part)}
        kept = [at for at in sorted(ends) if at < len(part) and _is_end(part, at)]
        last_word = len(part) - len(re.split(r"\w", part[::-1], maxsplit=1)[0])
        last = 0
        for at in [*(at for at in kept if at < last_word), len(part)]:  # punctuation at the end stays with the rest
            piece = part[last:at]
            if at < len(part) and (not re.search(r"\w", piece) or _ENUMERATOR.fullmatch(piece.strip())):
                continue  # "1." and a lone bracket go with what follows
            if span := _trimmed(text, start + last, start + at):
                yield span
            last = at


def sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of a text as `Splitter` finds them. Many texts: make one Splitter and call it."""
    return Splitter()(text)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    size = len(piece.strip())
    return Span(start + left, start + left + size) if size else None


def _in_address(part: str, at: int) -> bool:
    return _WEB.search(part[max(0, at - _LONGEST_WORD) : at]) is not None


def _is_end(part: str, at: int) -> bool:
    """Whether a sentence may end at `at`, where nupunkt or a rule proposes it."""
    before = part[max(0, at - _LONGEST_WORD) : at].rstrip()
    after = part[at : at + _LONGEST_WORD]
    first = _FIRST.match(after)
    if first is None:
        return True
    if first.group(1) in ",;:)]}%":
        return False
    bare = before.rstrip("\"')]}")
    if first.group(1).islower() and (bare != before or bare.endswith(("!", "?", "\u2026", ".."))):
        return False  # "Stop!" she said; Yahoo! said
    found = _LAST_WORD.search(bare)
    if found is None or bare != before:
        return True
    following = _NEXT_WORD.match(after)
    return _ends_after(found.group(1), following.group(1) if following else "", after.lstrip()[:1])


def _ends_after(last: str, follows: str, first: str) -> bool:
    """Whether a sentence may end after the word `last` and its full stop; `first` is the next character of any kind."""
    word = last.casefold()
    abbreviates = word not in _WORDS or last.istitle()
    if word in _BEFORE_FIGURES and follows[:1].isdigit():
        return not abbreviates and word not in {"no", "nos", "p", "pp", "fig", "vol", "ch", "para"}
    if first in "&(" and (word in _INNER or (len(last) == 1 and last.isupper())):
        return False  # Dow, Y. & Hale, A. (2016); Dow et al. (2016)
    if not (abbreviates and follows[:1].isalpha()):
        return True
    if follows[:1].islower():
        return word not in _TITLES | _INNER
    if word in _TITLES and not (last.isupper() and len(last) > 1):
        return follows in _AFTER_TITLE
    if word in {"a.m", "p.m"} and follows in _AFTER_TIME:
        return False
    if word in _INNER:
        return follows in _STARTERS
    return True
