"""A cleaned copy of what was scanned, as its plan says, and the way back. The inputs themselves are never written to."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from dedup.errors import InputError, VerificationError
from dedup.passages import Article, Passage, Role
from dedup.scan.files import read_json, replaced, write_table, write_text
from dedup.scan.work import MANIFEST, known_by
from dedup.stages.read import Reading, files_of, read_all
from dedup.stages.read.stores import is_stored
from dedup.stages.verify import cut_out, slices

REMOVED, COPIED = "removed.parquet", "copied.json"
_LINES = (".jsonl", ".ndjson")
_TEXTS = (".txt", ".text", ".md", ".markdown")
_WHOLE = 0  # the number of a unit that is a whole file; lines count from 1


@dataclass
class Copied:
    """What came of a copy: passages taken out, files that were copied as they were, articles of which nothing could be cut."""

    passages: int = 0
    as_they_were: list[str] = field(default_factory=list)
    left: int = 0
    rows: list[tuple[str, int, bytes]] = field(default_factory=list, repr=False)


def apply(folder: str | os.PathLike[str], copy: str | os.PathLike[str]) -> Copied:
    """Write to `copy` the inputs of the scan in `folder` less the passages that its plan would let go.

    Text, Markdown and JSON by lines are cleaned, also with .gz; other files are copied as they are, and named. Where a
    text was repaired when it was read nothing is taken out. Raise InputError where the scan is not whole, an input has
    changed since, or `copy` holds anything.
    """
    scanned, target = _on_disk(folder), _on_disk(copy)
    manifest = read_json(scanned / MANIFEST)
    if manifest is None:
        raise InputError(f"{scanned} holds no finished scan; run dedup scan with -o {scanned} first")
    asked = manifest["asked"]
    for name in asked["inputs"]:
        _on_disk(name)
    reading = Reading.from_dict(asked["reading"])
    _unchanged(asked["files"])
    _make_empty(target)
    done = Copied()
    files = list(_named(asked["inputs"], reading))
    known: list[dict[str, str]] = []
    for path, name in files:
        into = target / name
        into.parent.mkdir(parents=True, exist_ok=True)
        known.append({"path": name, "original": _copy_one(path, into, name, reading, scanned, done)})
    _write_removed(target / REMOVED, done.rows)
    marks = known_by([str(target / name) for _, name in files])
    for one, mark in zip(known, marks, strict=True):
        one["copy"] = mark["blake2b"]
    write_text(target / COPIED, json.dumps({"files": known}, indent=1) + "\n")
    return done


def undo(copy: str | os.PathLike[str], target: str | os.PathLike[str]) -> int:
    """Write to `target` the files that `copy` was made of, byte for byte (what .gz holds, not how). Return how many.

    Raise InputError where `copy` is none or was changed since, VerificationError where what comes back is not the original.
    """
    source, into = _on_disk(copy), _on_disk(target)
    about = read_json(source / COPIED)
    if about is None:
        raise InputError(f"{source} is no copy that dedup scan apply has made: it has no {COPIED}")
    _unchanged([{"path": str(source / one["path"]), "blake2b": one["copy"]} for one in about["files"]])
    _make_empty(into)
    units = _removed(source / REMOVED)
    for one in about["files"]:
        path = into / one["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = units.get(one["path"], {})
        digest = blake2b(digest_size=16)
        with _reading(source / one["path"]) as lines, _writing(path) as out:
            for number, line in enumerate(_units(lines, whole=_WHOLE in mine), 0 if _WHOLE in mine else 1):
                original = mine.get(number, line)
                digest.update(original)
                out.write(original)
        if digest.hexdigest() != one["original"]:
            path.unlink()
            raise VerificationError(
                f"{one['path']} does not come back as it was, so it was not written; {REMOVED} is damaged"
            )
    return len(about["files"])


def _copy_one(path: Path, into: Path, name: str, reading: Reading, scanned: Path, done: Copied) -> str:
    """Copy one file, cleaned if that can be. Return the checksum of what the original holds."""
    stem = name.removesuffix(".gz").lower()
    cuts = _cuts(scanned, path)
    if not cuts or not stem.endswith((*_LINES, *_TEXTS)):
        if cuts:
            done.as_they_were.append(name)
        shutil.copyfile(path, into)
        return _content(path)
    whole = stem.endswith(_TEXTS)
    articles = {
        one.path: one for one in read_all([str(path)], reading) if isinstance(one, Article) and one.path in cuts
    }
    digest = blake2b(digest_size=16)
    with _reading(path) as lines, _writing(into) as out:
        for number, line in enumerate(_units(lines, whole=whole), _WHOLE if whole else 1):
            digest.update(line)
            found = next((p for p in _paths(path, number) if p in articles), None)
            cleaned = None if found is None else _cleaned(line, articles[found], cuts[found], whole=whole)
            if cleaned is not None:
                done.rows.append((name, number, line))
                done.passages += sum(not passage.keep for passage in cuts[found or ""])
            elif found is not None:
                done.left += 1
            out.write(line if cleaned is None else cleaned)
    return digest.hexdigest()


@dataclass(frozen=True)
class _Row:
    passage: Passage
    keep: bool


def _cleaned(unit: bytes, article: Article, rows: Sequence[_Row], *, whole: bool) -> bytes | None:
    """Return a file or a line without the passages that go; None where its text does not stand in it as it was read."""
    gone = [row.passage.id for row in rows if not row.keep]
    spans = slices(article.text, [row.passage for row in rows], gone)
    if any(article.text[row.passage.start : row.passage.end] != row.passage.text for row in rows):
        return None
    left = cut_out(article.text, spans)
    if whole:
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
            with contextlib.suppress(UnicodeError):
                if article.text.encode(encoding) == unit:
                    return left.encode(encoding)
        return None
    for ascii_only in (True, False):
        with contextlib.suppress(UnicodeError):
            written = json.dumps(article.text, ensure_ascii=ascii_only).encode()
            if unit.count(written) == 1:
                return unit.replace(written, json.dumps(left, ensure_ascii=ascii_only).encode())
    return None


def _cuts(scanned: Path, path: Path) -> dict[str, list[_Row]]:
    """Return the passages of each article of a file from which any goes, by the article's path, in reading order."""
    import duckdb

    with duckdb.connect() as engine:
        rows = engine.execute(
            'WITH p AS (SELECT passage, path, start, "end", line, text, coalesce(keep, true) AS keep '
            "FROM read_parquet($passages) AS t LEFT JOIN read_parquet($plan) AS o USING (passage) "
            "WHERE path = $file OR starts_with(path, $inside) OR starts_with(path, $line)) "
            'SELECT path, passage, start, "end", line, text, keep FROM p '
            "WHERE path IN (SELECT path FROM p WHERE NOT keep) ORDER BY passage",
            {
                "passages": str(scanned / "passages.parquet"),
                "plan": str(scanned / "plan.parquet"),
                "file": str(path),
                "inside": f"{path}/",
                "line": f"{path}:",
            },
        ).fetchall()
    found: dict[str, list[_Row]] = {}
    for where, number, start, end, line, text, keep in rows:
        passage = Passage(number, start, end, line, Role.PROSE, (), text)
        found.setdefault(where, []).append(_Row(passage, keep))
    return found


