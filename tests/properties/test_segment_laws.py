"""Laws of reading and segmenting; hypothesis looks for the exception."""

from __future__ import annotations

import re
import textwrap

import pytest
from hypothesis import assume, example, given, settings, strategies as st

from dedup.errors import InputError
from dedup.passages import Article, Role
from dedup.sentences import Splitter
from dedup.stages.read import read_bytes
from dedup.stages.segment import segment

MODES = ("auto", "blank", "line", "wrapped")
SPLITTER = Splitter()

pieces = st.sampled_from(
    [
        "The ferry left. ",
        "No comments:",
        "\n",
        "\r\n",
        "\n\n",
        "\r",
        "> ",
        ">",
        "- ",
        "  ",
        "\t",
        "* * *",
        '"Yes," ',
        "12",
        "Mr. Vale said so.\n",
        "a long line that goes on and on ",
        "\u2028",
        "\xa0",
        "\u200b",
        "\ufeff",
        "�",
        "\x00",
    ]
)
any_text = st.one_of(st.text(st.characters(), max_size=200), st.lists(pieces, max_size=30).map("".join))


def without_space(text: str) -> str:
    return "".join(text.split())


@given(any_text, st.sampled_from(MODES))
@settings(max_examples=300, deadline=None)
@example("> \n>\n> a", "auto")
@example("\ufeffa\u2029b", "line")
def test_passages_are_slices_in_order_that_hold_every_character(text: str, mode: str) -> None:
    passages = segment(Article(text=text), paragraphs=mode).passages
    assert [passage.id for passage in passages] == list(range(len(passages)))
    last = 0
    for passage in passages:
        assert passage.text == text[passage.start : passage.end] == passage.text.strip() != ""
        assert passage.start >= last
        assert passage.line == len(re.findall(r"\r\n|\r|\n", text[: passage.start])) + 1
        last = passage.end
    joined = "".join(passage.text for passage in passages)
    if any(
        ">" in line and not line.replace(">", "").strip() for line in text.splitlines()
    ):  # such a line is a blank one
        joined, text = joined.replace(">", ""), text.replace(">", "")
    assert without_space(joined) == without_space(text)


@given(any_text)
@settings(max_examples=300, deadline=None)
@example('".')
@example("1. A.\n\n... x")
def test_sentences_are_slices_in_order_that_hold_every_character(text: str) -> None:
    spans = SPLITTER(text)
    flat = [at for span in spans for at in span]
    assert flat == sorted(flat)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert without_space("".join(text[start:end] for start, end in spans)) == without_space(text)


words = st.sampled_from(
    "the council of harbour market ferry quay tide bridge warden lantern fog was had seen by old".split()
)
sentence = st.lists(words, min_size=8, max_size=30).map(lambda found: " ".join(found).capitalize() + ".")
paragraph = st.lists(sentence, min_size=1, max_size=4).map(" ".join)
article = st.lists(paragraph, min_size=1, max_size=8)


@given(article, st.integers(55, 110), st.sampled_from(["\n", "\r\n"]), st.data())
@settings(max_examples=150, deadline=None)
def test_a_wrapped_text_has_its_paragraphs_back_and_keeps_them_when_some_are_cut(
    paragraphs: list[str], width: int, newline: str, data: st.DataObject
) -> None:
    keep = data.draw(st.lists(st.booleans(), min_size=len(paragraphs), max_size=len(paragraphs)))
    wrapped = [textwrap.fill(one, width).replace("\n", newline) for one in paragraphs]
    kept = [one for one, stays in zip(wrapped, keep, strict=True) if stays]
    for expected in (wrapped, kept):
        lines = [line for one in expected for line in one.split(newline)[:-1]]
        # where every line happens to end a sentence, nothing tells wrapping from one paragraph a line
        assume(sum(not line.endswith(".") for line in lines) >= len(lines) / 2)
        found = segment(Article(text=(newline * 2).join(expected))).passages
        assert [passage.text for passage in found] == expected


