"""What is fuzzed: one Target a format. A new format is one more line in TARGETS and a folder of small inputs in corpus/."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dedup.errors import DedupError
from dedup.passages import Skipped
from dedup.stages.read import Reading, read_bytes
from dedup.stages.read.sources import Source, inner
from dedup.stages.read.streams import Budget
from dedup.stages.segment import segment
from tests.fuzz.inside import mutated_inside
from tests.fuzz.mutate import mutated
from tests.fuzz.tokens import DOCX as DOCX_TOKENS, JSON as JSON_TOKENS, MANY as MANY_TOKENS, PDF as PDF_TOKENS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from dedup.passages import Article

CORPUS = Path(__file__).parent / "corpus"


def check_article(article: Article) -> None:
    """Raise AssertionError where an article breaks a promise: blocks in order, passages exact slices of the text."""
    at = 0
    for block in article.blocks:
        assert at <= block.start <= block.end <= len(article.text), "a block overlaps another or leaves the text"
        at = block.end
    last = 0
    for passage in segment(article).passages:
        assert passage.text == article.text[passage.start : passage.end], "a passage is not a slice of the text"
        assert last <= passage.start, "passages overlap"
        last = passage.end


def read_as(name: str) -> Callable[[bytes], str]:
    """Return a function that reads bytes as a file of this name: "" where they are read, else the one sentence."""

    def run(data: bytes) -> str:
        try:
            check_article(read_bytes(data, name=name))
        except DedupError as error:
            said = str(error)
            assert said, "an error says nothing"
            assert said.isprintable(), f"an error is more than a line of text: {said!r}"
            assert len(said) <= 600, f"an error is longer than a sentence: {said!r}"
            return said
        return ""

    return run


def read_each(name: str) -> Callable[[bytes], str]:
    """Return a function that reads bytes as a file of many articles: "" where some are read, else why the first is not."""

    def run(data: bytes) -> str:
        source = Source(name, name, io.BytesIO(data), Budget(lambda: len(data)))
        read, said = 0, ""
        for found in inner(source, Reading()):
            if isinstance(found, Skipped):
                said = said or str(found)
                assert found.reason.isprintable(), f"an error is more than a line of text: {found.reason!r}"
                assert found.reason, "an error says nothing"
            else:
                check_article(found)
                read += 1
        return "" if read else said or "no article"

    return run


@dataclass(frozen=True)
class Target:
    """A format under test: how its bytes are read, words of the format, and how a whole input is damaged."""

    run: Callable[[bytes], str]
    tokens: Sequence[bytes] = ()
    mutate: Callable[[Random, bytes, Sequence[bytes], Sequence[bytes]], bytes] = field(default=mutated)


_HTML = tuple(
    token.encode()
    for token in (
        *("<p>", "</p>", "<br>", "<div>", "</div>", "<table><tr><td>", "</table>", "<ul><li>", "<blockquote>", "<pre>"),
        *("<b>", "<a href='#'>", "</a>", "<nav>", "<article>", "<main>", "<aside class=share>", "<!--", "-->", "]]>"),
        *("<![CDATA[", "<?xml version='1.0' encoding='utf-16'?>", "<meta charset=utf-7>", "<meta charset='shift_jis'>"),
        *("<script>", "</script>", "<style>.a{display:none}", "</style>", "<style>@media screen{", "}", "{", "/*"),
        *("<svg>", "<math>", "<template>", "<select>", "<textarea>", "<title>", "<plaintext>", "<frameset>", "<h1>"),
        *("&lol;", "&#0;", "&#x110000;", "&#xd800;", "&#8238;", "&amp;amp;", "<!-- dedup: off -->", "\ufdd0", "\u2029"),
        *(" style='display:none'", " hidden", " class='", " id=a", " lang='", "=", "'", '"', ">", "<", "\u202e"),
        *("<!ENTITY a SYSTEM 'file:///etc/hosts'>", "<!DOCTYPE html [", "<time datetime='2020-01-01'>"),
        "<script type='application/ld+json'>{\"datePublished\": [[[[",
    )
)

TARGETS = {
    "docx": Target(read_as("fuzzed.docx"), DOCX_TOKENS, mutated_inside),
    "html": Target(read_as("fuzzed.html"), _HTML),
    "jsonl": Target(read_each("fuzzed.jsonl"), JSON_TOKENS),
    "many": Target(read_each(""), MANY_TOKENS, mutated_inside),
    "pdf": Target(read_as("fuzzed.pdf"), PDF_TOKENS),
}
"""By the name of the format, which is also its folder in corpus/."""
