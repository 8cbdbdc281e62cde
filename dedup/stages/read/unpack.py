"""Archives and compressed files, read as they unpack: nothing is written beside them, and no name leads anywhere."""

from __future__ import annotations

import gzip
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePath, PurePosixPath
from typing import IO, Any, cast

from dedup.passages import Skipped
from dedup.stages.read.document import shown_name
from dedup.stages.read.folder import wanted
from dedup.stages.read.options import Reading
from dedup.stages.read.sniff import BZIP2, GZIP, TAR, XZ, ZSTD
from dedup.stages.read.sources import Found, Source, found_in, inner, missing
from dedup.stages.read.streams import (
    ALWAYS_UNPACKED,
    DAMAGED,
    MOST_UNPACKED,
    Budget,
    Meter,
    Unpacked,
    buffered,
    damaged,
)

_SUFFIXES = {".gz", ".zst", ".bz2", ".xz"}
_TARS = {".tgz", ".tbz2", ".txz", ".tzst"}
_IN_MEMORY = 16 * 1024 * 1024
_ENCRYPTED = 1
_WINDOW = 128 * 1024 * 1024  # of memory that a zstd file may ask for
_BITE = 1024  # bytes unpacked at once: no more than 32 MB come of them


def _gunzip(stream: Any) -> Any:
    return gzip.GzipFile(fileobj=stream)


def _unzstd(stream: Any) -> Any:
    try:
        import zstandard
    except ImportError:
        raise missing("zstd archives") from None
    return _Zstd(stream, zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj)


class _Zstd:
    """What a stream unpacks to. The package's own reader does not tell a file that was cut off from one that ends."""

    def __init__(self, stream: IO[bytes], make: Callable[[], Any]) -> None:
        self._stream, self._make = stream, make
        self._frame = make()
        self._held = b""
        self._begun = False

    def read(self, size: int) -> bytes:
        """Return some bytes, none at the end. Raise EOFError where the stream was cut off."""
        while not self._held:
            data = self._frame.unused_data if self._frame.eof else b""
            if self._frame.eof:
                self._frame, self._begun = self._make(), False
            data = data or self._stream.read(_BITE)
            if not data:
                if self._begun:
                    raise EOFError("it breaks off inside a frame")
                return b""
            self._begun = True
            self._held = self._frame.decompress(data)
        found, self._held = self._held[:size], self._held[size:]
        return found


def _unbzip(stream: Any) -> Any:
    import bz2  # not in every build of Python

    return bz2.BZ2File(stream)


def _unxz(stream: Any) -> Any:
    import lzma  # as bz2

    return lzma.LZMAFile(stream)


_OPENERS: Mapping[str, Callable[[Any], Any]] = {GZIP: _gunzip, BZIP2: _unbzip, XZ: _unxz, ZSTD: _unzstd}


def walk_stream(source: Source, kind: str, reading: Reading) -> Iterator[Found]:
    """Yield what is found in a compressed file; its name is that of the file inside and a suffix."""
    meter = Meter(source.stream)
    packed = _OPENERS[kind](buffered(meter))
    stream = buffered(Unpacked(packed, (Budget(lambda: meter.taken), source.budget), source.shown))
    path = PurePath(source.name)
    name = str(path.with_suffix("")) if path.suffix.lower() in _SUFFIXES else source.name
    name = str(path.with_suffix(".tar")) if path.suffix.lower() in _TARS else name
    yield from found_in(replace(source, stream=stream, name=name), reading)


def walk_files(source: Source, kind: str, reading: Reading) -> Iterator[Found]:
    """Yield what is found in the files of an archive, in their order there."""
    yield from _tar(source, reading) if kind == TAR else _zip(source, reading)


def _tar(source: Source, reading: Reading) -> Iterator[Found]:
    for member, stream in _members(source):
        if member.isdir() or not wanted(member.name, reading.globs):
            continue
        path = f"{source.path}/{member.name}"
        refused = _leads_out(member.name)
        if refused or stream is None or member.issparse():
            yield Skipped(
                path, "", f"{shown_name(path)} {refused or 'is a link or a device, no file'}; it was left out"
            )
        else:
            yield from inner(replace(source, path=path, name=member.name, stream=stream), reading)


def _members(source: Source) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """Yield the members of a tar archive, each with its content where it is a file."""
    try:
        with tarfile.open(fileobj=source.stream, mode="r|", errorlevel=1) as archive:
            while member := archive.next():
                stream = archive.extractfile(member) if member.isreg() else None
                # A member of a stream cannot be gone back in, whatever tarfile says.
                yield (
                    member,
                    buffered(Unpacked(stream, (), shown_name(f"{source.path}/{member.name}"))) if stream else None,
                )
    except (tarfile.TarError, *DAMAGED) as error:
        raise damaged(source.shown, error) from None


def _zip(source: Source, reading: Reading) -> Iterator[Found]:
    with seekable(source.stream) as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except DAMAGED as error:
            raise damaged(source.shown, error) from None
        with archive:
            for info in archive.infolist():
                if info.is_dir() or not wanted(info.filename, reading.globs):
                    continue
                path = f"{source.path}/{info.filename}"
                if refused := _refused(info):
                    yield Skipped(path, "", f"{shown_name(path)} {refused}")
                    continue
                source.budget.spend(info.file_size, source.shown)
                yield from _member(archive, info, replace(source, path=path, name=info.filename), reading)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: Source, reading: Reading) -> Iterator[Found]:
    try:
        packed = archive.open(info)
    except DAMAGED as error:
        yield Skipped(source.path, "", str(damaged(source.shown, error)))
        return
    with packed:
        yield from inner(replace(source, stream=buffered(Unpacked(packed, (), source.shown))), reading)


@contextmanager
def seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give a stream that one can go back in, as formats need whose list stands at their end."""
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
        while piece := stream.read(1024 * 1024):
            spool.write(piece)
        spool.seek(0)
        yield cast("IO[bytes]", spool)


def _refused(info: zipfile.ZipInfo) -> str:
    """Return why a member is not read, or ""."""
    if refused := _leads_out(info.filename):
        return f"{refused}; it was left out"
    if info.flag_bits & _ENCRYPTED:
        return "is protected by a password; unpack it yourself"
    if info.file_size > ALWAYS_UNPACKED + MOST_UNPACKED * info.compress_size:
        return f"unpacks to more than {MOST_UNPACKED} times its size, which no text does; unpack it yourself if you trust it"
    return ""


def _leads_out(name: str) -> str:
    """Return what is wrong with the name of a member that would lie outside of the archive, or ""."""
    path = PurePosixPath(name.replace("\\", "/"))
    outside = path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":"))
    return "has a name that leads out of the archive" if outside else ""