@given(article, st.sampled_from(["\n", "\r\n", "\n\n"]), st.data())
@settings(max_examples=150, deadline=None)
def test_one_paragraph_a_line_stays_so_when_lines_are_cut_out_or_left_blank(
    paragraphs: list[str], newline: str, data: st.DataObject
) -> None:
    text = newline.join(paragraphs)
    assert [passage.text for passage in segment(Article(text=text)).passages] == paragraphs
    fates = data.draw(
        st.lists(st.sampled_from(["keep", "cut", "blank"]), min_size=len(paragraphs), max_size=len(paragraphs))
    )
    lines = ["" if fate == "blank" else one for one, fate in zip(paragraphs, fates, strict=True) if fate != "cut"]
    found = segment(Article(text=newline.join(lines))).passages
    assert [passage.text for passage in found] == [line for line in lines if line]


readable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(str.strip)


@given(readable, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
@settings(deadline=None)
def test_text_comes_back_from_the_bytes_it_was_written_in(text: str, encoding: str) -> None:
    text = "The tide table of Port Ellery. " + text.removeprefix("\ufeff")
    found = read_bytes(text.encode(encoding), format="text")
    if not found.notes:  # what looks like mojibake is repaired, and said
        assert found.text == text


@given(
    st.text("abc xyz .,!\n\u00e9\u00e8\u00fc\u2019\u201c\u201d\u2014\u20ac", min_size=1, max_size=80).filter(str.strip)
)
@settings(deadline=None)
def test_windows_1252_comes_back_whatever_the_page_says(text: str) -> None:
    data = text.encode("cp1252")
    assert read_bytes(data, format="text", encoding="cp1252").text == text


markup = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<br>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<pre>",
            "</pre>",
            "<b>",
            "</b>",
            "<li>",
            "<ul>",
            "</ul>",
            "<h1>",
            "</h1>",
            "<nav>",
            "</nav>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "&amp;",
            "&#0;",
            '<div class="share">',
            '<p style="display:none">',
            "<blockquote>",
            "text ",
            "\n",
            "&nbsp;",
            "<",
            ">",
            '"',
            "\u2028",
            "<title>",
            "</title>",
            "<article>",
            "</article>",
            "<header>",
            "<html>",
            "<body>",
            "<select>",
            "<svg>",
            "\x0b",
            "<![CDATA[",
        ]
    ),
    max_size=40,
).map("".join)


@given(markup)
@settings(max_examples=400, deadline=None)
def test_a_page_is_read_or_refused_with_a_sentence(page: str) -> None:
    try:
        article = read_bytes(page.encode(), name="page.html")
    except InputError as error:
        assert str(error)
        return
    found = segment(article).passages
    assert all(passage.text == article.text[passage.start : passage.end] for passage in found)
    assert without_space("".join(passage.text for passage in found)) == without_space(article.text)


@given(st.binary(max_size=200), st.sampled_from(["a.txt", "a.md", "a.html", "", "a.pdf"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes, name: str) -> None:
    try:
        article = read_bytes(data, name=name)
    except InputError as error:
        assert "\n" not in str(error)
        return
    segment(article)


markdown = st.lists(
    st.sampled_from(
        ["# ", "Title\n", "===\n", "---\n", "- ", "1. ", "> ", "```\n", "~~~", "| a | b |\n", "|---|---|\n", "text "]
    )
    | st.sampled_from(
        ["\n", "\n\n", "\r\n", "    ", "<!-- ", " -->", "[x](y)", "![x](y)\n", "<div>\n", "**b**", "title: x\n", "\r"]
    ),
    max_size=40,
).map("".join)


@given(markdown)
@settings(max_examples=300, deadline=None)
def test_markdown_is_not_changed_and_its_passages_do_not_overlap(text: str) -> None:
    try:
        article = read_bytes(text.encode(), name="a.md")
    except InputError:
        return
    assert article.text == text
    last = 0
    for passage in segment(article).passages:
        assert passage.start >= last
        assert passage.text == text[passage.start : passage.end].strip()
        last = passage.end


@pytest.mark.parametrize("role", list(Role))
def test_what_the_markup_says_is_believed(role: Role) -> None:
    from dedup.passages import Block

    article = Article(text="The warden has closed the gate for the winter.", blocks=(Block(0, 46, role),))
    assert segment(article).passages[0].role is role
