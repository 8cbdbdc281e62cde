"""Makes the cross-encoder from a checkpoint of train.py: a graph without weights, and small weights.

    pip install -e . torch onnx
    python models/crossencoder/export.py CHECKPOINT [--out FOLDER]

The layers are those of models/minilm, and training moved their weights by some 2.5 %: what is stored is how far, in 4
bits with a float16 step for every 32 of a column, which is four times as near to the checkpoint as 8 bits of the
weights themselves, in half the bytes. It is added up once when loaded. The word table is that of models/minilm too.
The outputs are computed by numpy from what the graph gives, a row at a time, so that what is read of a pair does not
hang on the pairs beside it. Nothing should be used unless the result agrees with the checkpoint, which is checked.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from lessons import OUTPUTS
from numpy.typing import NDArray
from safetensors.numpy import save_file
from train import MOST_TOKENS, Reader, padded

from dedup.crossencoder import open_crossencoder, weights_of
from dedup.encoders import model_folder, read_weights

sys.path.insert(0, str(Path(__file__).parent.parent / "minilm"))
from make import BLOCK, DIM, HEADS, LAYER, LAYERS, NORMS, PARTS, sha256

MOST_APART = 0.1
"""How far the log-odds of the small weights may be from the checkpoint's on PAIRS."""

PAIRS = (
    (
        "The ferry company adds two evening sailings from Monday.",
        "From Monday two more ferries will run in the evening.",
    ),
    ("Rainfall in the valley reached 41 millimetres.", "Rainfall in the valley reached 14 millimetres."),
    ("The committee did not publish its minutes.", "Members had asked for the minutes twice, and got them."),
    ("No.", "Yes, from Monday on."),
)

HEAD = f"""<ir_version: 9, opset_import: ["" : 20]>
crossencoder (int64[texts, tokens] input_ids, int64[texts, tokens] sides, int64[texts, tokens] attention_mask)
 => (float[texts, {2 * DIM}] vectors)
<int64[4] split = {{0, 0, {HEADS}, {DIM // HEADS}}}, int64[3] joined = {{0, 0, {DIM}}},
 float shrink = {{{(DIM // HEADS) ** -0.5!r}}}, float one = {{1.0}}, float lowest = {{-3.4028234663852886e38}},
 int64 zero = {{0}}, int64 first = {{1}}, int64[1] axis = {{1}}, int64[2] axes = {{1, 2}}>
{{
    codes = Gather(word, input_ids)
    whole = Cast<to = 1>(codes)
    row_scales = Gather(word_scale, input_ids)
    words = Mul(whole, row_scales)
    shape = Shape(input_ids)
    length = Gather(shape, first)
    places = Range(zero, length, first)
    positions = Gather(position, places)
    placed = Add(words, positions)
    sided = Gather(side, sides)
    embedded = Add(placed, sided)
    hidden_0 = LayerNormalization<axis = -1, epsilon = 1e-12>(embedded, norm_weight, norm_bias)
    real = Cast<to = 1>(attention_mask)
    padding = Sub(one, real)
    minus = Mul(padding, lowest)
    ignored = Unsqueeze(minus, axes)
"""

POOLING = f"""
    row = Unsqueeze(real, axis)
    sum_row = MatMul(row, hidden_{LAYERS})
    total = Squeeze(sum_row, axis)
    count_row = ReduceSum<keepdims = 1>(real, axis)
    mean = Div(total, count_row)
    start = Gather<axis = 1>(hidden_{LAYERS}, zero)
    vectors = Concat<axis = 1>(start, mean)
}}
"""


