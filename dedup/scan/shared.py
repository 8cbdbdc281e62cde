"""Runs whose results, and whose stages where a cluster works, stand in an object store.

DuckDB joins, and numpy maps, files of a disk. So what the machine that has begun the run does itself it does in a folder
of its own, for temporary files; from there results are carried over, the manifest last.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from dedup.errors import InputError
from dedup.scan.files import Place, brought, carried, place_of
from dedup.scan.work import MANIFEST, RESULTS, Work
from dedup.stages.read.stores import Stored


@dataclass(frozen=True)
class Delivered(Work):
    """A run that works in a folder of this machine and carries its results to a store."""

    store: Stored = field(kw_only=True)

    @property
    def out(self) -> Place:
        """Where the results come to stand."""
        return self.store

    def deliver(self) -> None:
        """Carry the results over; with the manifest, which is the last, the run is whole."""
        names = [name for name in RESULTS if name != MANIFEST]
        carried([self.folder / name for name in (*names, MANIFEST)], self.store)

    def tidy(self) -> None:
        """Take away what only going on would need, here and there."""
        super().tidy()
        (self.store / "work").remove()


@dataclass(frozen=True)
class Shared(Delivered):
    """A run whose stages write to a store, which all machines of a cluster see."""

    @property
    def under(self) -> Place:
        """Where the stages write."""
        return self.store / "work"

    def here(self, name: str) -> Path:
        """Return a folder of this machine with the tables of a stage, fetched if they are not there yet."""
        stage, mine = self.store / "work" / name, self.own(name)
        brought(stage, mine)
        return mine


def work_of(folder: str | os.PathLike[str], asked: Mapping[str, Any], engine: str) -> Work:
    """Return where a run that is asked for so works. Raise InputError where this machine has no folder for it."""
    out = place_of(folder)
    if isinstance(out, Path):
        return Work(out.absolute() if engine == "ray" else out)
    kind = Shared if engine == "ray" else Delivered
    return kind(_own_folder(f"{out}{json.dumps(asked, sort_keys=True)}"), store=out)


def ended(work: Work) -> None:
    """Take away the folder of this machine, where the results stand in another place."""
    if isinstance(work, Delivered):
        shutil.rmtree(work.folder, ignore_errors=True)


def _own_folder(known_by: str) -> Path:
    """Return a folder for temporary files in one that only this user may use, the same for the same run."""
    user = getattr(os, "getuid", int)()
    above = Path(tempfile.gettempdir()) / f"dedup-scan-{user}"
    folder = above / blake2b(known_by.encode(), digest_size=8).hexdigest()
    try:
        above.mkdir(mode=0o700, exist_ok=True)
        if hasattr(os, "getuid") and (above.is_symlink() or above.stat().st_uid != user):
            raise InputError(f"{above} belongs to somebody else; name another folder for temporary files in TMPDIR")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{above} cannot be made: {reason}; name a folder for temporary files in TMPDIR") from None
    return folder
