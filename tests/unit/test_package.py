"""The public names, the version, that importing the package is cheap, and that the README is true."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import entry_points, metadata, version
from pathlib import Path

import pytest

import dedup

README = Path(__file__).parents[2] / "README.md"


def test_every_public_name_is_there_and_sorted() -> None:
    assert all(hasattr(dedup, name) for name in dedup.__all__)
    assert sorted(dedup.__all__) == list(dedup.__all__)
    assert len(set(dedup.__all__)) == len(dedup.__all__)


def test_no_other_public_name_is_there() -> None:
    modules = {name for name, value in vars(dedup).items() if isinstance(value, type(sys))}
    public = {name for name in vars(dedup) if not name.startswith("_")} - modules
    assert public <= set(dedup.__all__)


@pytest.mark.parametrize(
    "name", ["check", "compare", "judge", "group", "read", "Detector", "Settings", "Article", "Report"]
)
def test_the_names_of_the_contract_are_public(name: str) -> None:
    assert name in dedup.__all__


def test_the_version_is_that_of_the_distribution() -> None:
    assert version("dedup-passages") == dedup.__version__


def test_the_command_is_installed() -> None:
    (command,) = (point for point in entry_points(group="console_scripts") if point.name == "dedup")
    assert command.dist is not None
    assert command.dist.name == "dedup-passages"
    assert callable(command.load())


def test_every_extra_is_named() -> None:
    assert {"transformers", "formats", "web", "all"} <= set(metadata("dedup-passages").get_all("Provides-Extra") or ())


def test_importing_the_package_loads_no_model_library() -> None:
    heavy = "'onnxruntime', 'tokenizers', 'nupunkt', 'sklearn', 'scipy', 'torch', 'sentence_transformers', 'click'"
    program = f"import sys, dedup; print(*[name for name in ({heavy}) if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


UNWANTED = (
    "torch transformers sentence_transformers sklearn scipy jinja2 sumy nltk huggingface_hub requests "
    "pandas pyarrow duckdb faiss ray starlette uvicorn docx pypdfium2 zstandard fastwarc warcio fpdf feedparser pathspec lxml "
    "tarfile matplotlib"
).split()
RUN = "import sys; from dedup.cli.main import run; code = run(sys.argv[1:]); print(code, *sorted(sys.modules), file=sys.stderr)"


@pytest.mark.weights
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_check_imports_no_extra_and_nothing_that_only_fitting_needs(form: str, tmp_path: Path) -> None:
    (tmp_path / "pool.txt").write_text(in_readme("text")[0], encoding="utf-8")
    command = [sys.executable, "-c", RUN, "check", "pool.txt", "--format", form]
    environment = os.environ | {"PYTHONPATH": str(README.parent), "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True)
    code, *modules = done.stderr.split()
    assert code == "0"
    assert {"dedup.pipeline", "onnxruntime"} <= set(modules)
    assert {name.split(".")[0] for name in modules}.isdisjoint(UNWANTED)


def in_readme(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of the README's example, in a folder of its own."""
    (text,) = in_readme("text")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pool.txt").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.weights
@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("block", in_readme("console"))
def test_the_commands_of_the_readme_print_what_it_shows(block: str) -> None:
    first, shown = block.split("\n", 1)
    command = shlex.split(first.removeprefix("$ "))
    environment = os.environ | {"PYTHONPATH": str(README.parent), "PYTHONUTF8": "1", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", *command], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    printed = done.stdout
    for part in shown.split("...\n"):
        before, found, printed = printed.partition(part)
        assert found, f"the README shows\n{part}\nand this is printed:\n{before}"


@pytest.mark.weights
@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("block", in_readme("pycon"))
def test_the_python_of_the_readme_does_what_it_shows(block: str) -> None:
    example = doctest.DocTestParser().get_doctest(block, {}, "README.md", str(README), 0)
    problems: list[str] = []
    doctest.DocTestRunner().run(example, out=problems.append)
    assert not problems, "".join(problems)
