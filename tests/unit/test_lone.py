"""What alone sets two texts apart, where all their other facts agree."""

from __future__ import annotations

import pytest

from dedup.cases import Told
from dedup.facts import disagreements
from dedup.likeness import Profile
from dedup.lone import only_difference, opposed
from tests.fakes import profiled

A = "Councillors in Aldermere approved 140 homes on the Bryce site on Monday."
B = "On Monday 140 homes on the Bryce site were thrown out in Aldermere."


def told(text: str) -> Told:
    found: Profile = profiled(text)
    return Told(found, 0)


def alone(a: str, b: str) -> bool:
    x, y = told(a), told(b)
    return only_difference(disagreements(a, b, x.facts, y.facts)[0], x, y)


def test_a_figure_is_all_that_differs_where_every_other_fact_agrees() -> None:
    assert alone("Quillon sold 812 boats in Tarn in May.", "In May boatbuilder Quillon sold 821 boats in Tarn.")
    assert not alone("Quillon sold 812 boats in Tarn in May.", "In June Quillon sold 821 boats in Tarn.")
    assert not alone("Quillon sold 812 boats in Tarn in May.", "Quillon sold 821 boats in May.")


def test_too_little_in_common_says_nothing() -> None:
    assert not alone("It used 48 litres of water.", "It used 29 litres of water.")
    assert not alone("Quillon sold 812 boats.", "Quillon sold 821 boats.")


def test_which_of_several_is_meant_is_no_difference_in_what_is_told() -> None:
    assert not alone("Tarn won heat 2 on Monday in Corve.", "Tarn won heat 3 on Monday in Corve.")


def test_an_outcome_and_its_opposite_are_found_whatever_stands_beside_them() -> None:
    clash = opposed(told(A), told(B))
    assert clash is not None
    assert (clash.a.text, clash.b.text) == ("approved", "thrown out")
    turned = opposed(told(B), told(A))
    assert turned is not None
    assert (turned.a.text, turned.b.text) == ("thrown out", "approved")


@pytest.mark.parametrize(
    "other",
    [
        B.replace("were", "were not"),
        B.replace("140", "150"),
        B + " Councillors had approved them in May.",
        B.replace("thrown out", "thrown out again"),
        B.replace("thrown out", "discussed"),
    ],
)
def test_what_is_denied_undone_or_otherwise_different_is_not(other: str) -> None:
    assert opposed(told(A), Told(profiled(other.replace(". ", "; ")), 0)) is None
