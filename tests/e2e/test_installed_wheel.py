"""The wheel, installed where no checkout is near, finds its models and works without a network."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.weights]

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "seeds" / "harbour_repost" / "article.txt"
LARGEST = 40_000_000  # bytes: up to 30 MB for a model, and minilm (25 MB) and static (8 MB) are both inside

NO_NETWORK = """\
import sys

def refuse(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        raise RuntimeError(f"the network was asked for: {event} {arguments}")

sys.addaudithook(refuse)
"""


def run(*command: str | Path, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel that is built from the source distribution, as an index would serve it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the commands of a fresh environment in which the wheel is installed and no socket opens."""
    folder = tmp_path_factory.mktemp("away") / "env"
    venv.create(folder, with_pip=True)
    bin_folder = folder / ("Scripts" if sys.platform == "win32" else "bin")
    run(bin_folder / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    where = run(bin_folder / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    (Path(where.stdout.strip()) / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    return bin_folder


def test_the_wheel_is_small_and_holds_what_running_needs(wheel: Path) -> None:
    assert wheel.stat().st_size <= LARGEST
    names = set(zipfile.ZipFile(wheel).namelist())
    models = {name.removeprefix("dedup/_models/") for name in names if name.startswith("dedup/_models/")}
    assert {"minilm/graph.onnx", "minilm/model.json", "minilm/tokenizer.json", "minilm/card.md"} <= models
    assert {"judge/judge.json", "words/words.npz", "words/card.md"} <= models
    assert {"static/config.json", "static/model.safetensors", "static/tokenizer.json"} <= models
    assert "dedup/py.typed" in names
    assert {
        f"dedup/web/{name}" for name in ("templates/desk.html", "static/desk.js", "static/desk.css", "example.txt")
    } <= names
    assert {Path(name).name for name in names} >= {"LICENSE", "NOTICE"}


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"dedup", "dedup_passages"}
    assert not [name for name in names if name.startswith("dedup/_models/") and name.endswith(".py")]
    assert not [name for name in names if "__pycache__" in name]


def test_the_audit_stops_the_network(installed: Path, tmp_path: Path) -> None:
    program = "import socket; socket.create_connection(('127.0.0.1', 9))"
    done = run(installed / "python", "-c", program, cwd=tmp_path, code=1)
    assert "the network was asked for" in done.stderr


def test_check_runs_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "article.txt")
    report = json.loads(run(installed / "dedup", "check", "--format", "json", "article.txt", cwd=tmp_path).stdout)
    assert report["matches"]
    assert report["condensed"]["verified"]
    assert [path.name for path in tmp_path.iterdir()] == ["article.txt"]


EXTRAS = ("torch", "sentence_transformers", "transformers", "sumy", "starlette", "ray", "pyarrow")


def test_the_extras_are_not_there(installed: Path, tmp_path: Path) -> None:
    program = f"from importlib.util import find_spec; print(*[name for name in {EXTRAS} if find_spec(name)])"
    assert run(installed / "python", "-c", program, cwd=tmp_path).stdout.split() == []


def test_every_command_runs_without_the_extras(installed: Path, tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "article.txt")
    run(installed / "dedup", "condense", "article.txt", "-o", "short.txt", "--ledger", "ledger.json", cwd=tmp_path)
    run(installed / "dedup", "restore", "short.txt", "ledger.json", "-o", "again.txt", cwd=tmp_path)
    assert (tmp_path / "again.txt").read_bytes() == SAMPLE.read_bytes()
    assert (tmp_path / "short.txt").stat().st_size < SAMPLE.stat().st_size
    explained = run(installed / "dedup", "explain", "Profit rose 5%.", "Profit rose 6%.", cwd=tmp_path).stdout
    assert "conflict" in explained
    served = run(installed / "dedup", "serve", cwd=tmp_path, code=2).stderr
    assert 'pip install "dedup-passages[web]"' in served
    assert run(installed / "python", "-m", "dedup", "--version", cwd=tmp_path).stdout.startswith("dedup ")


def test_another_encoder_without_its_extra_is_an_error_of_one_sentence(installed: Path, tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "article.txt")
    done = run(installed / "dedup", "check", "--model", "some/model", "article.txt", cwd=tmp_path, code=2)
    assert "dedup-passages[transformers]" in done.stderr
    assert "Traceback" not in done.stderr


SNIPPET = """\
import dedup

report = dedup.check("some text")
reveal_type(report)
reveal_type(report.matches[0].relation)
reveal_type(dedup.group(["a", "b"]))
reveal_type(dedup.judge([("a", "b")])[0].conflicts)
reveal_type(dedup.read("article.txt"))
dedup.Settings(keep=3)
dedup.chek("some text")
"""


def types_said(python: str | Path, folder: Path) -> list[str]:
    """Return what mypy, run from our own environment, says of a program that uses the package of another Python."""
    (folder / "snippet.py").write_text(SNIPPET, encoding="utf-8")
    command = (sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python), "--no-error-summary")
    done = run(*command, "--cache-dir", folder / "cache", "snippet.py", cwd=folder, code=1)
    return [line.split(": ", 2)[2] for line in done.stdout.splitlines() if line.startswith("snippet.py")]


def test_a_type_checker_knows_the_installed_package(installed: Path, tmp_path: Path) -> None:
    said = types_said(installed / "python", tmp_path)
    assert [line.split('"')[1] for line in said if line.startswith("Revealed")] == [
        "dedup.passages.Report",
        "dedup.passages.Relation",
        "list[int]",
        "tuple[dedup.passages.Conflict, ...]",
        "dedup.passages.Article",
    ]
    wrong = [line for line in said if not line.startswith("Revealed")]
    assert len(wrong) == 2
    assert "incompatible type" in wrong[0]
    assert '"chek"' in wrong[1]


def test_check_prints_for_people_too(installed: Path, tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "article.txt")
    assert "%" in run(installed / "dedup", "check", "article.txt", cwd=tmp_path).stdout


def test_check_makes_a_page_from_the_templates_inside(installed: Path, tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "article.txt")
    page = run(installed / "dedup", "check", "--format", "html", "article.txt", cwd=tmp_path).stdout
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")
    assert "Content-Security-Policy" in page


def test_the_package_is_typed_and_has_its_models_inside(installed: Path, tmp_path: Path) -> None:
    program = "from dedup.encoders import models_folder; print(models_folder())"
    where = Path(run(installed / "python", "-c", program, cwd=tmp_path).stdout.strip())
    assert where.name == "_models"
    assert ROOT not in where.parents
    assert (where.parent / "py.typed").is_file()
