"""Sentences: cases as data, and that long input stays fast."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from dedup.sentences import Splitter, sentences

CASES = json.loads((Path(__file__).parents[1] / "cases" / "sentences.json").read_text(encoding="utf-8"))
SPLITTER = Splitter()


def _written(kind: str, marked: str) -> str:
    return marked.replace("|", "" if kind == "dirt" else " ")


@pytest.mark.parametrize(
    ("kind", "marked"), [(kind, marked) for kind, found in CASES.items() if kind != "comment" for marked in found]
)
def test_sentences_end_where_the_case_says(kind: str, marked: str) -> None:
    text = _written(kind, marked)
    assert [text[start:end] for start, end in SPLITTER(text)] == [part.strip() for part in marked.split("|")]


def test_a_blank_line_ends_a_sentence() -> None:
    assert len(sentences("The harbour in winter\n\nThe ferry left at noon.")) == 2


def test_empty_text_has_no_sentence() -> None:
    assert sentences("") == sentences(" \n\t") == ()


def test_two_splitters_agree() -> None:
    text = "It came to the bank. Manchester lost. Lt. Col. Reed left."
    assert Splitter()(text) == SPLITTER(text)


@pytest.mark.parametrize(
    "unit", ["!?", '."', "a.", ". ", "A. ", "ab.Cd ", "1. ", "\n", "x\n\n", "*", "...", "a!b? ", "(a.) "]
)
def test_long_input_of_any_kind_stays_fast(unit: str) -> None:
    start = time.process_time()
    SPLITTER(unit * (60_000 // len(unit)))
    assert time.process_time() - start < 5
