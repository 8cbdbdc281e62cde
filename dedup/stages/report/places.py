"""Where a passage or a fact stands in its file: lines and columns, counted from 1 in code points."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from dedup.passages import Passage, Report, Span

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_AS_IN_FILE = frozenset({"", ".txt", ".text", ".md", ".markdown", ".mdown", ".mkd"})
_WITHIN = re.compile(r":\d+$")  # a record of a file: its lines are not the file's


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file. Columns are None where they are not known; `end_column` is the one behind the last."""

    line: int
    column: int | None
    end_line: int
    end_column: int | None


@dataclass(frozen=True)
class Places:
    """The places of one report's passages; with the text of the article every column is known."""

    report: Report
    text: str | None = None

    @property
    def in_file(self) -> bool:
        """Return whether the lines are those of the file: the text of a page, a PDF or a record is not laid out as its source."""
        path = self.report.article.path
        return PurePath(path).suffix.lower() in _AS_IN_FILE and not _WITHIN.search(path)

    def of(self, passage: Passage, span: Span | None = None) -> Place:
        """Return where a passage stands, or a stretch of it."""
        start, end = span or (passage.start, passage.end)
        line, column = self._at(passage, start)
        end_line, end_column = self._at(passage, end)
        return Place(line, column, end_line, end_column)

    def _at(self, passage: Passage, offset: int) -> tuple[int, int | None]:
        if self.text is not None:
            line = bisect_right(self._starts, offset)
            return line, offset - self._starts[line - 1] + 1
        breaks = [found.end() for found in _LINE_BREAK.finditer(passage.text, 0, offset - passage.start)]
        if breaks:
            return passage.line + len(breaks), offset - passage.start - breaks[-1] + 1
        return passage.line, offset + 1 if passage.line == 1 else None

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_BREAK.finditer(self.text or ""))]
