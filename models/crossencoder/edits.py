"""Seeded edits of real sentences: one changed fact (a clash), or another way to write the same (harmless)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
COUNTS = "two three four five six seven eight nine ten eleven twelve".split()
UNITS = (
    "million billion trillion", "miles kilometres metres", "pounds euros dollars yen", "hours days weeks months years",
    "percent points", "tons kilograms grams", "seconds minutes",
)  # fmt: skip
OPPOSITES = (
    "rose fell", "rise fall", "rises falls", "rising falling", "increased decreased", "increase decrease", "higher lower",
    "gained lost", "up down", "more less", "more fewer", "above below", "before after", "won lost", "win lose",
    "accepted rejected", "approved rejected", "supports opposes", "supported opposed", "confirmed denied", "open closed",
    "opened closed", "first last", "first second", "second third", "north south", "east west", "northern southern",
    "eastern western", "morning evening", "afternoon morning", "all some", "most few", "many few", "best worst",
    "largest smallest", "strong weak", "stronger weaker", "early late", "earlier later", "with without",
    "inside outside", "men women", "man woman", "boys girls", "boy girl", "son daughter", "father mother", "husband wife",
    "brother sister", "bought sold", "hired fired", "arrested released", "guilty innocent", "public private", "legal illegal",
    "likely unlikely", "possible impossible", "safe dangerous", "success failure", "praised criticised", "young old",
    "began ended", "begin end", "started stopped", "allowed banned", "increased halved", "doubled halved", "next last",
    "winter summer", "spring autumn", "local foreign", "old new", "minister mayor", "president minister", "school hospital",
    "police army", "company bank", "city village", "car truck", "train bus", "plane ship", "house flat", "dog cat",
    "teacher doctor", "red blue", "white black", "green yellow", "gold silver", "wood steel", "coffee tea", "river lake",
    "export import", "exports imports", "profit loss", "attack defence", "health education", "oil gas", "killed injured",
    "kitchen bedroom", "garden garage", "bathroom kitchen", "guitar piano", "violin drum", "tea beer", "water wine", "milk juice",
    "apple potato", "carrots onions", "cotton leather", "plastic metal", "wooden metal", "orange purple", "black brown",
    "pink grey", "Chinese Italian", "German French", "American Russian", "Spain Norway", "India Brazil", "Japan Canada",
    "sitting standing", "sits stands", "running walking", "sleeping eating", "laughing crying", "empty full", "big small",
    "large small", "long short", "hot cold", "wet dry", "clean dirty", "happy sad", "tall short", "dark bright", "day night",
    "indoors outdoors", "summer spring", "horse cow", "cat bird", "nurse lawyer", "farmer soldier", "child adult",
    "teenager toddler", "beach mountain", "lake desert", "snow sand", "football tennis", "hat shoe", "shirt coat",
    "bread cheese", "meat fish", "chair bed", "wall floor", "left right", "front back", "top bottom", "under over",
)  # fmt: skip
HEDGES = (
    "may will", "might will", "could will", "can must", "should must", "would did", "suspected convicted", "accused convicted",
    "plans refuses", "considering rejecting", "alleged proven", "claimed denied", "expected refused", "probably certainly",
    "reportedly officially", "nearly exactly", "almost exactly", "partly fully", "attempted managed", "threatened began",
)  # fmt: skip
SAME = (
    "said stated", "said told", "said added", "said explained", "says states", "announced declared", "reported announced",
    "bought purchased", "started began", "start begin", "about approximately", "however nevertheless", "also likewise",
    "shows indicates", "killed slain", "help assist", "helped assisted", "near close", "big large", "huge enormous",
    "ended finished", "stop halt", "stopped halted", "children kids", "begins starts", "currently presently", "firm company",
    "doctors physicians", "police officers", "car automobile", "tried attempted", "requires needs", "choose select",
    "answered replied", "asked requested", "because since", "although though", "while whilst", "gave handed", "got received",
    "rapidly quickly", "employees workers", "jail prison", "whole entire", "nearly almost", "often frequently", "ill sick",
    "photo picture", "film movie", "autumn fall", "holiday vacation", "got obtained", "during throughout", "roughly about",
    "sofa couch", "street road", "stone rock", "rock boulder", "forest woods", "boat vessel", "garbage trash", "bag sack",
    "hat cap", "lady woman", "ladies women", "man guy", "men guys", "kid child", "baby infant", "dad father", "mom mother",
    "happy glad", "sad unhappy", "small little", "tiny little", "quick fast", "slow sluggish", "smart clever", "beautiful pretty",
    "speaks talks", "speaking talking", "looks gazes", "looking gazing", "jumps leaps", "jumping leaping", "runs sprints",
    "walks strolls", "walking strolling", "sits rests", "throws tosses", "throwing tossing", "holds grips", "smiles grins",
    "shouts yells", "shouting yelling", "couple pair", "crowd throng", "picture image", "store shop", "shops stores",
    "taxi cab", "plane aircraft", "bike bicycle", "bicycles bikes", "lawyer attorney", "pupil student", "actor performer",
    "error fault", "chance opportunity", "goal aim", "result outcome", "rule regulation", "law statute", "war conflict",
    "battle fight", "talks negotiations", "deal agreement", "plan scheme", "probe investigation", "claim assertion",
    "firms companies", "rival competitor", "staff personnel", "boss chief", "clients customers", "cost price", "pay salary",
    "cut reduced", "cuts reductions", "grew expanded", "rose climbed", "fell dropped", "fell declined", "rise climb",
    "jumped surged", "slipped dipped", "won secured", "beat defeated", "lost forfeited", "hit struck", "destroyed demolished",
    "built constructed", "build construct", "made produced", "makes manufactures", "sent dispatched", "found discovered",
    "showed revealed", "kept retained", "held detained", "freed released", "quit resigned", "named appointed", "chosen selected",
    "urged called", "warned cautioned", "backed supported", "blamed accused", "died perished", "lives resides", "live reside",
    "fast rapid", "important significant", "main principal", "new recent", "several various", "many numerous",
    "enough sufficient",
    "famous renowned", "rich wealthy", "poor needy", "dangerous hazardous", "difficult hard", "simple easy", "correct right",
    "wounded injured", "inhabitants residents", "offered provided", "hoped wished", "crash collision", "mistake error",
)  # fmt: skip
AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|can|could|should|does|did|must)\b(?! not|n't|n\u2019t)"
)
NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})?)")
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")

Edit = Callable[[str, str, random.Random], str | None]
"""From a sentence, the sentence beside it and a source of chance to the edited sentence, None where it does not apply."""


def _spots(pattern: str | re.Pattern[str], text: str, other: str) -> list[re.Match[str]]:
    """Return where a pattern stands in a text whose match stands in the other as well: only then does an edit clash."""
    return [m for m in re.finditer(pattern, text) if re.search(rf"\b{re.escape(m.group())}\b", other)]


def _put(text: str, spot: re.Match[str], new: str) -> str:
    old = spot.group()
    new = new.capitalize() if old[:1].isupper() and new[:1].islower() else new
    return text[: spot.start()] + new + text[spot.end() :]


def _one_of(text: str, other: str, words: Sequence[str], draw: random.Random, *, both: bool = True) -> str | None:
    pattern = rf"\b(?:{'|'.join(map(re.escape, words))})\b"
    spots = _spots(pattern, text, other) if both else list(re.finditer(pattern, text))
    if not spots:
        return None
    spot = draw.choice(spots)
    return _put(text, spot, draw.choice([word for word in words if word.lower() != spot.group().lower()]))


def figure(text: str, other: str, draw: random.Random) -> str | None:
    """Change one figure that both state."""
    spots = _spots(NUMBER, text, other)
    if not spots:
        return _one_of(text, other, COUNTS, draw)
    spot = draw.choice(spots)
    old = spot.group()
    if re.fullmatch(r"(?:19|20)\d\d", old):
        return _put(text, spot, str(int(old) + draw.choice([-11, -2, -1, 1, 2, 10])))
    places = [n for n, sign in enumerate(old) if sign.isdigit()]
    at = draw.choice(places)
    digit = draw.choice([d for d in "123456789" if d != old[at]])
    return _put(text, spot, old[:at] + digit + old[at + 1 :])


def unit(text: str, other: str, draw: random.Random) -> str | None:
    """Exchange the unit of a figure that both state."""
    for words in draw.sample(UNITS, len(UNITS)):
        if found := _one_of(text, other, words.split(), draw):
            return found
    return None


def date(text: str, other: str, draw: random.Random) -> str | None:
    """Exchange a month or a weekday that both state."""
    return _one_of(text, other, DAYS, draw) or _one_of(text, other, MONTHS, draw)


def renamed(names: Sequence[str]) -> Edit:
    """Return the edit that puts another of the names in the place of one that both sentences hold."""

    def name(text: str, other: str, draw: random.Random) -> str | None:
        spots = _spots(NAME, text, other)
        if not spots:
            return None
        spot = draw.choice(spots)
        size = len(spot.group().split())
        fit = [one for one in draw.sample(names, min(60, len(names))) if len(one.split()) == size and one not in text]
        return _put(text, spot, fit[0]) if fit else None

    return name


def exchanged(text: str, other: str, draw: random.Random) -> str | None:
    """Let two names that both sentences hold change places."""
    spots = _spots(NAME, text, other)
    if len(spots) < 2:
        return None
    first, last = sorted(draw.sample(spots, 2), key=lambda m: m.start())
    if first.group() == last.group() or re.fullmatch(r"\s*(?:,|and|or)?\s*(?:and )?", text[first.end() : last.start()]):
        return None
    between = text[first.end() : last.start()]
    return text[: first.start()] + last.group() + between + first.group() + text[last.end() :]


def negated(text: str, other: str, draw: random.Random) -> str | None:
    """Put a "not" into a sentence, or take the only one out."""
    if found := re.search(r" not\b|n['\u2019]t\b", text):
        return text[: found.start()] + text[found.end() :]
    spots = list(AUXILIARY.finditer(text))
    if not spots:
        return None
    spot = spots[0] if draw.random() < 0.7 else draw.choice(spots)
    return text[: spot.end()] + draw.choice([" not", " never", " not"]) + text[spot.end() :]


def opposite(text: str, other: str, draw: random.Random) -> str | None:
    """Exchange one word for one that excludes it."""
    for words in draw.sample(OPPOSITES, len(OPPOSITES)):
        if found := _one_of(text, other, words.split(), draw):
            return found
    return None


def hedge(text: str, other: str, draw: random.Random) -> str | None:
    """Make a guess a fact, or a fact a guess."""
    for words in draw.sample(HEDGES, len(HEDGES)):
        if found := _one_of(text, other, words.split(), draw):
            return found
    return None


def clashing(names: Sequence[str]) -> dict[str, Edit]:
    """Return the edits by which a sentence contradicts the one beside it, given names to draw from."""
    return {
        "figure": figure, "unit": unit, "date": date, "name": renamed(names), "places": exchanged,
        "negation": negated, "opposite": opposite, "hedge": hedge,
    }  # fmt: skip


def _digits(text: str, other: str, draw: random.Random) -> str | None:
    spots = list(re.finditer(rf"\b(?:{'|'.join(COUNTS)})\b", text))
    if spots:
        spot = draw.choice(spots)
        return _put(text, spot, str(COUNTS.index(spot.group()) + 2))
    spots = [m for m in NUMBER.finditer(text) if m.group().isdigit() and 2 <= int(m.group()) <= 12]
    return _put(text, spots[0], COUNTS[int(spots[0].group()) - 2]) if spots else None


_FORMS = (
    (r"(\d)%", r"\1 per cent"), (r"(\d) per ?cent\b", r"\1%"), (r"\$(\d[\d.,]*\d|\d) (million|billion)", r"\1 \2 dollars"),
    (r"\b(\d[\d.,]*) (million|billion) dollars", r"$\1 \2"), (r"\b(\d+),(\d{3})\b", r"\1\2"),
    (rf"\b({'|'.join(MONTHS)}) (\d{{1,2}})\b(?!,? \d)", r"\2 \1"), (rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})\b", r"\2 \1"),
    (r"\b(\d{1,2}) ?p\.?m\.?", r"\1:00 PM"), (r"\bU\.S\.", "US"), (r"\bUS\b", "United States"), (r"\bUK\b", "Britain"),
    (r"\b(is|was|were|are|do|does|did|has|have|had|could|would|should) not\b", r"\1n't"),
    (r"\b(is|was|were|are|do|does|did|has|have|had|could|would|should)n['\u2019]t\b", r"\1 not"), (r"[\"\u201c\u201d]", "'"),
    (r"\bmillion\b", "m"), (r"\bbillion\b", "bn"), (r" and ", " as well as "), (r"\bon (Monday|Tuesday|Friday)", r"this \1"),
)  # fmt: skip


def _form(text: str, other: str, draw: random.Random) -> str | None:
    fit = [form for form in _FORMS if re.search(form[0], text)]
    return re.sub(*draw.choice(fit), text, count=1) if fit else None


def _verb(text: str, other: str, draw: random.Random) -> str | None:
    for words in draw.sample(SAME, len(SAME)):
        if found := _one_of(text, other, words.split(), draw, both=False):
            return found
    return None


def _moved(text: str, other: str, draw: random.Random) -> str | None:
    """Move what stands before or after a comma to the other end: who said it, or when."""
    parts = text.rstrip(".").split(", ")
    if len(parts) != 2 or min(len(part.split()) for part in parts) < 2:
        return None
    first, last = parts
    if not first[:2].istitle():
        return None
    kept = re.match(r"(?:In|On|At|After|Before|When|While|Because|The|A|According|If|As|For|Since)\b", first)
    return f"{last[:1].upper()}{last[1:]}, {first[:1].lower() + first[1:] if kept else first}."


HARMLESS: dict[str, Edit] = {"digits": _digits, "form": _form, "verb": _verb, "moved": _moved}
"""The edits after which a sentence still states the same."""


def edited(a: str, b: str, kinds: dict[str, Edit], draw: random.Random) -> tuple[str, str] | None:
    """Return the name of an edit and b after it, drawn among those that apply; None where none does."""
    for name in draw.sample(list(kinds), len(kinds)):
        new = kinds[name](b, a, draw)
        if new is not None and new != b:
            return name, new
    return None
