"""What a scan is asked to do. Everything that decides its rows is in `deciding`; the rest changes time and memory only."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from dedup.errors import SettingsError
from dedup.settings import Settings
from dedup.stages.read import Reading

JUDGES = ("fast", "full")
ENGINES = ("local", "ray")
KEEPS = ("first", "longest", "most-facts", "oldest", "source-order")
GIB = 1024**3
_A_WORKER = 300 * 1024**2  # what a process with its models takes; one with the default encoder some 200 MB more
_AT_LEAST = 256 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to scan.

    `judge` is "fast" (words, small vectors and facts) or "full" (the default encoder besides); `lexical_only` finds only
    passages that share runs of words. `keep` says which copy a plan keeps, `source_order` the sources in the order of
    preference where it is "source-order". `memory` is in bytes; `audited` passages are compared with all others. `engine` is
    "local" or "ray", `address` that of a Ray cluster (without one, a node is begun here); neither changes a row.
    """

    inputs: tuple[str, ...]
    reading: Reading = field(default_factory=Reading)
    settings: Settings = field(default_factory=Settings)
    judge: str = "fast"
    lexical_only: bool = False
    keep: str = "most-facts"
    source_order: tuple[str, ...] = ()
    memory: int = 2 * GIB
    workers: int = field(default_factory=lambda: min(os.cpu_count() or 1, 8))
    audited: int = 200
    engine: str = "local"
    address: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.judge not in JUDGES:
            raise SettingsError(f"judge is one of {', '.join(JUDGES)}, not {self.judge!r}")
        if self.keep not in KEEPS:
            raise SettingsError(f"keep is one of {', '.join(KEEPS)}, not {self.keep!r}")
        if (self.keep == "source-order") != bool(self.source_order):
            raise SettingsError("keep source-order and the sources in order of preference go together; give both")
        if self.engine not in ENGINES:
            raise SettingsError(f"engine is one of {', '.join(ENGINES)}, not {self.engine!r}")
        if self.address and self.engine != "ray":
            raise SettingsError("an address is that of a Ray cluster; give --engine ray as well")
        if self.workers < 1 or self.audited < 0:
            raise SettingsError("workers is a number from 1 on, and audited one from 0 on")

    @property
    def processes(self) -> int:
        """How many processes work at once: as many as are wanted, and as the memory has room for."""
        each = _A_WORKER + (200 * 1024**2 if self.judge == "full" else 0)
        return max(1, min(self.workers, (self.memory - 2 * _AT_LEAST) // each))

    @property
    def join_memory(self) -> int:
        """What joining may take, in bytes; beyond it, it goes on on the disk."""
        return max(_AT_LEAST, self.memory // 4)

    def deciding(self) -> dict[str, Any]:
        """Return what decides the rows, as plain data: with anything else in it, a run is another run."""
        return {
            "inputs": list(self.inputs),
            "reading": self.reading.to_dict(),
            "settings": self.settings.to_dict(),
            "judge": self.judge,
            "lexical_only": self.lexical_only,
            "keep": self.keep,
            "source_order": list(self.source_order),
            "audited": self.audited,
        }
