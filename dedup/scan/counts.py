"""What the tasks of a stage have counted, written down as they end: a run that was stopped asks for none of them again."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

from dedup.scan.files import Place, write_text

COUNTS = "counts.jsonl"
_EVERY = 5.0  # seconds between two writings to a store, where nothing can be added to a file


class Counts:
    """The counts of a stage, by the names of its parts."""

    def __init__(self, folder: Place) -> None:
        """Take what an earlier run has written down."""
        self._place = folder / COUNTS
        self._written = monotonic()
        self.known = counts_in(folder)

    def keep(self, name: str, counted: Any) -> None:
        """Write down what a task has counted, after its part is written."""
        self.known[name] = counted
        if isinstance(self._place, Path):
            with self._place.open("a", encoding="utf-8") as stream:
                stream.write("\n" + json.dumps([name, counted]) + "\n")  # a last line may be half written
        elif monotonic() - self._written > _EVERY:
            self.write()

    def write(self) -> None:
        """Write all of them to a store."""
        if not isinstance(self._place, Path):
            write_text(self._place, "".join(json.dumps([*one]) + "\n" for one in self.known.items()))
            self._written = monotonic()


@contextlib.contextmanager
def counting(folder: Place) -> Iterator[Counts]:
    """Yield the counts of a stage; they stand in its folder in the end, however the stage is left."""
    counts = Counts(folder)
    try:
        yield counts
    finally:
        counts.write()


def counts_in(folder: Place) -> dict[str, Any]:
    """Return what the tasks of a stage have counted so far, by the name of their part."""
    found: dict[str, Any] = {}
    with contextlib.suppress(FileNotFoundError):
        for line in (folder / COUNTS).read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValueError):  # the last line may be half written
                name, counted = json.loads(line)
                found[name] = counted
    return found
