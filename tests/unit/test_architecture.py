"""The listing is the picture: imports go one way, files are short, each says what it is for."""

from __future__ import annotations

import ast
import subprocess
import sys
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


def test_every_stage_is_run_by_the_pipeline_or_a_door() -> None:
    stages = {
        path.stem for path in (ROOT / "dedup" / "stages").iterdir() if path.stem not in {"__init__", "__pycache__"}
    }
    others = [path for path in PACKAGE if "stages" not in path.parts]
    assert not {stage for stage in stages if not any(f"stages.{stage}" in path.read_text("utf-8") for path in others)}
