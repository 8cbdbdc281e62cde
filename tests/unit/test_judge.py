"""How two texts relate. The decisions are constants here, so only what the stage itself does is tested."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dedup.guard import Basis
from dedup.normalise import levelled, same_text
from dedup.passages import Aligned, FactKind, Relation, Verdict
from dedup.settings import Settings
from dedup.stages.judge import judge
from tests.fakes import basis, profiled

LONG = "The council of Quern approved the new tram depot on Monday. It will be built beside the old harbour. Work begins soon."
SHORT = "The council of Quern approved the tram depot."
DOUBTFUL = basis(same=0.02, part=0.02, likely=0.02, covers=0.02)


def judged(a: str, b: str, given: Basis | None = None, settings: Settings | None = None) -> Verdict:
    return judge(profiled(a), profiled(b), given or basis(), settings or Settings())


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Storm closes road", "STORM  CLOSES\nROAD "),
        ("\u201cYes\u201d, she said", '"Yes", she said'),
        ("'Yes', she said", '"Yes", she said'),
        ("The tunnel \u2014 the longest \u2014 opens", "The tunnel - the longest - opens"),
        ("The tunnel--the longest--opens", "The tunnel \u2013 the longest \u2013 opens"),
        ("> He left\n> early", "He left early"),
        ("what a b*****d", "what a bastard"),
        ("shares of*Orvane", "shares of Orvane"),
        ("co\u00adoperate", "cooperate"),
    ],
)
def test_the_same_text_in_another_setting_is_identical(a: str, b: str) -> None:
    assert same_text(a, b)
    assert same_text(b, a)
    assert judged(a, b, DOUBTFUL).relation is Relation.IDENTICAL


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("It cost 1.5 million", "It cost 15 million"),
        ("what a b*****d", "what a beauty"),
        ("He left.", "He left?"),
        ("the US", "the USA"),
        ("caf\u00e9", "cafe"),
        ("f*ck", "f**k"),
    ],
)
def test_other_letters_figures_and_points_are_another_text(a: str, b: str) -> None:
    assert not same_text(a, b)


def test_a_mask_hides_as_many_letters_as_it_has_stars() -> None:
    assert same_text("a b*****d", "a bastard")
    assert not same_text("a b*****d", "a bad")
    assert not same_text("a b*****d", "a b.....d")


def test_levelling_keeps_what_differs() -> None:
    assert levelled("A \u2014 B") == levelled("a - b") != levelled("a b")


def test_a_likely_pair_of_nearly_equal_words_is_a_near_duplicate() -> None:
    verdict = judged(
        "The council of Quern approved the tram depot.", "The council of Quern has approved the tram depot."
    )
    assert verdict.relation is Relation.NEAR_DUPLICATE
    assert verdict.duplicate


def test_a_likely_pair_of_other_words_is_a_paraphrase() -> None:
    assert judged("Dockers downed their tools.", "Port workers went on strike.").relation is Relation.PARAPHRASE


def test_a_likely_pair_of_which_one_is_twice_as_long_is_a_summary() -> None:
    assert judged(SHORT, LONG).relation is Relation.SUMMARY
    assert judged(LONG, SHORT).relation is Relation.SUMMARY


def test_the_longer_the_other_the_more_the_part_decides() -> None:
    assert not judged(SHORT, LONG, basis(part=0.3)).duplicate
    assert judged(SHORT, LONG, basis(same=0.3)).duplicate
    assert not judged(SHORT, SHORT.replace("tram", "new tram"), basis(same=0.3)).duplicate


def test_an_unlikely_pair_is_unrelated() -> None:
    verdict = judged(SHORT, "Snow leopards were born in the zoo of Bergenau.", DOUBTFUL)
    assert verdict.relation is Relation.UNRELATED
    assert not verdict.duplicate


def test_the_score_decides_from_where_a_pair_is_a_duplicate() -> None:
    twin = SHORT.replace("tram", "new tram")
    for enough, probability in pairwise([0.3, 0.5, 0.7, 0.9]):
        verdict = judged(SHORT, twin, basis(same=probability), Settings(duplicate_at=(enough + probability) / 2))
        assert verdict.duplicate
        assert not judged(SHORT, twin, basis(same=enough), Settings(duplicate_at=probability)).duplicate


def test_figures_that_disagree_make_a_conflict_whatever_the_score() -> None:
    a, b = (
        "The council of Quern paid 12 million crowns for the depot.",
        "The council of Quern paid 21 million crowns for the depot.",
    )
    verdict = judged(a, b, basis(same=0.999))
    assert verdict.relation is Relation.CONFLICT
    assert verdict.score < Settings().duplicate_at
    assert [(found.kind, a[slice(*found.a_span)], b[slice(*found.b_span)]) for found in verdict.conflicts] == [
        (FactKind.NUMBER, verdict.conflicts[0].a, verdict.conflicts[0].b)
    ]


def test_another_subject_in_the_same_form_is_unrelated_and_says_so() -> None:
    verdict = judged(
        "In Millbrook ward Labour won 1,204 votes and held the seat.",
        "In Harbour ward Labour won 1,311 votes and held the seat.",
    )
    assert verdict.relation is Relation.UNRELATED
    assert verdict.notes
    assert not verdict.duplicate
    assert not verdict.conflicts


def test_the_sentences_that_belong_together_are_named() -> None:
    verdict = judged(LONG, LONG.replace("Work begins soon.", "Nobody knows when work begins."))
    first = LONG.index(" It will")
    assert Aligned(0, first, 0, first) in verdict.evidence.spans


def test_long_texts_are_the_same_where_most_of_both_is_said_by_the_other() -> None:
    page = " ".join(
        f"The ferry number {n} of the Corve line carried cattle to island {n} in the year {1900 + n}."
        for n in range(12)
    )
    again = " ".join(
        f"In the year {1900 + n} cattle went by ferry {n} of the Corve line to island {n}." for n in range(12)
    )
    given = basis(same=0.1, covers=0.8)
    assert judge(profiled(page), profiled(again), given, Settings()).duplicate
    assert not judge(profiled(page), profiled(again), given, Settings(long_words=1_000)).duplicate
    apart = basis(same=0.1, covers=0.3)
    assert not judge(profiled(page), profiled(again), apart, Settings()).duplicate
