"""Cut an article into passages, each with its role and flags. The parts: paragraphs, roles, boilerplate, flags."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

from dedup.errors import SettingsError
from dedup.passages import Article, Block, Flag, Passage, Record, Role, Span
from dedup.stages.segment.flags import flags_of
from dedup.stages.segment.paragraphs import MODES, paragraphs_of
from dedup.stages.segment.roles import roles_of

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_MANY_WORDS = 200  # a paragraph of news has 25 to 60


@dataclass(frozen=True, slots=True)
class Segmentation(Record):
    """The passages of an article, how its paragraphs were told apart, and what to tell the user of it."""

    passages: tuple[Passage, ...]
    mode: str  # "blocks" (the format says), "blank", "line" or "wrapped"
    notes: tuple[str, ...] = ()


def segment(article: Article, *, paragraphs: str = "auto", known: Callable[[str], bool] | None = None) -> Segmentation:
    """Return the passages in reading order. `text == article.text[start:end]`, without outer white space.

    "auto" takes the blocks of a format that has them and guesses otherwise; "blank", "line" and "wrapped" are obeyed.
    `known` says of a passage whether it is known to be boilerplate.
    """
    if paragraphs not in MODES:
        raise SettingsError(f"there is no paragraph mode {paragraphs!r}; there are: {', '.join(MODES)}")
    if article.blocks and paragraphs == "auto":
        mode = "blocks"
        spans = [Span(block.start, block.end) for block in article.blocks]
    else:
        mode, spans = paragraphs_of(article.text, paragraphs)
    passages = tuple(_passages(article, spans, known))
    return Segmentation(passages, mode, _notes(passages, mode))


def _notes(passages: tuple[Passage, ...], mode: str) -> tuple[str, ...]:
    if mode == "line" and len(passages) == 1 and len(passages[0].text.split()) >= _MANY_WORDS:
        return ("the whole text is one line and so one passage; break it into paragraphs to compare them",)
    return ()


def _passages(article: Article, spans: list[Span], known: Callable[[str], bool] | None) -> list[Passage]:
    text = article.text
    breaks = [found.end() for found in _LINE_BREAK.finditer(text)]
    starts = [block.start for block in article.blocks]
    bare: list[Passage] = []
    marked: list[Block | None] = []
    for start, end in (_trimmed(text, span) for span in spans):
        if start == end:
            continue
        at = bisect_right(starts, start) - 1
        marked.append(article.blocks[at] if at >= 0 and article.blocks[at].end > start else None)
        bare.append(Passage(len(bare), start, end, bisect_right(breaks, start) + 1, Role.PROSE, (), text[start:end]))
    hints = [block.role if block else None for block in marked]
    if known is not None:
        hints = [Role.BOILERPLATE if known(passage.text) else hint for passage, hint in zip(bare, hints, strict=True)]
    roles = roles_of([passage.text for passage in bare], hints)
    with_roles = [
        passage if role is passage.role else replace(passage, role=role)
        for passage, role in zip(bare, roles, strict=True)
    ]
    given = [
        (*(block.flags if block else ()), *_switched_off(passage, article.blocks, starts))
        for passage, block in zip(bare, marked, strict=True)
    ]
    flags = flags_of(with_roles)
    return [
        replace(passage, flags=tuple(flag for flag in Flag if flag in {*found, *said})) if found or said else passage
        for passage, found, said in zip(with_roles, flags, given, strict=True)
    ]


def _switched_off(passage: Passage, blocks: tuple[Block, ...], starts: list[int]) -> tuple[Flag, ...]:
    """Return the flag of a passage that reaches into a block which is switched off, whatever its paragraphs are."""
    over = blocks[max(0, bisect_right(starts, passage.start) - 1) : bisect_right(starts, passage.end - 1)]
    return (Flag.OFF,) if any(Flag.OFF in block.flags and block.end > passage.start for block in over) else ()


def _trimmed(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))
