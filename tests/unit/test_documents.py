"""Word files, PDFs, feeds, mails, web archives and tables of Parquet: what is read of them, and what is refused."""

from __future__ import annotations

import gzip
import sys
import time
import zlib
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from dedup.errors import InputError
from dedup.passages import Article, Flag, Role, Skipped
from dedup.stages.read import read_all, read_bytes
from dedup.stages.read.pdf import read_pdf
from dedup.stages.read.pdf_lines import Line, Page, paragraphs
from tests.documents import (
    columns,
    deleted,
    docx,
    hand_set,
    inserted,
    mail,
    nested_mail,
    packed,
    paragraph,
    pdf,
    run,
    table,
    warc,
)

FERRY = "The ferry to Tolm was late again on Monday, because of fog over the sound, and forty passengers had to wait."
MILL = "The mill at Melby burnt down in the night; nobody was hurt, and the cause is not known, said Ida Holm."


def blocks(article: Article) -> list[tuple[str, Role | None]]:
    return [(article.text[block.start : block.end], block.role) for block in article.blocks]


def texts(article: Article) -> list[str]:
    return [text for text, _ in blocks(article)]


def every(data: bytes, name: str, tmp_path: Path) -> list[Article | Skipped]:
    (tmp_path / name).write_bytes(data)
    return list(read_all([tmp_path / name]))


def refused(data: bytes, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        read_bytes(data, name="harbour.bin", **options)
    assert "harbour.bin" in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# -- Word -------------------------------------------------------------------------------------------------------------


def test_a_word_file_is_read_in_order_with_its_tables_and_roles() -> None:
    data = docx(
        paragraph(run("Fog stops the ferry"), style="berschrift1"),
        paragraph(run("The ferry "), run("was late."), "<w:r><w:br/><w:t>Again.</w:t></w:r>"),
        table(["Monday", "late"], ["Tuesday", "on time"]),
        paragraph(run("“We wait,” said Holm."), style="Zitat"),
        paragraph(run("The quay."), style="Beschriftung"),
        paragraph(run("Nobody sees this.", "<w:vanish/>")),
        header=paragraph(run("Melby Post")),
        footer=paragraph(run("All rights reserved")),
        footnotes=f'<w:footnote w:type="separator">{paragraph(run("---"))}</w:footnote>'
        f"<w:footnote>{paragraph(run('Source: the harbour.'))}</w:footnote>",
    )
    article = read_bytes(data, name="a.docx")
    assert blocks(article) == [
        ("Melby Post", Role.BOILERPLATE),
        ("Fog stops the ferry", Role.HEADING),
        ("The ferry was late.\nAgain.", None),
        ("Monday\tlate", None),
        ("Tuesday\ton time", None),
        ("“We wait,” said Holm.", Role.QUOTE),
        ("The quay.", Role.CAPTION),
        ("Nobody sees this.", None),
        ("Source: the harbour.", None),
        ("All rights reserved", Role.BOILERPLATE),
    ]
    assert [text for (text, _), block in zip(blocks(article), article.blocks) if Flag.HIDDEN in block.flags] == [
        "Nobody sees this."
    ]
    assert (article.title, article.date, article.language) == ("The ferry", "2024-03-04T05:06:07Z", "en-GB")


TRACKED = docx(
    paragraph(run("The ferry was "), deleted("early"), inserted(run("late")), run(".")),
    paragraph(run("One "), mark='<w:del w:id="3"/>'),
    paragraph(run("line.")),
    f'<w:tbl><w:tr><w:trPr><w:ins w:id="4"/></w:trPr><w:tc>{paragraph(run("A new row."))}</w:tc></w:tr></w:tbl>',
)


@pytest.mark.parametrize(
    ("tracked", "said"),
    [
        ("accepted", ["The ferry was late.", "One line.", "A new row."]),
        ("original", ["The ferry was early.", "One", "line."]),
    ],
)
def test_tracked_changes_have_two_readings_and_a_note(tracked: str, said: list[str]) -> None:
    article = read_bytes(TRACKED, tracked=tracked)
    assert texts(article) == said
    (note,) = article.notes
    assert "tracked changes (1 insertions and 1 deletions)" in note


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('In a box.'))}</w:txbxContent>"
    both = f'<mc:AlternateContent xmlns:mc="m"><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>'
    assert texts(read_bytes(docx(paragraph(run("Before."), f"<w:r>{both}</w:r>")))) == ["Before.", "In a box."]


