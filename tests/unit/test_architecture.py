"""The listing is the picture: imports go one way, files are short, each says what it is for."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = sorted((ROOT / "dedup").rglob("*.py"))
FILES = [
    *PACKAGE,
    *(path for folder in ("benchmarks", "models", "tests") for path in sorted((ROOT / folder).rglob("*.py"))),
]
LONGEST = 400  # lines; a longer file is two


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_go_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", PACKAGE, ids=name)
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < LONGEST


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_file_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def at_the_top(path: Path) -> set[str]:
    """Return the packages a file imports whenever it is imported itself: not in a function, not for type checkers."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(ast.parse(path.read_text(encoding="utf-8")).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            waiting += node.orelse
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += ast.iter_child_nodes(node)
    return found


@pytest.mark.parametrize("path", PACKAGE, ids=name)
def test_no_file_needs_an_extra_to_be_imported(path: Path) -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    core = {re.split(r"[^\w-]", line, maxsplit=1)[0] for line in listed} - {"scikit-learn"}  # for fitting only
    served = {"starlette"} if path.parent.name == "web" else set()  # imported by nothing but the command that serves
    assert at_the_top(path) <= {*sys.stdlib_module_names, "dedup", "markupsafe", *core, *served}


def test_only_the_server_is_an_extra_of_its_own() -> None:
    outside = [path for path in PACKAGE if path.parent.name != "web"]
    assert not [path for path in outside if "dedup.web" in path.read_text("utf-8") and path.name != "serve.py"]


def test_imports_are_told_apart_by_where_they_stand(tmp_path: Path) -> None:
    text = """
import os.path, one
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import two
else:
    import three
try:
    import four
except ImportError:
    import five
class Lazy:
    import six
    def run(self):
        import seven
"""
    (tmp_path / "some.py").write_text(text, encoding="utf-8")
    assert at_the_top(tmp_path / "some.py") == {"os", "one", "typing", "three", "four", "five", "six"}


NEVER_IMPORTED = frozenset(
    "pickle marshal shelve dill joblib subprocess socket urllib http ftplib requests ctypes".split()
)
# A PDF is parsed in a process of its own, a Python of ours that is given a file of ours, so that it can be ended.
# A scan on a cluster asks whether anybody is at the address its user has given: Ray itself would wait for minutes.
ALLOWED = {"dedup/stages/read/pdf.py": {"subprocess"}, "dedup/scan/ray_pool.py": {"socket"}}
NEVER_CALLED = frozenset("eval exec compile __import__".split())


@pytest.mark.parametrize("path", PACKAGE, ids=name)
def test_no_file_runs_code_from_data_or_opens_a_connection(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    named -= {"urllib.parse", "http.cookies"}  # take addresses and cookies apart, open none
    assert NEVER_IMPORTED.intersection(module.split(".")[0] for module in named) == ALLOWED.get(name(path), set())
    assert NEVER_CALLED.isdisjoint(called)


def test_no_model_is_code() -> None:
    kinds = {path.suffix for path in (ROOT / "models").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert kinds <= {".md", ".json", ".onnx", ".safetensors", ".npz", ".py", ".svg"}


def test_every_stage_is_run_by_the_pipeline_or_a_door() -> None:
    stages = {
        path.stem for path in (ROOT / "dedup" / "stages").iterdir() if path.stem not in {"__init__", "__pycache__"}
    }
    others = [path for path in PACKAGE if "stages" not in path.parts]
    assert not {stage for stage in stages if not any(f"stages.{stage}" in path.read_text("utf-8") for path in others)}
