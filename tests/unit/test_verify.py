"""What is taken out of the text, and the check that proves it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dedup.errors import VerificationError
from dedup.passages import Article, Cluster, Cut, CutStatus, Flag, Loss, Match, Passage, Relation, Role, Span
from dedup.stages.segment import segment
from dedup.stages.verify import cut_out, slices, verify
from tests.fakes import matched, page_of

A = "The council of Quern approved the tram depot."
B = "Lorries may not use the bridge at Carrow."
C = "Ducks swim on the canal in winter."


def left(text: str, *gone: int) -> str:
    passages = segment(Article(text)).passages
    return cut_out(text, slices(text, passages, gone))


@pytest.mark.parametrize(
    ("text", "gone", "expected"),
    [
        (f"{A}\n\n{B}\n\n{C}\n", [1], f"{A}\n\n{C}\n"),
        (f"{A}\n\n{B}\n\n{C}\n", [0], f"{B}\n\n{C}\n"),
        (f"{A}\n\n{B}\n\n{C}\n", [2], f"{A}\n\n{B}\n"),
        (f"{A}\n\n{B}\n\n{C}\n", [1, 2], f"{A}\n"),
        (f"{A}\n\n{B}\n\n{C}", [0, 1], C),
        (f"{A}\r\n\r\n{B}\r\n\r\n{C}", [1], f"{A}\r\n\r\n{C}"),
        (f"{A}\n\n{B}\n\n{C}", [], f"{A}\n\n{B}\n\n{C}"),
    ],
)
def test_a_passage_goes_with_the_line_break_after_it(text: str, gone: list[int], expected: str) -> None:
    assert left(text, *gone) == expected


def test_indentation_of_the_next_passage_stays() -> None:
    assert left(f"{A}\n\n{B}\n\n    {C}\n", 1).endswith(f"\n    {C}\n")


def test_spans_are_taken_out_and_nothing_else() -> None:
    assert cut_out("abcdef", [Span(1, 2), Span(4, 6)]) == "acd"
    assert cut_out("abcdef", []) == "abcdef"


def checked(
    condensed: str,
    *,
    applied: Sequence[int] = (1,),
    cuts: Sequence[Cut] = (Cut(1, CutStatus.SAFE, (0,), ()),),
    passages: Sequence[Passage] | None = None,
    match: Match | None = None,
    clusters: Sequence[Cluster] = (Cluster(0, "A", (0, 1), (0,), 0.9, ""),),
    texts: Sequence[str] = (A, A, C),
) -> None:
    text, made = page_of(*texts)
    matches = {(0, 1): match or matched(0, 1), (0, 2): matched(0, 2), (1, 2): matched(1, 2)}
    verify(text, passages or made, cuts, applied, condensed, matches, clusters)


def test_a_proved_cut_passes() -> None:
    checked(f"{A}\n\n{C}")


@pytest.mark.parametrize(
    "condensed",
    [
        f"{A}\n\n{C}"[:-1],
        f"{A}\n\n{C}".replace("Quern", "Quorn"),
        f"{A}\n\n{C} And more.",
        f"{C}\n\n{A}",
        A,
        C,
        "",
        f"{A}\n\n{A}\n\n{C}",
        f"{A} x {C}",
        f"{A}{C}",
    ],
)
def test_a_text_that_is_not_what_was_left_is_refused(condensed: str) -> None:
    with pytest.raises(VerificationError, match="nothing was written"):
        checked(condensed)


def test_a_cut_without_a_row_is_refused() -> None:
    with pytest.raises(VerificationError, match="passage 1 was cut but no row"):
        checked(f"{A}\n\n{C}", cuts=[])


def test_a_cut_without_a_witness_is_refused() -> None:
    with pytest.raises(VerificationError, match="witness"):
        checked(f"{A}\n\n{C}", cuts=[Cut(1, CutStatus.SAFE, (), ())])


def test_a_cut_whose_witness_goes_too_is_refused() -> None:
    rows = [Cut(0, CutStatus.SAFE, (1,), ()), Cut(1, CutStatus.SAFE, (0,), ())]
    with pytest.raises(VerificationError, match="witness"):
        checked(C, applied=[0, 1], cuts=rows, clusters=[])


def test_a_cut_of_which_one_of_two_witnesses_goes_is_refused() -> None:
    rows = [Cut(1, CutStatus.SAFE, (0, 2), ()), Cut(2, CutStatus.SAFE, (0,), ())]
    with pytest.raises(VerificationError, match="passage 1 was cut but a witness of it is gone too"):
        checked(A, applied=[1, 2], cuts=rows, texts=(A, A, A), clusters=[])


def test_a_cut_whose_witness_does_not_match_it_is_refused() -> None:
    text, passages = page_of(A, A, C)
    with pytest.raises(VerificationError, match="does not match"):
        verify(text, passages, [Cut(1, CutStatus.SAFE, (0,), ())], [1], f"{A}\n\n{C}", {(1, 2): matched(1, 2)}, [])


def test_a_broken_off_passage_does_not_go() -> None:
    _, passages = page_of(A, A, C, flags={1: (Flag.TRUNCATED,)})
    with pytest.raises(VerificationError, match="broken off"):
        checked(f"{A}\n\n{C}", passages=passages)


def test_a_party_to_a_conflict_does_not_go() -> None:
    with pytest.raises(VerificationError, match="conflict"):
        checked(f"{A}\n\n{C}", match=matched(0, 1, Relation.CONFLICT, 0.1))


def test_a_passage_to_be_kept_beside_another_does_not_go() -> None:
    with pytest.raises(VerificationError, match="must not be cut"):
        checked(f"{A}\n\n{C}", cuts=[Cut(1, CutStatus.KEEP_BOTH, (0,), ())])


def test_prose_does_not_go_as_boilerplate() -> None:
    with pytest.raises(VerificationError, match="witness"):
        checked(f"{A}\n\n{C}", cuts=[Cut(1, CutStatus.BOILERPLATE, (), ())])


def test_boilerplate_goes_by_its_role() -> None:
    text, passages = page_of(A, "No comments:")
    furniture = Passage(1, passages[1].start, passages[1].end, 3, Role.BOILERPLATE, (), "No comments:")
    verify(text, [passages[0], furniture], [Cut(1, CutStatus.BOILERPLATE, (), ())], [1], A, {}, [])


def test_a_whole_group_does_not_go() -> None:
    rows = [Cut(0, CutStatus.SAFE, (2,), ()), Cut(1, CutStatus.SAFE, (2,), ())]
    with pytest.raises(VerificationError, match="all of group A"):
        checked(A, applied=[0, 1], cuts=rows, texts=(A, A, A))


LOSES = "The council of Quern approved the tram depot on Monday."


def test_a_fact_that_goes_must_be_listed() -> None:
    with pytest.raises(VerificationError, match="Monday"):
        checked(f"{A}\n\n{C}", texts=(A, LOSES, C))
    at = len(A) + 2 + LOSES.index("on Monday")
    listed = Cut(1, CutStatus.REVIEW, (0,), (Loss("date", "on Monday", at, at + len("on Monday")),))
    checked(f"{A}\n\n{C}", texts=(A, LOSES, C), cuts=[listed])


def test_a_fact_listed_at_another_place_is_not_listed() -> None:
    elsewhere = Cut(1, CutStatus.REVIEW, (0,), (Loss("date", "on Monday", 0, 9),))
    with pytest.raises(VerificationError, match="Monday"):
        checked(f"{A}\n\n{C}", texts=(A, LOSES, C), cuts=[elsewhere])


def test_a_quotation_that_goes_must_stand_in_the_witness_letter_by_letter() -> None:
    one = '"We shall rebuild the old depot in Quern," she said.'
    other = '"We shall rebuild the new depot in Quern," she said.'
    checked(f"{one}\n\n{C}", texts=(one, one, C))
    with pytest.raises(VerificationError, match="without saying so"):
        checked(f"{one}\n\n{C}", texts=(one, other, C))
