"""Two articles in, what became of the one in the other out: read this after pipeline.py.

Both are cut into passages and sentences (texts.py); sentences that tell the same are aligned and joined into runs
(stages/align.py); each run is taken apart into pieces whose fate is named (here, facts by linked.py); then passages are
judged as `check` does it, and what nobody tells is left over.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dedup.comparison import ORIGINAL, REPOST, Alignment, Fate, Found, Piece, Share
from dedup.grid import Link
from dedup.likeness import Bag, Vector, overlap
from dedup.linked import Half, Linked, missing
from dedup.normalise import same_text
from dedup.pairs import Tools, profile_all, with_clauses
from dedup.passages import COMPARED, Aligned, Article, Conflict, Evidence, Match, Passage, Relation, Role, Span, Verdict
from dedup.pipeline import match_of
from dedup.settings import Settings
from dedup.stages.align import Run, align
from dedup.stages.embed import embed
from dedup.stages.judge import judge
from dedup.stages.newer import newer
from dedup.stages.pieces import Group, fate_of, grouped, in_spans, out_of_order, relation_of
from dedup.texts import Text, encoded, text_of
from dedup.timing import Stopwatch
from dedup.units import Side
from dedup.words import count

Place = tuple[int, int]
NOT_JUDGED = "not judged as a whole: the score is the share of the shorter that stands in aligned sentences"


def compare(original: Article, repost: Article, tools: Tools, settings: Settings) -> Found:
    """Return what became of an article in its repost."""
    watch = Stopwatch()
    a = text_of(original, ORIGINAL, 0, tools, settings)
    b = text_of(repost, REPOST, len(a.passages), tools, settings)
    watch.lap("segment", f"{len(a.passages):,} and {len(b.passages):,} passages")
    left, right, notes = encoded(a, b, tools, settings)
    watch.lap("  embed", f"{len(left.row) + len(right.row):,} of {len(a.units) + len(b.units):,} sentences")
    runs = align(left, right, tools.basis, settings)
    watch.lap("align", f"{len(runs):,} runs")
    vectors = with_linked(runs, left, right, tools, settings)
    work = _Work(Half(a, left, tools.basis, vectors), Half(b, right, tools.basis, vectors), tools, settings)
    alignments = work.alignments(runs)
    watch.lap("facts", f"{len(alignments):,} alignments")
    matches, more = work.passage_matches(alignments)
    watch.lap("judge", f"{len(matches):,} passages tell the same")
    told = [_fates(text, alignments) for text in (a, b)]
    return Found(
        passages=(*a.passages, *b.passages),
        matches=alignments,
        passage_matches=matches,
        dropped=_untold(a, told[0]),
        added=_untold(b, told[1]),
        dropped_spans=_left_over(a, told[0]),
        added_spans=_left_over(b, told[1]),
        shares=(_share(a, told[0]), _share(b, told[1])),
        newer=newer(original, repost),
        notes=(*notes, *more),
    )


def with_linked(runs: Sequence[Run], left: Side, right: Side, tools: Tools, settings: Settings) -> dict[str, Vector]:
    """Return the vectors of sentences by text, those of linked ones as well that needed none to be aligned."""
    known = {side.units[n].text: side.vectors[row] for side in (left, right) for n, row in side.row.items()}
    links = [link for run in runs for link in run.links if not link.equal]
    texts = dict.fromkeys(text for link in links for text in (left.units[link.i].text, right.units[link.j].text))
    missing = [text for text in texts if text not in known]
    return embed(missing[: settings.most_encoded], tools.encoder, known)


@dataclass(frozen=True)
class _Work:
    """The two articles being compared, with everything that is needed to say how their sentences relate."""

    a: Half
    b: Half
    tools: Tools
    settings: Settings

    # -- alignments ---------------------------------------------------------------------------------------------

    def alignments(self, runs: Sequence[Run]) -> tuple[Alignment, ...]:
        """Return the runs as spans with their pieces, in reading order of the original."""
        facts = Linked(self.a, self.b)
        found = [made for run in runs if (made := self._alignment(run, facts)) is not None]
        found.sort(key=lambda one: (one.a, one.b))
        moved = out_of_order([(one.a, one.b) for one in found])
        return tuple(replace(one, moved=out) for one, out in zip(found, moved, strict=True))

    def _alignment(self, run: Run, facts: Linked) -> Alignment | None:
        """Return a run with its pieces; None where all it has is one form about something else."""
        links = [link for link in run.links if link.equal or not facts.elsewhere(link, run.links)]
        if not any(link.equal or link.kindred or link.sure >= self.settings.seed_at for link in links):
            return None
        if len(links) < len(run.links) and not any(facts.agree(link) for link in links):
            return None  # one form, filled in on another day: whatever else it says is of that day
        sure = {(link.i, link.j): link.sure + link.equal for link in links}
        reach = _inside(run.a, self.a.side, {i for i, _ in sure}), _inside(run.b, self.b.side, {j for _, j in sure})
        groups = grouped(*reach, sure, self._near, self.settings.told_near)
        known = {(link.i, link.j): link for link in links}
        pieces = tuple(self._piece(group, known, facts) for group in groups)
        a = Span(self.a.text.spans[run.a[0]].start, self.a.text.spans[run.a[1]].end)
        b = Span(self.b.text.spans[run.b[0]].start, self.b.text.spans[run.b[1]].end)
        weights = [sum(span.end - span.start for span in (*piece.a, *piece.b)) for piece in pieces]
        score = sum(piece.sure * weight for piece, weight in zip(pieces, weights, strict=True)) / sum(weights)
        relation = Relation.CONFLICT if any(piece.conflicts for piece in pieces) else self._relation(a, b)
        return Alignment(a, b, relation, round(score, 4), moved=False, pieces=pieces)

    def _near(self, i: int, j: int) -> float:
        p, q = self.a.side.row.get(i), self.b.side.row.get(j)
        cosine = 0.0 if p is None or q is None else float(self.a.side.vectors[p] @ self.b.side.vectors[q])
        return round((cosine + overlap(self.a.side.units[i].bag, self.b.side.units[j].bag)) / 2, 4)

    def _relation(self, a: Span, b: Span) -> Relation:
        one, other = self.a.text.slice(a), self.b.text.slice(b)
        words = self.tools.basis.lexicon.words
        return relation_of(one, other, overlap(Bag(words(one)), Bag(words(other))), self.settings)

    def _piece(self, group: Group, known: Mapping[Place, Link], facts: Linked) -> Piece:
        a, b = in_spans(group[0], self.a.text.spans), in_spans(group[1], self.b.text.spans)
        one, other = self.a.text.joined(a), self.b.text.joined(b)
        if same_text(one, other):
            return Piece(a, b, Fate.CARRIED_OVER, 1.0)
        linked = [known[i, j] for i in group[0] for j in group[1] if (i, j) in known]
        conflicts = facts.conflicts(group, linked)
        lost = missing(self.a, group[0], self.b, group[1], [conflict.a_span for conflict in conflicts])
        gained = missing(self.b, group[1], self.a, group[0], [conflict.b_span for conflict in conflicts])
        fate = fate_of(one, other, conflicts, lost, gained, self.settings.similar_length)
        surest = max((link.sure for link in linked), default=0.0)
        return Piece(a, b, fate, round(surest, 4), conflicts, lost, gained)

    # -- passages -----------------------------------------------------------------------------------------------

    def passage_matches(self, alignments: Sequence[Alignment]) -> tuple[tuple[Match, ...], tuple[str, ...]]:
        """Return the passages that tell the same, wholly or in sentences, as `check` lists them, and notes."""
        told = {(x, y): spans for (x, y), spans in self._told(alignments).items() if self._matches(x, y)}
        pairs = [(self.a.text.by_id(x), self.b.text.by_id(y)) for x, y in sorted(told)]
        verdicts = self._judged([(x, y) for x, y in pairs if not same_text(x.text, y.text)])
        conflicts = [conflict for one in alignments for conflict in one.conflicts]
        found = []
        for x, y in pairs:
            clashes = [c for c in conflicts if x.start <= c.a_span.start < x.end and y.start <= c.b_span.start < y.end]
            found.append(match_of(x, y, self._verdict(x, y, verdicts.get((x.id, y.id)), told[x.id, y.id], clashes)))
        left_out = sum(not same_text(x.text, y.text) and (x.id, y.id) not in verdicts for x, y in pairs)
        note = f"{left_out:,} of {len(pairs):,} pairs of passages were not judged as a whole (most_judged)"
        return tuple(found), (note,) if left_out else ()

    def _matches(self, x: int, y: int) -> bool:
        """Return whether passages are of a kind that is listed: headings never match, boilerplate only its copy."""
        one, other = self.a.text.by_id(x).role, self.b.text.by_id(y).role
        return Role.HEADING not in {one, other} and (one is Role.BOILERPLATE) == (other is Role.BOILERPLATE)

    def _told(self, alignments: Sequence[Alignment]) -> dict[Place, list[Aligned]]:
        """Return where passages tell the same, by pair of ids: the sentences of each piece that stand in both."""
        found: defaultdict[Place, list[Aligned]] = defaultdict(list)
        for piece in (piece for one in alignments for piece in one.pieces):
            left, right = (
                list(_by_passage(half.text, spans)) for half, spans in ((self.a, piece.a), (self.b, piece.b))
            )
            for n, (x, span) in enumerate(left):
                others = right if len(left) == 1 else [right[min(n, len(right) - 1)]]
                if n == len(left) - 1:
                    others = right[min(n, len(right) - 1) :] if len(left) > 1 else right
                for y, other in others:
                    found[x, y].append(Aligned(*span, *other))
        return found

    def _judged(self, pairs: Sequence[tuple[Passage, Passage]]) -> dict[Place, Verdict]:
        """Return the judge's verdicts on passages, so many of them, those first on which words alone do not decide."""
        texts: set[str] = set()
        chosen = []
        for x, y in sorted(pairs, key=lambda pair: self._shape(*pair) is Relation.NEAR_DUPLICATE):
            new = {self.a.text.heard[x.id], self.b.text.heard[y.id]}
            if len(texts | new) > self.settings.most_judged:
                break
            texts |= new
            chosen.append((x, y))
        profiles = profile_all(texts, self.tools, self.settings, vectors=self.a.vectors)
        heard = {(x.id, y.id): (self.a.text.heard[x.id], self.b.text.heard[y.id]) for x, y in chosen}
        gate = self.settings.statement_gate
        close = {
            t for one, two in heard.values() if profiles[one].vector @ profiles[two].vector >= gate for t in (one, two)
        }
        profiles |= with_clauses([profiles[text] for text in sorted(close)], self.tools)
        basis = self.tools.basis
        return {
            pair: judge(profiles[one], profiles[other], basis, self.settings) for pair, (one, other) in heard.items()
        }

    def _verdict(
        self, x: Passage, y: Passage, judged: Verdict | None, told: Sequence[Aligned], clashes: Sequence[Conflict]
    ) -> Verdict:
        """Return the verdict on two passages of which sentences are aligned; spans count from the start of each."""
        by_shape = self._shape(x, y)
        if by_shape is Relation.IDENTICAL:
            whole = (Aligned(0, len(x.text), 0, len(y.text)),)
            return Verdict(by_shape, 1.0, True, 1.0, 1.0, (), Evidence(1.0, 1.0, whole))
        spans = tuple(
            Aligned(s.a_start - x.start, s.a_end - x.start, s.b_start - y.start, s.b_end - y.start) for s in told
        )
        known = judged or self._by_sentences(x, y, spans)
        relation = known.relation if known.relation not in {Relation.UNRELATED, Relation.CONFLICT} else by_shape
        score = known.score
        if clashes:
            relation, score = Relation.CONFLICT, min(score, round(self.settings.duplicate_at - 0.01, 4))
        return replace(
            known,
            relation=relation,
            score=score,
            duplicate=score >= self.settings.duplicate_at,
            conflicts=tuple(
                replace(
                    c,
                    a_span=Span(c.a_span.start - x.start, c.a_span.end - x.start),
                    b_span=Span(c.b_span.start - y.start, c.b_span.end - y.start),
                )
                for c in clashes
            ),
            evidence=replace(known.evidence, spans=tuple(sorted(set(spans)))),
        )

    def _shape(self, x: Passage, y: Passage) -> Relation:
        return self._relation(Span(x.start, x.end), Span(y.start, y.end))

    def _by_sentences(self, x: Passage, y: Passage, spans: Sequence[Aligned]) -> Verdict:
        """Return a verdict on passages that were not judged as a whole: how much of each stands in aligned sentences."""
        words = self.tools.basis.lexicon.words
        a, b = _covered(len(x.text), [s[:2] for s in spans]), _covered(len(y.text), [s[2:] for s in spans])
        score = a if len(x.text) <= len(y.text) else b
        evidence = Evidence(0.0, round(overlap(Bag(words(x.text)), Bag(words(y.text))), 4))
        duplicate = score >= self.settings.duplicate_at
        return Verdict(self._shape(x, y), score, duplicate, a, b, (), evidence, (NOT_JUDGED,))


