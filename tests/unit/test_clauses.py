"""The statements of a sentence."""

from __future__ import annotations

from dedup.clauses import FEWEST_WORDS, LONGEST_RUN, clauses
from tests.fakes import tools


def runs(text: str) -> list[str]:
    return [text[span.start : span.end] for span in clauses(text, tools().split(text))]


def test_a_sentence_of_one_clause_is_one_statement() -> None:
    assert runs("The council of Quern approved the new tram depot.") == [
        "The council of Quern approved the new tram depot."
    ]


def test_neighbouring_clauses_are_statements_alone_and_together() -> None:
    found = runs(
        "The council of Quern approved the new tram depot, although the fishermen of Ostrel had asked for a ferry."
    )
    assert "The council of Quern approved the new tram depot" in found
    assert "although the fishermen of Ostrel had asked for a ferry." in found
    assert len(found) == 3


def test_a_short_clause_is_no_statement_of_its_own() -> None:
    found = runs("The council approved it, because the fishermen of Ostrel had asked for a new ferry to Quern.")
    assert found
    assert "The council approved it" not in found


def test_a_statement_does_not_run_over_a_full_stop() -> None:
    first = "The council of Quern approved the new tram depot."
    second = "The fishermen of Ostrel had asked for a ferry."
    assert runs(f"{first} {second}") == [first, second]


def test_at_most_three_clauses_are_taken_together() -> None:
    text = "; ".join(f"the council of Quern approved the new tram depot number {n}" for n in range(6)) + "."
    found = runs(text)
    assert max(statement.count(";") for statement in found) == LONGEST_RUN - 1
    assert len(found) == 6 + 5 + 4


def test_a_sentence_of_few_words_has_no_statements() -> None:
    assert runs("He said no.") == []
    assert all(
        len(statement.split()) >= FEWEST_WORDS
        for statement in runs("It rained. The roads of Quern were closed to all traffic.")
    )
