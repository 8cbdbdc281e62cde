"""Bytes to text: BOM, strict UTF-8, the declared charset, Windows-1252; then mojibake is repaired."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple

from dedup.errors import InputError


class Decoded(NamedTuple):
    """The text, without BOM and with its newlines as they were, and what was done to it."""

    text: str
    notes: tuple[str, ...] = ()


# UTF-32 before UTF-16: the little-endian mark of one begins with that of the other.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages call ASCII or Latin-1 is Windows-1252 (the WHATWG encoding standard), whose five unused bytes stay what
# they are. That is ftfy's "sloppy-windows-1252", written out because importing ftfy takes 80 ms.
_SLOPPY_1252 = "".join(
    bytes([byte]).decode("cp1252") if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else chr(byte) for byte in range(256)
)
_CALLED_1252 = frozenset({"ascii", "iso8859-1", "cp1252"})
_VALID_UTF8 = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2})"
)
_FOREIGN_BYTES = re.compile(rb"(?:%s|([\x80-\xff]))" % _VALID_UTF8.pattern)
# The first character that UTF-8 read as Windows-1252, Mac Roman or Windows-1251 begins with, then another beyond ASCII.
_SUSPECT = re.compile("[\u00c2-\u00f4\u201a\u221a\u0412\u0413\u0420\u0421\u0432][\u0080-\uffff]|[\u0080-\u009f]|\ufffd")
# So many of one letter are no text, nor text that was garbled, be it six times over.
_RUN = re.compile(r"([^\x00-\x7f])\1{31,}")


def decode(data: bytes, shown: str, *, encoding: str | None = None, declared: str = "") -> Decoded:
    """Return the text that the bytes hold. `encoding` is what the user says, `declared` what the page says."""
    if encoding is not None:
        return Decoded(_as_asked(data, shown, encoding))
    mark, name = unicode_of(data)
    if name:
        return _repaired(_strict(data[len(mark) :], name, shown))
    try:
        return _repaired(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _not_utf8(data, declared)


def unicode_of(data: bytes) -> tuple[bytes, str]:
    """Return the byte order mark and the encoding it stands for, no mark for UTF-16 without one, or two empty values."""
    found = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), None)
    return found or (b"", _wide_without_mark(data))


def _as_asked(data: bytes, shown: str, encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        text = data.decode(encoding)
    except (LookupError, ValueError) as error:
        if not isinstance(error, UnicodeError):
            what = f"unknown encoding {encoding!r} for {shown}"
            raise InputError(f"{what}; give a name such as utf-8, windows-1252 or utf-16") from None
        at = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise InputError(f"{shown} is not {encoding}{at}; leave the encoding out to have it recognised") from None
    return text.removeprefix("\ufeff") if name.startswith("utf") else text


def _strict(data: bytes, name: str, shown: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        what = f"{shown} is marked as {name.upper()} but is broken at byte {error.start}"
        raise InputError(f"{what}; save it again as UTF-8, or give its encoding") from None


def _wide_without_mark(data: bytes) -> str:
    """Return the UTF-16 that text without a byte order mark is in, shown by a NUL in nearly every second byte."""
    head = data[:4096]
    if len(data) % 2 or len(head) < 4 or b"\0" not in head:
        return ""
    half = len(head) / 2
    even, odd = head[::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else ""


def _not_utf8(data: bytes, declared: str) -> Decoded:
    name = _codec(declared)
    if name and name not in _CALLED_1252 and name != "utf-8":
        try:
            return _repaired(data.decode(name))
        except UnicodeError:
            pass  # the page is wrong about itself
    bad = sum(1 for found in _FOREIGN_BYTES.finditer(data) if found.group(1))
    good = len(_VALID_UTF8.findall(data))
    if good > 2 * bad:
        text = _mixed(data)
        note = f"{bad} bytes were not UTF-8 like the rest and were read as Windows-1252"
        repaired = _repaired(text)
        return Decoded(repaired.text, (note, *repaired.notes))
    text = codecs.charmap_decode(data, "strict", _SLOPPY_1252)[0]
    repaired = _repaired(text)
    return Decoded(repaired.text, ("not UTF-8: read as Windows-1252", *repaired.notes))


def _mixed(data: bytes) -> str:
    """Return mostly UTF-8 text, each byte that is not UTF-8 read as Windows-1252."""
    pieces: list[str] = []
    last = 0
    for found in _FOREIGN_BYTES.finditer(data):
        if found.group(1):
            pieces += [data[last : found.start()].decode("utf-8"), _SLOPPY_1252[found.group(1)[0]]]
            last = found.end()
    return "".join([*pieces, data[last:].decode("utf-8")])


def _codec(declared: str) -> str:
    """Return Python's name of a declared charset, or "" if it is none that text can be in."""
    try:
        return codecs.lookup(declared).name if declared else ""
    except (LookupError, ValueError):
        return ""


def _repaired(text: str) -> Decoded:
    """Return the text with mojibake (UTF-8 that was read as another encoding) repaired, and a note if there was any.

    Quotes, entities, ligatures, line breaks and control characters stay: they are the author's, or evidence.
    """
    if text.isascii() or not _SUSPECT.search(text):
        return Decoded(text)
    import ftfy

    settings = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        normalization=None,
    )
    lines = text.split("\n")  # each line by itself: one garbled quotation must not decide about the rest
    mended = [_mended(line, lambda piece: ftfy.fix_text(piece, settings)) for line in lines]
    changed = [(old, new) for old, new in zip(lines, mended, strict=True) if old != new]
    if not changed:
        return Decoded(text)
    plural = "line was" if len(changed) == 1 else "lines were"
    return Decoded("\n".join(mended), (f"{len(changed)} {plural} garbled by a wrong encoding and repaired",))


def _mended(line: str, mend: Callable[[str], str]) -> str:
    """Return a line mended, each piece of it by itself that stands between long runs of one letter.

    ftfy peels such a run by a few letters at a time: 19,000 of them took more than ten seconds.
    """
    pieces = []
    last = 0
    for run in _RUN.finditer(line):
        pieces += [line[last : run.start()], run.group()]
        last = run.end()
    pieces.append(line[last:])
    return "".join(mend(p) if n % 2 == 0 and _SUSPECT.search(p) else p for n, p in enumerate(pieces))
