"""Streams that count: what was taken in, what it unpacked to, and where that is too much."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, cast

from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = 65_536
"""The bytes that are looked at to recognise a format."""

MOST_UNPACKED = 200
"""How many times its size a compressed input may unpack to: text packs to a fifth, the plainest logs to a hundredth."""

ALWAYS_UNPACKED = 4 * 1024 * 1024
"""What may be unpacked whatever the ratio: it does no harm."""

DAMAGED = (
    OSError, EOFError, ValueError, OverflowError, NotImplementedError, RuntimeError, struct.error, zlib.error,
    zipfile.BadZipFile,
)  # fmt: skip
"""What the standard library raises for archives that are cut off, broken, or want a password. Caught around its calls only."""


class Budget:
    """How much may be unpacked from what was taken in. `taken` says how many bytes that were so far."""

    def __init__(self, taken: Callable[[], int]) -> None:
        """Begin with nothing spent."""
        self._taken = taken
        self._spent = 0

    def spend(self, size: int, shown: str) -> None:
        """Take note of unpacked bytes. Raise InputError where they are too many."""
        self._spent += size
        if self._spent > ALWAYS_UNPACKED + MOST_UNPACKED * self._taken():
            raise InputError(
                f"{shown} unpacks to more than {MOST_UNPACKED} times its size, which no text does; unpack it yourself "
                "if you trust it"
            )


class Meter(io.RawIOBase):
    """A stream that counts what is read of it, after a head that was read already."""

    def __init__(self, stream: IO[bytes], head: bytes = b"") -> None:
        """Give back the head first."""
        self._stream, self._head = stream, head
        self.taken = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into the buffer, as io asks for it."""
        data = self._head[: len(buffer)] if self._head else self._stream.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        self.taken += len(data)
        return len(data)


class Unpacked(io.RawIOBase):
    """What a decompressor gives back, paid from budgets. What is wrong with the input becomes an InputError."""

    def __init__(self, stream: IO[bytes], budgets: tuple[Budget, ...], shown: str) -> None:
        """Read from a decompressor."""
        self._stream, self._budgets, self._shown = stream, budgets, shown

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into the buffer, as io asks for it."""
        try:
            data = self._stream.read(min(len(buffer), HEAD))
        except DAMAGED as error:
            raise damaged(self._shown, error) from None
        except Exception as error:
            if type(error).__name__ in {"LZMAError", "ReadError", "ZstdError"}:  # of modules that need not be there
                raise damaged(self._shown, error) from None
            raise
        for budget in self._budgets:
            budget.spend(len(data), self._shown)
        buffer[: len(data)] = data
        return len(data)


def damaged(shown: str, error: BaseException) -> InputError:
    """Return what to say of an archive or a table that breaks off or is broken."""
    reason = printable(getattr(error, "strerror", "") or error).rstrip(".")
    told = f" ({reason})" if reason else ""
    return InputError(f"{shown} is damaged or was cut off{told}; fetch or save it again")


def printable(what: object) -> str:
    """Return what a message quotes: one line, not long, nothing in it that a terminal or an eye would obey."""
    line = " ".join(str(what).split())[:200]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in line)


def buffered(raw: io.RawIOBase) -> IO[bytes]:
    """Return a raw stream with a buffer, so that its lines can be read."""
    return cast("IO[bytes]", io.BufferedReader(raw, HEAD))


def head_of(stream: IO[bytes]) -> tuple[bytes, IO[bytes]]:
    """Return the first bytes of a stream, and a stream that still begins with them."""
    if stream.seekable():
        at = stream.tell()
        head = stream.read(HEAD)
        stream.seek(at)
        return head, stream
    pieces, size = [], 0
    while size < HEAD and (piece := stream.read(HEAD - size)):
        pieces.append(piece)
        size += len(piece)
    head = b"".join(pieces)
    return head, buffered(Meter(stream, head))
