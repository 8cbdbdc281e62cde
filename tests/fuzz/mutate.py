"""Make damaged inputs out of whole ones: the same seed gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

MOST_BYTES = 2 * 1024 * 1024
"""A damaged input is no larger, so that ten seconds are a hang and not a size."""

_BYTES = (b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xc3", b"\r", b"\x1b[31m", b"\xf4")


def mutated(random: Random, whole: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    """Return `whole` with one to eight damages. `others` lend their pieces, `tokens` are words of the format."""
    data = whole
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        damage = random.choice(_DAMAGES)
        data = damage(random, data, others, tokens)[:MOST_BYTES]
    return data


def _place(random: Random, data: bytes) -> tuple[int, int]:
    """Return the ends of a piece of the data, mostly a short one."""
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + int(random.choice((1, 8, 64, 1024)) * random.random()) + 1)


def _flip(random: Random, data: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randrange(1, 6)):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _delete(random: Random, data: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    start, end = _place(random, data)
    return data[:start] + data[end:]


def _insert(random: Random, data: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice((*tokens, *_BYTES)) + data[at:]


def _replace(random: Random, data: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    start, end = _place(random, data)
    return data[:start] + random.choice((*tokens, *_BYTES)) + data[end:]


def _repeat(random: Random, data: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    start, end = _place(random, data)
    piece = random.choice((data[start:end], random.choice((*tokens, *_BYTES))))
    return data[:start] + piece * random.choice((2, 2, 10, 100, 3_000, 20_000)) + data[start:]


def _splice(random: Random, data: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    other = random.choice(others)
    start, end = _place(random, other)
    at = random.randrange(len(data) + 1)
    return data[:at] + other[start : max(end, random.randrange(len(other) + 1))] + data[at:]


def _cut_off(random: Random, data: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


_DAMAGES: tuple[Callable[[Random, bytes, Sequence[bytes], Sequence[bytes]], bytes], ...] = (
    *(_flip, _delete, _insert, _replace, _repeat, _splice, _cut_off),
    *(_insert, _replace, _splice),  # these find the most
)
