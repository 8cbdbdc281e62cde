"""The fact guard: what disagrees, and whether that is a conflict or another subject."""

from __future__ import annotations

import pytest

from dedup.decision import Curve, Decision
from dedup.guard import Basis, Finding, align, compare_facts, no_fact_measures
from dedup.passages import FactKind
from tests.fakes import basis, profiled

DEPOT = "The council of Quern paid 12 million crowns for the tram depot."
OTHER_FORM = "For the tram depot the council of Quern paid 21 million crowns."
BRIDGE = "The old bridge was closed to lorries."


def compared(a: str, b: str, given: Basis | None = None, floor: float = 0.5) -> Finding:
    left, right = profiled(a), profiled(b)
    return compare_facts(left, right, align(left, right, floor), given or basis())


def test_single_sentences_are_aligned_however_far() -> None:
    assert align(profiled("Copper fell."), profiled("Leopards were born."), 0.9) == [(0, 0)]


def test_each_sentence_finds_its_partner_wherever_it_stands() -> None:
    a, b = profiled(f"{DEPOT} {BRIDGE}"), profiled(f"{BRIDGE} {DEPOT}")
    assert align(a, b, 0.5) == [(0, 1), (1, 0)]


def test_a_sentence_without_a_partner_is_left_out() -> None:
    a, b = profiled(f"{DEPOT} {BRIDGE}"), profiled(f"{DEPOT} Snow leopards sleep.")
    assert align(a, b, 0.5) == [(0, 0)]


def test_a_sentence_told_twice_has_its_partner_twice() -> None:
    assert align(profiled(f"{BRIDGE} {DEPOT} {DEPOT}"), profiled(DEPOT), 0.5) == [(1, 0), (2, 0)]
    assert align(profiled(DEPOT), profiled(f"{BRIDGE} {DEPOT} {DEPOT}"), 0.5) == [(0, 1), (0, 2)]


def test_a_figure_that_differs_is_a_conflict() -> None:
    found = compared(DEPOT, DEPOT.replace("12", "21"))
    assert [conflict.kind for conflict in found.conflicts] == [FactKind.NUMBER]
    assert not found.elsewhere
    assert dict(found.measures)["clash_number"] == 1


def test_versions_of_a_program_clash_and_stop_nothing() -> None:
    found = compared(
        "The ferry app was updated to version 27.1.0 overnight.",
        "The ferry app was updated to version 27.2.0 overnight.",
    )
    assert [(one.a, one.b) for one in found.conflicts] == [("27.1", "27.2")]
    rounded = compared("Version 27.100.0 came on Monday.", "Version 27.100.1 came on Monday.")
    assert rounded.conflicts


def test_a_conflict_is_placed_in_the_whole_text() -> None:
    a, b = f"{BRIDGE} {DEPOT}", f"{BRIDGE} {DEPOT.replace('12', '21')}"
    (conflict,) = compared(a, b).conflicts
    assert "12" in a[slice(*conflict.a_span)]
    assert a[slice(*conflict.a_span)] == conflict.a
    assert b[slice(*conflict.b_span)] == conflict.b


def test_sentences_that_would_not_tell_the_same_without_the_figure_do_not_clash() -> None:
    assert compared(DEPOT, OTHER_FORM, basis(likely=0.4)).conflicts == ()
    assert compared(DEPOT, OTHER_FORM, basis(likely=0.6)).conflicts


def test_sentences_are_compared_with_the_clashing_facts_masked() -> None:
    """Every word must be shared here, which only the masked sentences have in common."""
    only_equal = Decision(-20.0, {"words": Curve((0.98, 1.0), (0.0, 40.0))})
    strict = Basis(basis().lexicon, basis().decisions | {"likely": only_equal})
    assert compared(DEPOT, OTHER_FORM, strict).conflicts
    assert not compared(DEPOT, OTHER_FORM.replace("tram", "bus"), strict).conflicts


def test_two_other_names_are_another_subject() -> None:
    a, b = "Ilsa Brandt met Jonas Wiik for lunch.", "Clara Weiss met Rafael Monte for lunch."
    found = compared(a, b)
    assert found.conflicts == ()
    assert found.elsewhere


def test_a_figure_of_another_day_is_no_conflict() -> None:
    found = compared("Copper closed at 8,912 dollars on Monday.", "Copper closed at 8,874 dollars on Tuesday.")
    assert found.conflicts == ()
    assert found.elsewhere


def test_figures_that_each_side_states_somewhere_do_not_clash() -> None:
    a = "The depot in Quern cost 12 million crowns. With the rails it was 21 million crowns in all."
    b = "With the rails the depot in Quern cost 21 million crowns in all. Alone it was 12 million crowns."
    assert compared(a, b).conflicts == ()


def test_a_fact_that_one_side_lacks_is_counted_and_no_conflict() -> None:
    found = compared(DEPOT, "The council of Quern paid for the tram depot.")
    assert found.conflicts == ()
    assert dict(found.measures)["lack_l"] == 1
    assert dict(found.measures)["lack_s"] == 0


def test_texts_that_agree_have_no_fact_measures() -> None:
    assert dict(compared(DEPOT, DEPOT).measures) == no_fact_measures()


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        (
            "The minister has signed the fishing treaty.",
            "The minister has not signed the fishing treaty.",
            FactKind.NEGATION,
        ),
        ("House prices in Quern rose by 3 percent.", "House prices in Quern fell by 3 percent.", FactKind.DIRECTION),
        (
            '"We will rebuild every house in town," she said in Quern.',
            '"We will rebuild every school in town," she said in Quern.',
            FactKind.QUOTE,
        ),
    ],
)
def test_each_kind_of_fact_is_compared(a: str, b: str, kind: FactKind) -> None:
    assert {conflict.kind for conflict in compared(a, b).conflicts} == {kind}
    assert {conflict.kind for conflict in compared(b, a).conflicts} == {kind}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The club was given 300 crowns for a new mower.", "The band was given 450 crowns for a new drum."),
        ("Water was back in the district after 36 hours.", "Power was back in the district after 52 hours."),
        ("Footpath 12 is closed for six weeks from today.", "Footpath 17 is closed for two weeks from today."),
        ("A year ago the frost killed 12 trees and 40 vines.", "The frost killed 30 trees and 90 vines."),
    ],
)
def test_one_form_filled_in_twice_is_two_cases(a: str, b: str) -> None:
    found = compared(a, b)
    assert (found.conflicts, found.elsewhere) == ((), True)


def test_the_time_of_an_entry_names_no_case() -> None:
    a = "11.15pm Eastholm: Joan Marris is elected with 1,743 votes."
    b = "11.32pm Eastholm, corrected: Joan Marris is elected with 1,943 votes."
    assert [(c.a, c.b) for c in compared(a, b).conflicts] == [("1,743", "1,943")]


def test_a_name_spelt_otherwise_in_the_same_words_is_what_was_corrected() -> None:
    a, b = (
        f"The mayor of Quern, Ilsa {name}, opened the tram depot beside the harbour." for name in ("Brand", "Brant")
    )
    (conflict,) = compared(a, b).conflicts
    assert (conflict.kind, conflict.a, conflict.b) == (FactKind.NAME, "Brand", "Brant")
