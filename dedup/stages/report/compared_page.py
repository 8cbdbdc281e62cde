"""From comparisons to what a page shows of them, as plain data that a template reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from dedup.comparison import ORIGINAL, REPOST, ComparedPassage, Comparison, Fate
from dedup.passages import Conflict, FactKind, Span
from dedup.stages.report.compared import (
    FATES,
    SIDES,
    Compared,
    Entry,
    by_fate,
    columns_of_table,
    heading,
    table_note,
)
from dedup.stages.report.diff import differing
from dedup.stages.report.display import visible
from dedup.stages.report.pieces import Run, compared as compared_runs, plain
from dedup.stages.report.ribbon import Band, Ribbon, ribbon
from dedup.stages.report.telling import beginning, shown_words
from dedup.stages.report.view import Disagreement, Figure, Link
from dedup.stages.report.wording import many, quoted, sentence

SIGNS = {Fate.CONFLICT: "≠", Fate.CHANGED: "Δ", Fate.REWORDED: "≈", Fate.CARRIED_OVER: "="}
"""What stands before an entry's number: colour is never the only sign."""
LEADS = {
    Fate.CONFLICT: "Both tell one thing, and they disagree. Find out which is right first.",
    Fate.CHANGED: "Told in short, or with a recognised fact less or more.",
    Fate.REWORDED: "Told in other words; no recognised fact is lost or new.",
    Fate.CARRIED_OVER: "Typography and capitals do not count.",
}
LOOKS = {fate: str(fate) for fate in Fate}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a passage; with an entry it has a badge, leads to the other side, and can be led to."""

    runs: tuple[Run, ...]
    look: str = ""
    label: str = ""
    anchor: str = ""
    href: str = ""
    card: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage in its column."""

    line: int
    role: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One side of a card."""

    side: str
    where: str
    href: str
    runs: tuple[Run, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Card:
    """One entry: both sides, on what they disagree, which facts only one has."""

    anchor: str
    label: str
    look: str
    title: str
    disagree: tuple[Disagreement, ...]
    facts: tuple[tuple[str, str], ...]
    sides: tuple[Text, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Section:
    """The entries of one fate."""

    title: str
    lead: str
    look: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Alone:
    """What only one side tells: links into its column."""

    side: int
    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Everything a page shows of one comparison."""

    anchor: str
    names: tuple[str, str]
    said: tuple[str, ...]
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    ribbon: Ribbon
    first: tuple[Section, ...]
    alone: tuple[Alone, ...]
    rest: tuple[Section, ...]
    columns: tuple[tuple[Shown, ...], tuple[Shown, ...]]
    made_by: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """A page of one original and its reposts; `rows` is the table where there are several."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Link, tuple[str, ...]], ...]
    note: str
    comparisons: tuple[ComparisonView, ...]


def comparison_page(comparisons: Sequence[Comparison]) -> ComparisonPage:
    """Return what a page of these comparisons shows. Anchors of the n-th begin with `r` and n."""
    several = [Compared(one) for one in comparisons]
    views = tuple(_View(one, f"r{n}").view() for n, one in enumerate(several, 1))
    rows = tuple(
        (Link(visible(line[0]), f"#{view.anchor}"), tuple(line[1:]))
        for view, line in zip(views, (one.one_line() for one in several), strict=True)
    )
    original, repost = views[0].names
    title = f"{original} and {repost if len(views) == 1 else f'{len(views)} reposts'}"
    return ComparisonPage(f"Compared: {title}", tuple(columns_of_table()), rows, table_note(), views)


@dataclass(frozen=True)
class _View:
    compared: Compared
    anchor: str

    def view(self) -> ComparisonView:
        comparison = self.compared.comparison
        shas = ", ".join(info.sha256[:16] for info in comparison.articles)
        tool = comparison.tool
        original, repost = (visible(" ".join(name.split())) for name in self.compared.names)
        return ComparisonView(
            anchor=self.anchor,
            names=(original, repost),
            said=tuple(map(visible, self.compared.said())),
            figures=self._figures(),
            notes=tuple(map(visible, comparison.notes)),
            ribbon=self._ribbon(),
            first=tuple(self._sections((Fate.CONFLICT, Fate.CHANGED))),
            alone=tuple(self._alone(article) for article in (ORIGINAL, REPOST) if self.compared.left_over(article)),
            rest=tuple(self._sections((Fate.REWORDED, Fate.CARRIED_OVER))),
            columns=(self._column(ORIGINAL), self._column(REPOST)),
            made_by=visible(f"{tool.name} {tool.version}; texts sha256 {shas}"),
        )

    @cached_property
    def _entries(self) -> list[Entry]:
        found = [entry for fate in Fate for entry in self.compared.entries(fate)]
        return sorted(found, key=lambda entry: (entry.a, entry.b))

    def _label(self, n: int) -> str:
        return f"{SIGNS[self._entries[n].fate]}{n + 1}"

    def _figures(self) -> tuple[Figure, ...]:
        original, repost = self.compared.comparison.shares
        conflicts = len(self.compared.comparison.conflicts)
        rows = [(conflicts, "conflict" if conflicts == 1 else "conflicts", "conflict", Fate.CONFLICT)]
        rows += [
            (words, f"of {original.words:,} words {FATES[fate]}", str(fate), fate)
            for fate, words in by_fate(original)
            if fate is not Fate.CONFLICT
        ]
        figures = [Figure(f"{n:,}", told, self._top(fate), look if n else "none") for n, told, look, fate in rows]
        left = ((original, "dropped", ORIGINAL), (repost, "added", REPOST))
        figures += [
            Figure(
                f"{share.alone:,}",
                f"of {share.words:,} words {told}",
                f"#{self.anchor}-alone{side}" if self.compared.left_over(side) else f"#{self.anchor}",
                told if share.alone else "none",
            )
            for share, told, side in left
        ]
        return tuple(figures)

    def _top(self, fate: Fate) -> str:
        return f"#{self.anchor}-{fate}" if any(entry.fate is fate for entry in self._entries) else f"#{self.anchor}"

    def _ribbon(self) -> Ribbon:
        lengths = [max((p.end for p in self.compared.passages(n)), default=1) for n in (ORIGINAL, REPOST)]
        bands = [
            Band(
                Span(entry.a[0].start, entry.a[-1].end),
                Span(entry.b[0].start, entry.b[-1].end),
                LOOKS[entry.fate],
                f"#{self.anchor}-e{n + 1}",
                visible(f"{self._label(n)} {FATES[entry.fate]}: {self.compared.title(entry)}"),
            )
            for n, entry in enumerate(self._entries)
        ]
        return ribbon(bands, (lengths[0], lengths[1]))

    # -- cards --------------------------------------------------------------------------------------------------

    def _sections(self, fates: Sequence[Fate]) -> Iterator[Section]:
        for fate in fates:
            numbers = [n for n, entry in enumerate(self._entries) if entry.fate is fate]
            if numbers:
                yield Section(
                    heading(fate, len(numbers)).partition(" (")[0],
                    LEADS[fate],
                    str(fate),
                    tuple(map(self._card, numbers)),
                )

    def _card(self, n: int) -> Card:
        entry = self._entries[n]
        texts = [shown_words(self.compared.text(side, spans)) for side, spans in enumerate((entry.a, entry.b))]
        only = differing(texts[0][0], texts[1][0])
        sides = tuple(
            Text(
                SIDES[side],
                self.compared.where(side, spans),
                f"#{self.anchor}-{'ab'[side]}{n + 1}",
                compared_runs(texts[side][0], only[side], self._clashes(side, entry, len(texts[side][0]))),
                texts[side][1],
            )
            for side, spans in enumerate((entry.a, entry.b))
        )
        text = beginning(self.compared.text(ORIGINAL, entry.a), 14)
        return Card(
            anchor=f"{self.anchor}-e{n + 1}",
            label=self._label(n),
            look=LOOKS[entry.fate],
            title=sentence(self.compared.title(entry)),
            disagree=tuple(map(_disagreement, entry.conflicts)),
            facts=tuple((label, visible(facts)) for label, facts in self.compared.facts(entry)),
            sides=sides,
            line=visible(f"{self.compared.size(entry)}: {text}"),
        )

    def _clashes(self, side: int, entry: Entry, most: int) -> list[Span]:
        spans = entry.b if side == REPOST else entry.a
        places = [c.b_span if side == REPOST else c.a_span for c in entry.conflicts]
        return [found for place in places if (found := self.compared.shift(spans, place)) and found.end <= most]

    def _alone(self, article: int) -> Alone:
        spans = self.compared.left_over(article)
        links = tuple(
            Link(
                visible(f"{sentence(self.compared.where(article, [span]))}: {self.compared.text(article, [span])}"),
                f"#{self.anchor}-{'xy'[article]}{n}",
            )
            for n, span in enumerate(spans, 1)
        )
        return Alone(article, self.compared.left_over_title(article), links)

    # -- the two columns ----------------------------------------------------------------------------------------

    def _column(self, article: int) -> tuple[Shown, ...]:
        return tuple(
            Shown(passage.line, str(passage.role), tuple(self._stretches(passage)))
            for passage in self.compared.passages(article)
        )

    @cached_property
    def _places(self) -> tuple[list[tuple[Span, int, bool]], list[tuple[Span, int, bool]]]:
        """Return where the entries stand on each side, sorted: span, number, and whether it is the entry's first."""
        sides: list[list[tuple[Span, int, bool]]] = [[], []]
        for n, entry in enumerate(self._entries):
            for side, spans in enumerate((entry.a, entry.b)):
                sides[side] += [(span, n, k == 0) for k, span in enumerate(spans)]
        return sorted(sides[0]), sorted(sides[1])

    @cached_property
    def _lone(self) -> tuple[dict[int, int], dict[int, int]]:
        """Return the numbers of what only one side tells, by where it begins."""
        original, repost = (
            {span.start: n for n, span in enumerate(self.compared.left_over(side), 1)} for side in (ORIGINAL, REPOST)
        )
        return original, repost

    def _stretches(self, passage: ComparedPassage) -> Iterator[Stretch]:
        """Yield a passage cut where entries, and what it tells alone, begin and end; a place told twice counts once."""
        side = passage.article
        cuts = [
            (span, n, first)
            for span, n, first in self._places[side]
            if span.start < passage.end and passage.start < span.end
        ]
        lone = [(span, -1, True) for span in self.compared.left_over(side) if passage.start <= span.start < passage.end]
        at = passage.start
        for span, n, first in sorted(cuts + lone):
            start, end = max(at, span.start), min(span.end, passage.end)
            if start >= end:
                if first and n >= 0 and span.start >= passage.start:
                    yield self._stretch(
                        passage, Span(at, at), n, first=True
                    )  # all of it is told twice: its anchor stays
                continue
            if start > at:
                yield Stretch(plain(passage.text[at - passage.start : start - passage.start]))
            if n < 0:
                yield self._alone_stretch(passage, Span(start, end), self._lone[side][span.start])
            else:
                yield self._stretch(passage, Span(start, end), n, first=first and span.start >= passage.start)
            at = end
        if at < passage.end:
            yield Stretch(plain(passage.text[at - passage.start :]))

    def _stretch(self, passage: ComparedPassage, span: Span, n: int, *, first: bool) -> Stretch:
        entry, side = self._entries[n], passage.article
        other = self.compared.where(1 - side, entry.a if side == REPOST else entry.b)
        clashes = [c.b_span if side == REPOST else c.a_span for c in entry.conflicts]
        inside = [
            Span(c.start - span.start, c.end - span.start)
            for c in clashes
            if span.start <= c.start and c.end <= span.end
        ]
        return Stretch(
            plain(passage.text[span.start - passage.start : span.end - passage.start], inside),
            LOOKS[entry.fate],
            self._label(n) if first else "",
            f"{self.anchor}-{'ab'[side]}{n + 1}" if first else "",
            f"#{self.anchor}-{'ba'[side]}{n + 1}",
            f"#{self.anchor}-e{n + 1}",
            f"{sentence(FATES[entry.fate])}: {other} of the {SIDES[1 - side]}",
        )

    def _alone_stretch(self, passage: ComparedPassage, span: Span, number: int) -> Stretch:
        side = passage.article
        return Stretch(
            plain(passage.text[span.start - passage.start : span.end - passage.start]),
            "added" if side == REPOST else "dropped",
            f"{'+' if side == REPOST else '−'}{number}",
            f"{self.anchor}-{'xy'[side]}{number}",
            "",
            f"#{self.anchor}-alone{side}",
            many(self.compared.words(side, [span]), "word") + (" added" if side == REPOST else " dropped"),
        )


def _disagreement(conflict: Conflict) -> Disagreement:
    kind = "altered quotation" if conflict.kind is FactKind.QUOTE else str(conflict.kind)
    return Disagreement(kind, visible(quoted(conflict.a)), visible(quoted(conflict.b)))
