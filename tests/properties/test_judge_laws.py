"""Laws of `judge`: a pair is judged by itself, from either side, and what it points at is there."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given, strategies as st

from dedup.passages import Relation, Verdict
from dedup.pipeline import turned
from dedup.settings import Settings
from tests.fakes import detector
from tests.properties.invented import any_passage, changed, examples, respaced, statements, told


@st.composite
def told_twice(draw: st.DrawFn) -> tuple[str, str]:
    """Two passages that tell the same, in part, or nearly the same."""
    said = draw(st.lists(statements(), min_size=1, max_size=3))
    kept = said[: draw(st.integers(1, len(said)))]
    again = [draw(changed(one)) if draw(st.booleans()) else one for one in kept]
    left = " ".join(draw(told(one)) for one in said)
    right = " ".join(draw(told(one)) for one in draw(st.permutations(again)))
    return draw(st.permutations([left, draw(st.sampled_from([right, respaced(right)]))]))


pairs = st.one_of(told_twice(), told_twice(), st.tuples(any_passage, any_passage)).map(tuple)


def judged(a: str, b: str, settings: Settings | None = None) -> Verdict:
    return detector(settings).judge([(a, b)])[0]


def comparable(verdict: Verdict) -> Verdict:
    """The verdict with its lists in an order that does not depend on the side from which it was asked."""
    evidence = replace(verdict.evidence, spans=tuple(sorted(verdict.evidence.spans)))
    return replace(verdict, conflicts=tuple(sorted(verdict.conflicts, key=repr)), evidence=evidence)


@given(pairs)
@examples(60)
@example(("", "The quota was cut by half."))
@example(("The quota was cut by half on Monday.", "The quota was cut by a third on Monday."))
def test_from_the_other_side_the_sides_change_and_nothing_else(pair: tuple[str, str]) -> None:
    a, b = pair
    assert comparable(turned(judged(b, a))) == comparable(judged(a, b))


@given(any_passage)
@examples(50)
@example("")
@example(" \n")
@example("f*** it")
def test_a_text_is_identical_to_itself(text: str) -> None:
    verdict = judged(text, text)
    assert (verdict.relation, verdict.score, verdict.duplicate) == (Relation.IDENTICAL, 1.0, True)
    assert (verdict.a_in_b, verdict.b_in_a, verdict.conflicts) == (1.0, 1.0, ())


@given(st.lists(pairs, min_size=2, max_size=4), st.data())
@examples(30)
def test_a_verdict_is_the_same_alone_and_in_any_batch(batch: list[tuple[str, str]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(batch))
    alone = {pair: judged(*pair) for pair in batch}
    assert detector().judge(batch) == [alone[pair] for pair in batch]
    assert detector().judge(shuffled) == [alone[pair] for pair in shuffled]


def test_a_pair_is_not_searched_for_a_shared_statement_because_of_others_in_its_batch() -> None:
    shared = "The council of Quern has not approved the tram depot in the valley"
    a = f"{shared}, Ilsa Brandt said. Fishermen complained bitterly about cod. Ducks swim along frozen canals each winter."
    b = f"{shared}, Jonas Wiik wrote. Bakers raised their wages again. Satellites orbit above distant oceans every evening."
    near = [(a, a.replace("Ducks", "Swans")), (b, b.replace("Bakers", "Millers"))]
    assert detector().judge([(a, b), *near])[0] == judged(a, b)


@given(pairs)
@examples(60)
def test_what_a_verdict_points_at_is_there(pair: tuple[str, str]) -> None:
    a, b = pair
    verdict = judged(a, b)
    for a_start, a_end, b_start, b_end in verdict.evidence.spans:
        assert 0 <= a_start <= a_end <= len(a)
        assert 0 <= b_start <= b_end <= len(b)
    for conflict in verdict.conflicts:
        assert a[slice(*conflict.a_span)] == conflict.a != ""
        assert b[slice(*conflict.b_span)] == conflict.b != ""
    for share in (verdict.score, verdict.a_in_b, verdict.b_in_a, verdict.evidence.overlap):
        assert 0 <= share <= 1


@given(pairs, st.sampled_from([0.05, 0.2, 0.5, 0.9, 1.0]))
@examples(60)
@example(("At least 12 people died in the fire in Quern.", "At least 21 people died in the fire in Quern."), 0.05)
@example(("At least 12 people died in the fire in Quern.", "At least 21 people died in the fire in Quern."), 0.5)
def test_a_duplicate_is_what_scores_enough_and_never_a_conflict(pair: tuple[str, str], enough: float) -> None:
    verdict = judged(*pair, Settings(duplicate_at=enough))
    assert verdict.duplicate == (verdict.score >= enough)
    if verdict.relation is Relation.CONFLICT:
        assert not verdict.duplicate
        assert verdict.conflicts
    if verdict.relation is Relation.UNRELATED:
        assert not verdict.conflicts
    if verdict.relation is Relation.NEAR_DUPLICATE:
        assert verdict.duplicate
