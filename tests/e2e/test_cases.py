"""The pairs of tests/cases, judged with the real models. What fails today is listed, and the list can only shrink."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dedup
from dedup.passages import CutStatus, Relation, Verdict

pytestmark = pytest.mark.weights
CASES = Path(__file__).parent.parent / "cases"
Case = dict[str, Any]


def load(name: str) -> dict[str, Any]:
    """Return what a file of cases holds."""
    found: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def found_as_it_is(case: Case, verdict: Verdict) -> bool:
    """Whether a repeat is found with its relation; what is as long as the other is a duplicate too."""
    return verdict.relation in case["relation"] and (verdict.duplicate or verdict.relation is Relation.SUMMARY)


def stays_apart(_: Case, verdict: Verdict) -> bool:
    """Whether a lookalike is no duplicate."""
    return not verdict.duplicate


def neither_is_cut(case: Case, _: Verdict) -> bool:
    """Whether both stay in the condensed text of an article that holds them."""
    article = "\n\n".join(" ".join(case[side].split()) for side in "ab")
    return all(cut.status is not CutStatus.SAFE for cut in dedup.check(article).cuts)


def contradicts(case: Case, verdict: Verdict) -> bool:
    """Whether a conflict is found, of one of the kinds that it may be said to be."""
    return verdict.relation is Relation.CONFLICT and not {found.kind for found in verdict.conflicts}.isdisjoint(
        case["kinds"]
    )


def is_unrelated(_: Case, verdict: Verdict) -> bool:
    """Whether two texts are about different things."""
    return verdict.relation is Relation.UNRELATED


def agrees(_: Case, verdict: Verdict) -> bool:
    """Whether two texts are found to tell the same, with nothing in conflict."""
    return verdict.relation not in {Relation.UNRELATED, Relation.CONFLICT} and not verdict.conflicts


def has_its_relation(case: Case, verdict: Verdict) -> bool:
    """Whether relation, duplicate and direction are those of the case, as far as it says them."""
    sides = (verdict.a_in_b >= 0.5, verdict.b_in_a >= 0.5)
    covered = {"a_in_b": sides[0], "b_in_a": sides[1], "both": all(sides), "neither": not any(sides)}
    return (
        verdict.relation == case["relation"]
        and verdict.duplicate == case.get("duplicate", verdict.duplicate)
        and covered.get(case.get("direction", ""), True)
    )


CHECKS: dict[str, tuple[str, str, Callable[[Case, Verdict], bool]]] = {
    "repeats are found": ("repeats", "pairs", found_as_it_is),
    "lookalikes are no duplicates": ("lookalikes", "pairs", stays_apart),
    "lookalikes are not cut": ("lookalikes", "pairs", neither_is_cut),
    "conflicts are found": ("conflicts", "conflict", contradicts),
    "another subject is no conflict": ("conflicts", "unrelated", is_unrelated),
    "a fact that one side lacks is no conflict": ("conflicts", "agree", agrees),
    "the relations keep their borders": ("relations", "pairs", has_its_relation),
}


def failures(check: str) -> list[str]:
    """Return the names of the cases that do not hold, in the order of their file."""
    file, part, holds = CHECKS[check]
    cases = load(file)[part]
    verdicts = dedup.judge([(case["a"], case["b"]) for case in cases])
    return [case["name"] for case, verdict in zip(cases, verdicts, strict=True) if not holds(case, verdict)]


@pytest.mark.parametrize("check", CHECKS)
def test_each_case_holds_or_is_a_known_failure(check: str) -> None:
    known = set(load("known-failures")["failures"].get(check, []))
    found = set(failures(check))
    assert found - known == set(), "these cases held before"
    assert known - found == set(), "these hold now: take them out of tests/cases/known-failures.json"


@pytest.mark.parametrize("check", CHECKS)
def test_every_known_failure_is_a_case(check: str) -> None:
    file, part, _ = CHECKS[check]
    names = [case["name"] for case in load(file)[part]]
    assert len(names) == len(set(names))
    assert set(load("known-failures")["failures"].get(check, [])) <= set(names)


def test_no_check_is_known_by_another_name() -> None:
    assert load("known-failures")["failures"].keys() <= CHECKS.keys()
