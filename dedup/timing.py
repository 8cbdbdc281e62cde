"""How long each stage takes, told to the log `dedup`: `dedup -v` shows it, and any program that listens."""

from __future__ import annotations

import logging
from time import perf_counter

log = logging.getLogger("dedup")


class Stopwatch:
    """Times one stage after another."""

    def __init__(self) -> None:
        """Start with the first stage."""
        self._since = perf_counter()

    def lap(self, stage: str, told: str) -> None:
        """Log how long a stage took and what came of it, and start with the next."""
        now = perf_counter()
        log.info("%s: %.2f s, %s", stage, now - self._since, told)
        self._since = now
