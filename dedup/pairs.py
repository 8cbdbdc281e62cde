"""How the texts of one article, or of a list, relate pair by pair: candidates, profiles, the judge, and what stands beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dedup.clauses import clauses
from dedup.copies import further_copies, told_once
from dedup.guard import Basis
from dedup.hints import HINT
from dedup.likeness import Bag, Profile, pieces, profile
from dedup.normalise import same_text
from dedup.passages import Relation, Span, Verdict
from dedup.settings import Settings
from dedup.stages.candidates import candidates, nearest
from dedup.stages.embed import Encoder, embed
from dedup.stages.extend import extend
from dedup.stages.judge import judge
from dedup.timing import Stopwatch

Pair = tuple[int, int]
Splitter = Callable[[str], tuple[Span, ...]]
Decide = Callable[..., Verdict]
"""What decides on a pair: stages.judge, or what leaves out of its verdicts those that are not to be reported."""


Tell = Callable[[str], None]
"""What hears a note: one sentence on what was not done."""


@dataclass(frozen=True)
class Tools:
    """What the stages are given: an encoder, a sentence splitter, and what the judge decides with."""

    encoder: Encoder
    split: Splitter
    basis: Basis


class Remembering:
    """An encoder that encodes each text once: a condensed text is read anew, and nearly all of it is known."""

    def __init__(self, encoder: Encoder, *, most: int | None = None) -> None:
        """Remember nothing yet, and never more than `most` texts and those of one call: the oldest are forgotten."""
        self._encoder = encoder
        self._most = most
        self._known: dict[str, NDArray[np.float32]] = {}
        self.name, self.revision, self.calibrated = encoder.name, encoder.revision, encoder.calibrated

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Return one row of unit length a text, in the order given."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        rows = np.stack([self._known[text] for text in texts]) if texts else self._encoder.encode(texts)
        while self._most is not None and len(self._known) > self._most:
            del self._known[next(iter(self._known))]
        return rows


def remembering(decide: Decide) -> Decide:
    """Return the same decision, taken once for each pair of texts (with one basis and one set of settings)."""
    known: dict[tuple[str, str, float], Verdict] = {}

    def once(a: Profile, b: Profile, basis: Basis, settings: Settings, expected: float = 0.0) -> Verdict:
        key = (a.text, b.text, expected)
        if key not in known:
            known[key] = decide(a, b, basis, settings, expected)
        return known[key]

    return once


def relate(
    texts: Sequence[str],
    tools: Tools,
    settings: Settings,
    *,
    statements: bool = True,
    decide: Decide = judge,
    tell: Tell = lambda _: None,
) -> dict[Pair, Verdict]:
    """Return the verdict of every pair of texts (positions a < b) that is not unrelated; `tell` hears of pairs left out."""
    watch = Stopwatch()
    vectors = embed(texts, tools.encoder)
    watch.lap("  embed", f"{len(texts):,} passages")
    bags = [Bag(tools.basis.lexicon.words(text)) for text in texts]
    matrix = np.stack([vectors[text] for text in texts]) if texts else np.zeros((0, 1), np.float32)
    pairs = candidates(texts, bags, matrix, settings)
    watch.lap("  candidates", f"{len(pairs):,} of {len(texts) * (len(texts) - 1) // 2:,} pairs")
    if statements:
        if note := told_once(further_copies(dict(enumerate(texts)))):
            tell(note)
        near = nearest(pairs, texts, matrix, settings)
        if len(near) < len(pairs):
            tell(
                f"{len(texts):,} passages are so alike that {len(pairs):,} pairs would have to be judged; only the "
                f"{len(near):,} nearest were, so a conflict or a repeat between others may be missing (most_pairs)"
            )
        pairs = near
    profiles = profile_all({texts[n] for pair in pairs for n in pair}, tools, settings, vectors=vectors)
    if statements:
        close = {
            texts[n]
            for i, j in pairs
            if texts[i] != texts[j] and matrix[i] @ matrix[j] >= settings.statement_gate
            for n in (i, j)
        }
        profiles |= with_clauses([profiles[text] for text in sorted(close)], tools)
    watch.lap("  sentences and clauses", f"of {len(profiles):,} passages")
    found = {}
    for i, j in pairs:
        if min(len(bags[i].words), len(bags[j].words)) < settings.min_words and not same_text(texts[i], texts[j]):
            continue
        verdict = decide(profiles[texts[i]], profiles[texts[j]], tools.basis, settings)
        if verdict.relation is not Relation.UNRELATED:
            found[i, j] = verdict
    if statements:
        found |= told_beside(texts, found, matrix, profiles, tools, settings, decide)
    watch.lap("  judge", f"{len(pairs):,} pairs, {len(found):,} related")
    return found


def told_beside(
    texts: Sequence[str],
    found: Mapping[Pair, Verdict],
    vectors: np.ndarray,
    profiles: Mapping[str, Profile],
    tools: Tools,
    settings: Settings,
    decide: Decide,
) -> dict[Pair, Verdict]:
    """Return the verdicts of pairs that are told again because those beside them are: a rewrite keeps to its source."""
    further = further_copies(dict(enumerate(texts)))
    sure = {
        pair
        for pair, verdict in found.items()
        if not further.keys() & pair
        and (verdict.duplicate or verdict.relation is Relation.CONFLICT)
        and pair[1] - pair[0] >= settings.beside_apart
    }
    added: dict[Pair, Verdict] = {}
    asked = set(sure)
    while new := [p for p in sorted(extend(sure, vectors, settings) - asked) if not further.keys() & p]:
        asked.update(new)
        for i, j in new:
            verdict = found.get((i, j))
            if verdict is None or HINT in verdict.notes:
                if texts[i] not in profiles or texts[j] not in profiles:
                    continue  # no candidate of any pair
                verdict = decide(profiles[texts[i]], profiles[texts[j]], tools.basis, settings, settings.summary_at)
                if verdict.relation is Relation.UNRELATED:
                    continue
                added[i, j] = replace(verdict, notes=(*verdict.notes, "the passages beside them tell the same"))
            if HINT not in verdict.notes:
                sure.add((i, j))
    return added


def profile_all(
    texts: set[str], tools: Tools, settings: Settings, *, vectors: Mapping[str, np.ndarray] | None = None
) -> dict[str, Profile]:
    """Return the profile of each distinct text, all sentences encoded together."""
    spans = {text: tools.split(text) or (Span(0, len(text)),) for text in sorted(texts)}
    wanted = {text[s.start : s.end] for text, parts in spans.items() for s in parts} | texts
    known = embed(wanted, tools.encoder, vectors)
    return {text: profile(text, parts, known, tools.basis.lexicon) for text, parts in spans.items()}


def with_clauses(profiles: Sequence[Profile], tools: Tools) -> dict[str, Profile]:
    """Return the profiles by text with the vectors of their clauses, all encoded together."""
    spans = {p.text: clauses(p.text, tuple(s.span for s in p.sentences)) for p in profiles}
    known = embed({text[s.start : s.end] for text, runs in spans.items() for s in runs}, tools.encoder)
    return {p.text: replace(p, clauses=pieces(p.text, p.bag.words, spans[p.text], known)) for p in profiles}