def test_a_long_row_is_layout_and_its_cells_hold_paragraphs() -> None:
    assert texts(read_bytes(docx(table([FERRY * 3, MILL * 3])))) == [FERRY * 3, MILL * 3]


LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {y} "{f"&{x};" * 10}">' for x, y in zip("abcdefgh", "bcdefghi"))
    + "]>"
)


def test_what_is_wrong_with_a_word_file_is_one_sentence() -> None:
    good = docx(paragraph(run(FERRY)))
    assert "defines entities" in refused(docx(paragraph(run("&i;")), before=LAUGHS))
    assert "damaged or was cut off" in refused(good[:-40])
    assert "has no text part" in refused(packed({"[Content_Types].xml": "<a/>"}))
    assert "unpacks to far more" in refused(docx(paragraph(run("a" * 20_000_000))))
    assert "protected by a password" in refused(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    )
    assert "nests its parts too deep" in refused(docx("<w:sdt>" * 201 + "</w:sdt>" * 201))
    assert "damaged" in refused(docx("<w:sdt>" * 20_000 + "</w:sdt>" * 20_000))
    assert "an Excel workbook" in refused(packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}))


# -- PDF --------------------------------------------------------------------------------------------------------------


def test_the_lines_of_a_pdf_are_made_paragraphs() -> None:
    article = read_bytes(pdf([["#Fog over the sound", FERRY, MILL, "Short. And one more."]]))
    assert blocks(article) == [
        ("Fog over the sound", Role.HEADING),
        (FERRY, None),
        (MILL, None),
        ("Short. And one more.", None),
    ]
    assert article.title == "The ferry"


def test_what_stands_on_every_page_is_boilerplate_and_paragraphs_go_on_over_pages() -> None:
    half, rest = MILL[:60], MILL[60:]
    pages = [[FERRY, half.strip()], [rest.strip(), FERRY], [FERRY]]
    article = read_bytes(pdf(pages, header="Melby Post", footer="Page {n} of 3"))
    assert MILL in texts(article)
    furniture = [text for text, role in blocks(article) if role is Role.BOILERPLATE]
    assert furniture.count("Melby Post") == 3
    assert {"Page 1 of 3", "Page 2 of 3", "Page 3 of 3"} <= set(furniture)
    assert [text for text, role in blocks(article) if role is None].count(FERRY) == 3


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("The old har-", "bour was closed."), "The old harbour was closed."),
        (("A non-", "confrontation pact."), "A non-confrontation pact."),
        (("They met in the 50-", "year plan."), "They met in the 50-year plan."),
        (("Well-known sites are well-", "known to all."), "Well-known sites are well-known to all."),
        (("The team of Jean-", "Pierre won."), "The team of Jean-Pierre won."),
    ],
)
def test_words_that_were_broken_are_whole_again(lines: tuple[str, ...], said: str) -> None:
    assert read_bytes(hand_set(*lines)).text == said


def test_columns_are_read_one_after_the_other() -> None:
    assert texts(read_bytes(columns(f"{FERRY}\n{MILL}", FERRY))) == [FERRY, MILL, FERRY]


def test_what_is_wrong_with_a_pdf_is_one_sentence() -> None:
    assert "protected by a password" in refused(pdf([[FERRY]], password="x"))
    assert "damaged PDF" in refused(b"%PDF-1.4\n%%EOF")
    assert "pictures of pages" in refused(pdf([[]]))


