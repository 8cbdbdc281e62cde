"""The static encoder: a sum of token vectors. The toy has words for tokens; what is read of the real files is marked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from benchmarks.static import found
from dedup.encoders import known_models, model_folder, model_info, open_static
from dedup.errors import ModelError
from dedup.static import TEXTS_AT_ONCE, StaticEncoder
from tests.commands import Shell, make_shell

WORDS = ("[UNK]", "north", "east", "nothing")
VECTORS = np.array([[9, 9], [3, 0], [0, 1], [0, 0]], np.float32)
TEXTS = st.lists(st.lists(st.sampled_from([*WORDS[1:], "unheard"]), max_size=6).map(" ".join), max_size=12)


class Words:
    """A tokenizer with one token a word."""

    def __init__(self) -> None:
        self.most: int | None = None

    def token_to_id(self, word: str) -> int:
        return WORDS.index(word) if word in WORDS else 0

    def no_padding(self) -> None:
        pass

    def enable_truncation(self, most: int) -> None:
        self.most = most

    def encode_batch_fast(self, texts: Sequence[str], *, add_special_tokens: bool) -> list[SimpleNamespace]:
        assert not add_special_tokens
        return [SimpleNamespace(ids=[self.token_to_id(word) for word in text.split()][: self.most]) for text in texts]


def toy(max_tokens: int = 100) -> StaticEncoder:
    return StaticEncoder(Words(), VECTORS, name="toy", revision="1", max_tokens=max_tokens)


@pytest.fixture
def shell(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    return make_shell(capsysbinary, monkeypatch, tmp_path)


def test_a_text_is_the_sum_of_its_words_at_unit_length() -> None:
    rows = toy().encode(["north", "east north", "east east east north"])
    assert rows.dtype == np.float32
    assert rows == pytest.approx(np.array([[1, 0], [3 / 10**0.5, 1 / 10**0.5], [0.5**0.5, 0.5**0.5]]))


def test_unknown_words_do_not_count() -> None:
    rows = toy().encode(["north unheard", "north"])
    assert np.array_equal(rows[0], rows[1])


@pytest.mark.parametrize("text", ["", "unheard", "nothing"])
def test_a_text_that_says_nothing_is_near_to_nothing(text: str) -> None:
    assert toy().encode(["north", text, "east"]).tolist() == [[1, 0], [0, 0], [0, 1]]


def test_no_texts_are_no_rows() -> None:
    assert toy().encode([]).shape == (0, 2)


def test_what_comes_after_the_last_token_that_is_read_has_no_influence() -> None:
    assert np.array_equal(toy(1).encode(["north east"]), toy(1).encode(["north"]))


@given(TEXTS)
def test_a_vector_does_not_depend_on_the_other_texts(texts: list[str]) -> None:
    together = toy().encode(texts)
    assert np.array_equal(together, np.array([toy().encode([text])[0] for text in texts]).reshape(len(texts), 2))


def test_more_texts_than_are_taken_at_once() -> None:
    rows = toy().encode(["north", "east"] * TEXTS_AT_ONCE)
    assert np.array_equal(rows, np.tile(np.eye(2, dtype=np.float32), (TEXTS_AT_ONCE, 1)))


def test_the_static_model_is_built_in_and_its_folder_is_printed(shell: Shell) -> None:
    assert "static" in known_models()
    folder = Path(shell("dedup models path static").out.strip())
    assert folder == model_folder("static")
    assert {path.name for path in folder.iterdir()} >= {"config.json", "model.safetensors", "tokenizer.json", "card.md"}
    assert "static: 4 files are as recorded" in shell("dedup models verify").out


def test_the_folder_has_at_most_8_megabytes_and_the_form_that_model2vec_reads() -> None:
    folder = model_folder("static")
    assert (
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc") <= 8_000_000
    )
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    about = model_info(folder)
    assert (config["normalize"], config["max_length"], config["hidden_dim"]) == (True, about.max_tokens, about.dim)
    with (folder / "model.safetensors").open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    rows = header["embeddings"]["shape"][0]
    assert header["embeddings"] | {"data_offsets": 0} == {"dtype": "I8", "shape": [rows, about.dim], "data_offsets": 0}
    assert (header["weights"]["dtype"], header["weights"]["shape"]) == ("F32", [rows])


def test_a_damaged_static_model_is_named(tmp_path: Path) -> None:
    sums = {}
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (tmp_path / name).write_bytes(name.encode())
        sums[name] = hashlib.sha256(name.encode()).hexdigest()
    (tmp_path / "model.json").write_text(
        json.dumps({"name": "static", "kind": "static", "sha256": sums}), encoding="utf-8"
    )
    (tmp_path / "model.safetensors").write_bytes(b"?")
    with pytest.raises(ModelError, match=r"model\.safetensors is damaged"):
        open_static(tmp_path)


def test_neighbours_that_the_static_vectors_rank_low_are_missed() -> None:
    angles = np.radians([0, 10, 20, 90, 180])
    better = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert found(better, better, np.array([0]), top=2).share() == (1.0, 2)
    worse = better[[0, 4, 1, 2, 3]]  # the neighbour of 10 degrees is thought to lie opposite
    assert found(better, worse, np.array([0]), top=2).share() == (0.5, 2)
    assert found(better, worse, np.array([0]), top=2).share(0.98) == (0.0, 1)
