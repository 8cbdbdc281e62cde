"""Reading: encodings, HTML, Markdown, and what is refused with one sentence."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest

from dedup.errors import InputError, SettingsError
from dedup.passages import Article, Flag, Role
from dedup.stages.read import read, read_bytes

CASES = json.loads((Path(__file__).parents[1] / "cases" / "encodings.json").read_text(encoding="utf-8"))


def page(body: str, **options: Any) -> Article:
    return read_bytes(f"<!doctype html><html><body>{body}</body></html>".encode(), **options)


def blocks(article: Article) -> list[tuple[str, Role | None]]:
    return [(article.text[block.start : block.end], block.role) for block in article.blocks]


def texts(article: Article) -> list[str]:
    return [text for text, _ in blocks(article)]


def named(cases: list[dict[str, str]]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=[case["name"] for case in cases])


@named(CASES["read"])
def test_the_encoding_is_recognised(case: dict[str, str]) -> None:
    data = bytes.fromhex(case["bytes"]) if "bytes" in case else case["text"].encode(case["write"])
    article = read_bytes(data, format=case.get("format"))
    assert article.text == case["text"]
    assert case.get("note", "") in " ".join(article.notes)
    assert bool(article.notes) == ("note" in case)


@named(CASES["asked"])
def test_the_encoding_that_is_asked_for_is_used(case: dict[str, str]) -> None:
    assert read_bytes(bytes.fromhex(case["bytes"]), encoding=case["encoding"]).text == case["text"]


@named(CASES["refused"])
def test_bad_input_is_refused_with_one_sentence(case: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(bytes.fromhex(case["bytes"]), name="harbour.dat", encoding=case.get("encoding"))
    said = str(caught.value)
    assert case["says"] in said
    assert "harbour.dat" in said
    assert ";" in said, "the sentence says what to do"
    assert "\n" not in said


def test_a_file_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "none.txt")


def test_a_text_is_read_after_a_web_page(tmp_path: Path) -> None:
    page, text = tmp_path / "page.html", tmp_path / "text.txt"
    page.write_text("<p>The mill burnt down.</p>", encoding="utf-8")
    text.write_text("The mill burnt down.", encoding="utf-8")
    assert [read(path).text.strip() for path in (page, text)] == ["The mill burnt down."] * 2


def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a directory"):
        read(tmp_path)


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("The ferry left.", encoding="utf-8")

    def denied(*_: object, **__: object) -> None:  # root may read everything, so the refusal is played
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(InputError, match="no permission"):
        read(path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "line\nbreak.txt", "\ud800.txt"])
def test_a_name_no_file_can_have(name: str) -> None:
    with pytest.raises(InputError) as caught:
        read(name)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


def test_input_that_is_too_large_is_not_read_whole() -> None:
    stdin = io.BytesIO(b"word " * 100_000)
    with pytest.raises(InputError, match="standard input is larger than 1,000 bytes"):
        read("-", stdin=stdin, max_bytes=1000)
    assert stdin.tell() <= 65_536


def test_standard_input() -> None:
    article = read("-", stdin=io.BytesIO(b"The quay is closed.\r\n"))
    assert (article.text, article.path) == ("The quay is closed.\r\n", "-")


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="text, markdown, html"):
        read_bytes(b"x", format="odt")


@pytest.mark.parametrize("tag", ["div", "b", "table", "blockquote", "font", "p", "a"])
def test_twenty_thousand_nested_tags_neither_crash_nor_hang(tag: str) -> None:
    start = time.process_time()
    data = (f"<{tag}>" * 20_000 + "The quay is closed." + f"</{tag}>" * 20_000).encode()
    try:
        assert "The quay is closed." in read_bytes(data, name="deep.html").text
    except InputError as error:
        assert "deep.html nests its tags" in str(error)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("<!DOCTYPE html><p>a b", "a.txt", True),
        ("<!-- x --><html><p>a b", "", True),
        ("<p>One.</p>\n<p>Two.</p>", "", True),
        ("One <p> two <p> three.", "a.txt", False),
        ("He wrote <b> and <i> in the margin.", "", False),
        ("No tags at all.", "a.html", False),
        ("Some <b>bold</b> words.", "a.html", True),
    ],
)
def test_html_is_recognised_by_content_first(text: str, name: str, found: bool) -> None:
    assert bool(read_bytes(text.encode(), name=name).blocks) == found


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Plain words.", "a.md", True),
        ("# Title\n\nSee [the map](map.html).\n", "", True),
        ("---\ntitle: The quay\n---\nClosed.\n", "", True),
        ("# Title\n\nSee [the map](map.html).\n", "a.txt", False),
        ("#1 in the charts\n\nA **bold** word.\n", "", False),
        ("- a net\n- a buoy\n", "", False),
    ],
)
def test_markdown_is_recognised_by_suffix_or_clear_signs(text: str, name: str, found: bool) -> None:
    assert bool(read_bytes(text.encode(), name=name).blocks) == found


def test_repeated_blocks_are_all_kept() -> None:
    assert texts(page("<p>The quay is closed.</p>" * 5)) == ["The quay is closed."] * 5


def test_the_text_is_the_blocks_parted_by_blank_lines() -> None:
    article = page("<p>One\n  <b>two</b>\tthree</p><div>Four &amp; five&nbsp;six</div>")
    assert article.text == "One two three\n\nFour & five\u00a0six"


def test_two_breaks_part_paragraphs_and_one_is_a_line() -> None:
    assert texts(page("<div>One<br>two<br/><br>three<br> <br>four</div>")) == ["One\ntwo", "three", "four"]


def test_single_breaks_between_whole_paragraphs_part_them() -> None:
    first = "The harbour board met on Monday and agreed to dredge the channel."
    second = "A second vote is planned for the week after Easter, the board said."
    assert texts(page(f"<div>{first}<br>{second}</div>")) == [first, second]


def test_roles_come_from_the_markup() -> None:
    article = page(
        "<nav><a>Home</a></nav><article><header><h1>Title</h1><p>Standfirst.</p></header><p>Body.</p><h2>Part</h2>"
        "<blockquote><p>Said.</p></blockquote><figure><img><figcaption>Boats.</figcaption></figure>"
        "<aside class=pullquote>Pulled.</aside><div class='post-share'>Share</div><button>Go</button></article>"
        "<section id=comments><p>First!</p></section><footer>Contact the desk.</footer>"
    )
    boilerplate, heading = Role.BOILERPLATE, Role.HEADING
    assert blocks(article) == [
        *[("Home", boilerplate), ("Title", heading), ("Standfirst.", None), ("Body.", None), ("Part", heading)],
        *[("Said.", Role.QUOTE), ("Boats.", Role.CAPTION), ("Pulled.", Role.QUOTE), ("Share", boilerplate)],
        *[("Go", boilerplate), ("First!", boilerplate), ("Contact the desk.", boilerplate)],
    ]


def test_prose_in_an_aside_stays_prose_and_teasers_do_not() -> None:
    prose = (
        "The board has met eleven times since the spring and has voted on the channel at every one of these meetings, "
        "without result."
    )
    found = page(f"<main><p>{prose}</p><p>{prose}</p></main><aside><p>{prose}</p><p>More on ferries</p></aside>")
    assert blocks(found)[2:] == [(prose, None), ("More on ferries", Role.BOILERPLATE)]


def test_a_name_does_not_make_the_article_boilerplate() -> None:
    for wrapper in (
        "<div class=comments>{}</div>",
        "<form>{}</form>",
        "<article class='tag-cookies social'>{}</article>",
        "<nav>{}",
    ):
        found = page(
            wrapper.format("<h1>Title</h1><p>The quay is closed.</p><a class='newsletter-link'>It</a> is shut.")
        )
        assert all(role is not Role.BOILERPLATE for _, role in blocks(found)), wrapper


def test_what_is_hidden_is_kept_and_flagged() -> None:
    article = page("<p>Seen <span style='display: none'>unseen</span> again.</p><p hidden>Gone.</p>")
    assert [(article.text[b.start : b.end], b.flags) for b in article.blocks] == [
        ("Seen again.", ()),
        ("unseen", (Flag.HIDDEN,)),
        ("Gone.", (Flag.HIDDEN,)),
    ]


def test_what_is_never_seen_is_not_text() -> None:
    article = page(
        "<p>Seen.</p><script>a</script><style>b</style><noscript>c</noscript><!-- d --><svg><text>e</text></svg>"
    )
    assert article.text == "Seen."


def test_rows_lists_and_preformatted_text() -> None:
    article = page(
        "<table><tr><th>Boat<th>Catch<tr><td><p>Ida</p><td>3 t</table><ul><li>One<li>Two</ul><pre>a\n  b\n\nc</pre>"
    )
    assert texts(article) == ["Boat\tCatch", "Ida\t3 t", "One", "Two", "a\n  b", "c"]


def test_what_the_page_says_of_itself() -> None:
    head = (
        "<html lang='en-GB'><head><title>Quay closed - Gazette</title><meta property='og:title' content='Quay  closed'>"
        "<meta property='og:site_name' content='Gazette'>"
        "<meta property='article:published_time' content='2021-05-04'></head>"
    )
    article = read_bytes(f"{head}<p>Body.".encode())
    assert (article.title, article.source, article.date, article.language) == (
        "Quay closed",
        "Gazette",
        "2021-05-04",
        "en-GB",
    )


MARKDOWN = """---
title: "The quay"
date: 2021-05-04
---
# The *quay*

