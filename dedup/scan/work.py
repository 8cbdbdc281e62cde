"""Where a scan keeps what it has done: one folder a stage, parts written in one step, a mark when a stage is whole."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from dedup.errors import DedupError, InputError

ASKED, DONE, ENGINE = "asked.json", "done.json", "engine"
MANIFEST = "manifest.json"
RESULTS = ("passages.parquet", "pairs.parquet", "clusters.parquet", "plan.parquet", MANIFEST, "report.html")


@dataclass(frozen=True)
class Work:
    """The folder of a run: results in it, and under `work` what is needed to go on after the program was ended."""

    folder: Path
    _held: list[Any] = field(default_factory=list, repr=False)

    @property
    def under(self) -> Path:
        """Where the stages write."""
        return self.folder / "work"

    def stage(self, name: str) -> Path:
        """Return the folder of a stage, made if there is none."""
        path = self.under / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def parts(self, stage: str) -> list[Path]:
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
            for path in (self.under / stage).glob("*"):
                if path.name != DONE:
                    path.unlink()

    # -- beginning and ending -------------------------------------------------------------------------------------

    def begin(self, asked: Mapping[str, Any]) -> bool:
        """Take the folder for a run. Return whether it is finished already. Raise InputError where it is not free for it.

        A folder with a run of other settings or inputs is refused: nothing of it is written over.
        """
        shown = str(self.folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"{shown} is a file; name a folder for what the scan writes")
        known = read_json(self.folder / MANIFEST)
        if known is not None:
            if known.get("asked") != asked:
                raise InputError(f"{shown} holds another scan ({_differing(known.get('asked', {}), asked)}); {_ELSE}")
            return True
        under = read_json(self.under / ASKED)
        if under is None and self.folder.exists() and any(self.folder.iterdir()) and not self.under.exists():
            raise InputError(f"{shown} holds other files; name an empty or a new folder")
        if under is not None and under != asked:
            raise InputError(f"{shown} holds a scan begun otherwise ({_differing(under, asked)}); {_ELSE}")
        try:
            self.under.mkdir(parents=True, exist_ok=True)
            self._hold()
            if under is None:
                write_text(self.under / ASKED, json.dumps(asked, indent=1))
        except OSError as error:
            raise InputError(f"{shown} cannot be written: {(error.strerror or str(error)).lower()}") from None
        return False

    def check_engine(self, engine: str) -> None:
        """Raise InputError where another than this has begun to run the stages: it shares parts out differently."""
        path = self.under / ENGINE
        begun = path.read_text(encoding="utf-8") if path.exists() else engine
        if begun != engine:
            raise InputError(f"{self.folder} holds a scan begun with --engine {begun}; go on with that, or {_ELSE}")

    def keep_engine(self, engine: str) -> None:
        """Write down what runs the stages."""
        write_text(self.under / ENGINE, engine)

    def _hold(self) -> None:
        """Keep others from the folder as long as this process runs: a database file that one process may open."""
        import duckdb

        try:
            self._held.append(duckdb.connect(str(self.under / "held.duckdb")))
        except duckdb.IOException:
            raise InputError(f"another scan is at work in {self.folder}; wait for it, or name another folder") from None

    def let_go(self) -> None:
        """Let others have the folder."""
        while self._held:
            self._held.pop().close()

    def tidy(self) -> None:
        """Take away what only going on would need."""
        self.let_go()
        shutil.rmtree(self.under, ignore_errors=True)


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


def read_json(path: Path) -> dict[str, Any] | None:
    """Return what a file holds, None where there is none. Raise InputError where it is damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise InputError(f"{path} is damaged; remove the folder and scan again") from None
    return found if isinstance(found, dict) else None


def write_text(path: Path, text: str) -> None:
    """Write a file in one step."""
    with replaced(path) as part:
        part.write_text(text, encoding="utf-8")


def write_table(path: Path, table: Any) -> None:
    """Write an Arrow table as a Parquet file, in one step, whoever else writes the same."""
    import pyarrow.parquet as pq

    with replaced(path, alone=False) as part:
        pq.write_table(table, part, compression="zstd")


@contextlib.contextmanager
def replaced(path: Path, *, alone: bool = True) -> Iterator[Path]:
    """Yield a name to write under; the file gets its own name when that has gone well. Disk full is a sentence.

    Not `alone` is what a task writes on a cluster: a node that is taken for lost may still be at the same.
    """
    part = path.with_name(f"{path.name}.part" if alone else f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        os.replace(part, path)  # noqa: PTH105 - said as what it is: one step
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise DedupError(f"{path} cannot be written: {reason}; make room and run the same again, it goes on") from None


def known_by(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Return what each input file is known by: its name, its size and a checksum of its bytes (BLAKE2b, 128 bits)."""
    found = []
    for path in paths:
        digest = blake2b(digest_size=16)
        with path.open("rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
        found.append({"path": str(path), "bytes": path.stat().st_size, "blake2b": digest.hexdigest()})
    return found