def packed(moved: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return 4-bit codes -7..7, two rows to a byte, and float16 steps of shape (rows / BLOCK, columns)."""
    blocks = moved.reshape(-1, BLOCK, moved.shape[1])
    steps = (np.abs(blocks).max(axis=1) / 7).astype(np.float16)
    steps[steps == 0] = 1.0
    codes = np.clip(np.rint(blocks / steps[:, None, :].astype(np.float32)), -7, 7).reshape(moved.shape)
    low, high = np.split((codes + 8).astype(np.uint8), 2)
    return (low | high << 4).view(np.int8), steps


def stored_tensors(state: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.generic]]:
    """Return the tensors of the file from those of a checkpoint: the graph's, and the linear outputs."""
    base = read_weights(model_folder("minilm") / "weights.safetensors")
    prefix = "bert.embeddings."
    stored: dict[str, NDArray[np.generic]] = {
        "position": state[f"{prefix}position_embeddings.weight"][:MOST_TOKENS],
        "side": state[f"{prefix}token_type_embeddings.weight"],
        "norm_weight": state[f"{prefix}LayerNorm.weight"],
        "norm_bias": state[f"{prefix}LayerNorm.bias"],
        "head": state["head.weight"],
        "head_bias": state["head.bias"],
    }
    for layer in range(LAYERS):
        prefix = f"bert.encoder.layer.{layer}."
        for name, part in PARTS.items():
            key = f"layer_{layer}_{name}"
            moved = np.ascontiguousarray(state[f"{prefix}{part}.weight"].T) - base[key]
            stored[f"{key}.packed"], stored[f"{key}.steps"] = packed(moved)
            stored[f"{key}_bias"] = state[f"{prefix}{part}.bias"]
        for name, part in NORMS.items():
            stored[f"layer_{layer}_{name}_weight"] = state[f"{prefix}{part}.weight"]
            stored[f"layer_{layer}_{name}_bias"] = state[f"{prefix}{part}.bias"]
    return {name: np.ascontiguousarray(values) for name, values in stored.items()}


def graph(weights: Mapping[str, NDArray[Any]]) -> bytes:
    """Return the ONNX model. Its weights are declared and not held: whoever loads it hands them over."""
    import onnx
    import onnx.parser

    layers = "".join(LAYER.replace("_I", f"_{n}").replace("_J", f"_{n + 1}") for n in range(LAYERS))
    model = onnx.parser.parse_model(HEAD + layers + POOLING)
    model.producer_name = "dedup"
    for name, values in weights.items():
        whole = name == "word"
        declared = onnx.TensorProto(name=name, dims=values.shape, data_location=onnx.TensorProto.EXTERNAL)
        declared.data_type = onnx.TensorProto.INT8 if whole else onnx.TensorProto.FLOAT
        size = values.size * (1 if whole else 4)
        for key, value in {"location": "given-when-loaded", "offset": "0", "length": str(size)}.items():
            declared.external_data.add(key=key, value=value)
        model.graph.initializer.append(declared)
    return bytes(model.SerializeToString(deterministic=True))


def write(checkpoint: dict[str, Any], folder: Path) -> None:
    """Write graph, weights and model.json into a folder."""
    stored = stored_tensors({name: values.float().numpy() for name, values in checkpoint.items()})
    save_file(stored, folder / "weights.safetensors")
    (folder / "weights.safetensors").chmod(0o644)  # save_file leaves it to its owner
    weights, _ = weights_of(folder)
    (folder / "graph.onnx").write_bytes(graph(weights))
    files = {name: sha256(folder / name) for name in ("graph.onnx", "weights.safetensors")}
    about = {
        "name": "crossencoder",
        "kind": "crossencoder",
        "source": "sentence-transformers/all-MiniLM-L6-v2",
        "licence": "Apache-2.0",
        "revision": files["weights.safetensors"][:12],
        "dim": len(OUTPUTS),
        "max_tokens": MOST_TOKENS,
        "sha256": files,
    }
    (folder / "model.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8", newline="\n")


def most_apart(checkpoint: dict[str, Any], folder: Path) -> float:
    """Return the greatest difference of the log-odds between the small weights and the checkpoint over PAIRS."""
    model = Reader()
    model.load_state_dict(checkpoint, strict=False)
    model.eval()
    reader = open_crossencoder(folder)
    rows = [reader.row(a, b) for a, b in PAIRS]
    with torch.inference_mode():
        theirs = model(*padded(rows)).numpy()
    return float(np.abs(reader.odds(rows) - theirs).max())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()
    checkpoint = torch.load(arguments.checkpoint)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(checkpoint, arguments.out)
    if (apart := most_apart(checkpoint, arguments.out)) > MOST_APART:
        raise SystemExit(f"log-odds are {apart:.3f} from the checkpoint's, more than {MOST_APART}: do not use it")
    for name in ("graph.onnx", "weights.safetensors"):
        print(f"{sha256(arguments.out / name)}  {name} ({(arguments.out / name).stat().st_size:,} bytes)")
    print(f"log-odds at most {apart:.4f} from the checkpoint's")


if __name__ == "__main__":
    main()
