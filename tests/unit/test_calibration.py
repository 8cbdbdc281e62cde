"""Trying thresholds on one's own text: which pairs are shown, what a threshold would find, and keeping one."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, strategies as st

from dedup.calibration import PAIRS, STEPS, Sample, nearest_pairs, rates, spread, with_setting
from dedup.errors import SettingsError
from dedup.passages import Article
from dedup.settings import Settings
from tests.fakes import detector
from tests.unit.test_editing import TEXT

SAMPLES = [Sample(0, 1, 0.9), Sample(0, 2, 0.7), Sample(1, 2, 0.4), Sample(2, 3, 0.1)]


def test_pairs_are_of_content_only_and_the_nearest_come_first() -> None:
    report = detector().check(Article(TEXT))
    pairs = nearest_pairs(report.passages, detector().tools, Settings())
    assert set(pairs[:4]) == {(0, 3), (0, 8), (3, 8), (5, 7)}
    assert 9 not in {n for pair in pairs for n in pair}
    assert nearest_pairs(report.passages[:1], detector().tools, Settings()) == []


def test_of_many_pairs_thirty_are_shown_from_the_likely_to_the_unlikely() -> None:
    texts = [f"The council of Melby has met {n} times about the roof of the pool, said Ida Holm." for n in range(12)]
    pairs = [(a, b) for a in range(12) for b in range(a + 1, 12)]
    verdicts = detector().judge([(texts[a], texts[a]) if (a + b) % 3 else (texts[a], "Ducks swim.") for a, b in pairs])
    shown = spread(pairs, verdicts)
    assert len(shown) == PAIRS == len({(one.a, one.b) for one in shown})
    assert {one.score >= 0.5 for one in shown} == {True, False}
    assert shown == spread(pairs, verdicts)


def test_precision_and_recall_are_of_the_pairs_that_were_judged() -> None:
    high, low = rates(SAMPLES, {0: True, 1: False, 2: True}, [0.8, 0.3])[::-1]
    assert (high.at, high.found, high.right, high.precision, high.recall) == (0.8, 1, 1, 1.0, 0.5)
    assert (low.at, low.found, low.right, low.precision, low.recall) == (0.3, 3, 2, round(2 / 3, 4), 1.0)
    assert {(rate.precision, rate.recall) for rate in rates(SAMPLES, {})} == {(None, None)}
    assert rates(SAMPLES, {9: True, -1: True}, [0.5])[0].same == 0


@given(st.dictionaries(st.integers(0, 3), st.booleans()))
def test_a_higher_threshold_never_finds_more(labels: dict[int, bool]) -> None:
    found = rates(SAMPLES, labels)
    assert [rate.at for rate in found] == list(STEPS)
    assert [rate.found for rate in found] == sorted((rate.found for rate in found), reverse=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "report-at = 0.55\n"),
        ("min-words = 5\n", "report-at = 0.55\nmin-words = 5\n"),
        ("report-at = 0.9\nstrict = true", "report-at = 0.55\nstrict = true"),
        ("# ours\n\n[table]\nreport-at = 1\n", "report-at = 0.55\n# ours\n\n[table]\nreport-at = 1\n"),
    ],
)
def test_a_setting_is_put_into_a_file_and_nothing_else_moves(before: str, after: str) -> None:
    assert with_setting(before, 0.55) == after
    assert tomllib.loads(after)["report-at"] == 0.55


def test_a_setting_that_is_no_share_is_refused() -> None:
    with pytest.raises(SettingsError, match="between 0 and 1"):
        with_setting("", 1.5)
