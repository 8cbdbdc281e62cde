"""How two contents relate: the judge and the facts, with small vectors."""

from __future__ import annotations

import contextlib
import gc
import math
import multiprocessing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dedup.guard import no_fact_measures
from dedup.hints import reported
from dedup.ignore import Ignored, but_for_phrases
from dedup.likeness import Bag, Profile, alone, coverage_in, in_order_of_size, measures, pieces
from dedup.pairs import Tools
from dedup.passages import Relation, Span, Verdict
from dedup.residue import losses, residue
from dedup.scan.tables import JUDGED, schema
from dedup.settings import Settings
from dedup.stages.embed import embed
from dedup.stages.report.wording import disagreement
from dedup.words import CONNECTIVES

Pair = tuple[str, str]
_REMEMBERED = 4_000  # texts whose measures are kept from one part to the next
_MOST_LOST = 12  # losses that are told of one side


@dataclass(frozen=True)
class Judging:
    """What decides on pairs: `small` has the vectors of archives."""

    small: Tools
    settings: Settings
    _whole: dict[str, Profile] = field(default_factory=dict, repr=False, compare=False)
    _parted: dict[str, Profile] = field(default_factory=dict, repr=False, compare=False)

    def verdicts(self, pairs: Any) -> Any:
        """Return a table of JUDGED with those that relate, of one with the columns a, b, text_a, text_b and alike."""
        import pyarrow as pa

        with _uncollected():
            return self._table(pairs, pa)

    def _table(self, pairs: Any, pa: Any) -> Any:
        ignored = Ignored.of(self.settings.ignore_phrases)
        rows = pairs.select(["a", "b", "text_a", "text_b", "alike"]).to_pylist()
        heard = {(row["a"], row["b"]): (ignored.blanked(row["text_a"]), ignored.blanked(row["text_b"])) for row in rows}
        found = self._found({heard[row["a"], row["b"]]: row["alike"] for row in rows})
        told = []
        for row in rows:
            verdict = found.get(heard[row["a"], row["b"]])
            if verdict is not None:
                told.append(self._row(row, but_for_phrases(verdict, row["text_a"], row["text_b"])))
        wanted = schema(JUDGED)
        columns = zip(*told, strict=True) if told else [[] for _ in wanted]
        return pa.table([pa.array(c, f.type) for c, f in zip(columns, wanted, strict=True)], schema=wanted)

    def _found(self, alike: Mapping[Pair, float]) -> Mapping[Pair, Verdict]:
        """Return the verdicts of pairs that relate."""
        self._meet({text for pair in alike for text in pair})
        whole, lexicon = self._whole, self.small.basis.lexicon
        measured = {(a, b): measures(whole[a], whole[b], lexicon) for a, b in alike}
        likely = sorted(
            (a, b)
            for (a, b), found in measured.items()
            if self._probability(whole[a], whole[b], found) >= self.settings.scan_likely
        )
        self._part({text for pair in likely for text in pair})
        known, basis = self._parted, self.small.basis
        found = {(a, b): reported(known[a], known[b], basis, self.settings, known=measured[a, b]) for a, b in likely}
        return {pair: verdict for pair, verdict in found.items() if self._is_sure(verdict)}

    def _meet(self, texts: set[str]) -> None:
        """Know each text as if it were one sentence. Pairs come so that the same texts come again soon."""
        if len(self._whole) > _REMEMBERED:
            self._whole.clear()
            self._parted.clear()
        new = texts - self._whole.keys()
        vectors = embed(new, self.small.encoder)
        lexicon = self.small.basis.lexicon
        self._whole.update({text: alone(text, Bag(lexicon.words(text)), vectors[text]) for text in sorted(new)})

    def _part(self, texts: set[str]) -> None:
        """Know each text with its sentences."""
        new = sorted(texts - self._parted.keys())
        spans = {text: self.small.split(text) or (Span(0, len(text)),) for text in new}
        said = {text[span.start : span.end] for text, parts in spans.items() for span in parts}
        vectors = embed(said, self.small.encoder, {text: self._whole[text].vector for text in new})
        for text in new:
            one = self._whole[text]
            self._parted[text] = replace(one, sentences=pieces(text, one.bag.words, spans[text], vectors))

    def _probability(self, a: Profile, b: Profile, measured: Mapping[str, float]) -> float:
        """Return how likely it is, by words and small vectors alone, that two texts tell the same or one covers the other."""
        basis = self.small.basis
        found = {**measured, **no_fact_measures()}
        if found["ratio"] >= self.settings.similar_length:
            return basis.decisions["same"].probability(found)
        short, long = in_order_of_size(a, b)
        return basis.decisions["part"].probability(found | coverage_in(found, short, long))

    def _is_sure(self, verdict: Verdict) -> bool:
        if verdict.relation is Relation.UNRELATED:
            return False
        return not verdict.duplicate or verdict.score >= self.settings.archive_report_at

    def _row(self, row: Mapping[str, Any], verdict: Verdict) -> tuple[Any, ...]:
        a, b = row["text_a"], row["text_b"]
        only_a = only_b = ""
        named = alone = 0.0
        open_to_reading = False
        if verdict.duplicate and verdict.relation is not Relation.IDENTICAL:
            one, other = self._bag(a), self._bag(b)
            only_a, only_b = self._only(a, one, b, other), self._only(b, other, a, one)
            covered = [bag.total for bag, only in ((one, only_a), (other, only_b)) if not only]
            told, named = max(covered, default=0.0), self._named(one, other)
            before, verdict = verdict, self._weighed(verdict, told)
            if not verdict.duplicate and verdict.relation is not Relation.SUMMARY:
                alone = self._alone(before.score, told, named)
                open_to_reading = told >= self.settings.alone_told or named >= self.settings.read_named
        return (
            row["a"],
            row["b"],
            str(verdict.relation),
            verdict.score,
            verdict.duplicate,
            verdict.evidence.cosine,
            verdict.evidence.overlap,
            verdict.a_in_b,
            verdict.b_in_a,
            "; ".join(disagreement(conflict) for conflict in verdict.conflicts),
            only_a,
            only_b,
            named,
            alone,
            open_to_reading,
        )

    def _weighed(self, verdict: Verdict, covered: float) -> Verdict:
        """Return the verdict as it stands among so many passages, of which thousands are alike without telling the same.

        A duplicate is what the other says, or what was copied. `covered` is the information of a side that the other covers.
        What is less sure stays a pair, with a score below that of duplicates.
        """
        settings, measured = self.settings, verdict.evidence.features
        runs, sure = measured.get("runs_s", 1.0), verdict.score >= settings.scan_sure
        words = math.expm1(measured.get("length_s", 0.0))
        copied = runs >= settings.archive_copied and words >= settings.archive_line
        told = covered >= settings.scan_told and (sure or runs >= settings.scan_runs)
        brief = covered >= settings.scan_brief and sure and runs >= settings.scan_brief_runs
        if copied or told or brief:
            return verdict
        score = min(settings.doubted * verdict.score, settings.duplicate_at - 0.01)
        return replace(verdict, score=round(score, 4), duplicate=False)

    def _alone(self, score: float, covered: float, named: float) -> float:
        """Return the score of a less sure pair if nothing else is worded like its texts; 0.0 if it is in doubt even so."""
        settings = self.settings
        told = covered >= settings.alone_told and score >= settings.scan_sure
        same = named >= settings.form_named and score >= settings.alone_sure
        return score if told or same else 0.0

    def _named(self, one: Bag, other: Bag) -> float:
        """Return the information of the rare words that both have, as most names are."""
        least, told = self.settings.archive_rare, other.weights
        return round(sum(weight for stem, weight in sorted(one.weights.items()) if weight >= least and stem in told), 4)

    def _bag(self, text: str) -> Bag:
        known = self._whole.get(text)  # a text of which phrases are ignored is not known as a whole
        return known.bag if known is not None else Bag(self.small.basis.lexicon.words(text))

    def _only(self, text: str, mine: Bag, other: str, theirs: Bag) -> str:
        """Return what a text tells that the other does not: typed facts, and words that tell much."""
        found = residue(text, mine, other, theirs, (), self.small.basis.lexicon)
        lost = {word.stem: word.weight for word in found.words if word.stem not in CONNECTIVES}
        few = sum(lost.values()) <= self.settings.safe_residue * mine.total
        if found.safe and few and max(lost.values(), default=0.0) < self.settings.telling_word:
            return ""
        told = losses(text, 0, found)
        more = f"; and {len(told) - _MOST_LOST} more" if len(told) > _MOST_LOST else ""
        return "; ".join(loss.text for loss in told[:_MOST_LOST]) + more or "some of its words"


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no unreachable cycles: judging makes none, and each look would go through all texts that are known.

    A process of the scan's own does not look through them afterwards either: a look took .15 s of a part's 2.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if multiprocessing.parent_process() is not None:
                gc.freeze()
            gc.enable()
