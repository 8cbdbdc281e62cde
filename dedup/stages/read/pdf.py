"""PDF: read in a process of its own that is ended when it takes too long, then its lines are made paragraphs."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from dedup.errors import InputError
from dedup.passages import Article
from dedup.stages.read.layout import laid_out
from dedup.stages.read.pdf_lines import Line, Page, paragraphs
from dedup.stages.read.sources import missing

MOST_SECONDS = 8.0
"""After this a PDF is read no further; some are made to hang what reads them."""

_MOST_BYTES = 256 * 1024 * 1024  # of lines; a text that long is refused anyway
_CHILD = Path(__file__).with_name("pdf_child.py")
_NO_PDF, _PASSWORD = 3, 4


class _Read(NamedTuple):
    code: int | None  # None: it was ended
    rows: list[dict[str, Any]]


def read_pdf(data: bytes, shown: str, seconds: float = MOST_SECONDS) -> Article:
    """Return the paragraphs of a PDF; what stands on every page is boilerplate. Notes say which pages are missing."""
    if importlib.util.find_spec("pypdfium2") is None:
        raise missing("PDF files")
    found = _run(data, seconds)
    if not found.rows:
        raise InputError(f"{shown} {_refusal(found.code, seconds)}")
    told, *rows = found.rows
    pages = [Page(row["height"], [Line(*line) for line in row["lines"] or ()]) for row in rows]
    text, blocks = laid_out(paragraphs(pages))
    if not text and pages:
        raise InputError(f"{shown} holds pictures of pages and no text; run it through text recognition (OCR) first")
    bad = sum(1 for row in rows if row["lines"] is None)
    return Article(
        text=text,
        title=" ".join((told["title"] or "").split()),
        date=_date(told["date"] or ""),
        blocks=blocks,
        notes=_notes(told["pages"], len(rows), bad, found.code, seconds),
    )


def _run(data: bytes, seconds: float) -> _Read:
    """Return what the other process has written until its end, or until it was ended."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as written:
        given.write(data)
        given.seek(0)
        command = [sys.executable, "-P", str(_CHILD)]
        try:
            with subprocess.Popen(command, stdin=given, stdout=written, stderr=subprocess.DEVNULL) as process:
                try:
                    code: int | None = process.wait(seconds)
                except subprocess.TimeoutExpired:
                    process.kill()
                    code = None
        except OSError as error:
            raise InputError(f"PDF files are read by a Python of their own, which cannot be started: {error}") from None
        written.seek(0)
        return _Read(code, _rows(written.read(_MOST_BYTES)))


def _rows(written: bytes) -> list[dict[str, Any]]:
    rows = []
    for line in written.split(b"\n")[:-1]:
        try:
            rows.append(json.loads(line))
        except ValueError:
            break  # it was ended while it wrote
    return rows


def _refusal(code: int | None, seconds: float) -> str:
    if code == _PASSWORD:
        return "is protected by a password; open it and save it without one"
    if code == _NO_PDF:
        return "is a damaged PDF, or was cut off; fetch or save it again"
    if code is None:
        return f"is a PDF that could not be read in {seconds:g} seconds; save the article as plain text"
    return "is a PDF that cannot be read: its parser failed; save the article as plain text"


def _notes(said: int, read: int, bad: int, code: int | None, seconds: float) -> tuple[str, ...]:
    notes = []
    if read < said:
        why = f"in {seconds:g} seconds" if code is None else "before the parser failed"
        notes.append(f"only the first {read:,} of {said:,} pages were read {why}")
    if bad:
        notes.append(f"{bad:,} of {said:,} pages are damaged and were left out")
    return tuple(notes)


def _date(told: str) -> str:
    """Return the day of a date as PDF writes it (D:20261124153815Z), as it stands where it is none."""
    digits = told.removeprefix("D:")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 and digits.isdigit() else told