def test_a_page_of_ten_thousand_lines_at_one_edge_is_read_in_seconds() -> None:
    lines = [Line(f"A line, the {n}th of all.", 50.0, 0.005 * n, 300.0, 0.005 * n + 12) for n in range(10_000)]
    begun = perf_counter()
    parts = list(paragraphs([Page(800.0, lines)]))
    assert perf_counter() - begun < 8
    assert sum(part.text.count("A line") for part in parts) == len(lines)


def test_a_pdf_that_takes_too_long_is_read_no_further() -> None:
    data = pdf([[FERRY]])
    with pytest.raises(InputError, match=r"could not be read in 0\.001 seconds"):
        read_pdf(data, "slow.pdf", seconds=0.001)


# -- feeds ------------------------------------------------------------------------------------------------------------

RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Melby Post</title><language>en</language>
<item><title>Fog</title><guid>f1</guid><pubDate>Mon, 04 Mar 2024 05:06:07 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{FERRY}</p><p>{MILL}</p>]]></content:encoded></item>
<item><title>Empty</title></item>
<item><title>Mill</title><link>https://melby.example/mill</link><description>{MILL} &amp;amp; more</description></item>
</channel></rss>""".encode()
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Melby Post</title><entry><title>Fog</title><id>f1</id>
<updated>2024-03-04</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FERRY}</p><h2>Mill</h2></div></content>
</entry><entry><title>Mill</title><link rel="alternate" href="https://melby.example/mill"/>
<summary type="text">2 &lt;b&gt; 1</summary></entry>
</feed>""".encode()


def test_the_entries_of_a_feed_are_articles(tmp_path: Path) -> None:
    fog, empty, mill = every(RSS, "feed.xml", tmp_path)
    assert isinstance(fog, Article)
    assert (texts(fog), fog.title, fog.id, fog.source) == ([FERRY, MILL], "Fog", "f1", "Melby Post")
    assert (fog.date, fog.language) == ("Mon, 04 Mar 2024 05:06:07 GMT", "en")
    assert isinstance(empty, Skipped)
    assert empty.place == "entry 2"
    assert isinstance(mill, Article)
    assert (mill.text, mill.id) == (f"{MILL} & more", "https://melby.example/mill")


def test_the_entries_of_an_atom_feed_are_articles(tmp_path: Path) -> None:
    fog, mill = every(ATOM, "feed", tmp_path)
    assert isinstance(fog, Article)
    assert (blocks(fog), fog.date, fog.language) == ([(FERRY, None), ("Mill", Role.HEADING)], "2024-03-04", "en")
    assert isinstance(mill, Article)
    assert (mill.text, mill.id) == ("2 <b> 1", "https://melby.example/mill")


def test_a_feed_that_is_broken_is_read_as_far_as_it_goes_and_one_with_entities_is_not(tmp_path: Path) -> None:
    fog, *_ = every(RSS[:-300], "feed.xml", tmp_path)
    assert isinstance(fog, Article)
    assert "defines entities" in str(
        every(LAUGHS.replace("DOCTYPE w", "DOCTYPE rss").encode() + RSS[21:], "bomb.xml", tmp_path)[0]
    )


# -- mail -------------------------------------------------------------------------------------------------------------

HEADERS = (
    ("From", "=?utf-8?q?Ida_Holm=C3=A9?= <ida@melby.example>"),
    ("Subject", "=?utf-8?b?Rm9n?= over the\r\n sound"),
    ("Date", "Mon, 4 Mar 2024 05:06:07 +0100"),
    ("Message-ID", "<m1@melby.example>"),
    ("MIME-Version", "1.0"),
)


