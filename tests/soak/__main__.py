"""`python -m tests.soak [--times 30] [--seed N]`: kill -9 while adding; the exit code is 1 if anything was ever wrong."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.killing import soak


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else int(time.time())
    with tempfile.TemporaryDirectory() as folder:
        problems = soak(Path(folder), asked.times, seed)
    for told in problems:
        print(told)
    print(f"killed {asked.times} times (seed {seed}): {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
