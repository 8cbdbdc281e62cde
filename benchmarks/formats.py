"""Speed of reading by format, beside the library that reads it, used alone. Run: python -m benchmarks.formats [--json FILE].

The inputs are made here from invented sentences. Both columns read the same bytes from memory, the faster of three runs counts;
the second column only takes the text out: it tells no paragraphs, roles, metadata or languages.
"""

from __future__ import annotations

import argparse
import csv
import email
import gzip
import io
import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from dedup.passages import Article
from dedup.stages.read import Reading, read_all
from dedup.stages.segment import segment

_WORDS = (
    "the a of in harbour ferry council said would that plan winter bridge crowns Monday Melby Ostvik fishermen fog report "
    "week million town and was by for new school after against without during"
).split()
_RUNS = 3


@dataclass(frozen=True)
class Row:
    """What was measured of one format; speeds are of the file as it lies on the disk."""

    format: str
    megabytes: float
    articles: int
    paragraphs: int
    mb_per_s: float
    paragraphs_per_s: float
    alone: str
    alone_mb_per_s: float | None


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.formats", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="add the figures to this file, a line a format")
    asked = parser.parse_args()
    print(f"{'format':<10}{'MB':>6}{'articles':>10}{'MB/s':>8}{'paragraphs/s':>14}   beside")
    for name, make in FORMATS.items():
        row = measured(name, *make(Random(7)))
        beside = "not installed" if row.alone_mb_per_s is None else f"{row.alone_mb_per_s:,.1f} MB/s"
        print(
            f"{row.format:<10}{row.megabytes:>6.1f}{row.articles:>10,}{row.mb_per_s:>8.1f}{row.paragraphs_per_s:>14,.0f}   "
            f"{row.alone}: {beside}"
        )
        if asked.json:
            with asked.json.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(row)) + "\n")


def measured(name: str, data: bytes, alone: str, take: Callable[[bytes], Any]) -> Row:
    """Return the speeds of one input, read by us and by the library alone."""
    articles: list[Article] = []

    def ours() -> None:
        articles[:] = [
            one for one in read_all(["-"], _READING.get(name), stdin=io.BytesIO(data)) if isinstance(one, Article)
        ]

    seconds = _fastest(ours)
    try:
        other = _fastest(lambda: take(data))
    except ImportError:
        other = None
    paragraphs = sum(len(segment(article).passages) for article in articles)
    size = len(data) / 1e6
    beside = None if other is None else size / other
    return Row(name, size, len(articles), paragraphs, size / seconds, paragraphs / seconds, alone, beside)


def _fastest(run: Callable[[], object]) -> float:
    seconds = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def _paragraph(random: Random) -> str:
    words = (" ".join(random.choices(_WORDS, k=random.randint(8, 20))) for _ in range(random.randint(1, 4)))
    return " ".join(f"{one.capitalize()} {random.randint(1, 9999)}." for one in words)


def _article(random: Random) -> list[str]:
    return [_paragraph(random) for _ in range(random.randint(8, 20))]


def _page(paragraphs: list[str]) -> str:
    body = "".join(f"<p>{one}</p>\n" for one in paragraphs)
    return f"<!doctype html><html><head><title>News</title></head><body><article>{body}</article></body></html>"


def _jsonl(random: Random) -> tuple[bytes, str, Callable[[bytes], Any]]:
    records = ({"id": n, "text": "\n\n".join(_article(random)), "source": "Melby Post"} for n in range(3_000))
    data = "\n".join(map(json.dumps, records)).encode()
    return data, "json.loads", lambda held: [json.loads(line) for line in held.splitlines()]


def _gzipped(random: Random) -> tuple[bytes, str, Callable[[bytes], Any]]:
    data = gzip.compress(_jsonl(random)[0], mtime=0)
    return data, "gzip, json.loads", lambda held: [json.loads(line) for line in gzip.open(io.BytesIO(held))]