def _inside(reach: Place, side: Side, linked: Collection[int]) -> list[int]:
    """Return the sentences of a run; a heading that stands between them is told by none."""
    return [n for n in range(reach[0], reach[1] + 1) if side.units[n].seeds or n in linked]


def _covered(length: int, spans: Sequence[tuple[int, ...]]) -> float:
    """Return the share of a text that spans of it hold."""
    return round(sum(end - start for start, end in set(spans)) / max(1, length), 4)


def _by_passage(text: Text, spans: Sequence[Span]) -> Iterator[tuple[int, Span]]:
    """Yield the parts of spans that stand in one passage each, with its id."""
    for n in _units_in(text, spans):
        yield text.places[n][0], text.spans[n]


def _units_in(text: Text, spans: Sequence[Span]) -> Iterator[int]:
    """Yield the numbers of the sentences that stand in spans."""
    for span in spans:
        at = bisect_left(text.spans, (span.start,))
        while at < len(text.spans) and text.spans[at].end <= span.end:
            yield at
            at += 1


# -- what is left over, and how much ----------------------------------------------------------------------------


def _fates(text: Text, alignments: Sequence[Alignment]) -> dict[int, Fate]:
    """Return what became of each sentence that is told on the other side; told twice, what needs looking at first."""
    order = list(Fate)
    found: dict[int, Fate] = {}
    for piece in (piece for one in alignments for piece in one.pieces):
        for n in _units_in(text, piece.b if text.number == REPOST else piece.a):
            found[n] = min(found.get(n, piece.fate), piece.fate, key=order.index)
    return found


