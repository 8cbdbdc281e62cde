"""Fitted decisions read from JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dedup.decision import Curve, Decision, load_decisions
from dedup.encoders import model_folder
from dedup.errors import ModelError


def test_a_curve_is_straight_between_its_knots_and_flat_outside() -> None:
    curve = Curve((0.0, 1.0, 2.0), (0.0, 4.0, 2.0))
    assert [curve(x) for x in (-1, 0.5, 1, 1.5, 9)] == [0, 2, 4, 3, 2]


def test_the_probability_follows_from_the_sum_of_the_curves() -> None:
    decision = Decision(-1.0, {"cosine": Curve((0, 1), (0, 2)), "words": Curve((0, 1), (0, 1))})
    assert decision.probability({"cosine": 0.5, "words": 0, "unused": 7}) == 0.5
    assert decision.contributions({"cosine": 1, "words": 1}) == {"cosine": 2, "words": 1}
    assert decision.probability({"cosine": 1, "words": 1}) > decision.probability({"cosine": 1, "words": 0})


def test_a_probability_stays_between_nothing_and_one() -> None:
    assert 0 < Decision(-1e9, {}).probability({}) < Decision(1e9, {}).probability({}) <= 1


def test_the_decisions_that_the_judge_needs_are_stored() -> None:
    stored = load_decisions(model_folder("judge") / "judge.json")
    assert {"likely", "same", "part", "covers"} <= stored.keys()
    for decision in stored.values():
        for curve in decision.curves.values():
            assert list(curve.knots) == sorted(curve.knots)
            assert len(curve.knots) == len(curve.values)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"decisions": {"same": {"curves": {}}}}', '{"decisions": {"same": 1}}']
)
def test_damaged_figures_are_refused_with_a_sentence_that_names_the_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "judge.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"judge\.json"):
        load_decisions(path)


def test_missing_figures_are_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        load_decisions(tmp_path / "none.json")


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "judge.json"
    model = {"intercept": 0.5, "curves": {"cosine": {"knots": [0, 1], "values": [0, 2]}}}
    path.write_text(json.dumps({"decisions": {"same": model}}), encoding="utf-8")
    assert load_decisions(path) == {"same": Decision(0.5, {"cosine": Curve((0, 1), (0, 2))})}
