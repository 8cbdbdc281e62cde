"""Names become encoders; what is missing or damaged is named in one sentence. No weights are read here."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, strategies as st
from numpy.typing import NDArray

from dedup.encoders import (
    ModelInfo,
    OnnxEncoder,
    known_models,
    load_encoder,
    model_folder,
    open_encoder,
    read_weights,
)
from dedup.errors import ModelError

TEXTS = st.lists(st.text(alphabet="ab c\n", max_size=40), max_size=20)


class Letters:
    """A tokenizer with one token a letter."""

    def token_to_id(self, mark: str) -> int:
        return {"[CLS]": 1, "[SEP]": 2}[mark]

    def encode(self, text: str, *, add_special_tokens: bool) -> SimpleNamespace:
        assert not add_special_tokens
        return SimpleNamespace(ids=[3 + ord(letter) for letter in text if letter != " "])


class Graph:
    """A network whose vector says how many tokens were read and what they sum up to; it notes what it was given."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []
        self.rows: Counter[tuple[int, ...]] = Counter()

    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        self.shapes.append(ids.shape)
        self.rows.update(tuple(row[: keep.sum()].tolist()) for row, keep in zip(ids, mask, strict=True))
        assert not ids[mask == 0].any()
        return np.stack([mask.sum(axis=1), ids.sum(axis=1)], axis=1).astype(np.float32)


def toy(max_tokens: int = 1000) -> tuple[OnnxEncoder, Graph]:
    """Return an encoder without weights, and the network inside it."""
    graph = Graph()
    return OnnxEncoder(ModelInfo("toy", "encoder", {}, dim=2, max_tokens=max_tokens), Letters(), graph), graph


def expected(text: str) -> list[float]:
    letters = text.replace(" ", "")
    return [len(letters) + 2, 3 + sum(3 + ord(letter) for letter in letters)]


