"""The table of aims, the calibration error, and the answers of 300 words."""

from __future__ import annotations

from benchmarks import answers
from benchmarks.aims import table
from tests.fakes import FakeEncoder


def test_what_is_not_reached_is_marked() -> None:
    figures = {"pairs_mrpc_train": {"AP": 0.95, "F1": 0.8}, "pairs_breaking_nli": {"called": 0.4}}
    lines = table(figures).splitlines()
    assert [line.split("|")[4].strip() for line in lines[2:]] == ["", "not reached", "not reached"]


def test_the_calibration_error_is_the_mean_of_the_sets_that_are_claimed() -> None:
    figures = {
        "a": {"calibration": 0.04},
        "b": {"calibration": 0.06},
        "pairs_wmt21_multilingual": {"calibration": 0.9, "AP": 0.7},
    }
    assert "mean of 2 sets | 0.050 | <= 0.06 |  |" in table(figures)
    assert "German, Czech and Russian, AP | 0.700 | no claim" in table(figures)


def clusters() -> list[dict[str, str]]:
    """Return two stories of twelve sentences, each told in two ways."""
    return [
        {"cluster": f"{story}-{n}", "text": f"{way} sentence number{n} of the story {story} ends here."}
        for story in ("harbour", "library")
        for n in range(12)
        for way in ("One", "Another")
    ]


def test_answers_are_made_of_their_page_but_for_the_negative() -> None:
    found = answers.rows(clusters(), FakeEncoder())
    assert [row["kind"] for row in found] == ["copy", "light", "heavy", "other"] * 2
    for row in found:
        page, other = ("harbour", "library") if row["group"].startswith("harbour") else ("library", "harbour")
        assert page in row["b"]
        assert other not in row["b"]
        assert (page in row["a"]) == bool(row["label"])
    assert answers.rows(clusters(), FakeEncoder()) == found
