"""A browser and a running server for the tests of the editor's page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-features=Translate,OptimizationHints,MediaRouter"
).split()


def browser_path() -> str:
    """Return where the browser is. Skip the test where there is none; in CI nothing may be skipped."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("there is no Chromium; on Debian: apt-get install chromium")
    return found


@contextmanager
def served(*arguments: str, folder: Path) -> Iterator[str]:
    """Yield the address of a server that runs in a process of its own."""
    command = [sys.executable, "-m", "dedup", "serve", "--no-open", "--no-config", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, encoding="utf-8")
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


@dataclass
class Watch:
    """What a page must never do, and whether it did."""

    origin: str
    problems: list[str] = field(default_factory=list)

    def over(self, page: Any) -> None:
        """Watch a page."""
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda line: line.type == "error" and self.problems.append(f"console: {line.text}"))
        page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.origin, "blob:", "data:")):
            self.problems.append(f"request: {request.url}")
