"""What a web archive keeps of an answer over HTTP: its status, its headers, its content without chunks and compression."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping

from dedup.errors import InputError

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})")
_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_ANY_WINDOW, _RAW = 47, -15  # how zlib is told: a gzip or zlib header, none


def status_of(data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and content of an answer; status 0 where it is none."""
    status = _STATUS.match(data)
    end = _END.search(data, 0, 65_536)
    if status is None or end is None:
        return 0, {}, b""
    return int(status.group(1)), taken_apart(data[: end.start()].splitlines()[1:]), data[end.end() :]


def taken_apart(lines: Iterable[bytes]) -> dict[str, str]:
    """Return the headers in lines, their names in small letters; of two with one name the first counts."""
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon:
            found.setdefault(name.decode("ascii", "replace").strip().lower(), value.decode("utf-8", "replace").strip())
    return found


def content(headers: Mapping[str, str], data: bytes, most: int) -> bytes:
    """Return the content of an answer as a browser would see it. Raise InputError where it cannot be had."""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        data = _joined(data)
    packing = headers.get("content-encoding", "").lower()
    if packing in {"", "identity"} or (packing in {"gzip", "x-gzip"} and not data.startswith(b"\x1f\x8b")):
        return data  # archives often keep what was unpacked already
    if packing not in {"gzip", "x-gzip", "deflate"}:
        raise InputError(f"the page is compressed as {packing[:40]!r}, which is not supported")
    for window in (_ANY_WINDOW, _RAW):
        try:
            found = zlib.decompressobj(window).decompress(data, most + 1)
        except zlib.error:
            continue
        if len(found) > most:
            raise InputError(f"the page is larger than {most:,} bytes")
        return found
    raise InputError("the page is compressed, and damaged")


def _joined(data: bytes) -> bytes:
    """Return the chunks as one; content that is in no chunks, which archives keep too, as it is."""
    pieces: list[bytes] = []
    at = 0
    while found := _CHUNK.match(data, at):
        size = int(found.group(1), 16)
        if not size:
            return b"".join(pieces)
        pieces.append(data[found.end() : found.end() + size])
        at = found.end() + size
        at += 2 if data[at : at + 2] == b"\r\n" else data[at : at + 1] == b"\n"
    return b"".join(pieces) if pieces else data
