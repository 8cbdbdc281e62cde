"""Where a scan keeps what it has done: one folder a stage, parts written in one step, a mark when a stage is whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from dedup.errors import InputError
from dedup.scan.files import Place, each, read_json, write_text
from dedup.stages.read import open_file

ASKED, DONE, ENGINE = "asked.json", "done.json", "engine"
MANIFEST = "manifest.json"
RESULTS = ("passages.parquet", "pairs.parquet", "clusters.parquet", "plan.parquet", MANIFEST, "report.html")


@dataclass(frozen=True)
class Work:
    """The folder of a run: results in it, and under `work` what is needed to go on after the program was ended."""

    folder: Path
    _held: list[Any] = field(default_factory=list, repr=False)

    @property
    def out(self) -> Place:
        """Where the results come to stand."""
        return self.folder

    @property
    def marks(self) -> Place:
        """Where it stands what the run is."""
        return self.out / "work"

    @property
    def under(self) -> Place:
        """Where the stages write."""
        return self.folder / "work"

    def stage(self, name: str) -> Place:
        """Return the folder of a stage, made if there is none."""
        path = self.under / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def own(self, name: str) -> Path:
        """Return the folder of a stage for what only this machine reads, made if there is none."""
        path = self.folder / "work" / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def here(self, name: str) -> Path:
        """Return a folder of this machine with the tables of a stage."""
        return self.own(name)

    def parts(self, stage: str) -> list[Any]:
        """Return the tables that a stage has written, in order."""
        return sorted(self.stage(stage).glob("*.parquet"))

    def done(self, stage: str) -> dict[str, Any] | None:
        """Return what a stage has counted, None where it is not whole yet."""
        try:
            found: dict[str, Any] = json.loads((self.under / stage / DONE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found

    def finish(self, stage: str, counted: Mapping[str, Any]) -> None:
        """Say that a stage is whole."""
        write_text(self.stage(stage) / DONE, json.dumps(counted))

    def forget(self, *stages: str) -> None:
        """Take away what stages have written that nothing needs any more; their marks stay."""
        for stage in stages:
            each(_unlink, [path for path in (self.under / stage).glob("*") if path.name != DONE])

    # -- beginning and ending -------------------------------------------------------------------------------------

    def begin(self, asked: Mapping[str, Any]) -> bool:
        """Take the folder for a run. Return whether it is finished already. Raise InputError where it is not free for it.

        A folder with a run of other settings or inputs is refused: nothing of it is written over.
        """
        shown = str(self.out)
        if self.out.exists() and not self.out.is_dir():
            raise InputError(f"{shown} is a file; name a folder for what the scan writes")
        known = read_json(self.out / MANIFEST)
        if known is not None:
            if known.get("asked") != asked:
                raise InputError(f"{shown} holds another scan ({_differing(known.get('asked', {}), asked)}); {_ELSE}")
            return True
        under = read_json(self.marks / ASKED)
        if under is None and self.out.exists() and any(self.out.iterdir()) and not self.marks.exists():
            raise InputError(f"{shown} holds other files; name an empty or a new folder")
        if under is not None and under != asked:
            raise InputError(f"{shown} holds a scan begun otherwise ({_differing(under, asked)}); {_ELSE}")
        try:
            self.marks.mkdir(parents=True, exist_ok=True)
            self._hold()
            if under is None:
                write_text(self.marks / ASKED, json.dumps(asked, indent=1))
        except OSError as error:
            raise InputError(f"{shown} cannot be written: {(error.strerror or str(error)).lower()}") from None
        return False

    def check_engine(self, engine: str) -> None:
        """Raise InputError where another than this has begun to run the stages: it shares parts out differently."""
        path = self.marks / ENGINE
        begun = path.read_text(encoding="utf-8") if path.exists() else engine
        if begun != engine:
            raise InputError(f"{self.out} holds a scan begun with --engine {begun}; go on with that, or {_ELSE}")

    def keep_engine(self, engine: str) -> None:
        """Write down what runs the stages."""
        write_text(self.marks / ENGINE, engine)

    def _hold(self) -> None:
        """Keep others from the folder as long as this process runs: a database file that one process may open."""
        import duckdb

        try:
            self._held.append(duckdb.connect(str(self.own("") / "held.duckdb")))
        except duckdb.IOException:
            raise InputError(f"another scan is at work in {self.out}; wait for it, or name another folder") from None

    def let_go(self) -> None:
        """Let others have the folder."""
        while self._held:
            self._held.pop().close()

    def deliver(self) -> None:
        """Bring the results where they are wanted: they are there."""

    def tidy(self) -> None:
        """Take away what only going on would need."""
        self.let_go()
        shutil.rmtree(self.folder / "work", ignore_errors=True)


def _unlink(path: Place) -> None:
    path.unlink()


_ELSE = "name another folder, or remove this one"


def _differing(one: Mapping[str, Any], other: Mapping[str, Any], under: str = "") -> str:
    """Return what differs between two runs, named."""
    found = []
    for name in sorted({*one, *other}):
        x, y = one.get(name), other.get(name)
        if isinstance(x, dict) and isinstance(y, dict) and x != y:
            found.append(_differing(x, y, f"{under}{name}."))
        elif x != y:
            found.append(f"{under}{name}" if len(f"{x}{y}") > 60 else f"{under}{name} {x!r}, now {y!r}")
    return "; ".join(found) or "of another version"


_NOTICED = 1 << 26
"""Bytes of inputs between two notices."""


def known_by(names: Iterable[str], notice: Callable[[int], None] | None = None) -> list[dict[str, Any]]:
    """Return what each input file is known by: its name, its size and a checksum of its bytes (BLAKE2b, 128 bits).

    `notice` is told every now and then how many bytes were read.
    """
    found = []
    read = 0
    for name in names:
        digest, size = blake2b(digest_size=16), 0
        with open_file(name) as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
                size += len(piece)
                read += len(piece)
                if notice is not None and read % _NOTICED < len(piece):
                    notice(read)
        found.append({"path": name, "bytes": size, "blake2b": digest.hexdigest()})
    return found