def _counted(text: Text) -> Iterator[int]:
    """Yield the sentences whose words count: not those of headings and boilerplate."""
    return (n for n in range(len(text.units)) if text.passage(n).role in COMPARED)


def _untold(text: Text, fates: Mapping[int, Fate]) -> tuple[int, ...]:
    """Return the ids of the passages of which the other side tells nothing."""
    told = {text.places[n][0] for n in fates}
    return tuple(sorted({text.places[n][0] for n in _counted(text)} - told))


def _left_over(text: Text, fates: Mapping[int, Fate]) -> tuple[Span, ...]:
    """Return the runs of sentences that the other side does not tell, passage by passage."""
    found: list[Span] = []
    last = (-1, -1)
    for n in _counted(text):
        if n in fates:
            continue
        if last == (n - 1, text.places[n][0]):
            found[-1] = Span(found[-1].start, text.spans[n].end)
        else:
            found.append(text.spans[n])
        last = (n, text.places[n][0])
    return tuple(found)


def _share(text: Text, fates: Mapping[int, Fate]) -> Share:
    """Return the words of one side by what became of them."""
    words = dict.fromkeys(Fate, 0)
    alone = 0
    for n in _counted(text):
        number = count(text.slice(text.spans[n]))
        if n in fates:
            words[fates[n]] += number
        else:
            alone += number
    return Share(
        words=sum(words.values()) + alone,
        conflict=words[Fate.CONFLICT],
        changed=words[Fate.CHANGED],
        reworded=words[Fate.REWORDED],
        carried_over=words[Fate.CARRIED_OVER],
        alone=alone,
    )
