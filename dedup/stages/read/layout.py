"""Paragraphs that a reader has found, laid out as one text with a block for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dedup.passages import Article, Block, Flag, Role

if TYPE_CHECKING:
    from collections.abc import Iterable


class Part(NamedTuple):
    """A paragraph and what the format says of it."""

    text: str
    role: Role | None = None
    flags: tuple[Flag, ...] = ()


def laid_out(parts: Iterable[Part]) -> tuple[str, tuple[Block, ...]]:
    """Return the text of the paragraphs, blank lines between, and their blocks. White space around them is left out."""
    texts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for part in parts:
        text = part.text.strip()
        if text:
            texts.append(text)
            blocks.append(Block(at, at + len(text), part.role, part.flags))
            at += len(text) + 2
    return "\n\n".join(texts), tuple(blocks)


def parts_of(article: Article) -> list[Part]:
    """Return the paragraphs of an article that a reader has laid out, or its text as one where there are none."""
    if not article.blocks:
        return [Part(article.text)]
    return [Part(article.text[block.start : block.end], block.role, block.flags) for block in article.blocks]
