"""What the cross-encoder is taught: pairs of texts, with the label of each output where it is known, None elsewhere."""

from __future__ import annotations

import random
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edits import HARMLESS, NAME, clashing, edited

sys.path.append(str(Path(__file__).parent.parent / "judge"))
from data import Example, examples

OUTPUTS = ("same", "a_in_b", "b_in_a", "clash")
PARTS = 4
"""One part in so many of the groups is held out, to measure with and to fit what weighs the outputs."""

MOST = {"news": 2000, "passages": 1500}
"""Of large sets only so many pairs, drawn anew for each epoch: they are easy, or made by one generator."""

NEGATIVES = 0.5
"""The share of WMT21's unrelated neighbours that an epoch sees: they are easy."""

WEIGHTS = {"mrpc": 1.5, "superpal": 0.5, "rte": 0.5, "news": 0.5}


@dataclass(frozen=True, slots=True)
class Lesson:
    """Two texts, the four labels (None where unknown), and how much the pair counts."""

    a: str
    b: str
    labels: tuple[float | None, float | None, float | None, float | None]
    weight: float = 1.0


CONTRADICTIONS = 1200
"""So many contradictions of Breaking NLI an epoch: more would teach that an exchanged word is one."""

CAPTIONS = 500


def group_of(example: Example) -> str:
    """Return the group that is held out as a whole: that of the judge's folds, for synonyms the pair of words.

    All that is the same in Breaking NLI is one category; held out as a whole nothing but contradictions would be learnt.
    """
    if example.set == "breaking" and example.same:
        ours, theirs = (set(text.lower().strip(".").split()) for text in (example.a, example.b))
        return f"synonyms {' '.join(sorted(ours ^ theirs))}"
    return example.group


def held(example: Example) -> bool:
    """Return whether an example is of a group that is held out."""
    return zlib.crc32(f"hold {group_of(example)}".encode()) % PARTS == 0


def clash_of(example: Example) -> float | None:
    """Return whether the facts of a pair clash, where its set says so."""
    if example.set in ("contrast", "breaking", "reuters"):
        return 1.0 - (example.same or 0.0)
    if (example.set == "wmt" and example.same) or (example.set == "passages" and example.kind == "same"):
        return 0.0
    return None


def lesson(example: Example) -> Lesson:
    """Return an example with what its set is known to say: a changed fact says nothing of the content."""
    same = None if example.set in ("breaking", "reuters") else example.same
    if example.set == "contrast":
        same = 1.0 if example.same else None
    labels = (same, example.a_in_b, example.b_in_a, clash_of(example))
    return Lesson(example.a, example.b, labels, WEIGHTS.get(example.set, 1.0))


def epoch(found: Sequence[Example], seed: int) -> list[Lesson]:
    """Return the lessons of one epoch, in random order: the sets, and edits of the paraphrases among them."""
    draw = random.Random(seed)
    by_set: dict[str, list[Example]] = {}
    for example in found:
        by_set.setdefault(example.set, []).append(example)
    lessons: list[Lesson] = []
    for name, members in by_set.items():
        if name == "breaking":
            wrong = [e for e in members if not e.same]
            members = [e for e in members if e.same] + draw.sample(wrong, min(CONTRADICTIONS, len(wrong)))
        if name == "wmt":
            members = [e for e in members if e.same or draw.random() < NEGATIVES]
        chosen = draw.sample(members, min(MOST.get(name, len(members)), len(members)))
        lessons += map(lesson, chosen)
    positive = [e for name in ("wmt", "mrpc") for e in by_set[name] if e.same]
    lessons += _edits(positive, draw)
    captions = sorted({e.a for e in by_set["breaking"]})
    for text in draw.sample(captions, min(CAPTIONS, len(captions))):
        lessons += _alone(text, draw)
    lessons = [turned(one) if draw.random() < 0.5 else one for one in lessons]
    draw.shuffle(lessons)
    return lessons


def _edits(positive: Sequence[Example], draw: random.Random) -> list[Lesson]:
    """Return one changed fact for each paraphrase where an edit applies, and one harmless rewrite for half of them."""
    names = sorted({name for e in positive for name in NAME.findall(e.a)})
    kinds = clashing(names)
    lessons: list[Lesson] = []
    for e in positive:
        a, b = (e.a, e.b) if draw.random() < 0.5 else (e.b, e.a)
        harmless = edited(a, b, HARMLESS, draw) if draw.random() < 0.6 else None
        base = harmless[1] if harmless and draw.random() < 0.3 else b
        if wrong := edited(a, base, kinds, draw):
            lessons.append(Lesson(a, wrong[1], (None, None, None, 1.0)))
        if harmless:
            sure = e.set == "wmt"  # what MRPC calls the same may leave something out, or disagree in a fact
            known = (1.0, 1.0, 1.0, 0.0) if sure else (1.0, None, None, None)
            lessons.append(Lesson(a, harmless[1], known, 0.7))
        lessons += _alone(b, draw) if draw.random() < 0.4 else []
    return lessons


def _alone(text: str, draw: random.Random) -> list[Lesson]:
    """Return a text beside itself with one changed fact, and beside itself written in another way, where these apply."""
    found = []
    if wrong := edited(text, text, clashing(()), draw):
        found.append(Lesson(text, wrong[1], (None, None, None, 1.0), 0.7))
    verb = {"verb": HARMLESS["verb"]} if draw.random() < 0.6 else HARMLESS
    if same := edited(text, text, verb, draw):
        found.append(Lesson(text, same[1], (1.0, 1.0, 1.0, 0.0)))
    return found


def turned(one: Lesson) -> Lesson:
    """Return a lesson read the other way round."""
    same, a_in_b, b_in_a, clash = one.labels
    return Lesson(one.b, one.a, (same, b_in_a, a_in_b, clash), one.weight)


def taught(folder: Path) -> list[Example]:
    """Return the examples that may be learnt from: those of the groups not held out."""
    return [e for e in examples(folder) if not held(e)]
