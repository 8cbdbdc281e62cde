"""An independent check of a condensed text against the original: it trusts nothing that condense has computed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dedup.errors import VerificationError
from dedup.facts import find_facts, lacking
from dedup.normalise import same_text
from dedup.passages import LEFT_ALONE, Block, Cluster, Cut, CutStatus, Flag, Match, Passage, Relation, Role, Span

Pair = tuple[int, int]


def slices(text: str, passages: Sequence[Passage], gone: Iterable[int]) -> list[Span]:
    """Return what to take out of the text for each passage that goes: the passage and the line break after it.

    At the end of the text the line break before goes instead, so no empty line is left where nothing follows.
    """
    chosen = set(gone)
    spans: list[Span] = []
    last_kept = max((p.id for p in passages if p.id not in chosen), default=-1)
    for n, passage in enumerate(passages):
        if passage.id not in chosen:
            continue
        if passage.id > last_kept >= 0:
            before = passages[n - 1].end
            start = before if not text[before : passage.start].strip() else passage.start
            spans.append(Span(start, passage.end))
        else:
            after = passages[n + 1].start if n + 1 < len(passages) else len(text)
            spans.append(Span(passage.start, _through_line_break(text, passage.end, after)))
    return spans


def _through_line_break(text: str, end: int, after: int) -> int:
    """Return where the white space after a passage ends: past its last line break, the next indentation kept."""
    at = end
    while at < after and text[at].isspace():
        at += 1
    gap = text[end:at]
    last = max(gap.rfind("\n"), gap.rfind("\r"))
    return end + last + 1 if last >= 0 else at


def cut_out(text: str, spans: Iterable[Span]) -> str:
    """Return the text without the spans (disjoint, in order)."""
    parts, at = [], 0
    for span in spans:
        parts.append(text[at : span.start])
        at = span.end
    return "".join([*parts, text[at:]])


def left_blocks(blocks: Sequence[Block], spans: Sequence[Span]) -> tuple[Block, ...]:
    """Return the blocks of a text after the spans (disjoint, in order) are cut out of it, those that went left out."""

    def moved(offset: int) -> int:
        return offset - sum(min(span.end, offset) - span.start for span in spans if span.start < offset)

    placed = (replace(block, start=moved(block.start), end=moved(block.end)) for block in blocks)
    return tuple(block for block in placed if block.start < block.end)


def verify(
    text: str,
    passages: Sequence[Passage],
    cuts: Sequence[Cut],
    applied: Iterable[int],
    condensed: str,
    matches: Mapping[Pair, Match],
    clusters: Sequence[Cluster],
) -> None:
    """Raise VerificationError unless the condensed text is the original less the applied cuts, each of them proved.

    Proved means: a witness stays, no typed fact of the passage is lost without being listed (quotations letter by
    letter among them), nothing broken off and no party to a conflict goes, and every cluster keeps a member.
    """
    gone = set(applied)
    by_id = {passage.id: passage for passage in passages}
    row = {cut.passage: cut for cut in cuts}
    _is_what_was_left(text, passages, gone, condensed)
    at_odds = {n for pair, match in matches.items() if match.relation is Relation.CONFLICT for n in pair}
    for group in clusters:
        if set(group.members) <= gone:
            raise VerificationError(f"all of group {group.label} was cut; nothing was written")
    for n in sorted(gone):
        passage = by_id[n]
        if n not in row:
            raise VerificationError(f"passage {n} was cut but no row of the ledger says why; nothing was written")
        if LEFT_ALONE & set(passage.flags):
            raise VerificationError(f"passage {n} was cut but is to be left alone; nothing was written")
        if passage.role is Role.BOILERPLATE and row[n].status is CutStatus.BOILERPLATE:
            continue
        if n in at_odds or Flag.TRUNCATED in passage.flags or row[n].status is CutStatus.KEEP_BOTH:
            raise VerificationError(f"passage {n} must not be cut (conflict or broken off); nothing was written")
        _no_fact_unlisted(passage, _witnesses(row[n], gone, by_id, matches), row[n])


def verify_decided(
    text: str,
    passages: Sequence[Passage],
    cuts: Sequence[Cut],
    condensed: str,
    matches: Mapping[Pair, Match],
    proved: Collection[Cut] = (),
    told: Mapping[int, Sequence[str]] | None = None,
) -> None:
    """Raise VerificationError unless the text is the original less these cuts, which a person has decided on.

    As `verify`, but she may cut what disagrees with another passage or is broken off. A witness stays for each cut all the
    same, and what is lost is listed. Of cuts that were `proved` before, on this article, that is not looked at again.
    `told` are passages of other articles on whose word one goes: nothing in this article need say it any more.
    """
    gone = {cut.passage for cut in cuts}
    by_id = {passage.id: passage for passage in passages}
    _is_what_was_left(text, passages, gone, condensed)
    for cut in cuts:
        passage = by_id[cut.passage]
        if LEFT_ALONE & set(passage.flags):
            raise VerificationError(f"passage {cut.passage} was cut but is to be left alone; nothing was written")
        if passage.role is Role.BOILERPLATE:
            continue
        elsewhere = (told or {}).get(cut.passage)
        if elsewhere is None:
            elsewhere = _witnesses(cut, gone, by_id, matches)
        if not any(elsewhere):
            raise VerificationError(
                f"passage {cut.passage} was cut but nothing elsewhere tells it; nothing was written"
            )
        if cut not in proved:
            _no_fact_unlisted(passage, elsewhere, cut)


def _witnesses(cut: Cut, gone: set[int], by_id: Mapping[int, Passage], matches: Mapping[Pair, Match]) -> list[str]:
    """Return what the witnesses of a cut say. Raise where one is gone too, or does not match what it speaks for."""
    n = cut.passage
    witnesses = [by_id[w] for w in cut.covered_by if w not in gone]
    if not witnesses or len(witnesses) < len(cut.covered_by):
        raise VerificationError(f"passage {n} was cut but a witness of it is gone too; nothing was written")
    if not all((min(n, w.id), max(n, w.id)) in matches for w in witnesses):
        raise VerificationError(f"passage {n} was cut for a witness that it does not match; nothing was written")
    return [witness.text for witness in witnesses]


def _is_what_was_left(text: str, passages: Sequence[Passage], gone: set[int], condensed: str) -> None:
    """Raise unless every character outside the cut passages is there in order, white space beside a cut aside.

    There some of the original's white space may be missing, never a line break that keeps two paragraphs apart.
    """
    at = 0
    for space, beside_cut, body in _pieces(text, passages, gone):
        start = at
        while at < len(condensed) and condensed[at].isspace():
            at += 1
        found = condensed[start:at]
        same = found == space or (beside_cut and _left_of(found, space, inside=bool(start and body)))
        if not same or not condensed.startswith(body, at):
            raise VerificationError(
                "the condensed text differs from the original in a place that was not cut; nothing was written"
            )
        at += len(body)
    if at < len(condensed):
        raise VerificationError("the condensed text holds something that the original does not; nothing was written")


def _pieces(text: str, passages: Sequence[Passage], gone: set[int]) -> Iterator[tuple[str, bool, str]]:
    """Yield what stays, in order: the white space before it, whether a passage beside that was cut, and its text."""
    space, cut, start = "", False, 0
    for end, after in [(p.start, p.end) for p in passages if p.id in gone] + [(len(text), len(text))]:
        piece = text[start:end]
        body = piece.strip()
        if body:
            first = piece.index(body)
            yield space + piece[:first], cut, body
            space, cut = piece[first + len(body) :], False
        else:
            space += piece
        cut, start = cut or end < len(text), after
    yield space, cut, ""


def _left_of(found: str, space: str, *, inside: bool) -> bool:
    """Return whether white space is some of the original's, with a line break between paragraphs that had one."""
    rest = iter(space)
    if not all(char in rest for char in found):
        return False
    return not inside or "\n" in found or "\r" in found or not ("\n" in space or "\r" in space)


def _no_fact_unlisted(passage: Passage, texts: Sequence[str], cut: Cut) -> None:
    listed = [(loss.start, loss.end) for loss in cut.would_lose]
    if any(same_text(passage.text, text) for text in texts):
        return
    for fact in lacking(passage.text, texts, find_facts(passage.text)):
        start, end = passage.start + fact.start, passage.start + fact.end
        if not any(low <= start and end <= high for low, high in listed):
            raise VerificationError(
                f"cutting passage {passage.id} would lose {fact.text!r} without saying so; nothing was written"
            )