def test_a_mail_is_read_with_what_is_quoted_flagged_and_the_signature_as_boilerplate() -> None:
    first, rest = FERRY.split(" over ")
    body = f"{first}\r\nover {rest}\r\nOn Sunday Jan wrote:\r\n"
    body += "> Is it late?\r\n> Again?\r\n>\r\n>> Yes.\r\nYes.\r\n\r\n-- \r\nIda Holm\r\n"
    article = read_bytes(mail(*HEADERS, ("Content-Type", "text/plain; charset=utf-8"), body=body))
    assert [(text.replace("\n", " "), role) for text, role in blocks(article)] == [
        (f"{FERRY} On Sunday Jan wrote:", None),
        ("> Is it late? > Again?", None),
        (">> Yes.", None),
        ("Yes.", None),
        ("--  Ida Holm", Role.BOILERPLATE),
    ]
    quoted = [Flag.QUOTED in block.flags for block in article.blocks]
    assert quoted == [False, True, True, False, False]
    assert (article.title, article.source) == ("Fog over the sound", "Ida Holmé <ida@melby.example>")
    assert (article.date, article.id) == ("2024-03-04T05:06:07+01:00", "m1@melby.example")


def test_of_two_versions_the_plain_one_is_read_and_attachments_are_told() -> None:
    body = (
        "--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n"
        "--i\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe caf=E9 was shut.\r\n"
        "--i\r\nContent-Type: text/html\r\n\r\n<p>Not this.</p>\r\n--i--\r\n"
        "--o\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment\r\n\r\nx\r\n--o--\r\n"
    )
    article = read_bytes(mail(*HEADERS, ("Content-Type", "multipart/mixed; boundary=o"), body=body))
    assert (article.text, article.notes) == ("The café was shut.", ("1 attachment is not read",))


def test_a_mail_of_html_alone_is_read_as_html() -> None:
    article = read_bytes(mail(*HEADERS, ("Content-Type", "text/html"), body=f"<p>{FERRY}</p><p>{MILL}</p>"))
    assert texts(article) == [FERRY, MILL]


def test_a_text_that_only_looks_like_a_mail_is_text() -> None:
    assert read_bytes(b"From: me\nSubject: none\n\nHello.\n", name="a.txt").text.startswith("From: me")
    assert read_bytes(b"Note: this\nAlso: that\n\nHello.\n").text.startswith("Note: this")


def test_a_mail_with_parts_in_parts_in_parts_neither_crashes_nor_hangs() -> None:
    start = time.process_time()
    for depth in (50, 3000):
        said = refused(nested_mail(depth))
        assert "no visible text" in said or "too deep" in said
    assert time.process_time() - start < 5


# -- web archives and Parquet -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("zipped", [True, False])
def test_the_pages_of_a_web_archive_are_articles(zipped: bool, tmp_path: Path) -> None:
    data = warc(
        ("200 OK", "text/html; charset=windows-1251", f"<html><p>Паром опоздал. {'A' * 9}</p>".encode("cp1251")),
        ("404 Not Found", "text/html", b"<p>Gone.</p>"),
        ("200 OK", "image/png", b"\x89PNG"),
        ("200 OK", "text/html", b"<html><script>no text</script></html>"),
        ("200 OK", "text/plain", MILL.encode()),
        zipped=zipped,
    )
    ferry, skipped, mill = every(data, "crawl.warc", tmp_path)
    assert isinstance(ferry, Article)
    assert (ferry.text[:7], ferry.source, ferry.id) == ("Паром о", "melby.example", "https://www.melby.example/0")
    assert isinstance(skipped, Skipped)
    assert (skipped.place, "no visible text" in skipped.reason) == ("record 4", True)
    assert isinstance(mill, Article)
    assert mill.text == MILL