def stand_in(folder: Path, **changed: str) -> Path:
    """Return a folder that looks like a model: three small files, and a model.json with their checksums."""
    files = {name: f"contents of {name}".encode() for name in ("graph.onnx", "tokenizer.json", "weights.safetensors")}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    about = {
        "name": "toy",
        "kind": "encoder",
        "revision": "1",
        "dim": 2,
        "max_tokens": 8,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    } | changed
    (folder / "model.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


def test_the_built_in_encoder_is_among_the_models() -> None:
    assert "minilm" in known_models()
    assert (model_folder("minilm") / "model.json").is_file()


def test_an_unknown_built_in_model_names_those_there_are() -> None:
    with pytest.raises(ModelError, match=r"no built-in model 'minillm'; there are: .*minilm"):
        model_folder("minillm")


@pytest.mark.parametrize("name", ["../minilm", "", ".", "minilm/"])
def test_a_path_is_no_built_in_model(name: str) -> None:
    with pytest.raises(ModelError, match="no built-in model"):
        model_folder(name)


@pytest.mark.parametrize("name", ["all-mpnet-base-v2", "some/folder", "Minilm"])
def test_any_other_model_without_the_extra_says_what_to_install(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelError, match=r'pip install "dedup-passages\[transformers\]"') as raised:
        load_encoder(name)
    assert repr(name) in str(raised.value)
    assert "minilm" in str(raised.value)


@pytest.mark.parametrize("name", ["graph.onnx", "tokenizer.json", "weights.safetensors", "model.json"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    path = stand_in(tmp_path) / name
    path.unlink()
    with pytest.raises(ModelError) as raised:
        open_encoder(tmp_path)
    assert str(path) in str(raised.value)
    assert "install" in str(raised.value)


@pytest.mark.parametrize("name", ["graph.onnx", "tokenizer.json", "weights.safetensors"])
@pytest.mark.parametrize("damage", ["cut short", "one byte changed", "empty"])
def test_a_damaged_file_is_named(name: str, damage: str, tmp_path: Path) -> None:
    path = stand_in(tmp_path) / name
    data = path.read_bytes()
    path.write_bytes({"cut short": data[:-1], "one byte changed": b"C" + data[1:], "empty": b""}[damage])
    with pytest.raises(ModelError) as raised:
        open_encoder(tmp_path)
    assert str(path) in str(raised.value)
    assert "damaged" in str(raised.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": "toy"}', '{"name": 1, "kind": "encoder", "sha256": {}}'])
def test_a_model_json_that_is_none_is_named(text: str, tmp_path: Path) -> None:
    (stand_in(tmp_path) / "model.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError) as raised:
        open_encoder(tmp_path)
    assert str(tmp_path / "model.json") in str(raised.value)


def test_a_model_of_another_kind_is_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no encoder"):
        open_encoder(stand_in(tmp_path, kind="judge"))


@given(TEXTS)
def test_rows_come_in_the_order_given(texts: list[str]) -> None:
    vectors = toy()[0].encode(texts)
    assert vectors.shape == (len(texts), 2)
    assert vectors.tolist() == [expected(text) for text in texts]


@given(TEXTS)
def test_each_distinct_text_is_encoded_once(texts: list[str]) -> None:
    encoder, graph = toy()
    encoder.encode(texts * 2)
    assert set(graph.rows.values()) <= {1}


@given(TEXTS, TEXTS)
def test_the_padding_of_a_text_does_not_depend_on_its_neighbours(texts: list[str], others: list[str]) -> None:
    widths = []
    for company in (texts, texts + others):
        encoder, graph = toy()
        encoder.encode(company)
        widths.append({width for _, width in graph.shapes})
    assert widths[0] <= widths[1]


def test_a_batch_of_long_texts_is_small() -> None:
    encoder, graph = toy()
    encoder.encode(["a" * 250 + "b" * n for n in range(5)] + [f"{n:04}" for n in range(999)])
    assert max(rows * width for rows, width in graph.shapes) <= 512


def test_only_the_first_tokens_of_a_long_text_are_read() -> None:
    encoder, graph = toy(max_tokens=8)
    assert encoder.encode(["abcdefghijkl", "abcdef", "abcdefZ"]).tolist() == [expected("abcdef")] * 3
    assert list(graph.rows) == [(1, *(3 + ord(letter) for letter in "abcdef"), 2)]
    assert encoder.token_counts(["abcdefghijkl", "", "a b"]) == [14, 2, 4]


def test_a_text_of_many_pieces_loses_no_letter() -> None:
    text = "word " * 5000 + "x" * 20_000
    assert toy()[0].token_counts([text]) == [2 + 4 * 5000 + 20_000]


def test_a_lone_surrogate_is_a_question_mark() -> None:
    assert toy()[0].encode(["a\udcff"]).tolist() == [expected("a?")]


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(ModelError, match=r"name of the model is empty; there are: .*minilm"):
        load_encoder(" ")


def test_weights_are_multiplied_out_block_by_block(tmp_path: Path) -> None:
    codes = np.array([[1, -2], [3, 4], [5, 6], [-127, 8]], np.int8)
    tensors = {  # safetensors stores the widest numbers first
        "plain": ("F32", np.array([[1.5]], np.float32)),
        "half": ("F16", np.array([0.5, -3], np.float16)),
        "whole.blocks": ("F16", np.array([[0.5, 1], [2, 0.25]], np.float16)),
        "whole": ("I8", codes),
        "table": ("I8", codes),
    }
    header, body = {}, b""
    for name, (kind, values) in tensors.items():
        offsets = [len(body), len(body) + values.nbytes]
        header[name] = {"dtype": kind, "shape": values.shape, "data_offsets": offsets}
        body += values.tobytes()
    start = json.dumps(header).encode()
    (tmp_path / "weights").write_bytes(len(start).to_bytes(8, "little") + start + body)

    weights = read_weights(tmp_path / "weights")

    assert {name: str(values.dtype) for name, values in weights.items()} == {
        "plain": "float32",
        "half": "float32",
        "whole": "float32",
        "table": "int8",
    }
    assert weights["whole"].tolist() == [[0.5, -2], [1.5, 4], [10, 1.5], [-254, 2]]
    assert weights["half"].tolist() == [0.5, -3]
    assert weights["table"].tolist() == codes.tolist()
