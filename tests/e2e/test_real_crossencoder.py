"""The built-in cross-encoder: the same bits alone and in any batch, never loaded to check an article."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from dedup.api import Detector
from dedup.crossencoder import CrossEncoder, open_crossencoder
from dedup.encoders import model_folder
from dedup.errors import ModelError
from dedup.passages import Relation
from dedup.together import Reading

pytestmark = pytest.mark.weights

PAIRS = (
    ("The ferry company adds two evening sailings from Monday.", "From Monday two more ferries run in the evening."),
    ("The mayor opened the red bridge on Monday.", "The mayor opened the blue bridge on Monday."),
    ("Rain fell all night over the valley.", "The band played for an hour."),
    ("No.", "Yes, and that was all that the harbour master had to say about the cranes, the fog and the missing bell."),
    ("", "One side is empty."),
)


@cache
def reader() -> CrossEncoder:
    return open_crossencoder(threads=2)


def test_a_pair_is_read_to_the_same_bits_alone_and_in_any_batch() -> None:
    batch = [*PAIRS, *((b, a) for a, b in PAIRS), *((a * 2, b) for a, b in PAIRS)] * 3
    together = reader().read(batch)
    assert [reader().read([pair])[0] for pair in batch[:15]] == together[:15]
    assert reader().read(batch[::-1]) == together[::-1]
    assert open_crossencoder(threads=1).read(batch) == together
    assert reader().read([]) == []


def test_from_the_other_side_the_sides_change_and_nothing_else() -> None:
    for a, b in PAIRS:
        forth, back = reader().read([(a, b), (b, a)])
        assert forth is not None
        assert back == Reading(forth.same, forth.b_in_a, forth.a_in_b, forth.clash)


def test_what_is_too_long_is_not_read_and_does_not_change_what_is() -> None:
    long = "The harbour master spoke of the cranes. " * 200
    read = reader().read([PAIRS[0], (long, PAIRS[0][0]), PAIRS[1]])
    assert read == [*reader().read([PAIRS[0]]), None, *reader().read([PAIRS[1]])]


def test_it_tells_a_rewording_from_another_fact_and_from_another_subject() -> None:
    same, clashing, other = reader().read(PAIRS[:3])
    assert same is not None
    assert clashing is not None
    assert other is not None
    assert same.same > 0 > other.same
    assert clashing.clash > 0 > same.clash


def test_a_word_that_no_list_of_facts_knows_makes_a_conflict_of_judge_and_two_groups() -> None:
    (verdict,) = (detector := Detector()).judge([PAIRS[1]])
    assert verdict.relation is Relation.CONFLICT
    assert [(found.a, found.b) for found in verdict.conflicts] == [("red", "blue")]
    assert detector.group(PAIRS[1]) == [0, 1]


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "crossencoder"
    shutil.copytree(model_folder("crossencoder"), folder)
    path = folder / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(ModelError, match=r"weights\.safetensors is damaged"):
        open_crossencoder(folder)


def test_a_model_of_another_kind_is_refused() -> None:
    with pytest.raises(ModelError, match="does not read pairs"):
        open_crossencoder(model_folder("minilm"))


LOADED = """
import json
from dedup.api import Detector
detector = Detector()
detector.check("The ferry sails at nine on Monday.\\n\\nOn Monday the ferry leaves the harbour at nine.")
detector.compare("The ferry sails at nine on Monday.", "On Monday the ferry leaves the harbour at nine.")
before = detector._reader is not None
detector.judge([("The ferry sails from the old pier.", "From the old pier the boat leaves.")])
print(json.dumps([before, detector._reader is not None]))
"""


def test_checking_and_comparing_articles_never_loads_it() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [False, True]
