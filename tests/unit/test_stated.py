"""Sentences whose facts clash, read with those facts in one wording. Readings are given here, no weights are loaded."""

from __future__ import annotations

from dedup.guard import Why, align, clashing
from dedup.passages import Relation, Verdict
from dedup.settings import Settings
from dedup.stages.judge import judge
from dedup.stated import answered, questions
from dedup.together import Reading
from tests.fakes import basis, profiled

PAID = "Quern paid 12 million crowns for its tram depot."
SAME_WORDS = "Quern paid 21 million crowns for its tram depot."
OTHER = "When the trams got a home of their own, 21 million crowns left the coffers of Quern."
FORM = "The council paid 400 crowns to the football club for a mower on Friday."
ENTRY = "The council paid 650 crowns to the brass band for a trombone on Friday."
SETTINGS = Settings(conflict_cosine=0.0)
SAME, APART = Reading(5.0, 5.0, 5.0, 0.0), Reading(-5.0, -5.0, -5.0, 0.0)
PART = Reading(-5.0, 5.0, -5.0, 0.0)


def before(a: str, b: str, likely: float = 0.9) -> Verdict:
    return judge(profiled(a), profiled(b), basis(likely=likely), SETTINGS)


def after(a: str, b: str, reading: Reading | None, likely: float = 0.9) -> Verdict:
    verdict = before(a, b, likely)
    asked = questions(profiled(a), profiled(b), verdict, basis(likely=likely), SETTINGS)
    return answered(verdict, asked, [reading] * len(asked), SETTINGS)


def test_what_clashes_is_read_in_one_wording() -> None:
    (asked,) = questions(profiled(PAID), profiled(OTHER), before(PAID, OTHER), basis(), SETTINGS)
    assert asked.texts == (PAID, OTHER.replace("21", "12"))
    assert [(one.a, one.b) for one in asked.clashing.conflicts] == [("12 million crowns", "21 million crowns")]


def test_a_conflict_stays_where_the_sentences_state_the_same_or_one_says_the_other() -> None:
    assert before(PAID, OTHER).relation is Relation.CONFLICT
    assert after(PAID, OTHER, SAME) == before(PAID, OTHER)
    assert after(PAID, OTHER, PART) == before(PAID, OTHER)


def test_a_conflict_is_taken_back_where_they_do_not_and_neither_is_a_duplicate() -> None:
    verdict = after(PAID, OTHER, APART)
    assert verdict.relation is Relation.UNRELATED
    assert not verdict.conflicts
    assert not verdict.duplicate
    assert verdict.notes[-1].startswith("facts differ")


def test_the_same_words_but_for_the_facts_need_no_reading() -> None:
    verdict = before(PAID, SAME_WORDS)
    assert verdict.relation is Relation.CONFLICT
    assert questions(profiled(PAID), profiled(SAME_WORDS), verdict, basis(), SETTINGS) == []


def test_what_is_too_long_to_be_read_stays_as_it_was() -> None:
    assert after(PAID, OTHER, None) == before(PAID, OTHER)


def test_one_clash_that_was_left_open_is_a_conflict_where_both_state_the_same() -> None:
    assert before(FORM, ENTRY).relation is Relation.UNRELATED
    verdict = after(FORM, ENTRY, SAME)
    assert verdict.relation is Relation.CONFLICT
    assert [(one.a, one.b) for one in verdict.conflicts] == [("400 crowns", "650 crowns")]
    assert not verdict.duplicate
    assert after(FORM, ENTRY, APART) == before(FORM, ENTRY)


def test_another_name_or_day_is_nothing_that_reading_decides() -> None:
    monday, sunday = "Arlo Finch won 12 votes in Tarn on Monday.", "Ines Holm won 15 votes in Corve on Sunday."
    verdict = before(monday, sunday)
    assert questions(profiled(monday), profiled(sunday), verdict, basis(), SETTINGS) == []


def test_why_a_clash_is_no_conflict_is_said() -> None:
    def why(a: str, b: str, likely: float = 0.9) -> list[Why | None]:
        left, right = profiled(a), profiled(b)
        return [one.why for one in clashing(left, right, align(left, right, 0.0), basis(likely=likely))]

    assert why(PAID, SAME_WORDS) == [None]
    assert why(FORM, ENTRY) == [Why.MATTER]
    assert why("Arlo Finch won 12 votes in Tarn.", "Arlo Finch won 15 votes in Corve.") == [Why.ANOTHER]
    low = "Some 12 people came to see the tram depot, and it rained", "Only 15 people heard of the tram depot that day"
    assert why(*low, likely=0.1) == [Why.APART]
    assert why("9:30 Two trams collided near Quern.", "9:45 Two trams collided near Quern.") == [Why.STAMP]
