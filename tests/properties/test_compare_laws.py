"""Laws of `compare`: an article carries itself over, the sides can be swapped, and spans are exact slices."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hypothesis import given, strategies as st

from dedup.comparison import Comparison, Fate
from dedup.passages import COMPARED, Relation, Span
from tests.fakes import detector
from tests.properties.invented import any_article, changed, examples, respaced, statements, told


@st.composite
def reposted(draw: st.DrawFn) -> tuple[str, str]:
    """An original and a repost: some statements dropped, some reworded, some changed, the order kept or not."""
    said = draw(st.lists(statements(), min_size=1, max_size=5))
    kept = draw(st.permutations(said))[: draw(st.integers(0, len(said)))]
    again = [draw(changed(one)) if draw(st.booleans()) else one for one in kept]
    added = draw(st.lists(statements(), max_size=2))
    original = [draw(told(one)) for one in said]
    repost = [draw(st.sampled_from([draw(told(one)), respaced(draw(told(one)))])) for one in [*again, *added]]
    between = draw(st.sampled_from(["\n\n", " "]))
    return between.join(original), between.join(repost)


pairs = st.one_of(reposted(), reposted(), st.tuples(any_article, any_article))


def compared(original: str, repost: str) -> Comparison:
    return detector().compare(original, repost)


def text_of(text: str, spans: Sequence[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


@examples(40)
@given(any_article)
def test_an_article_compared_with_itself_is_all_carried_over(text: str) -> None:
    found = compared(text, text)
    assert not found.dropped
    assert not found.added
    assert not found.dropped_spans
    assert not found.conflicts
    assert all(piece.fate is Fate.CARRIED_OVER for match in found.matches for piece in match.pieces)
    assert all(match.relation is Relation.IDENTICAL for match in found.passage_matches)
    assert all(share.carried_over == share.words for share in found.shares)


@examples(40)
@given(pairs)
def test_swapping_the_sides_swaps_dropped_and_added(texts: tuple[str, str]) -> None:
    one, other = compared(*texts), compared(*reversed(texts))
    assert one.dropped_spans == other.added_spans
    assert one.added_spans == other.dropped_spans
    assert one.shares == other.shares[::-1]
    assert len(one.dropped) == len(other.added)
    assert {(m.a, m.b, m.relation) for m in one.matches} == {(m.b, m.a, m.relation) for m in other.matches}
    assert {(c.kind, c.a_span, c.b_span) for c in one.conflicts} == {
        (c.kind, c.b_span, c.a_span) for c in other.conflicts
    }


@examples(40)
@given(pairs)
def test_every_span_is_an_exact_slice(texts: tuple[str, str]) -> None:
    original, repost = texts
    found = compared(original, repost)
    for passage in found.passages:
        assert passage.text == texts[passage.article][passage.start : passage.end]
    for match in found.matches:
        for text, spans in ((original, [match.a]), (repost, [match.b])):
            assert all(part and part == part.strip() for part in text_of(text, spans))
        for piece in match.pieces:
            assert all(match.a.start <= span.start < span.end <= match.a.end for span in piece.a)
            assert all(match.b.start <= span.start < span.end <= match.b.end for span in piece.b)
            for conflict in piece.conflicts:
                assert text_of(original, [conflict.a_span]) == [conflict.a]
                assert text_of(repost, [conflict.b_span]) == [conflict.b]
            for text, losses in ((original, piece.lost), (repost, piece.gained)):
                assert all(text[loss.start : loss.end] == loss.text for loss in losses)
    for match in found.passage_matches:
        for conflict in match.conflicts:
            assert text_of(original, [conflict.a_span]) == [conflict.a]
            assert text_of(repost, [conflict.b_span]) == [conflict.b]


@examples(40)
@given(pairs)
def test_what_is_told_and_what_is_alone_make_up_each_side(texts: tuple[str, str]) -> None:
    found = compared(*texts)
    for share in found.shares:
        parts = (share.conflict, share.changed, share.reworded, share.carried_over, share.alone)
        assert min(parts) >= 0
        assert sum(parts) == share.words
        assert share.told == share.words - share.alone
    for article, alone, ids in ((0, found.dropped_spans, found.dropped), (1, found.added_spans, found.added)):
        told = [span for m in found.matches for piece in m.pieces for span in (piece.b if article else piece.a)]
        assert not [one for one in alone for span in told if one.start < span.end and span.start < one.end]
        for n in ids:
            passage = found.passages[n]
            assert passage.id == n
            assert passage.article == article
            assert passage.role in COMPARED
            assert not [span for span in told if passage.start < span.end and span.start < passage.end]


@examples(25)
@given(pairs)
def test_a_comparison_can_be_written_and_read_back(texts: tuple[str, str]) -> None:
    found = compared(*texts)
    assert Comparison.from_dict(json.loads(json.dumps(found.to_dict()))) == found


@examples(25)
@given(pairs)
def test_matches_of_passages_go_from_the_original_to_the_repost(texts: tuple[str, str]) -> None:
    found = compared(*texts)
    for match in found.passage_matches:
        assert found.passages[match.a].article == 0
        assert found.passages[match.b].article == 1
        assert (match.relation is Relation.CONFLICT) == bool(match.conflicts)