def test_a_web_archive_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = warc(*[("200 OK", "text/plain", MILL.encode())] * 3, zipped=False)
    first, second, last = every(data[:-100], "crawl.warc", tmp_path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert isinstance(last, Skipped)
    assert (last.place, last.reason) == ("record 3", "the page was cut off")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"WARC/1.0", b"WARC\0\0\0\0", "the record is damaged"),
        (b"Content-Length: ", b"Content-Length: x", "the record does not say how long it is"),
        (b"Content-Length: ", b"Content-Length: 000000000000000009", "the record does not say how long it is"),
        (b"Content-Length: ", b"Content-Length: 9", "the page was cut off"),
    ],
)
def test_after_a_damaged_record_the_next_is_looked_for(old: bytes, new: bytes, told: str, tmp_path: Path) -> None:
    first, second, third = (warc(("200 OK", "text/plain", text.encode()), zipped=False) for text in (MILL, FERRY, MILL))
    got = every(first + second.replace(old, new, 1) + third, "crawl.warc", tmp_path)
    assert next(one.reason for one in got if isinstance(one, Skipped)) == told
    assert len([one for one in got if isinstance(one, Article)]) == (1 if told == "the page was cut off" else 2)


PAGE = f"<html><p>{FERRY}</p></html>".encode()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Transfer-Encoding: chunked", b"%x;a=b\r\n%s\r\n7\r\n</html>\r\n0\r\n\r\n" % (len(PAGE) - 7, PAGE[:-7])),
        ("Transfer-Encoding: chunked", PAGE),
        ("Content-Encoding: gzip", gzip.compress(PAGE)),
        ("Content-Encoding: gzip", PAGE),
        ("Content-Encoding: deflate", zlib.compress(PAGE)),
        ("Content-Encoding: deflate", zlib.compress(PAGE, wbits=-15)),
    ],
)
def test_chunks_and_compression_of_the_transfer_are_undone(headers: str, body: bytes, tmp_path: Path) -> None:
    (article,) = every(warc(("200 OK", f"text/html\r\n{headers}", body)), "crawl.warc.gz", tmp_path)
    assert isinstance(article, Article)
    assert article.text == FERRY


@pytest.mark.parametrize(
    ("packing", "body", "told"),
    [
        ("br", PAGE, "the page is compressed as 'br'"),
        ("deflate", b"\xff" * 40, "the page is compressed, and damaged"),
        ("gzip", gzip.compress(b" " * 20_000_000), "the page is larger than 16,777,216 bytes"),
    ],
)
def test_a_page_that_cannot_be_unpacked_is_skipped(packing: str, body: bytes, told: str, tmp_path: Path) -> None:
    (skipped,) = every(warc(("200 OK", f"text/html\r\nContent-Encoding: {packing}", body)), "crawl.warc", tmp_path)
    assert isinstance(skipped, Skipped)
    assert told in skipped.reason


def test_the_rows_of_parquet_are_articles(tmp_path: Path) -> None:
    rows = [
        {"text": FERRY, "id": 1, "site": "Melby Post", "unused": [1.5]},
        {"text": None, "id": 2, "site": None, "unused": []},
    ]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "made.parquet")
    data = (tmp_path / "made.parquet").read_bytes()
    article, skipped = every(data, "day.parquet", tmp_path)
    assert isinstance(article, Article)
    assert (article.text, article.id, article.source) == (FERRY, "1", "Melby Post")
    assert str(skipped) == f"{tmp_path / 'day.parquet'}, row 2: the field 'text' is missing"
    assert "damaged or was cut off" in refused(data[:-20])


@pytest.mark.parametrize(
    ("name", "data"),
    [("pypdfium2", b"%PDF-1.4"), ("pyarrow", b"PAR1"), ("zstandard", b"\x28\xb5\x2f\xfd")],
)
def test_what_the_extra_is_needed_for_says_how_to_install_it(
    name: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for loaded in [name, *(module for module in sys.modules if module.startswith(f"{name}."))]:
        monkeypatch.setitem(sys.modules, loaded, None)
    with pytest.raises(InputError, match=r'pip install "dedup-passages\[formats\]"'):
        read_bytes(data)
