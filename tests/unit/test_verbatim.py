"""Whole sentences of one text that stand in another."""

from __future__ import annotations

import pytest

from dedup.facts import lacking, stands_in
from dedup.passages import Relation
from dedup.settings import Settings
from dedup.stages.judge import judge
from dedup.verbatim import verbatim
from tests.fakes import basis, profiled

TOLD = "The council of Quern has approved the new tram depot beside the old harbour."
MORE = "Ducks swim on the canal in winter, and nobody minds them much."
DOUBTFUL = basis(same=0.02, part=0.02, likely=0.02, covers=0.02)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (TOLD, f"{MORE} {TOLD}", True),
        (TOLD.upper(), f"{TOLD}\n{MORE}", True),
        ("Sales rose.", "Nobody believes that sales rose.", False),
        ("Sales rose.", "Sales rose. Nobody noticed.", True),
        ("Sales rose", "Sales rose in May.", False),
        ("\u201cWe won.\u201d", 'He laughed. "We won." She did not.', True),
        (f"{TOLD} {MORE}", TOLD, False),
    ],
)
def test_a_text_stands_in_another_only_as_whole_sentences(a: str, b: str, expected: bool) -> None:
    assert stands_in(a, b) is expected


def test_what_stands_there_whole_lacks_nothing_however_its_quotation_marks_pair() -> None:
    told = 'He said: "We lost 12 men.'
    assert lacking(told, f'"It is over. {told} Nobody came.') == lacking(told, told) == ()
    assert lacking(told, '"It is over. He said: "We lost 13 men.') != ()


def test_the_share_is_of_the_shorter_text() -> None:
    found = verbatim(profiled(TOLD), profiled(f"{MORE} {TOLD}"))
    assert found.share == 1.0
    (span,) = found.spans
    assert span == (0, len(TOLD), len(MORE) + 1, len(MORE) + 1 + len(TOLD))
    (turned,) = verbatim(profiled(f"{MORE} {TOLD}"), profiled(TOLD)).spans
    assert turned == (len(MORE) + 1, len(MORE) + 1 + len(TOLD), 0, len(TOLD))
    assert 0 < verbatim(profiled(f"{TOLD} Nobody came."), profiled(f"{TOLD} {MORE}")).share < 1


def test_short_sentences_alone_are_chance() -> None:
    assert verbatim(profiled("He left early."), profiled(f"He left early. {TOLD}")).share == 0.0


def test_what_is_told_word_for_word_is_reported_whatever_the_measures_say() -> None:
    verdict = judge(profiled(TOLD), profiled(f"{MORE} {TOLD} {MORE}"), DOUBTFUL, Settings())
    assert verdict.relation is Relation.SUMMARY
    assert verdict.duplicate
    half = judge(profiled(f"{TOLD} Nobody came."), profiled(f"{TOLD} {MORE} {MORE}"), DOUBTFUL, Settings())
    assert half.relation is Relation.SUMMARY
    assert not half.duplicate
