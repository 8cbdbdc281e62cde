"""Damage what is compressed inside, which a damage of the outside would only make unreadable."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import TYPE_CHECKING

from tests.fuzz.mutate import MOST_BYTES, mutated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random


def mutated_inside(random: Random, whole: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    """Return the input with a part of it damaged and packed again, as long as it is a zip archive; else as `mutated`."""
    if random.random() < 0.25 or not whole.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        return mutated(random, whole, others, tokens)
    if whole.startswith(b"\x1f\x8b"):
        return gzip.compress(mutated(random, gzip.decompress(whole), others, tokens), mtime=0)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chosen = random.choice(sorted(parts))
    parts[chosen] = mutated(random, parts[chosen], list(parts.values()), tokens)[:MOST_BYTES]
    if random.random() < 0.1:
        parts[random.choice(("../up.txt", "a/b.html", "word/footnotes.xml", "word/styles.xml"))] = parts.pop(chosen)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return held.getvalue()
