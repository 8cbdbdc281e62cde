"""Trying the thresholds on one's own text: pairs to judge, from the likely to the unlikely, and what a setting would find."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dedup.errors import SettingsError
from dedup.pairs import Tools
from dedup.passages import COMPARED, LEFT_ALONE, Passage, Record, Relation, Verdict
from dedup.settings import Settings
from dedup.stages.embed import embed
from dedup.words import count

PAIRS = 30
NEAREST = 240
"""Pairs that are judged to choose from: those whose vectors are nearest."""
STEPS = tuple(round(0.05 * n, 2) for n in range(1, 20))
KEY = "report-at"


@dataclass(frozen=True, slots=True)
class Sample(Record):
    """A pair of passages to judge, and the score it has."""

    a: int
    b: int
    score: float


@dataclass(frozen=True, slots=True)
class Rate(Record):
    """What a threshold would find of the judged pairs. None where there is nothing to divide by."""

    at: float
    found: int
    right: int
    same: int
    precision: float | None
    recall: float | None


def nearest_pairs(passages: Sequence[Passage], tools: Tools, settings: Settings) -> list[tuple[int, int]]:
    """Return the pairs of passages whose vectors are nearest, the nearest first; headings and boilerplate in none."""
    compared = [p for p in passages if p.role in COMPARED and not LEFT_ALONE.intersection(p.flags)]
    compared = [p for p in compared if count(p.text) >= max(1, settings.min_words)]
    if len(compared) < 2:
        return []
    vectors = embed([p.text for p in compared], tools.encoder)
    matrix = np.stack([vectors[p.text] for p in compared])
    rows, columns = np.triu_indices(len(compared), 1)
    cosines = np.round((matrix @ matrix.T)[rows, columns], 6)
    order = np.lexsort((columns, rows, -cosines))[:NEAREST]
    return [(compared[int(rows[n])].id, compared[int(columns[n])].id) for n in order]


def spread(pairs: Sequence[tuple[int, int]], verdicts: Sequence[Verdict], most: int = PAIRS) -> list[Sample]:
    """Return up to `most` pairs whose scores are spread from high to low, in an order that does not tell the score."""
    scored = [
        Sample(a, b, round(verdict.score, 4))
        for (a, b), verdict in zip(pairs, verdicts, strict=True)
        if verdict.relation is not Relation.CONFLICT
    ]
    scored.sort(key=lambda one: (-one.score, one.a, one.b))
    if len(scored) > most:
        likely = [one for one in scored if one.score >= STEPS[0]][:NEAREST]
        rest = [one for one in scored if one.score < STEPS[0]]
        wanted = min(len(likely), max(most * 4 // 5, most - len(rest)))
        scored = [likely[n * len(likely) // wanted] for n in range(wanted)] + rest[: most - wanted]
    return sorted(scored, key=lambda one: ((one.a * 7919 + one.b * 104729) % 1009, one.a, one.b))


def rates(samples: Sequence[Sample], labels: Mapping[int, bool], at: Collection[float] = STEPS) -> list[Rate]:
    """Return what each threshold would find of the pairs that were judged: `labels` by position, True for the same."""
    judged = [(samples[n].score, same) for n, same in labels.items() if 0 <= n < len(samples)]
    found = []
    for step in sorted(at):
        shown = [same for score, same in judged if score >= step]
        right, same = sum(shown), sum(same for _, same in judged)
        precision = round(right / len(shown), 4) if shown else None
        found.append(Rate(step, len(shown), right, same, precision, round(right / same, 4) if same else None))
    return found


def with_setting(toml: str, at: float) -> str:
    """Return the text of a dedup.toml with the threshold in it: its line replaced, or put at the top; nothing else moves.

    Raise SettingsError where the threshold is no share.
    """
    if not 0 <= at <= 1:
        raise SettingsError(f"{KEY} is a share between 0 and 1, not {at!r}")
    line = f"{KEY} = {round(at, 4)}"
    head, table = re.match(r"(.*?)(^\s*\[.*)?\Z", toml, re.DOTALL | re.MULTILINE).groups()  # type: ignore[union-attr]
    new, number = re.subn(rf"^{KEY}\s*=.*$", line, head, count=1, flags=re.MULTILINE)
    return (new if number else f"{line}\n{head}") + (table or "")
