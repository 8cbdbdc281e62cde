"""Read files, folders, archives, standard input or bytes into Articles. `read` gives the one article, `read_all` each.

The content says first what format it is, the name second (sniff.py). A format is one more file here and one line in
sources.py or document.py. Articles come one by one, in bounded memory; what is bad is skipped and told with its place.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from dedup.errors import InputError
from dedup.passages import Article, Skipped
from dedup.settings import TRACKED
from dedup.stages.read.document import shown_name
from dedup.stages.read.options import MOST_BYTES, Reading
from dedup.stages.read.sources import FORMATS, Found, Source, found_in, inner
from dedup.stages.read.stores import Stored, files_under, is_stored, opened as stored_file
from dedup.stages.read.streams import Budget, Meter, buffered

__all__ = [
    "FORMATS",
    "MOST_BYTES",
    "Progress",
    "Reading",
    "read",
    "read_all",
    "read_bytes",
    "shown_name",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far reading has come: bytes of the files so far, of all (None where unknown), articles, and skipped ones."""

    path: str
    done: int
    size: int | None
    articles: int
    skipped: int


def read(
    source: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    format: str | None = None,  # noqa: A002 - the option is called --format everywhere else
    max_bytes: int = MOST_BYTES,
    tracked: str = TRACKED[0],
    stdin: IO[bytes] | None = None,
) -> Article:
    """Return the one article in a file, or on `stdin` where the source is "-". Raise InputError with one sentence."""
    name = os.fspath(source)
    reading = Reading(encoding=encoding, format=format, max_bytes=max_bytes, tracked=tracked)
    with ExitStack() as stack:
        return _only(found_in(_opened(name, stack, stdin), reading), shown_name(name))


def read_bytes(
    data: bytes,
    *,
    name: str = "",
    encoding: str | None = None,
    format: str | None = None,  # noqa: A002
    max_bytes: int = MOST_BYTES,
    tracked: str = TRACKED[0],
) -> Article:
    """Return the one article that the bytes hold. `format` is one of FORMATS; None means recognise it."""
    reading = Reading(encoding=encoding, format=format, max_bytes=max_bytes, tracked=tracked)
    source = Source(name, name, io.BytesIO(data), Budget(lambda: len(data)))
    return _only(found_in(source, reading), shown_name(name))


def read_all(
    paths: Iterable[str | os.PathLike[str]],
    reading: Reading | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    stdin: IO[bytes] | None = None,
) -> Iterator[Article | Skipped]:
    """Yield every article of files, folders and archives in order, and a Skipped for what cannot be read, one by one.

    A path is a file, a folder (its files by name, less what .gitignore names), or "-". `progress` is called after each.
    """
    reading = reading or Reading()
    articles = skipped = 0
    for path in paths:
        for name in files_of(os.fspath(path), reading):
            with ExitStack() as stack:
                try:
                    source = _opened(name, stack, stdin)
                except InputError as error:
                    yield Skipped(name, "", str(error))
                    continue
                size = _size(source.stream)
                for found in inner(source, reading):
                    articles += isinstance(found, Article)
                    skipped += isinstance(found, Skipped)
                    if progress is not None:
                        progress(Progress(name, _done(source.stream), size, articles, skipped))
                    yield found


def _only(found: Iterator[Found], shown: str) -> Article:
    """Return the only article. Raise InputError where there are more, or none."""
    article: Article | None = None
    skipped: list[Skipped] = []
    for one in found:
        if isinstance(one, Skipped):
            skipped = [*skipped, one] if len(skipped) < 2 else skipped
        elif article is None:
            article = one
        else:
            raise InputError(f"{shown} holds several articles; dedup check takes them all, and so does dedup.read_all")
    if article is None:
        reason = str(skipped[0]) if skipped else f"{shown} holds no article"
        raise InputError(reason if ";" in reason else f"{reason}; check that it is the right file")
    if skipped:
        more = " and more" if len(skipped) > 1 else ""
        article = replace(article, notes=(*article.notes, f"left out: {skipped[0]}{more}"))
    return article


def files_of(name: str, reading: Reading) -> Iterator[str]:
    """Yield the files of a folder by name, less what .gitignore names, or the name itself.

    Of a folder of an object store (s3://, gs://) all are its files. Raise InputError where such a store does not let us look.
    """
    if is_stored(name):
        yield from files_under(name, reading.globs)
    elif name != "-" and Path(name).is_dir():
        from dedup.stages.read.folder import files_in

        yield from (str(path) for path in files_in(Path(name), reading.globs))
    else:
        yield name


def _opened(name: str, stack: ExitStack, stdin: IO[bytes] | None) -> Source:
    if name == "-":
        meter = Meter(sys.stdin.buffer if stdin is None else stdin)
        return Source("-", "", buffered(meter), Budget(lambda: meter.taken))
    stream = stack.enter_context(open_file(name))
    size = _size(stream)
    called = Stored.of(name).name if is_stored(name) else Path(name).name
    return Source(name, called, stream, Budget(lambda: _done(stream) if size is None else size))


def _size(stream: IO[bytes]) -> int | None:
    try:
        return os.fstat(stream.fileno()).st_size if stream.seekable() else None
    except (OSError, ValueError):
        return None


def _done(stream: IO[bytes]) -> int:
    try:
        return stream.tell()
    except (OSError, ValueError):
        return 0


def open_file(name: str) -> IO[bytes]:
    """Return a stream of a file, of a disk or of an object store. Raise InputError where it cannot be read."""
    if is_stored(name):
        return stored_file(name)
    path, shown = Path(name), shown_name(name)
    try:
        if path.is_dir():
            raise InputError(f"{shown} is a directory; name a file in it")
        return path.open("rb")
    except FileNotFoundError:
        raise InputError(f"{shown} does not exist; check the name") from None
    except PermissionError:
        raise InputError(f"{shown} may not be read: no permission; change its rights or copy it") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", "") or str(error)).lower()
        raise InputError(f"{shown} cannot be read: {reason}; check the name") from None
