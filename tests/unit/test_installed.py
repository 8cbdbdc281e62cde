"""The models that are installed: listed from their cards, and every file as it was recorded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dedup import encoders, installed
from dedup.installed import CHECKSUMS, checksums, checksums_text, installed_models, verify_models
from tests.commands import Shell, make_shell


@pytest.fixture
def shell(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    return make_shell(capsysbinary, monkeypatch, tmp_path)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a copy of the small models, in which files may be damaged."""
    folder = tmp_path / "models"
    for name in ("judge", "words"):
        shutil.copytree(encoders.models_folder() / name, folder / name)
    for module in (encoders, installed):
        monkeypatch.setattr(module, "models_folder", lambda: folder)
    (folder / CHECKSUMS).write_text(checksums_text(), encoding="utf-8")
    return folder


def test_the_recorded_checksums_are_those_of_the_files() -> None:
    recorded = (encoders.models_folder() / CHECKSUMS).read_text(encoding="utf-8")
    assert recorded == checksums_text(), "run: python -m dedup.installed"


def test_every_model_has_a_purpose_and_a_size() -> None:
    found = {model.name: model for model in installed_models()}
    assert {"judge", "minilm", "words"} <= found.keys()
    assert all(model.purpose and model.bytes > 0 for model in found.values())
    assert found["minilm"].licence == "Apache-2.0"


def test_models_are_listed_found_and_verified(shell: Shell) -> None:
    assert "minilm" in shell("dedup models list").out
    assert [model["name"] for model in json.loads(shell("dedup models list --format json").out)] == sorted(checksums())
    assert (Path(shell("dedup models path minilm").out.strip()) / "graph.onnx").is_file()
    assert "minilm: 4 files are as recorded" in shell("dedup models verify").out
    assert "there is no built-in model 'maxilm'" in shell("dedup models path maxilm").err


@pytest.mark.parametrize("what", ["damaged", "missing"])
def test_a_damaged_file_is_named_and_the_exit_code_is_3(shell: Shell, copied: Path, what: str) -> None:
    path = copied / "words" / "words.npz"
    assert verify_models() == {"judge": 1, "words": 1}
    if what == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    done = shell("dedup models verify")
    assert (done.code, done.out) == (3, "")
    assert f"the model file {path} is {what}" in done.err
    assert done.err.count("\n") == 1


def test_a_model_nobody_recorded_is_not_trusted(shell: Shell, copied: Path) -> None:
    (copied / "crossencoder").mkdir()
    done = shell("dedup models verify")
    assert done.code == 3
    assert "crossencoder has no recorded checksums" in done.err
