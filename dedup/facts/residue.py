"""What a text tells that others do not, and a text with its facts taken out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from dedup.facts.compare import agree, finer
from dedup.facts.find import find_facts
from dedup.facts.model import Fact
from dedup.facts.places import PLACES, related
from dedup.facts.spelling import acronym, same_word
from dedup.facts.words import Word, plain, words_of
from dedup.normalise import levelled, shadow
from dedup.passages import FactKind

_UNLISTED = frozenset([FactKind.DIRECTION])
_MOST_COMPARED = 100_000
_FEWEST_KNOWN = 20
_Content = tuple[FactKind, tuple[str, ...], str, str]
_NOT = frozenset(["not", "no", "never", "nor"])
_STOPS = ".!?\u2026'"
_TYPOGRAPHY = 40  # characters by which levelling may shorten a text


def lacking(
    a: str,
    b: str | Sequence[str],
    facts_a: Sequence[Fact] | None = None,
    facts_b: Sequence[Sequence[Fact]] | None = None,
) -> tuple[Fact, ...]:
    """Return the facts of a that none of the texts b states, sorted by start.

    Of a name only the words that are missing come back. A figure is stated by one at least as precise. Words of
    direction are not listed: alone they state nothing, and as words they are counted elsewhere. Between texts of
    thousands of facts not all are compared; then a fact counts as stated only where an equal one is. A text that
    stands in one of them as whole sentences lacks nothing.
    """
    texts = [b] if isinstance(b, str) else list(b)
    if any(stands_in(a, text) for text in texts):
        return ()
    listed = find_facts(a) if facts_a is None else facts_a
    theirs = [find_facts(text) for text in texts] if facts_b is None else list(facts_b)
    most = max(_FEWEST_KNOWN, _MOST_COMPARED // max(1, len(listed)))
    stated = {_content(fact): fact for facts in theirs for fact in facts}
    missing = [f for f in listed if f.kind not in _UNLISTED and _content(f) not in stated]
    if not missing:
        return ()
    known = _by_kind(list(stated.values())[:most])
    told = [_vocabulary(text) for text in texts]
    words, stems = (
        (frozenset().union(*sets) for sets in zip(*told, strict=True)) if told else (frozenset(), frozenset())
    )
    found: list[Fact] = []
    for f in missing:
        if f.kind is FactKind.NAME:
            found.extend(_missing_words(a, f, known[FactKind.NAME], known[FactKind.PLACE], words))
        elif not _stated(f, known, stems):
            found.append(f)
    return tuple(found)


@lru_cache(maxsize=4096)
def _vocabulary(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the plain words of a text, and their stems."""
    told = words_of(shadow(text))
    return frozenset(plain(word.low) for word in told), frozenset(word.stem for word in told)


def stands_in(a: str, b: str) -> bool:
    """Return whether all of a stands in b as whole sentences, typography and case aside."""
    if a == b:
        return True
    if len(a) > len(b) + _TYPOGRAPHY:
        return False
    said, told = levelled(a), levelled(b)
    at = told.find(said)
    if at < 0 or not said or (said[-1] not in _STOPS and at + len(said) < len(told)):
        return False
    before = told[:at].rstrip(" '")
    return not before or before[-1] in _STOPS


def _by_kind(facts: Iterable[Fact]) -> defaultdict[FactKind, list[Fact]]:
    found: defaultdict[FactKind, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.kind].append(fact)
    return found


def _content(fact: Fact) -> _Content:
    return fact.kind, fact.value, fact.unit, fact.hedge


def _stated(f: Fact, known: Mapping[FactKind, Sequence[Fact]], stems: Collection[str]) -> bool:
    same = known.get(f.kind, ())
    if f.kind is FactKind.QUOTE:
        return any(_holds(f, g) for g in same)
    if f.kind is FactKind.NEGATION:
        return _denied(f, same, stems)
    if f.kind is FactKind.PLACE:
        return any(_same_place(f.value[0], g.value[0]) for g in same) or any(
            f.value[0] in (PLACES.get(part) for part in g.value) for g in known.get(FactKind.NAME, ())
        )
    if f.kind is FactKind.DATE and f.value[0].startswith("relative:"):
        return any(g.value == f.value for g in same)
    return any(agree(f, g) and finer(f, g) for g in same)


