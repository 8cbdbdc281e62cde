"""The data that flows: frozen, written as plain JSON and read back."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest

from dedup.errors import InputError
from dedup.passages import Article, Conflict, Cut, CutStatus, FactKind, Loss, Match, Passage, Role, Span
from tests.fakes import matched

CLASH = Conflict(FactKind.NUMBER, "12", "21", Span(0, 2), Span(4, 6))


@pytest.mark.parametrize(
    "record",
    [
        Article("text", id="1", notes=("said",)),
        Passage(0, 0, 4, 1, Role.PROSE, (), "text"),
        Cut(3, CutStatus.REVIEW, (1,), (Loss("word", "ports", 4, 9),)),
        CLASH,
        matched(0, 1),
    ],
)
def test_a_record_comes_back_from_its_json(record: Article | Match) -> None:
    assert type(record).from_dict(json.loads(json.dumps(record.to_dict()))) == record


def test_a_record_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        matched(0, 1).score = 1.0  # type: ignore[misc]


@pytest.mark.parametrize(
    "damaged", [{}, {"kind": "number"}, {**CLASH.to_dict(), "kind": "mood"}, {**CLASH.to_dict(), "a": 1}]
)
def test_damaged_data_is_refused_with_a_sentence(damaged: dict[str, object]) -> None:
    with pytest.raises(InputError, match="not a Conflict"):
        Conflict.from_dict(damaged)


def test_enums_are_written_as_their_words() -> None:
    assert CLASH.to_dict()["kind"] == "number"
    assert matched(0, 1).to_dict()["relation"] == "paraphrase"


def test_the_checksum_is_of_the_text_alone() -> None:
    assert Article("a", id="1").sha256 == Article("a", id="2").sha256 != Article("b").sha256
    assert Article("\ud800").sha256
