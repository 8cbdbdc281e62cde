"""HTML to an Article: every visible block in reading order, none dropped, furniture labelled, fields filled."""

from __future__ import annotations

from lxml import etree

from dedup.errors import InputError
from dedup.passages import Article, Block
from dedup.stages.read.about import about
from dedup.stages.read.switch import still_off, without_switches
from dedup.stages.read.walk import Collected, blocks_of
from dedup.stages.read.weigh import Tree, with_furniture


def read_html(markup: str, shown: str) -> Article:
    """Return all text of a page, its blocks parted by blank lines, with title, date, site and language."""
    root = _parsed(markup, shown)
    if root is None:
        return Article(text="")
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
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_pis=True)
    try:
        root = etree.fromstring(without_switches(markup).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None  # nothing that could be a page: white space, or comments only
    if any("depth" in entry.message.lower() for entry in parser.error_log):  # the parser has dropped all that is deeper
        raise InputError(f"{shown} nests its tags more than 2,000 deep; save the article as plain text")
    return root