def _csv(random: Random) -> tuple[bytes, str, Callable[[bytes], Any]]:
    held = io.StringIO()
    csv.writer(held).writerows([["id", "text"], *([str(n), "\n\n".join(_article(random))] for n in range(3_000))])
    return held.getvalue().encode(), "csv.reader", lambda data: list(csv.reader(io.StringIO(data.decode())))


def _parquet(random: Random) -> tuple[bytes, str, Callable[[bytes], Any]]:
    import pyarrow
    from pyarrow import parquet

    held = io.BytesIO()
    rows = [{"id": n, "text": "\n\n".join(_article(random))} for n in range(3_000)]
    parquet.write_table(pyarrow.Table.from_pylist(rows), held)
    return held.getvalue(), "pyarrow", lambda data: parquet.read_table(io.BytesIO(data)).to_pylist()


def _html(random: Random) -> tuple[bytes, str, Callable[[bytes], Any]]:
    from lxml import etree

    def take(data: bytes) -> Any:
        root: Any = etree.fromstring(data, etree.HTMLParser())
        return "".join(root.itertext())

    return _page([_paragraph(random) for _ in range(8_000)]).encode(), "lxml", take


def _feed(random: Random) -> tuple[bytes, str, Callable[[bytes], Any]]:
    def take(data: bytes) -> Any:
        import feedparser

        return feedparser.parse(data)

    items = "".join(
        f"<item><title>News</title><description>{escape(_page(_article(random)))}</description></item>"
        for _ in range(400)
    )
    return f"<rss><channel><title>Post</title>{items}</channel></rss>".encode(), "feedparser", take


def _warc(random: Random) -> tuple[bytes, str, Callable[[bytes], Any]]:
    def take(data: bytes) -> Any:
        from warcio.archiveiterator import ArchiveIterator

        return [record.content_stream().read() for record in ArchiveIterator(io.BytesIO(data))]

    records = []
    for n in range(1_000):
        http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{_page(_article(random))}"
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nWARC-Target-URI: http://melby.example/{n}\r\n"
        head += "WARC-Date: 2024-03-04T05:06:07Z\r\nContent-Type: application/http; msgtype=response\r\n"
        head += f"Content-Length: {len(http)}"
        records.append(f"{head}\r\n\r\n{http}\r\n\r\n")
    return "".join(records).encode(), "warcio", take


def _mail(random: Random) -> tuple[bytes, str, Callable[[bytes], Any]]:
    head = "From: ida@melby.example\r\nSubject: News\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    body = "\r\n\r\n".join(_paragraph(random) for _ in range(8_000))
    return (head + body).encode(), "email", lambda data: email.message_from_bytes(data).get_payload(decode=True)


def _docx(random: Random) -> tuple[bytes, str, Callable[[bytes], Any]]:
    def take(data: bytes) -> Any:
        import docx

        return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]

    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{_paragraph(random)}</w:t></w:r></w:p>" for _ in range(8_000))
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        f'package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{links}"><Relationship Id="a" Type="{office}" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return held.getvalue(), "python-docx", take


def _pdf(random: Random) -> tuple[bytes, str, Callable[[bytes], Any]]:
    import pypdfium2
    from fpdf import FPDF

    made = FPDF()
    made.set_font("Helvetica", size=10)
    made.add_page()
    for _ in range(800):
        made.multi_cell(0, 5, _paragraph(random), align="L", new_x="LMARGIN", new_y="NEXT")
        made.ln(3)

    def take(data: bytes) -> Any:
        document = pypdfium2.PdfDocument(data)
        return [page.get_textpage().get_text_range() for page in document]

    return bytes(made.output()), "pypdfium2", take


_READING = {"csv": Reading(format="csv")}
FORMATS: dict[str, Callable[[Random], tuple[bytes, str, Callable[[bytes], Any]]]] = {
    "jsonl": _jsonl, "jsonl.gz": _gzipped, "csv": _csv, "parquet": _parquet, "html": _html, "feed": _feed, "warc": _warc,
    "mail": _mail, "docx": _docx, "pdf": _pdf,
}  # fmt: skip

if __name__ == "__main__":
    main()
