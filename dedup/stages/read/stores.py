"""Object stores: what is named s3://BUCKET/KEY or gs://BUCKET/KEY is used as a pathlib.Path is, as far as this program does.

pyarrow talks to the store, with the credentials of the machine: its environment, its profile or its role. Nothing is
reached that is not named. An object appears when all of it is written, so there are no halves of files.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from dedup.errors import DedupError, InputError
from dedup.stages.read.sources import missing
from dedup.stages.read.streams import printable

SCHEMES = ("s3://", "gs://")
_QUERY = re.compile(r"\?([a-z_]+=[^&?]*(?:&[a-z_]+=[^&?]*)*)$")
_AT_ONCE = 4 * 1024 * 1024  # bytes that are asked for in one request: fewer cost more requests than they save
_PATIENCE = "retry_limit_seconds=30"  # for Google's client, whose own is a quarter of an hour
_CREDENTIALS = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS, gcloud auth application-default login, or a service account",
}
_NO_BUCKET = re.compile(r"NO_SUCH_BUCKET|Bucket '[^']*' not found")
_DENIED = re.compile(
    r"ACCESS_DENIED|HTTP status 40[013]|INVALID_ACCESS_KEY_ID|SIGNATURE_DOES_NOT_MATCH|INVALID_CLIENT_TOKEN|EXPIRED_TOKEN|"
    r"PERMISSION_DENIED|UNAUTHENTICATED|OAuth2"
)
_DETAIL = re.compile(r"(?:AWS Error|last message of) (.*?)(?: error_info=.*| \(Request ID.*|$)")


def is_stored(name: str) -> bool:
    """Return whether a name is one of an object store."""
    return name.startswith(SCHEMES)


@dataclass(frozen=True, order=True)
class Stored:
    """A file or a folder of an object store. `bucket` has its scheme; `query` says how the store is reached, mostly nothing."""

    bucket: str
    key: str
    query: str = ""

    @classmethod
    def of(cls, name: str) -> Stored:
        """Return the place of a name. Raise InputError where it names no bucket, or holds a secret."""
        found = _QUERY.search(name)
        query = found[1] if found else ""
        scheme, _, rest = name[: found.start() if found else None].partition("://")
        bucket, _, key = rest.partition("/")
        if ":" in bucket or "secret" in query or "token" in query:
            raise InputError(
                f"a name of an object store holds no secrets, for it is written down; give them as {_CREDENTIALS[scheme]}"
            )
        if not bucket:
            raise InputError(f"{printable(name)} names no bucket; names are {scheme}://BUCKET/KEY")
        return cls(f"{scheme}://{bucket}", key.strip("/"), query)

    def __str__(self) -> str:
        return f"{self.bucket}/{self.key}" + (f"?{self.query}" if self.query else "")

    # -- names, as those of a path ----------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The last part of the key; of a bucket, its name."""
        return PurePosixPath(self.key).name or self.bucket.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return PurePosixPath(self.name).stem

    @property
    def parent(self) -> Stored:
        """The folder of this."""
        return replace(self, key=self.key.rpartition("/")[0])

    def __truediv__(self, name: str) -> Stored:
        return replace(self, key=f"{self.key}/{name}".strip("/"))

    def with_name(self, name: str) -> Stored:
        """Return what has this name beside it."""
        return self.parent / name

    def with_suffix(self, suffix: str) -> Stored:
        """Return what has this suffix instead of its own."""
        return self.with_name(self.stem + suffix)

    # -- what is there ----------------------------------------------------------------------------------------------

    def exists(self) -> bool:
        """Return whether there is a file of this name, or any in a folder of this name."""
        return self._kind() != "NotFound"

    def is_file(self) -> bool:
        """Return whether this is a file."""
        return self._kind() == "File"

    def is_dir(self) -> bool:
        """Return whether this is a folder or a bucket: some files' names begin with it."""
        return self._kind() == "Directory"

    def _kind(self) -> str:
        with self.asked():
            return str(self._system.get_file_info(self._path).type.name)

    def iterdir(self) -> Iterator[Stored]:
        """Yield the files in this folder, none in those below it."""
        yield from (self / name for name, _ in self.listed())

    def glob(self, pattern: str) -> Iterator[Stored]:
        """Yield the files in this folder whose names are like the pattern."""
        yield from (found for found in self.iterdir() if fnmatchcase(found.name, pattern))

    def listed(self, *, below: bool = False) -> list[tuple[str, int]]:
        """Return the files of this folder, by their names from here, and their sizes; with `below`, also of those in it."""
        with self.asked():
            from pyarrow import fs

            found = self._system.get_file_info(fs.FileSelector(self._path, recursive=below, allow_not_found=True))
        return [(one.path[len(self._path) + 1 :], int(one.size)) for one in found if one.is_file]

    # -- reading and writing ----------------------------------------------------------------------------------------

    def open_raw(self) -> Any:
        """Return the file as pyarrow reads it, any part of it. Raise FileNotFoundError where there is none."""
        with self.asked(absent=True):
            return self._system.open_input_file(self._path)

    def read_bytes(self) -> bytes:
        """Return what the file holds. Raise FileNotFoundError where there is none."""
        with self.asked(absent=True), self._system.open_input_file(self._path) as file:
            return bytes(file.read())

    def read_text(self, encoding: str = "utf-8") -> str:
        """Return what the file holds as text. Raise FileNotFoundError where there is none."""
        return self.read_bytes().decode(encoding)

    def write_bytes(self, data: Any) -> None:
        """Write the file, in one step."""
        with self.asked(), self._system.open_output_stream(self._path, compression=None) as file:
            file.write(data)

    def write_file(self, path: Path) -> None:
        """Write the file as one of this disk is."""
        with (
            path.open("rb") as held,
            self.asked(),
            self._system.open_output_stream(self._path, compression=None) as file,
        ):
            while piece := held.read(_AT_ONCE):
                file.write(piece)

    def mkdir(self, *, parents: bool = False, exist_ok: bool = False) -> None:
        """Do nothing: folders are what names of files begin with."""

    def unlink(self) -> None:
        """Take the file away."""
        with self.asked():
            self._system.delete_file(self._path)

    def remove(self) -> None:
        """Take a folder away with all that is in it, if there is one."""
        for name, _ in self.listed(below=True):
            (self / name).unlink()
        if self.is_dir():  # the mark of an empty folder
            with self.asked(), suppress(FileNotFoundError):
                self._system.delete_dir(self._path)

    # -- the store --------------------------------------------------------------------------------------------------

    @property
    def _path(self) -> str:
        """What pyarrow calls this."""
        return f"{self.bucket.rpartition('/')[2].rpartition('@')[2]}/{self.key}".rstrip("/")

    @property
    def _system(self) -> Any:
        return _system(self.bucket, self.query)

    @contextmanager
    def asked(self, *, absent: bool = False) -> Iterator[None]:
        """Make a sentence of what goes wrong; with `absent`, let FileNotFoundError be where the bucket is there."""
        try:
            yield
        except ImportError:
            raise missing("s3:// and gs://") from None
        except FileNotFoundError as error:
            if not self.key or replace(self, key="").exists():
                if absent:
                    raise FileNotFoundError(f"{self} does not exist") from None
                raise _told(self, error) from None
            raise self._no_bucket() from None
        except OSError as error:
            if _NO_BUCKET.search(str(error)):
                raise self._no_bucket() from None
            raise _told(self, error) from None

    def _no_bucket(self) -> InputError:
        return InputError(f"there is no bucket {self.bucket}; check the name, or make it")