def _same_place(one: str, other: str) -> bool:
    return one == other or (related(one, other) and PLACES.get(one) == PLACES.get(other))


def _holds(f: Fact, g: Fact) -> bool:
    """Return whether g quotes every word of f in order, and the speakers, where both are named, are one."""
    if f.unit and g.unit and not same_word(f.unit, g.unit):
        return False
    mine, theirs = "\0".join(f.value), "\0".join(g.value)
    return f"\0{mine}\0" in f"\0{theirs}\0"


def _denied(f: Fact, others: Sequence[Fact], stems: Collection[str]) -> bool:
    """Return whether a negation of the same word stands in b; where the word is missing, any negation will do."""
    if any(g.value[1] == f.value[1] for g in others):
        return True
    return bool(others) and f.value[1] not in stems


def _missing_words(
    text: str, f: Fact, names: Sequence[Fact], places: Sequence[Fact], words: Collection[str]
) -> list[Fact]:
    """Return the stretches of a name whose words b does not have, in any spelling."""
    if any(acronym(f.value, g.value) or acronym(g.value, f.value) for g in names):
        return []
    parts = words_of(shadow(f.text))
    missing = [
        part for part in parts if plain(part.low) in f.value and not _spelt(plain(part.low), names, places, words)
    ]
    found: list[Fact] = []
    run: list[Word] = []
    for part in parts:
        if part in missing:
            run.append(part)
        elif run and plain(part.low) in f.value:
            found.append(_cut(text, f, run))
            run = []
    if run:
        found.append(_cut(text, f, run))
    return found


def _spelt(word: str, names: Sequence[Fact], places: Sequence[Fact], words: Collection[str]) -> bool:
    if word in words or word.removesuffix("s") in words or word + "s" in words:
        return True
    place = PLACES.get(word)
    if place and any(g.value[0] == place for g in places):
        return True
    return any(same_word(word, part) for g in names for part in g.value)


def _cut(text: str, f: Fact, run: Sequence[Word]) -> Fact:
    start, end = f.start + run[0].start, f.start + run[-1].end
    if shadow(text[start:end]).endswith("'s"):
        end -= 2
    return Fact(f.kind, start, end, text[start:end], tuple(plain(word.low) for word in run), f.unit)


def masked(text: str, facts: Sequence[Fact]) -> str:
    """Return the text with the facts replaced by the name of their kind, negators taken out; overlaps go as one.

    Two sentences that differ in nothing but the facts given are equal when masked: figures, names and quotations
    become "number", "name", "quote"; "did not" becomes "did", and the affirmed side of a negation stays as it is.
    """
    kept = sorted((f for f in facts if f.value[:1] != ("affirmed",)), key=lambda f: (f.start, -f.end))
    pieces = []
    at = 0
    for fact in kept:
        if fact.start < at:
            at = max(at, fact.end)
            continue
        pieces.append(text[at : fact.start])
        pieces.append(_placeholder(fact))
        at = fact.end
        if not pieces[-1] and text[at : at + 1] == " ":
            at += 1
    pieces.append(text[at:])
    return "".join(pieces)


def _placeholder(fact: Fact) -> str:
    if fact.kind is not FactKind.NEGATION:
        return str(fact.kind.value)
    low = fact.text.replace("\u2019", "'").lower()
    if low.endswith("n't"):
        return {"can't": "can", "won't": "will", "shan't": "shall", "ain't": "is"}.get(low, fact.text[:-3])
    return {"cannot": "can", "without": "with"}.get(low, "" if low in _NOT else "negation")
