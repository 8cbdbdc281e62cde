"""What every report says of a comparison, in sentences: shares, which is newer, and the entries under each fate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dedup.comparison import ORIGINAL, REPOST, Alignment, ComparedPassage, Comparison, Fate, Piece, Share
from dedup.passages import Conflict, FactKind, Loss, Span
from dedup.stages.report.wording import disagreement, listed, losses, many, percent, quoted, sentence
from dedup.words import count

SIDES = ("original", "repost")
FATES = {
    Fate.CONFLICT: "in conflict",
    Fate.CHANGED: "changed",
    Fate.REWORDED: "reworded",
    Fate.CARRIED_OVER: "carried over",
}
HEADINGS = {
    Fate.CONFLICT: "Conflicts",
    Fate.CHANGED: "Changed: told in short, or with a fact less or more",
    Fate.REWORDED: "Reworded: other words, no recognised fact lost or new",
    Fate.CARRIED_OVER: "Carried over word for word",
}
_JOINED = frozenset({Fate.REWORDED, Fate.CARRIED_OVER})
BETWEEN = " … "
"""Stands between sentences that do not follow each other."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a report: a piece, or several of one fate that follow each other on both sides."""

    a: tuple[Span, ...]
    b: tuple[Span, ...]
    fate: Fate
    moved: bool
    conflicts: tuple[Conflict, ...] = ()
    lost: tuple[Loss, ...] = ()
    gained: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Compared:
    """The sentences of one comparison. They hold words of the articles: whoever shows them makes those harmless."""

    comparison: Comparison

    # -- names and places ---------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> tuple[str, str]:
        """Return what the two articles are called."""
        original, repost = (
            ("" if info.path == "-" else info.path or info.title) or f"The {side}"
            for info, side in zip(self.comparison.articles, SIDES, strict=True)
        )
        return original, repost

    @cached_property
    def _texts(self) -> tuple[str, str]:
        """Return both articles as far as their passages hold them: every offset is right, blank lines between."""
        original, repost = (self._text(article) for article in (ORIGINAL, REPOST))
        return original, repost

    def _text(self, article: int) -> str:
        parts: list[str] = []
        at = 0
        for passage in self.passages(article):
            parts += ["\n" * (passage.start - at), passage.text]
            at = passage.end
        return "".join(parts)

    def passages(self, article: int) -> list[ComparedPassage]:
        """Return the passages of one of the two."""
        return [passage for passage in self.comparison.passages if passage.article == article]

    @cached_property
    def _by_start(self) -> tuple[list[ComparedPassage], list[ComparedPassage]]:
        return self.passages(ORIGINAL), self.passages(REPOST)

    def line(self, article: int, at: int) -> int:
        """Return the line on which a place stands."""
        passage = next(p for p in reversed(self._by_start[article]) if p.start <= at)
        return passage.line + passage.text.count("\n", 0, at - passage.start)

    def where(self, article: int, spans: Sequence[Span]) -> str:
        """Return "line 3" or "lines 3 to 5"."""
        first, last = self.line(article, spans[0].start), self.line(article, spans[-1].end - 1)
        return f"line {first}" if first == last else f"lines {first} to {last}"

    def text(self, article: int, spans: Sequence[Span]) -> str:
        """Return the text of spans; what does not follow each other is parted by an ellipsis."""
        return BETWEEN.join(self._texts[article][span.start : span.end] for span in spans)

    def words(self, article: int, spans: Sequence[Span]) -> int:
        """Return how many words spans have."""
        return sum(count(self._texts[article][span.start : span.end]) for span in spans)

    def shift(self, spans: Sequence[Span], place: Span) -> Span | None:
        """Return where a place of the article stands in `text(article, spans)`, None where it does not."""
        at = 0
        for span in spans:
            if span.start <= place.start and place.end <= span.end:
                return Span(at + place.start - span.start, at + place.end - span.start)
            at += span.end - span.start + len(BETWEEN)
        return None

    # -- the head -----------------------------------------------------------------------------------------------

    def said(self) -> list[str]:
        """Return the summary: conflicts, how much of each side the other tells, and which looks newer."""
        said = []
        number = len(self.comparison.conflicts)
        if number:
            said.append(f"{many(number, 'conflict')}: told by both, but not the same. Look there first.")
        said += [self.told(ORIGINAL), self.told(REPOST)]
        if newer := self.newer():
            said.append(newer)
        return said

    def told(self, article: int) -> str:
        """Return how many words of one side the other tells, by what became of them, and how many it does not."""
        share = self.comparison.shares[article]
        side, other = SIDES[article], SIDES[1 - article]
        words = many(share.words, "word")
        if not share.told:
            return f"Nothing of the {side}'s {words} is told by the {other}."
        kinds = listed([f"{number:,} {FATES[fate]}" for fate, number in by_fate(share) if number])
        alone = "dropped" if article == ORIGINAL else "added"
        rest = (
            f"{share.alone:,} ({percent(share.alone / share.words)}) are {alone}" if share.alone else f"none is {alone}"
        )
        told = f"{share.told:,} ({percent(share.told / share.words)}) are told by the {other}"
        return f"Of the {side}'s {words}, {told}: {kinds}; {rest}."

    def newer(self) -> str:
        """Return which of the two looks newer and why, or ""."""
        newer = self.comparison.newer
        return f"The {SIDES[newer.article]} looks newer: {newer.why}." if newer else ""

    @property
    def found(self) -> bool:
        """Whether anything of the one is told by the other."""
        return bool(self.comparison.matches)

    def one_line(self) -> list[str]:
        """Return one row of the table of several reposts: name, conflicts, the shares of the original, words added."""
        original, repost = self.comparison.shares
        of = max(1, original.words)
        shares = [percent(number / of) for _, number in by_fate(original)]
        added = percent(repost.alone / max(1, repost.words))
        return [self.names[REPOST], f"{len(self.comparison.conflicts):,}", *shares, percent(original.alone / of), added]

    # -- entries ------------------------------------------------------------------------------------------------

    def entries(self, fate: Fate) -> list[Entry]:
        """Return what became so, in the order of the original; reworded and carried over pieces as long runs."""
        found: list[Entry] = []
        for match in self.comparison.matches:
            last = None
            for piece in match.pieces:
                if piece.fate is fate:
                    if last is not None and fate in _JOINED and self._follows(found[-1], piece):
                        found[-1] = _longer(found[-1], piece)
                    else:
                        found.append(_entry(match, piece))
                last = piece if piece.fate is fate else None
        return found

    def _follows(self, entry: Entry, piece: Piece) -> bool:
        """Return whether a piece goes on where an entry ends, in the same passages or in those right behind."""
        return all(
            len(one) == len(two) == 1
            and two[0].start - one[0].end >= 0
            and not self._texts[n][one[0].end : two[0].start].strip()
            for n, (one, two) in enumerate(((entry.a, piece.a), (entry.b, piece.b)))
        )

    def title(self, entry: Entry) -> str:
        """Return where an entry stands on both sides, and whether it was moved."""
        a, b = (self.where(n, spans) for n, spans in enumerate((entry.a, entry.b)))
        moved = ", moved" if entry.moved else ""
        return f"{a} in the original, {b} in the repost{moved}"

    def size(self, entry: Entry) -> str:
        """Return "12 words" or "12 words, 9 in the repost"."""
        a, b = self.words(ORIGINAL, entry.a), self.words(REPOST, entry.b)
        return many(a, "word") if a == b else f"{many(a, 'word')}, {b:,} in the repost"

    def on(self, entry: Entry) -> list[str]:
        """Return what both disagree on, one line each; an altered quotation is called so."""
        return [clash(conflict) for conflict in entry.conflicts]

    def facts(self, entry: Entry) -> list[tuple[str, str]]:
        """Return the recognised facts that only one side has: ("lost", ...) and ("new", ...)."""
        told = [("lost", losses(entry.lost)), ("new", losses(entry.gained))]
        return [(label, facts) for label, facts in told if facts]

    def left_over(self, article: int) -> list[Span]:
        """Return what only one side tells."""
        return list(self.comparison.added_spans if article == REPOST else self.comparison.dropped_spans)

    def left_over_title(self, article: int) -> str:
        """Return how many words only one side tells, of how many."""
        share, label = self.comparison.shares[article], "Added by the repost" if article else "Dropped by the repost"
        return f"{label}: {many(share.alone, 'word')} of {share.words:,}"