def _paths(path: Path, number: int) -> list[str]:
    """Return how an article of a file or of its n-th line is called by the reader."""
    inner = [str(path), *([f"{path}/{path.name.removesuffix('.gz')}"] if path.name.endswith(".gz") else [])]
    return inner if number == _WHOLE else [f"{one}:{number}" for one in inner]


def _units(lines: IO[bytes], *, whole: bool) -> Iterator[bytes]:
    if whole:
        yield lines.read()
    else:
        yield from lines


def _named(inputs: Sequence[str], reading: Reading) -> Iterator[tuple[Path, str]]:
    """Yield each input file and how it is called in a copy: by its name, inside a folder by its path from there."""
    taken: set[str] = set()
    for given in inputs:
        root = Path(given)
        for path in map(Path, files_of(given, reading)):
            name = (Path(root.name) / path.relative_to(root)).as_posix() if root.is_dir() else path.name
            if name in taken:
                raise InputError(
                    f"two of the inputs are called {name}; their copies would be one file, so none was made"
                )
            taken.add(name)
            yield path, name


def _unchanged(files: Sequence[Mapping[str, Any]]) -> None:
    for file in files:
        path = Path(file["path"])
        if not path.is_file() or known_by([str(path)])[0]["blake2b"] != file["blake2b"]:
            raise InputError(f"{path} is gone or has changed since; nothing was written")


def _on_disk(name: str | os.PathLike[str]) -> Path:
    """Return a path. Raise InputError for one of an object store: a copy is made of files of a disk, on one."""
    if is_stored(os.fspath(name)):
        raise InputError(
            f"{os.fspath(name)} is in an object store, and a copy is made of files of a disk, on a disk; fetch the inputs, "
            "and scan them here"
        )
    return Path(name)


def _make_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} holds other files; name an empty or a new folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {(error.strerror or str(error)).lower()}") from None


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[IO[bytes]]:
    if path.name.endswith(".gz"):
        with gzip.open(path, "rb") as unpacked:
            yield unpacked  # type: ignore[misc]
    else:
        with path.open("rb") as stream:
            yield stream


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[IO[bytes]]:
    with replaced(path) as part, part.open("wb") as raw:
        if path.name.endswith(".gz"):
            with gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
                yield packed  # type: ignore[misc]
        else:
            yield raw


def _content(path: Path) -> str:
    digest = blake2b(digest_size=16)
    with _reading(path) as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _write_removed(path: Path, rows: Sequence[tuple[str, int, bytes]]) -> None:
    import pyarrow as pa

    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [[], [], []]
    kinds = (("file", pa.string()), ("line", pa.int64()), ("original", pa.binary()))
    write_table(
        path, pa.table([pa.array(c, kind) for c, (_, kind) in zip(columns, kinds, strict=True)], pa.schema(kinds))
    )


def _removed(path: Path) -> dict[str, dict[int, bytes]]:
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(path).to_pylist()
    except (OSError, ValueError):
        raise InputError(f"{path} is missing or damaged; without it the copy cannot be undone") from None
    found: dict[str, dict[int, bytes]] = {}
    for row in rows:
        found.setdefault(row["file"], {})[row["line"]] = row["original"]
    return found
