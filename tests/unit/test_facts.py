"""Typed facts: cases as data, and what the cases cannot say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dedup.facts import Clash, Fact, apart, clashes, find_facts, lacking, masked, other_counts
from dedup.passages import FactKind

CASES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "cases" / "facts.json").read_text(encoding="utf-8"))


def _shown(found: tuple[Clash, ...]) -> list[str]:
    return [f"{clash.kind}: {clash.a.text!r} / {clash.b.text!r}" for clash in found]


@pytest.mark.parametrize(("a", "b"), CASES["same"])
def test_a_harmless_rewrite_does_not_clash(a: str, b: str) -> None:
    assert _shown(clashes(a, b)) == []
    assert _shown(clashes(b, a)) == []


@pytest.mark.parametrize(("kind", "a", "b"), CASES["clash"])
def test_a_changed_fact_clashes(kind: str, a: str, b: str) -> None:
    assert kind in {str(clash.kind) for clash in clashes(a, b)}
    assert kind in {str(clash.kind) for clash in clashes(b, a)}


@pytest.mark.parametrize(("a", "b"), CASES["apart"])
def test_figures_of_another_period_or_subject_set_apart_and_do_not_clash(a: str, b: str) -> None:
    assert _shown(clashes(a, b)) == []
    assert apart(a, b)


@pytest.mark.parametrize(("text", "expected"), CASES["finds"])
def test_the_facts_of_a_text_are_found(text: str, expected: list[str]) -> None:
    assert [f"{f.kind}|{f.text}|{','.join(f.value)}|{f.unit}" for f in find_facts(text)] == expected


@pytest.mark.parametrize(("a", "b", "expected"), CASES["lacks"])
def test_what_the_other_text_does_not_state_is_lacking(a: str, b: str | list[str], expected: list[str]) -> None:
    found = lacking(a, b)
    assert [f"{f.kind}|{f.text}" for f in found] == expected
    assert all(a[f.start : f.end] == f.text for f in found)


@pytest.mark.parametrize(("text", "kinds", "expected"), CASES["masks"])
def test_masked_facts_become_the_name_of_their_kind(text: str, kinds: list[str], expected: str) -> None:
    assert masked(text, [f for f in find_facts(text) if f.kind in kinds]) == expected


def test_there_are_enough_cases() -> None:
    assert sum(len(rows) for name, rows in CASES.items() if name != "comment") >= 120


def test_masking_both_sides_of_a_clash_makes_them_equal() -> None:
    a, b = "The crane lifted 40 tonnes of steel.", "The crane lifted 70 tonnes of steel."
    (clash,) = clashes(a, b)
    assert masked(a, [clash.a]) == masked(b, [clash.b])


def test_masking_a_negation_takes_the_negator_out_and_leaves_the_other_side() -> None:
    a, b = "The crew did abandon the ship.", "The crew did not abandon the ship."
    (clash,) = clashes(a, b)
    assert masked(a, [clash.a]) == masked(b, [clash.b]) == a


def test_facts_given_are_used_instead_of_found() -> None:
    a, b = "The crane lifted 40 tonnes.", "The crane lifted 70 tonnes."
    assert clashes(a, b, [], []) == ()
    assert clashes(a, b, find_facts(a), find_facts(b)) == clashes(a, b)


def test_the_side_without_negator_shows_the_word_it_affirms() -> None:
    (clash,) = clashes("The bank will repay the loan.", "The bank will not repay the loan.")
    assert (clash.kind, clash.a.text, clash.b.text) == (FactKind.NEGATION, "repay", "not")


def test_a_masked_link_edge_is_read_as_a_space() -> None:
    assert [f.value for f in find_facts("the envoy*Olga Brandt*spoke")] == [("olga", "brandt")]


def test_a_fact_survives_the_way_through_json() -> None:
    (fact,) = find_facts("about 40 tonnes")
    assert Fact.from_dict(fact.to_dict()) == fact


COUNTS = {
    "people, named in two ways": ("340 people were saved.", "She is one of 410 inhabitants saved by boat.", [("340", "410")]),
    "one noun": ("The storm sank six boats.", "By morning nine boats had gone down.", [("six", "nine")]),
    "the same": ("340 people were saved.", "The boats saved 340 inhabitants.", []),
    "one told roughly": ("Around 180 firefighters came.", "Nearly 200 firefighters came.", []),
    "of different things": ("340 people were saved.", "The storm sank nine boats.", []),
    "several of a kind": ("340 people were saved and 12 people hurt.", "410 people were saved.", []),
    "lengths of time": ("It took six days.", "It took nine days.", []),
    "money has a slot of its own": ("It cost $6 for all.", "It cost $9 for all.", []),
}  # fmt: skip


@pytest.mark.parametrize(("a", "b", "differ"), COUNTS.values(), ids=COUNTS)
def test_two_accounts_of_one_event_count_the_same(a: str, b: str, differ: list[tuple[str, str]]) -> None:
    found = other_counts(a, b, find_facts(a), find_facts(b))
    assert [(clash.a.text, clash.b.text) for clash in found] == differ
    turned = other_counts(b, a, find_facts(b), find_facts(a))
    assert [(clash.b.text, clash.a.text) for clash in turned] == differ