def by_fate(share: Share) -> list[tuple[Fate, int]]:
    """Return the words of a side by fate, conflicts first."""
    return list(zip(Fate, (share.conflict, share.changed, share.reworded, share.carried_over), strict=True))


def clash(conflict: Conflict) -> str:
    """Return what both disagree on; an altered quotation is called so."""
    if conflict.kind is FactKind.QUOTE:
        return f"altered quotation {quoted(conflict.a)} against {quoted(conflict.b)}"
    return disagreement(conflict)


def heading(fate: Fate, number: int) -> str:
    """Return the heading over the entries of a fate."""
    first, _, rest = HEADINGS[fate].partition(":")
    return f"{first}: {number:,}{' (' + rest.strip() + ')' if rest else ''}"


def columns_of_table() -> list[str]:
    """Return the heads of the table of several reposts."""
    return ["repost", "conflicts", *(FATES[fate] for fate in Fate), "dropped", "added"]


def table_note() -> str:
    """Return what the shares of the table are taken of."""
    return sentence(
        "shares are of the original's words; added, of the repost's. Headings and boilerplate do not count."
    )


def _entry(match: Alignment, piece: Piece) -> Entry:
    return Entry(piece.a, piece.b, piece.fate, match.moved, piece.conflicts, piece.lost, piece.gained)


def _longer(entry: Entry, piece: Piece) -> Entry:
    a, b = Span(entry.a[0].start, piece.a[0].end), Span(entry.b[0].start, piece.b[0].end)
    return Entry((a,), (b,), entry.fate, entry.moved)
