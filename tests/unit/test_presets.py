"""strict and loose: what is reported changes, what is decided does not; and the limits that a check can be given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from dedup.errors import SettingsError
from dedup.hints import HINT, is_hint, kept_in_doubt
from dedup.limits import Limits, relations_of, share_of
from dedup.passages import Cut, CutStatus, Relation, Report
from dedup.presets import PRESETS, preset
from dedup.settings import Settings
from tests.fakes import detector, matched
from tests.golden.made import MADE
from tests.properties.invented import articles, examples

PLAIN, STRICT, LOOSE = Settings(), Settings(**PRESETS["strict"]), Settings(**PRESETS["loose"])
WIDE = Settings(report_at=0.05, report_summary_at=0.01)


def cut(report: Report, *statuses: CutStatus) -> set[int]:
    return {row.passage for row in report.cuts if row.status in statuses}


@given(articles())
@examples(40)
@pytest.mark.parametrize("settings", [LOOSE, WIDE])
def test_hints_are_reported_and_cut_nothing(settings: Settings, text: str) -> None:
    plain, wide = detector().check(text), detector(settings).check(text)
    firm = [match for match in wide.matches if not is_hint(match)]
    assert firm == list(plain.matches)
    assert all(not match.duplicate for match in wide.matches if is_hint(match))
    assert cut(wide, CutStatus.SAFE) <= cut(plain, CutStatus.SAFE)
    assert cut(wide, CutStatus.REVIEW) <= cut(plain, CutStatus.REVIEW)
    at_odds = {n for m in wide.matches if m.relation is Relation.CONFLICT for n in (m.a, m.b)}
    assert cut(wide, CutStatus.KEEP_BOTH) == at_odds


@given(articles())
@examples(40)
def test_strict_reports_less_but_every_conflict(text: str) -> None:
    plain, strict = detector().check(text), detector(STRICT).check(text)
    assert set(map(str, strict.matches)) <= set(map(str, plain.matches))
    conflicts = [match for match in plain.matches if match.relation is Relation.CONFLICT]
    assert [match for match in strict.matches if match.relation is Relation.CONFLICT] == conflicts
    assert all(match.score >= 0.6 for match in strict.matches if match.duplicate)


def test_a_hint_of_a_conflict_keeps_both_sides() -> None:
    hint = replace(matched(0, 2, Relation.CONFLICT), notes=(HINT,))
    found = kept_in_doubt([Cut(2, CutStatus.SAFE, (1,), ())], {(0, 2): hint, (1, 2): matched(1, 2)})
    assert found == (Cut(0, CutStatus.KEEP_BOTH, (2,), ()), Cut(2, CutStatus.KEEP_BOTH, (0,), ()))


def test_presets_are_settings_and_the_defaults_are_neither() -> None:
    assert not PLAIN.hints
    assert not STRICT.hints
    assert LOOSE.hints
    with pytest.raises(SettingsError, match="there is no preset 'odd'; there are: strict, loose"):
        preset("odd")


# -- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "share"), [("15%", 0.15), ("0%", 0.0), ("7.5 %", 0.075), ("100%", 1.0)])
def test_a_share_is_in_per_cent(text: str, share: float) -> None:
    assert share_of(text) == share


@pytest.mark.parametrize("text", ["15", "0.15", "", "%", "101%", "-1%", "ten%"])
def test_another_share_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="such as 15%"):
        share_of(text)


@pytest.mark.parametrize("text", ["unrelated", "", "conflict;identical", "equal"])
def test_another_relation_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="fail-on is a list of identical, near_duplicate"):
        relations_of(text)


def test_a_limit_is_passed_only_when_it_is_passed() -> None:
    half = "The ferry was late on Monday.\n\nThe ferry was late on Monday."
    report = detector().check(half)
    assert Limits(over=0.5).passed(report) == ()
    assert Limits(over=0.49).passed(report) == ("50% of its words are told twice, more than the 49% allowed",)
    assert Limits(on=relations_of("conflict, identical")).passed(report) == ("1 match is identical",)
    assert Limits(on=relations_of("conflict")).passed(report) == ()


def test_boilerplate_passes_no_limit() -> None:
    report = detector().check("Leave a Reply\n\nThe ferry was late on Monday.\n\nLeave a Reply")
    assert report.matches
    assert Limits(0.0, relations_of("identical")).passed(report) == ()


@pytest.mark.parametrize("name", MADE)
def test_a_match_that_disagrees_in_part_is_a_conflict_too(name: str) -> None:
    report = MADE[name]()
    told = " ".join(Limits(on=relations_of("conflict")).passed(report))
    number = sum(1 for match in report.matches if match.relation is Relation.CONFLICT or match.conflicts)
    assert told.startswith(f"{number} match") == bool(number)
