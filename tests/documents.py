"""Small documents made by hand, for the tests and the fuzzer: Word files part by part, PDFs, mails."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from fpdf import FPDF

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A5 = (148, 210)
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STYLES = {"berschrift1": "heading 1", "Zitat": "Quote", "Beschriftung": "caption"}


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inner: str, style: str = "", mark: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}<w:rPr>{mark}</w:rPr></w:pPr>{''.join(inner)}</w:p>"


def inserted(*inner: str) -> str:
    return f'<w:ins w:id="1" w:author="Ida">{"".join(inner)}</w:ins>'


def deleted(text: str) -> str:
    return f'<w:del w:id="2" w:author="Ida"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def table(*rows: Sequence[str]) -> str:
    made = ("".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"


def docx(*body: str, before: str = "", **parts: str) -> bytes:
    """Return a document; `parts` are further parts of the kinds header, footer and footnotes, `before` stands before the root."""
    kinds = {
        "styles": _styles(),
        **{kind: f'<w:{kind} xmlns:w="{W}">{inner}</w:{kind}>' for kind, inner in parts.items()},
    }
    links = "".join(f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{kind}.xml"/>' for n, kind in enumerate(kinds))
    main = f'{before}<w:document xmlns:w="{W}"><w:body>{"".join(body)}<w:sectPr/></w:body></w:document>'
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="a" Type="{R}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELS}">{links}</Relationships>',
            "word/document.xml": main,
            "docProps/core.xml": '<cp:p xmlns:cp="c" xmlns:dc="d" xmlns:t="t"><dc:title>The ferry</dc:title>'
            "<t:created>2024-03-04T05:06:07Z</t:created><dc:language>en-GB</dc:language></cp:p>",
            **{f"word/{kind}.xml": text for kind, text in kinds.items()},
        }
    )


def packed(parts: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return held.getvalue()


def _styles() -> str:
    named = (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in _STYLES.items()
    )
    return f'<w:styles xmlns:w="{W}">{"".join(named)}</w:styles>'


def pdf(pages: Sequence[Sequence[str]], *, header: str = "", footer: str = "", password: str = "") -> bytes:
    """Return a PDF whose paragraphs are set in lines of 75 mm; `footer` may hold {n}. A `#` begins a heading."""
    made = FPDF(format=A5)
    made.set_creation_date(datetime(2024, 3, 4, tzinfo=UTC))
    made.set_title("The ferry")
    made.set_auto_page_break(auto=False)
    if password:
        made.set_encryption(owner_password=password, user_password=password)
    for number, paragraphs in enumerate(pages, 1):
        made.add_page()
        _edge(made, 6, header)
        made.set_y(24)
        for text in paragraphs:
            made.set_font("Helvetica", size=16 if text.startswith("#") else 10)
            made.multi_cell(90, 5, text.removeprefix("#"), align="L", new_x="LMARGIN", new_y="NEXT")
            made.ln(3)
        _edge(made, 200, footer.replace("{n}", str(number)))
    return bytes(made.output())


def _edge(made: FPDF, height: float, text: str) -> None:
    made.set_font("Helvetica", size=8)
    made.set_y(height)
    made.cell(0, 4, text)


def columns(left: str, right: str) -> bytes:
    """Return a PDF of one page in two columns."""
    made = FPDF(format=A5)
    made.add_page()
    made.set_font("Helvetica", size=10)
    for at, text in ((10, left), (78, right)):
        made.set_xy(at, 24)
        made.multi_cell(60, 5, text, align="L")
    return bytes(made.output())


def hand_set(*lines: str) -> bytes:
    """Return a PDF with each line where the one before it ends, 12 points lower, as a typesetter would."""
    made = FPDF(unit="pt")
    made.add_page()
    made.set_font("Helvetica", size=10)
    for n, line in enumerate(lines):
        made.text(40, 80 + 12 * n, line)
    return bytes(made.output())


def mail(*headers: tuple[str, str], body: str = "") -> bytes:
    return ("".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n" + body).encode()


def warc(*pages: tuple[str, str, bytes], zipped: bool = True) -> bytes:
    """Return a web archive of pages: status, type and body of each."""
    return b"".join(_record(n, *page, zipped=zipped) for n, page in enumerate(pages))


def _record(number: int, status: str, kind: str, body: bytes, *, zipped: bool) -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    told = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2024-03-04T05:06:07Z\r\n"
        f"WARC-Target-URI: https://www.melby.example/{number}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    data = told.encode() + http + b"\r\n\r\n"
    return gzip.compress(data) if zipped else data


def nested_mail(depth: int) -> bytes:
    """Return a message whose parts lie in each other."""
    edges = [f"edge{n}" for n in range(depth)]
    opened = "".join(
        f'--{outer}\r\nContent-Type: multipart/mixed; boundary="{inner}"\r\n\r\n' for outer, inner in pairwise(edges)
    )
    return (
        f'MIME-Version: 1.0\r\nSubject: deep\r\nContent-Type: multipart/mixed; boundary="{edges[0]}"\r\n\r\n{opened}'
        f"--{edges[-1]}\r\nContent-Type: text/plain\r\n\r\nThe ferry was late.\r\n"
    ).encode()
