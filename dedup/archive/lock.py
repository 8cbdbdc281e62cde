"""One writer at a time: a lock that the system takes away when its process ends, however it ends."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from dedup.errors import ArchiveError

NAME = "writer.lock"


@contextlib.contextmanager
def writing(folder: Path, shown: str) -> Iterator[None]:
    """Hold the right to write. Raise ArchiveError where another process (or another Archive) holds it.

    An exclusive transaction on an empty database is a lock that works alike on Linux, macOS and Windows and is gone
    with its process.
    """
    try:
        lock = sqlite3.connect(folder / NAME, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise ArchiveError(f"{shown} cannot be written: {error}; check its rights") from error
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise ArchiveError(f"{shown} cannot be written: {error}; check its rights") from error
            raise ArchiveError(
                f"another program is writing to {shown}; it can be read meanwhile, write again when that one has ended"
            ) from error
        yield
    finally:
        with contextlib.suppress(sqlite3.Error):
            lock.close()
