"""What reading both texts at once adds to a verdict. Readings and decisions are given here, no weights are loaded."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from dedup.api import Detector
from dedup.decision import Curve, Decision
from dedup.guard import Basis
from dedup.passages import FactKind, Relation, Verdict
from dedup.settings import Settings
from dedup.stages.judge import judge
from dedup.stages.report.explain_text import explanation_text
from dedup.together import Reading, exchanged, in_doubt, settled, together_measures
from tests.fakes import FakeEncoder, FakeReader, basis, lexicon, profiled

A = "The council of Quern approved the new tram depot beside the old harbour."
B = "The council of Quern approved the new tram depot behind the old harbour."
OTHER = "Councillors in Quern said yes to a depot for trams near the docks."
LINE = Curve((-9.0, 9.0), (-9.0, 9.0))
DECISIONS = {
    "alike": Decision(0.0, {"read": LINE}),
    "exchanged": Decision(0.0, {"clash": Curve((-9, 9), (9, -9))}),
    "agree": Decision(-0.1, {"clash": Curve((-9, 9), (9, -9))}),
}
WEIGHED = Basis(lexicon(), DECISIONS)
SURE, APART = Reading(5.0, 5.0, 5.0, -5.0), Reading(-5.0, -5.0, -5.0, -5.0)
CLASHING = Reading(5.0, 5.0, 5.0, 5.0)


def before(a: str, b: str, given: Basis | None = None) -> Verdict:
    return judge(profiled(a), profiled(b), given or basis(), Settings())


def read(a: str, b: str, reading: Reading, settings: Settings | None = None) -> Verdict:
    return settled(before(a, b), (profiled(a), profiled(b)), reading, WEIGHED, settings or Settings())


def test_what_is_read_as_the_same_is_a_duplicate_and_what_is_not_is_none() -> None:
    assert read(A, OTHER, SURE).duplicate
    assert read(A, OTHER, SURE).relation is Relation.PARAPHRASE
    assert not read(A, OTHER, APART).duplicate
    assert read(A, OTHER, APART).relation is Relation.UNRELATED


def test_facts_that_clash_in_the_reading_take_a_duplicate_back_and_the_words_are_named() -> None:
    verdict = read(A, B, CLASHING)
    assert verdict.relation is Relation.CONFLICT
    assert not verdict.duplicate
    assert [(found.a, found.b, found.kind) for found in verdict.conflicts] == [("beside", "behind", FactKind.DIRECTION)]
    assert A[slice(*verdict.conflicts[0].a_span)] == "beside"


def test_a_clash_of_which_nobody_can_say_where_it_is_leaves_them_unrelated_with_a_note() -> None:
    verdict = read(A, OTHER, CLASHING)
    assert verdict.relation is Relation.UNRELATED
    assert not verdict.duplicate
    assert verdict.notes


def test_how_likely_the_facts_must_agree_is_a_setting() -> None:
    assert read(A, OTHER, CLASHING, Settings(agree_at=0.0)).duplicate
    assert not read(A, OTHER, SURE, Settings(agree_at=1.0)).duplicate


def test_a_fact_that_one_side_lacks_is_no_clash() -> None:
    assert read(A, A.replace(" beside the old harbour", ""), CLASHING).duplicate


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("More than 60 cranes stand in Quern.", "Some 64 cranes stand in Quern."),
        ("Quern has nine cranes.", "Quern has 9 cranes."),
        ("We never sold a crane.", "We\u2019ve never sold a crane."),
        ("Quern is old and full of small red boats.", "Quern is old and by far the best town."),
    ],
)
def test_figures_wordings_of_one_fact_contractions_and_long_runs_are_no_exchanged_words(a: str, b: str) -> None:
    assert exchanged(profiled(a), profiled(b), lexicon()) is None


def test_one_exchanged_run_of_words_must_say_the_same_for_the_texts_to() -> None:
    verdict = read(A, B, Reading(5.0, 5.0, 5.0, 0.0))
    assert verdict.score == pytest.approx(0.5 / (1 + math.exp(-5.0)), abs=1e-4)
    assert verdict.relation is Relation.CONFLICT
    assert read(A, B, SURE).duplicate
    assert read(A, B, APART).relation is Relation.UNRELATED


def test_equal_texts_facts_that_clash_parts_and_what_is_far_apart_are_not_read() -> None:
    assert in_doubt(before(A, OTHER), Settings())
    settings = Settings()
    paid = "The council of Quern paid 12 million crowns for the depot."
    assert not in_doubt(before(A, A), settings)
    assert not in_doubt(before(paid, paid.replace("12", "21")), settings)
    assert not in_doubt(before(A, f"{A} {OTHER} Work begins in the spring, and nobody knows who is to pay."), settings)
    assert not in_doubt(before(A, OTHER, basis(same=0.02)), settings)
    assert not in_doubt(before(A, OTHER), Settings(read_from=1.0))


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        (A, B, ("beside", "behind")),
        (A, A.replace("old harbour", "new railway"), ("old harbour", "new railway")),
        (A, A.replace(" new", ""), None),
        (A, OTHER, None),
        (A, A.replace("Quern", "Orvane").replace("harbour", "quay"), None),
    ],
)
def test_one_run_of_exchanged_words_is_found_where_all_else_is_equal(
    a: str, b: str, found: tuple[str, str] | None
) -> None:
    swap = exchanged(profiled(a), profiled(b), lexicon())
    assert (swap and (a[slice(*swap.a)], b[slice(*swap.b)])) == found


def test_words_that_are_alike_say_so() -> None:
    alike = lexicon(alike=[["harbour", "quay"]])
    one, other = profiled("They saw the harbour."), profiled("They saw the quay.")
    found = exchanged(one, other, alike)
    assert found is not None
    assert found.alike == 1.0
    measured = together_measures(0.5, SURE, found, one, other)
    known = {"read": 5.0, "before": 0.0, "clash": -5.0, "swap": 1.0, "swap_alike": 1.0}
    assert measured == known | {"denied": 0.0, "opposed": 0.0}


@pytest.mark.parametrize(
    ("a", "b", "denied", "opposed"),
    [
        ("The mill closed in May.", "The mill did not close in May.", 1.0, 0.0),
        ("The mill doesn't close in May.", "The mill never closes in May.", 0.0, 0.0),
        ("The mill closed before the fair.", "After the fair the mill closed.", 0.0, 1.0),
        ("The mill closed before the fair.", "Before and after the fair the mill closed.", 0.0, 0.0),
    ],
)
def test_what_only_one_text_denies_and_what_is_opposed_is_measured(
    a: str, b: str, denied: float, opposed: float
) -> None:
    for one, other in ((a, b), (b, a)):
        measured = together_measures(0.5, SURE, None, profiled(one), profiled(other))
        assert (measured["denied"], measured["opposed"]) == (denied, opposed)


def detector(reader: FakeReader, settings: Settings | None = None) -> Detector:
    made = Detector(settings, encoder=FakeEncoder(), reader=reader)
    made._together = replace(made.tools.basis, decisions=made.tools.basis.decisions | DECISIONS)
    return made


def test_judge_reads_what_is_in_doubt_and_leaves_it_out_where_asked_to() -> None:
    reader = FakeReader(APART)
    judged = detector(reader)
    assert judged.judge([(A, B)], together=False)[0].duplicate
    assert reader.asked == []
    assert not judged.judge([(A, B), (A, A)])[0].duplicate
    assert reader.asked == [(A, B)]


def test_a_pair_that_cannot_be_read_is_judged_as_before() -> None:
    judged = detector(FakeReader(None))
    assert judged.judge([(A, B)]) == judged.judge([(A, B)], together=False)


def test_groups_rest_on_what_was_read() -> None:
    assert detector(FakeReader(SURE)).group([A, B]) == [0, 0]
    assert detector(FakeReader(CLASHING)).group([A, B]) == [0, 1]


def test_groups_read_only_to_take_texts_apart() -> None:
    near = "The council of Quern closed the old tram depot beside the market."
    strict = detector(FakeReader(SURE), Settings(group_at=0.95))
    assert strict.judge([(A, near)], together=False)[0].score < 0.95 < strict.judge([(A, near)])[0].score
    assert strict.group([A, near]) == [0, 1]
    assert detector(FakeReader(SURE)).group([A, near]) == [0, 0]


def test_checking_and_comparing_articles_read_no_pair() -> None:
    reader = FakeReader(APART)
    checked = detector(reader)
    assert checked.check(f"{A}\n\n{B}\n").matches
    checked.compare(f"{A}\n", f"{B}\n")
    assert reader.asked == []
    checked.explain(A, B, together=False)
    assert reader.asked == []


def test_an_explanation_shows_what_judge_says_and_what_was_read() -> None:
    explained = detector(FakeReader(CLASHING)).explain(A, B)
    assert explained.verdict.relation is Relation.CONFLICT
    assert [decided.name for decided in explained.decisions[:3]] == ["alike", "agree", "same"]
    text = explanation_text(explained)
    assert "both read at once: the same content" in text
    assert "Do their facts agree?" in text
