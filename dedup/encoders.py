"""A name becomes an encoder: the built-in ones (on onnxruntime, or static), any other by sentence-transformers.

The built-in encoder never touches the network. It gives a text the same bits whatever it is encoded with and however
many threads there are (on one machine; other processors round differently, by some 1e-7): texts are batched only with
texts of the same length in tokens, rounded up to `STEP`, so their padding does not depend on their neighbours.
Heavy imports are inside the functions that need them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from dedup.errors import ModelError
from dedup.stages.embed import Encoder
from dedup.static import StaticEncoder

DEFAULT = "minilm"
STATIC = "static"
STEP = 8
"""Lengths are rounded up to a multiple of it: 1 pads nothing, but nearly every paragraph is a batch of its own."""

TOKENS_AT_ONCE = 512
"""Tokens of a batch, padding included: few enough to stay in the processor's cache (2,048 is a fifth slower)."""

CHARACTERS_AT_ONCE = 8192
"""Text handed to the tokenizer in one piece: it needs some 170 bytes for each, so a long text would take gigabytes."""

Runs = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]
"""Tokens and mask, both (texts, tokens), to unit vectors (texts, dim)."""

REINSTALL = "install dedup-passages again, or in a checkout run: git checkout models"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What the model.json of a model says. `sha256` maps each file to its checksum; unknown keys are ignored."""

    name: str
    kind: str
    sha256: dict[str, str]
    source: str = ""
    licence: str = ""
    revision: str = ""
    dim: int = 0
    max_tokens: int = 0


def models_folder() -> Path:
    """Return the folder that holds the models: dedup/_models of an install, models/ beside dedup/ of a checkout."""
    package = Path(__file__).parent
    installed = package / "_models"
    return installed if installed.is_dir() else package.parent / "models"


def known_models() -> tuple[str, ...]:
    """Return the names of the built-in models, sorted."""
    return tuple(
        sorted(p.name for p in models_folder().glob("*") if p.is_dir() and p.name.isidentifier() and p.name[0] != "_")
    )


def model_folder(name: str) -> Path:
    """Return the folder of a built-in model. Raise ModelError, naming those there are, for any other name."""
    known = known_models()
    if name not in known:
        raise ModelError(f"there is no built-in model {name!r}; there are: {', '.join(known) or 'none'}")
    return models_folder() / name


def model_info(folder: Path) -> ModelInfo:
    """Return what the model.json in a folder says. Raise ModelError where it is missing or damaged."""
    path = folder / "model.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=ModelInfo)
    except (OSError, msgspec.DecodeError) as error:
        raise ModelError(f"{path} cannot be read ({error}); {REINSTALL}") from error


def verify(folder: Path) -> ModelInfo:
    """Return the model.json of a folder whose files were checked. Raise ModelError naming the first that is damaged."""
    info = model_info(folder)
    for name, expected in info.sha256.items():
        path = folder / name
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(f"the model file {path} cannot be read ({error.strerror}); {REINSTALL}") from error
        if found != expected:
            raise ModelError(f"the model file {path} is damaged (its checksum is not that of model.json); {REINSTALL}")
    return info


def load_encoder(name: str = DEFAULT, *, threads: int | None = None) -> Encoder:
    """Return the encoder of that name: "minilm", "static", or the name or path of a sentence-transformers model.

    A folder of one's own that is called like a built-in model is reached as "./minilm". Raise ModelError where the
    files are missing or damaged, the extra is not installed, or the model is not found.
    """
    if name == STATIC:
        return open_static(model_folder(name))
    if name == DEFAULT or name in known_models():
        return open_encoder(model_folder(name), threads=threads)
    if not name.strip():
        raise ModelError(f"the name of the model is empty; there are: {', '.join(known_models())}")
    return SentenceTransformerEncoder(name, threads=threads)


def open_encoder(folder: Path, *, threads: int | None = None) -> OnnxEncoder:
    """Return the encoder that models/minilm/make.py has written to a folder, its checksums verified first."""
    info = verify(folder)
    if info.kind != "encoder":
        raise ModelError(f"the built-in model {info.name!r} is no encoder; the encoders are {DEFAULT!r} and {STATIC!r}")
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return OnnxEncoder(info, tokenizer, open_graph(folder, threads or os.cpu_count() or 1))


def open_static(folder: Path | None = None) -> StaticEncoder:
    """Return the static encoder that models/static/make.py has written, its checksums verified first."""
    folder = folder or model_folder(STATIC)
    info = verify(folder)
    from tokenizers import Tokenizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    stored = read_weights(folder / "model.safetensors")
    return StaticEncoder(
        tokenizer,
        stored["embeddings"] * stored["weights"][:, None],
        name=info.name,
        revision=info.revision,
        max_tokens=info.max_tokens,
        in_pieces=isinstance(tokenizer.pre_tokenizer, BertPreTokenizer) and bool(tokenizer.normalizer.lowercase),
    )


class OnnxEncoder:
    """A built-in model that onnxruntime runs in float32, from weights stored as int8.

    Only the first `max_tokens` tokens of a text are read (some 180 English words), the rest has no influence:
    `token_counts` says which texts are longer; their sentences can be encoded one by one.
    """

    calibrated = True
    note = ""

    def __init__(self, info: ModelInfo, tokenizer: Any, graph: Runs) -> None:
        """Put the parts together; `open_encoder` loads them."""
        self.name = info.name
        self.revision = info.revision
        self.dim = info.dim
        self.max_tokens = info.max_tokens
        self._tokenizer = tokenizer
        self._graph = graph
        self._start, self._end = (tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Return (len(texts), dim) rows of unit length in the order given; texts of equal tokens are encoded once."""
        tokens = [self._tokens(text) for text in texts]
        distinct = sorted(set(tokens), key=lambda row: (len(row), row))
        vectors = np.empty((len(distinct), self.dim), np.float32)
        for start, end in batches([len(row) // 4 for row in distinct]):
            vectors[start:end] = self._run([np.frombuffer(row, np.int32) for row in distinct[start:end]])
        place = {row: n for n, row in enumerate(distinct)}
        return vectors[[place[row] for row in tokens]]

    def token_counts(self, texts: Sequence[str], /) -> list[int]:
        """Return how many tokens each text has, the two at its ends included; above `max_tokens` it is cut."""
        return [2 + sum(len(part) for part in self._parts(text)) for text in texts]

    def _tokens(self, text: str) -> bytes:
        """Return the tokens that are read, as the bytes of int32 numbers: small, and a key to know equal texts by."""
        inner: list[int] = []
        for part in self._parts(text):
            inner += part
            if len(inner) >= self.max_tokens:
                break
        return np.array([self._start, *inner[: self.max_tokens - 2], self._end], np.int32).tobytes()

    def _parts(self, text: str) -> Iterator[list[int]]:
        for part in _slices(text.encode("utf-8", "replace").decode("utf-8")):  # a lone surrogate becomes "?"
            yield self._tokenizer.encode(part, add_special_tokens=False).ids

    def _run(self, rows: Sequence[NDArray[np.int32]]) -> NDArray[np.float32]:
        ids = np.zeros((len(rows), rounded(max(len(row) for row in rows))), np.int64)
        mask = np.zeros_like(ids)
        for n, row in enumerate(rows):
            ids[n, : len(row)] = row
            mask[n, : len(row)] = 1
        return self._graph(ids, mask)


class SentenceTransformerEncoder:
    """Any sentence-transformers model, on the device torch prefers. The judge was not calibrated for its vectors."""

    calibrated = False

    def __init__(self, name: str, *, threads: int | None = None) -> None:
        """Load a model by its folder, or by its name from the local cache or else from the hub."""
        self._model = _sentence_transformer(name)
        if threads:
            import torch

            torch.set_num_threads(threads)
        self.name = name
        self.dim = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 0)
        self.revision = _fingerprint(self._model.state_dict())
        self.note = f"scores are calibrated for {DEFAULT} only; with {name} treat them as a ranking"

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Return (len(texts), dim) rows of unit length in the order given; equal texts are encoded once."""
        if not texts:
            return np.empty((0, self.dim), np.float32)
        distinct = sorted(set(texts))
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in distinct]
        vectors = self._model.encode(clean, normalize_embeddings=True, show_progress_bar=False)
        place = {text: n for n, text in enumerate(distinct)}
        rows: NDArray[np.float32] = np.asarray(vectors, np.float32)[[place[text] for text in texts]]
        return rows


def read_weights(path: Path, only: Sequence[str] = ()) -> dict[str, NDArray[Any]]:
    """Return the float32 weights by name, multiplied out of a safetensors file; tensors that need no sum stay mapped.

    `only` names the tensors that are wanted, all of them by default. An int8 tensor NAME with float16 scales
    `NAME.blocks` of shape (blocks, columns) is the product of the two; other float16 tensors are widened; int8 tensors
    without scales are left to the graph.
    """
    raw = np.memmap(path, np.uint8, mode="r")
    start = 8 + int.from_bytes(raw[:8].tobytes(), "little")
    header: dict[str, Any] = json.loads(raw[8:start].tobytes())
    header.pop("__metadata__", None)
    tensors = {name: _tensor(raw[start:], **about) for name, about in header.items()}
    wanted = only or [name for name in tensors if not name.endswith(".blocks")]
    return {name: _widened(tensors, name) for name in wanted}


def _tensor(
    data: NDArray[np.uint8], *, dtype: str, shape: Sequence[int], data_offsets: tuple[int, int]
) -> NDArray[Any]:
    types = {"I8": np.int8, "F16": np.float16, "F32": np.float32}
    values: NDArray[Any] = np.asarray(data[slice(*data_offsets)]).view(types[dtype])
    return values.reshape(shape)


def _widened(tensors: Mapping[str, NDArray[Any]], name: str) -> NDArray[Any]:
    values, scales = tensors[name], tensors.get(f"{name}.blocks")
    if scales is not None:
        blocks = values.reshape(len(scales), -1, values.shape[-1])
        whole = np.empty(blocks.shape, np.float32)
        np.multiply(blocks, scales[:, None, :].astype(np.float32), out=whole)
        return whole.reshape(values.shape)
    return values.astype(np.float32) if values.dtype == np.float16 else values


@dataclass(frozen=True, eq=False)
class Graph:
    """An onnxruntime session and the arrays that it reads in place, which must live as long."""

    session: Any
    weights: Mapping[str, NDArray[Any]]

    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return a row a text, given its tokens and which of them are no padding, both of shape (texts, tokens)."""
        found: NDArray[np.float32] = self.session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return found


def open_graph(folder: Path, threads: int, weights: Mapping[str, NDArray[Any]] | None = None) -> Graph:
    """Return the graph of a folder, ready to run, with the weights given or else those that lie beside it."""
    import onnxruntime

    if weights is None:
        weights = read_weights(folder / "weights.safetensors")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Threads that wait without sleeping are a tenth quicker on an idle machine and half as quick on a busy one.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    options.add_external_initializers(list(weights), values)
    model = (folder / "graph.onnx").read_bytes()
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return Graph(session, weights)


def _slices(text: str) -> Iterator[str]:
    """Yield a text in pieces of bounded length, divided at spaces, so that the tokens stay the same."""
    start = 0
    while len(text) - start > CHARACTERS_AT_ONCE:
        space = text.rfind(" ", start + 1, start + CHARACTERS_AT_ONCE)
        end = space if space > 0 else start + CHARACTERS_AT_ONCE
        yield text[start:end]
        start = end
    yield text[start:]


def rounded(length: int) -> int:
    """Return a length in tokens as it is padded."""
    return -(-length // STEP) * STEP


def batches(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield runs (start, end) of ascending lengths that are equal when rounded, of at most TOKENS_AT_ONCE tokens."""
    start = 0
    for width, group in groupby(lengths, rounded):
        stop = start + sum(1 for _ in group)
        most = max(1, TOKENS_AT_ONCE // width)
        yield from ((at, min(at + most, stop)) for at in range(start, stop, most))
        start = stop


def _sentence_transformer(name: str) -> Any:
    known = ", ".join(known_models())
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelError(
            f"{name!r} is not a built-in model ({known}), and any other needs sentence-transformers; "
            'run: pip install "dedup-passages[transformers]"'
        ) from error
    with _no_progress():
        try:
            return SentenceTransformer(name, local_files_only=True)
        except (OSError, ValueError):  # neither a folder nor in the cache: ask the hub, which is slow to fail
            pass
        try:
            return SentenceTransformer(name)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the model {name!r} is not built in ({known}), not a folder of a sentence-transformers model, not in "
                "the local cache, and cannot be fetched from the hub now; check the name, or give the path of a "
                "downloaded model"
            ) from error


@contextmanager
def _no_progress() -> Iterator[None]:
    logging: Any = import_module("transformers.utils.logging")
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _fingerprint(state: Mapping[str, Any]) -> str:
    """Return a short checksum of the weights, by which vectors of another model are known."""
    import torch

    digest = hashlib.sha256()
    for name in sorted(state):
        digest.update(name.encode())
        digest.update(state[name].detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy())
    return digest.hexdigest()[:12]