It is closed
until May.
- one net
- one buoy
  with a lamp

> Said one.
>
> Said two.

Later
-----

| Boat | Catch |
|------|-------|
| Ida  | 3 t   |

```sh
ls
```
<!-- a
remark -->
![Boats](boats.jpg)
The end.
"""


def test_markdown_keeps_its_text_and_shows_its_blocks() -> None:
    article = read_bytes(MARKDOWN.encode(), name="quay.md")
    assert article.text == MARKDOWN
    assert (article.title, article.date) == ("The quay", "2021-05-04")
    assert article.notes == ("1 block of code is not compared",)
    assert blocks(article) == [
        ("# The *quay*", Role.HEADING),
        ("It is closed\nuntil May.", None),
        ("- one net", None),
        ("- one buoy\n  with a lamp", None),
        ("> Said one.", Role.QUOTE),
        ("> Said two.", Role.QUOTE),
        ("Later", Role.HEADING),
        ("| Boat | Catch |", None),
        ("| Ida  | 3 t   |", None),
        ("![Boats](boats.jpg)", Role.CAPTION),
        ("The end.", None),
    ]


@pytest.mark.parametrize("space", ["\x0b", "\x0c", "\u00a0", "\u2003", "> \x0b"])
def test_a_line_of_markdown_without_a_letter_is_no_block(space: str) -> None:
    article = read_bytes(f"# Fog\n\nThe ferry was late.\n\n{space}\n\nIt came at noon.\n".encode(), name="quay.md")
    assert [article.text[block.start : block.end] for block in article.blocks] == [
        "# Fog",
        "The ferry was late.",
        "It came at noon.",
    ]


def test_markdown_with_any_line_end_has_the_same_blocks() -> None:
    for newline in ("\r\n", "\r"):
        article = read_bytes(MARKDOWN.replace("\n", newline).encode(), name="quay.md")
        assert len(article.blocks) == 11
        assert article.title == "The quay"


def test_entities_of_a_page_are_not_resolved() -> None:
    page = (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY lol "haha"><!ENTITY file SYSTEM "file:///etc/hosts">]>'
        b"<html><body><p>The council of Quern &lol; met &file; there on Monday.</p></body></html>"
    )
    assert "The council of Quern &lol; met &file; there on Monday." in read_bytes(page, name="page.html").text
