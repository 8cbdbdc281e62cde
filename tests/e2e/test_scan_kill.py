"""A scan is killed without warning, again and again, and goes on where it was: the rows are those of one that never stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

for package in ("pyarrow", "duckdb", "faiss"):
    pytest.importorskip(package, reason="the extra scan is not installed")

import pyarrow.parquet as pq  # noqa: E402

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")]

WORDS = "harbour ferry council winter bridge crowns Melby Ostvik fishermen fog report million town school roof pier net".split()
COUNT, KILLS = 600, 3
TABLES = ("passages", "pairs", "clusters", "plan")


def archive(folder: Path) -> Path:
    """Write articles of which every fourth passage was told before, word for word or nearly."""
    random, told = Random(11), []
    path = folder / "news.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for n in range(COUNT):
            parts = []
            for k in range(4):
                text = f"In article {n} the {' '.join(random.choices(WORDS, k=14))} were counted {n * 7 + k} times."
                if k == 3 and told:
                    text = random.choice(told).replace(
                        "were counted", random.choice(("were counted", "have been counted"))
                    )
                told.append(text)
                parts.append(text)
            lines.write(json.dumps({"id": f"a{n}", "text": "\n\n".join(parts)}) + "\n")
    return path


def command(path: Path, out: Path) -> list[str]:
    code = (
        "import sys; import dedup.scan.run as run; run.SMALL = 0; "
        "from dedup.cli.main import run as cli; sys.exit(cli(sys.argv[1:]))"
    )
    # SMALL = 0: several processes, as for large inputs; all of them are killed together.
    return [sys.executable, "-c", code, "scan", str(path), "-o", str(out), "--workers", "2", "--audit", "20", "-q"]


def rows(out: Path) -> dict[str, Any]:
    return {name: pq.read_table(out / f"{name}.parquet").to_pylist() for name in TABLES}


def test_a_scan_that_was_killed_goes_on_and_gives_the_same_rows(tmp_path: Path) -> None:
    path, random = archive(tmp_path), Random(20261127)
    since = time.monotonic()
    subprocess.run(command(path, tmp_path / "whole"), check=True)
    took = time.monotonic() - since
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(command(path, tmp_path / "stopped"), start_new_session=True)
        try:
            process.wait(timeout=random.uniform(0.3, 0.9) * took)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL) if random.random() < 0.5 else process.kill()
            process.wait()
            killed += 1
    assert killed
    subprocess.run(command(path, tmp_path / "stopped"), check=True)
    assert rows(tmp_path / "stopped") == rows(tmp_path / "whole")
    assert len(rows(tmp_path / "whole")["pairs"]) >= COUNT // 8


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc, which Linux has")
def test_processes_do_not_outlive_the_one_that_began_them(tmp_path: Path) -> None:
    process = subprocess.Popen(command(archive(tmp_path), tmp_path / "out"), start_new_session=True)
    until = time.monotonic() + 60
    while len(of_session(process.pid)) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(of_session(process.pid)) >= 3
    process.kill()
    process.wait()
    until = time.monotonic() + 60
    while of_session(process.pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert not of_session(process.pid)


def of_session(session: int) -> list[int]:
    """Return the processes of a session; /proc is what every Linux has."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def test_another_scan_of_the_same_folder_waits_for_the_first(tmp_path: Path) -> None:
    path = archive(tmp_path)
    first = subprocess.Popen(command(path, tmp_path / "out"), start_new_session=True)
    until = time.monotonic() + 60
    while not (tmp_path / "out" / "work" / "held.duckdb").exists() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.3)
    second = subprocess.run(command(path, tmp_path / "out"), capture_output=True, text=True, check=False)
    assert second.returncode == 2
    assert "another scan is at work" in second.stderr
    assert first.wait() == 0
