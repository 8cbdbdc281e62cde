"""What an editor decides: what goes and stays, what is lost, what is refused, and that the text left is proved."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, strategies as st

from dedup.editing import Choice, Choices, Editing, Kind
from dedup.errors import InputError, VerificationError
from dedup.exclusions import Exclusions, is_quotation, without
from dedup.ledger import restore
from dedup.passages import Article, Cut, CutStatus, Passage, Role
from dedup.stages.verify import verify_decided
from tests.fakes import detector, page_of

FERRY = "The ferry to Tolm was late again on Monday, because of fog over the sound."
ROOF = "A new roof for the pool of Melby would cost 2.3 million crowns, said Ida Holm of the council."
OTHER_ROOF = "A new roof for the pool of Melby would cost 2.5 million crowns, said Ida Holm of the council."
SAID = "“We have mended this roof four times, and it has never lasted a winter,” Holm told the meeting."
TEXT = "\n\n".join(
    [
        FERRY,
        "Fishermen waited on the pier until the fog had lifted over the northern sandbank.",
        ROOF,
        FERRY,
        OTHER_ROOF,
        SAID,
        "The council of Brodek met for the last time before the summer and went home early.",
        SAID,
        FERRY,
        "Leave a Reply",
    ]
)


@cache
def editing() -> Editing:
    article = Article(TEXT)
    return detector().edit(article, detector().check(article))


def test_conflicts_are_asked_first_then_groups_by_words_saved_then_boilerplate() -> None:
    asked = list(editing().questions.values())
    assert [one.kind for one in asked] == sorted([one.kind for one in asked], key=list(Kind).index)
    assert (asked[0].key, asked[0].kind, asked[0].status) == ("2-4", Kind.CONFLICT, CutStatus.KEEP_BOTH)
    assert (asked[-1].key, asked[-1].other) == ("p9", None)


def test_all_safe_is_what_condense_does() -> None:
    now = editing().all_safe(Choices())
    assert editing().edited(now).condensed.text == editing().report.condensed.text
    assert editing().all_safe(now) == now


def test_a_cut_that_is_suggested_and_its_other_way_round() -> None:
    cut = editing().choose(Choices(), "5-7", Choice.CUT)
    other = editing().choose(Choices(), "5-7", Choice.KEEP_OTHER)
    assert {cut.gone, other.gone} == {(5,), (7,)}
    assert editing().choose(cut, "5-7", Choice.KEEP_BOTH).gone == ()
    assert editing().take_back(cut, "5-7") == Choices()


def test_one_side_of_a_conflict_can_be_cut_and_what_is_lost_is_named() -> None:
    now = editing().choose(Choices(), "2-4", Choice.CUT)
    (cut,) = editing().edited(now).cuts
    assert (cut.passage, cut.covered_by) == (4, (2,))
    assert "2.5 million crowns" in [loss.text for loss in cut.would_lose]


def test_the_last_passage_that_says_something_is_not_cut() -> None:
    now = Choices()
    keys = [key for key, one in editing().questions.items() if {one.passage, one.other} <= {0, 3, 8}]
    for key in keys:
        now = editing().choose(now, key, Choice.CUT)
    (left,) = {0, 3, 8} - set(now.gone)
    asked = next(editing().questions[key] for key in keys if left == editing().questions[key].other)
    assert asked.passage in now.gone
    swapped = editing().choose(now, asked.key, Choice.KEEP_OTHER)  # another copy comes back in its place
    assert left in swapped.gone
    assert asked.passage not in swapped.gone


def test_a_decision_that_another_overrules_is_open_again() -> None:
    keys = [key for key, one in editing().questions.items() if {one.passage, one.other} <= {0, 3, 8}]
    now = editing().choose(Choices(), keys[0], Choice.CUT)
    gone = editing().questions[keys[0]].passage
    others = [key for key in keys[1:] if gone in {editing().questions[key].passage, editing().questions[key].other}]
    for key in others:
        assert keys[0] not in editing().choose(now, key, Choice.KEEP_BOTH).made


@pytest.mark.parametrize(("key", "choice"), [("0-1", Choice.CUT), ("p9", Choice.KEEP_OTHER)])
def test_what_cannot_be_decided_is_refused_with_a_sentence(key: str, choice: Choice) -> None:
    with pytest.raises(InputError, match=";"):
        editing().choose(Choices(), key, choice)


@given(st.lists(st.tuples(st.sampled_from(sorted(editing().questions)), st.sampled_from(Choice)), max_size=12))
def test_whatever_is_decided_the_ledger_leads_back_and_every_cut_has_a_witness_that_stays(
    decisions: list[tuple[str, Choice]],
) -> None:
    now = Choices()
    for key, choice in decisions:
        try:
            now = editing().choose(now, key, choice)
        except InputError:
            continue
    edited = editing().edited(now)
    assert restore(edited.condensed.text, editing().ledger(now)) == TEXT
    for cut in edited.cuts:
        assert (
            cut.status is CutStatus.BOILERPLATE or set(cut.covered_by) - set(now.gone) == set(cut.covered_by) != set()
        )
    assert editing().again(now).gone == now.gone or len(editing().again(now).gone) < len(now.gone)
    assert editing().decided(now).condensed == edited.condensed


def test_a_text_that_is_not_what_was_decided_is_refused() -> None:
    text, passages = page_of("One passage that says it.", "One passage that says it.")
    cut = Cut(1, CutStatus.REVIEW, (0,), ())
    with pytest.raises(VerificationError, match="does not match"):
        verify_decided(text, passages, [cut], passages[0].text, {})
    with pytest.raises(VerificationError, match="differs from the original"):
        verify_decided(text, passages, [cut], "Another text.", {})
    with pytest.raises(VerificationError, match="witness"):
        verify_decided(text, passages, [Cut(1, CutStatus.REVIEW, (), ())], passages[0].text, {})


def test_quotations_short_matches_boilerplate_and_single_matches_can_be_left_out() -> None:
    article, report = editing().article, editing().report
    pairs = {(match.a, match.b) for match in report.matches}
    assert (5, 7) in pairs

    def left(**what: object) -> set[tuple[int, int]]:
        return {(match.a, match.b) for match in without(article, report, Exclusions(**what)).matches}  # type: ignore[arg-type]

    assert left(quotes=True) == pairs - {(5, 7)}
    assert left(matches=((2, 4),)) == pairs - {(2, 4)}
    assert left(shorter_than=16) == {pair for pair in pairs if 0 not in pair and 3 not in pair and 8 not in pair}
    assert [
        cut.passage for cut in without(article, report, Exclusions(boilerplate=True)).cuts if cut.passage == 9
    ] == []
    assert without(article, report, Exclusions()) is report
    assert without(article, report, Exclusions(quotes=True)).notes[-1] == "1 match is left out by the editor"


@pytest.mark.parametrize(
    ("text", "quotation"),
    [(SAID, True), ("Holm said the roof was “old” and would be mended over the summer.", False), (FERRY, False)],
)
def test_a_passage_is_a_quotation_if_most_of_it_is(text: str, quotation: bool) -> None:
    assert is_quotation(Passage(0, 0, len(text), 1, Role.PROSE, (), text)) is quotation
