"""The lines of a PDF with their places, a page a line of JSON. Runs in a process of its own, which may be ended any time.

It imports nothing of dedup. What it is given stands on stdin; how it ends: 0 done, 3 no PDF, 4 a password is wanted.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from typing import Any

MOST_MEMORY = 1_000_000_000
NO_PDF, PASSWORD = 3, 4
SOFT_HYPHEN = "\xad"
_HYPHENS = {"\x02", "\ufffe", SOFT_HYPHEN}  # what pdfium makes of a hyphen at the end of a line


def main() -> int:
    """Write the number of pages, then each page: its height, and its lines as [text, left, bottom, right, top]."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        told = document.get_metadata_dict()
        _write({"pages": len(document), "title": told.get("Title"), "date": told.get("CreationDate")})
    except pypdfium2.PdfiumError as error:
        return PASSWORD if "assword" in str(error) else NO_PDF
    for number in range(len(document)):
        try:
            page = document[number]
            lines = list(_lines(pypdfium2.raw, page.get_textpage()))
            height = page.get_height()
            page.close()
        except pypdfium2.PdfiumError:
            lines, height = None, 0
        _write({"height": height, "lines": lines})
    return 0


def _write(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def _lines(raw: Any, text_page: Any) -> Iterator[list[Any]]:
    """Yield the lines of a page in the order of the file; one that was broken in a word ends with a soft hyphen."""
    letters: list[tuple[str, int]] = []
    for at in range(text_page.count_chars()):
        letter = _letter(raw.FPDFText_GetUnicode(text_page, at))
        if letter not in "\r\n" and (letters or letter.strip()):
            letters.append((letter, at))
        if letters and (letter in "\r\n" or (letter == SOFT_HYPHEN and _goes_down(raw, text_page, at))):
            yield _line(raw, text_page, letters)
            letters = []
    if letters:
        yield _line(raw, text_page, letters)


def _goes_down(raw: Any, text_page: Any, at: int) -> bool:
    """Return whether the next letter stands below this one."""
    if at + 1 >= text_page.count_chars():
        return False
    _, bottom, _, _ = _box(raw, text_page, at - 1)
    _, _, _, top = _box(raw, text_page, at + 1)
    return bool(top <= bottom + 1)


def _letter(code: int) -> str:
    letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" if code else " "
    return SOFT_HYPHEN if letter in _HYPHENS else letter


def _line(raw: Any, text_page: Any, letters: list[tuple[str, int]]) -> list[Any]:
    while len(letters) > 1 and not letters[-1][0].strip():
        letters.pop()
    left, bottom, _, top = _box(raw, text_page, letters[0][1])
    ends = [at for letter, at in letters if letter != SOFT_HYPHEN] or [letters[0][1]]
    _, _, right, _ = _box(raw, text_page, ends[-1])
    return ["".join(letter for letter, _ in letters), *(round(value, 1) for value in (left, bottom, right, top))]


def _box(raw: Any, text_page: Any, at: int) -> tuple[float, float, float, float]:
    box = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(text_page, at, box):
        return box.left, box.bottom, box.right, box.top
    return 0.0, 0.0, 0.0, 0.0


if __name__ == "__main__":
    sys.exit(main())
