"""Plant each fault in a copy of the package and print which test notices it. Run: python -m tests.faults [FILE]"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.faults import FAULTS, TESTS, Fault

ROOT = Path(__file__).parent.parent.parent
LONGEST_RUN = 600  # seconds; a fault may make a loop endless, which is noticed too


def main() -> int:
    """Return 0 where the tests pass on the package as it is and fail on every fault."""
    chosen = [fault for fault in FAULTS if not sys.argv[1:] or fault.file in sys.argv[1:]]
    stale = [fault for fault in chosen if occurrences(fault) != 1]
    for fault in stale:
        print(f"{fault.file} holds {brief(fault.old)!r} {occurrences(fault)} times; write the fault anew")
    if stale:
        return 2
    files = sorted({fault.file for fault in chosen})
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sound = list(pool.map(lambda file: run(None, file), files))
        for file, failure in zip(files, sound, strict=True):
            if failure:
                print(f"without any fault the tests of {file} fail: {failure}")
        if any(sound):
            return 2
        missed = 0
        for fault, failure in zip(chosen, pool.map(lambda fault: run(fault, fault.file), chosen), strict=True):
            missed += not failure
            print(
                f"{'caught' if failure else 'MISSED':7} {fault.file:22} {brief(fault.old):52} -> {brief(fault.new)}",
                flush=True,
            )
            print(f"{'':7} {'by ' + failure if failure else 'by no test'}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} faults caught")
    return int(missed > 0)


def run(fault: Fault | None, file: str) -> str:
    """Return the first test that fails on a copy of the package with the fault in it, or "" where none does."""
    with tempfile.TemporaryDirectory(prefix="dedup-fault-") as folder:
        copy = Path(folder)
        leave = shutil.ignore_patterns("__pycache__", "*.onnx", "weights.npz", ".hypothesis")
        for name in ("dedup", "models", "tests"):
            shutil.copytree(ROOT / name, copy / name, ignore=leave)
        shutil.copy(ROOT / "pyproject.toml", copy)
        if fault:
            plant(fault, copy / "dedup" / fault.file)
        command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider"]
        command += [f"tests/{name}" for name in TESTS[file]]
        environment = {**os.environ, "PYTHONPATH": folder, "HYPOTHESIS_PROFILE": "dedup-ci"}
        try:
            done = subprocess.run(
                command, cwd=copy, env=environment, capture_output=True, text=True, timeout=LONGEST_RUN, check=False
            )
        except subprocess.TimeoutExpired:
            return "running out of time"
    if done.returncode == 0:
        return ""
    found = re.search(r"^(?:FAILED|ERROR) ([^\s\[]+)", done.stdout, re.MULTILINE)
    return found.group(1).removeprefix("tests/") if found else f"exit {done.returncode}"


def occurrences(fault: Fault) -> int:
    """Return how often the line of a fault stands in its file; it is planted where that is once."""
    return (ROOT / "dedup" / fault.file).read_text(encoding="utf-8").count(fault.old)


def plant(fault: Fault, path: Path) -> None:
    """Put a fault into a file."""
    path.write_text(path.read_text(encoding="utf-8").replace(fault.old, fault.new), encoding="utf-8")


def brief(text: str) -> str:
    """Return a line of code on one line, its middle left out where it is long."""
    line = " ".join(text.split()) or "(nothing)"
    return line if len(line) <= 52 else f"{line[:34]} ... {line[-13:]}"


if __name__ == "__main__":
    sys.exit(main())