@cache
def _system(bucket: str, query: str) -> Any:
    """Return what pyarrow reaches a bucket with, kept as long as the process: it holds the connections."""
    from pyarrow import fs

    if bucket.startswith("gs://") and "retry_limit_seconds" not in query:
        query = f"{query}&{_PATIENCE}".lstrip("&")
    try:
        return fs.FileSystem.from_uri(f"{bucket}/{'?' if query else ''}{query}")[0]
    except ValueError as error:
        raise InputError(f"{printable(bucket)} names no bucket that can be reached: {printable(error)}") from None


def _told(place: Stored, error: Exception) -> DedupError:
    """Return what to say of an error of a store; only what trying again would not mend is about the input."""
    shown, said = printable(str(place)), " ".join(str(error).split())
    if isinstance(error, FileNotFoundError):
        return InputError(f"{shown} does not exist; check the name")
    if _DENIED.search(said):
        how = _CREDENTIALS[place.bucket[:2]]
        return InputError(
            f"{shown} may not be used: the store knows no credentials of this machine, or they are not enough; give it {how}"
        )
    detail = _DETAIL.search(said)
    return DedupError(
        f"{shown} cannot be reached ({printable(detail[1] if detail else said)}); see that the store answers, and run the "
        "same again"
    )


class _Bytes(io.RawIOBase):
    """A file of a store as a stream; what breaks off is no damage of the file, and stops the program."""

    def __init__(self, place: Stored) -> None:
        self._place, self._file = place, place.open_raw()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with self._place.asked():
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._file.seek(offset, whence)
        return int(self._file.tell())

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def opened(name: str) -> IO[bytes]:
    """Return a stream of a file of a store. Raise InputError where there is none, or it may not be read."""
    place = Stored.of(name)
    try:
        return cast("IO[bytes]", io.BufferedReader(_Bytes(place), _AT_ONCE))
    except FileNotFoundError:
        kind = "is a folder; name a file in it" if place.is_dir() else "does not exist; check the name"
        raise InputError(f"{printable(name)} {kind}") from None


def files_under(name: str, globs: Sequence[str]) -> Iterator[str]:
    """Yield the files of a folder of a store, in the order of a folder on a disk, or the name itself where it is none."""
    from dedup.stages.read.folder import wanted

    place = Stored.of(name)
    if not place.is_dir():
        yield name
        return
    found = (path for path, _ in place.listed(below=True) if wanted(path, globs))
    yield from (str(place / path) for path in sorted(found, key=lambda path: path.split("/")))
