"""Markdown: the text stays as it is, marks and all; a light scan of its lines finds the paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from dedup.passages import Article, Block, Flag, Role, Span
from dedup.stages.read.front_matter import front_matter
from dedup.stages.read.switch import OFF, still_off, switch_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_QUOTE = re.compile(r" {0,3}>")
_EMPTY_QUOTE = re.compile(r"[\s>]*$")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$")
_ROW_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_REFERENCE = re.compile(r" {0,3}\[[^\]\n]+\]:[ \t]*\S+")
_TAGS_ONLY = re.compile(r"[ \t]*(?:</?[a-zA-Z][^<>]*>[ \t]*)+$")
_IMAGE = re.compile(r"[ \t]*\[?!\[[^\]\n]*\]\([^)\n]*\)(?:\]\([^)\n]*\))?[ \t]*$")


class _Line(NamedTuple):
    start: int
    end: int  # without the line break
    text: str


class _Open(NamedTuple):
    """A paragraph that may go on: its lines so far and the role its first line gave it."""

    start: int
    end: int
    role: Role | None


def read_markdown(text: str, shown: str) -> Article:
    """Return the text unchanged, a block for each paragraph, heading, list item, table row and quoted paragraph."""
    body, fields = front_matter(text)
    blanked = _COMMENT.sub(lambda comment: re.sub(r"[^\r\n]", " ", comment.group()), text)
    prose, code = _without_code(_lines(blanked, body))
    off, notes = _switched_off(text, prose)
    blocks = tuple(_with_switches(_blocks(prose), text, off))
    first = next((text[block.start : block.end] for block in blocks if block.role is Role.HEADING), "")
    return Article(
        text=text,
        id=fields.get("id", ""),
        title=fields.get("title", "") or first.split("\n")[0].strip("# \t\r"),
        source=fields.get("source", ""),
        date=fields.get("date", ""),
        language=fields.get("language", ""),
        blocks=blocks,
        notes=(*_of_code(code), *notes),
    )


def _of_code(blocks: int) -> tuple[str, ...]:
    return (
        (f"{blocks} blocks of code are not compared",) if blocks > 1 else ("1 block of code is not compared",) * blocks
    )


def _switched_off(text: str, prose: list[_Line | None]) -> tuple[list[Span], tuple[str, ...]]:
    """Return the parts of a text between `<!-- dedup: off -->` and on, and a note where the last has no end.

    A switch that is shown as code, in a fence or between backticks, is none.
    """
    lines = [line for line in prose if line is not None]
    starts = [line.start for line in lines]
    found: list[Span] = []
    since = -1
    for comment in _COMMENT.finditer(text):
        at = bisect_right(starts, comment.start()) - 1
        shown = at < 0 or comment.start() > lines[at].end or text[comment.start() - 1 : comment.start()] == "`"
        switch = "" if shown else switch_of(comment.group()[4:].removesuffix("-->"))
        if switch == OFF and since < 0:
            since = comment.end()
        elif switch and switch != OFF and since >= 0:
            found.append(Span(since, comment.start()))
            since = -1
    if since < 0:
        return found, ()
    return [*found, Span(since, len(text))], (still_off(len(re.findall(r"\r\n|\r|\n", text[:since])) + 1),)


def _with_switches(blocks: Iterator[Block], text: str, off: list[Span]) -> Iterator[Block]:
    """Yield the blocks, those of which a word is switched off with that flag."""
    starts, ends = [span.start for span in off], [span.end for span in off]
    for block in blocks:
        over = off[bisect_right(ends, block.start) : bisect_left(starts, block.end)]
        inside = any(text[max(block.start, span.start) : min(block.end, span.end)].strip() for span in over)
        yield replace(block, flags=(Flag.OFF,)) if inside else block


def _lines(text: str, start: int) -> list[_Line]:
    found = ((match.start(), match.group().rstrip("\r\n")) for match in _LINE.finditer(text, start))
    return [_Line(at, at + len(line), line) for at, line in found]


def _without_code(lines: list[_Line]) -> tuple[list[_Line | None], int]:
    """Return the lines outside fences, None where one was cut out, and how many there were."""
    kept: list[_Line | None] = []
    fence = ""
    count = 0
    for line in lines:
        found = _FENCE.match(line.text)
        if fence:
            if found and found.group(1).startswith(fence) and not line.text.strip(" \t`~"):
                fence = ""
        elif found and not (found.group(1)[0] == "`" and "`" in line.text[found.end() :]):
            fence = found.group(1)
            count += 1
            kept.append(None)
        else:
            kept.append(line)
    return kept, count


def _blocks(lines: list[_Line | None]) -> Iterator[Block]:
    opened: _Open | None = None
    for line in lines:
        kind = _kind(line, opened)
        if line is not None and kind == "more" and opened is not None:
            opened = opened._replace(end=line.end)
            continue
        if kind == "underline" and opened is not None:
            yield Block(opened.start, opened.end, Role.HEADING)
            opened = None
            continue
        if opened is not None:
            yield Block(*opened)
        opened = None
        if line is None or kind == "none":
            continue
        start = line.start + len(line.text) - len(line.text.lstrip())
        role = {"heading": Role.HEADING, "quote": Role.QUOTE, "image": Role.CAPTION}.get(kind)
        if kind in {"heading", "row", "image"}:
            yield Block(start, line.start + len(line.text.rstrip()), role)
        else:
            opened = _Open(start, line.start + len(line.text.rstrip()), role)
    if opened is not None:
        yield Block(*opened)


def _kind(line: _Line | None, opened: _Open | None) -> str:
    """Return what a line is: the first of a paragraph ("text"), one more, something else, or no text ("none")."""
    if line is None or _EMPTY_QUOTE.match(line.text):
        return "none"
    text = line.text
    if opened is not None and opened.role is None and _UNDERLINE.match(text):
        return "underline"
    if _RULE.match(text) or _ROW_RULE.match(text) or _REFERENCE.match(text) or _TAGS_ONLY.match(text):
        return "none"
    for kind, pattern in (("heading", _HEADING), ("row", _ROW), ("image", _IMAGE), ("item", _ITEM)):
        if pattern.match(text):
            return kind
    quoted = _QUOTE.match(text) is not None
    if opened is not None and (not quoted or opened.role is Role.QUOTE):
        return "more"
    return "quote" if quoted else "text"
