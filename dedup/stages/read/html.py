"""HTML to an Article: every visible block in reading order, none dropped, furniture labelled, fields filled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from dedup.errors import InputError
from dedup.passages import Article, Block
from dedup.stages.read.about import about
from dedup.stages.read.switch import SWITCHED, still_off, without_switches
from dedup.stages.read.walk import Collected, blocks_of
from dedup.stages.read.weigh import Tree, with_furniture

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_TAGS = 100_000
"""Of 132 real news pages the largest has 7,000. A million take a minute and a gigabyte, whatever reads them."""
MOST_TEXT = 10_000_000
"""Characters. 500,000 words, the most that are checked at once unless asked otherwise, are 3 million."""
MOST_ATTRIBUTES = 5_000
"""Of one tag. The parser compares each with all before it, so that 500,000 would take minutes."""
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def read_html(markup: str, shown: str) -> Article:
    """Return all text of a page, its blocks parted by blank lines, with title, date, site and language."""
    root = _parsed(markup, shown)
    if root is None:
        return Article(text="")
    if (size := _size(root)) > MOST_TEXT:
        raise InputError(
            f"{shown} has {size:,} characters of text, more than the {MOST_TEXT:,} of any article; split it"
        )
    collected, tree = Collected(), Tree()
    found = with_furniture(list(blocks_of(root, tree, collected)), tree)
    blocks: list[Block] = []
    at = 0
    for block in found:
        blocks.append(Block(at, at + len(block.text), block.role, block.flags))
        at += len(block.text) + 2
    return Article(
        text="\n\n".join(block.text for block in found),
        **about(root)._asdict(),
        blocks=tuple(blocks),
        notes=(still_off(collected.off_since),) if collected.off_since else (),
    )


def _parsed(markup: str, shown: str) -> etree._Element | None:
    if (tags := markup.count("<")) > MOST_TAGS:
        raise InputError(
            f"{shown} has {tags:,} tags, more than the {MOST_TAGS:,} of any article; save it as plain text"
        )
    if any(len(_QUOTED.sub("", piece).partition(">")[0].split()) > MOST_ATTRIBUTES for piece in _long_tags(markup)):
        raise InputError(
            f"{shown} has a tag with more than {MOST_ATTRIBUTES:,} attributes; save the article as plain text"
        )
    plain = SWITCHED.search(markup) is None  # a page that has a hundred thousand comments need not carry them along
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_pis=True, remove_comments=plain)
    try:
        root = etree.fromstring(without_switches(markup).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None  # nothing that could be a page: white space, or comments only
    if any("depth" in entry.message.lower() for entry in parser.error_log):  # the parser has dropped all that is deeper
        raise InputError(f"{shown} nests its tags more than 2,000 deep; save the article as plain text")
    return root


def _long_tags(markup: str) -> Iterator[str]:
    """Yield what follows a "<" and is long enough for more attributes than MOST_ATTRIBUTES."""
    return (piece for piece in markup.split("<") if len(piece) > 2 * MOST_ATTRIBUTES)


def _size(root: etree._Element) -> int:
    """Return the characters of text of a page, scripts and style sheets not counted."""
    return sum(
        (0 if element.tag in {"script", "style"} else len(element.text or "")) + len(element.tail or "")
        for element in root.iter()
    )
