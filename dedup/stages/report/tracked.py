"""The article as a Word document in which every cut is a tracked deletion, with a comment that says why.

Accepting all changes gives the shorter text, rejecting them the original. The package is written here: five small parts,
of which python-docx knows neither the deletion of a paragraph mark nor how to leave the others out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from dedup.passages import Passage, Role
from dedup.stages.report.display import visible

AUTHOR = "dedup"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LINES = re.compile(r"\r\n|[\r\n\x0b\x0c\u2028\u2029]")
_STYLES = {Role.HEADING: "Heading1", Role.QUOTE: "Quote", Role.CAPTION: "Caption"}


@dataclass(frozen=True)
class _Writer:
    gone: frozenset[int]
    remarks: Mapping[int, str]
    date: str

    def paragraph(self, passage: Passage) -> str:
        style, cut = _STYLES.get(passage.role), passage.id in self.gone
        change = f'w:id="{passage.id * 2 + 1}" w:author="{AUTHOR}" w:date="{self.date}"'
        mark = f"<w:rPr><w:del {change}/></w:rPr>" if cut else ""
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        body = "".join(_runs(passage.text, "delText" if cut else "t"))
        if cut:
            change = f'w:id="{passage.id * 2 + 2}" w:author="{AUTHOR}" w:date="{self.date}"'
            body = f"<w:del {change}>{body}</w:del>"
        if passage.id in self.remarks:
            n = f'w:id="{passage.id}"'
            body = (
                f"<w:commentRangeStart {n}/>{body}<w:commentRangeEnd {n}/>"
                f'<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference {n}/></w:r>'
            )
        return f"<w:p><w:pPr>{named}{mark}</w:pPr>{body}</w:p>"

    def comments(self) -> str:
        rows = "".join(
            f'<w:comment w:id="{n}" w:author="{AUTHOR}" w:date="{self.date}" w:initials="d"><w:p><w:pPr>'
            f'<w:pStyle w:val="CommentText"/></w:pPr>{"".join(_runs(text, "t"))}</w:p></w:comment>'
            for n, text in sorted(self.remarks.items())
        )
        return f'<w:comments xmlns:w="{_W}">{rows}</w:comments>'


def tracked_document(
    passages: Sequence[Passage], gone: frozenset[int], remarks: Mapping[int, str], date: str, title: str = ""
) -> bytes:
    """Return a DOCX file. `remarks` are the comments by passage, `date` (ISO 8601) is when the changes were made."""
    writer = _Writer(gone, remarks, escape(date))
    body = "".join(map(writer.paragraph, passages))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _links(f"{_R}/officeDocument=word/document.xml",
                              f"{_P}/relationships/metadata/core-properties=docProps/core.xml"),
        "word/_rels/document.xml.rels": _links(f"{_R}/comments=comments.xml", f"{_R}/styles=styles.xml"),
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr/></w:body></w:document>',
        "word/comments.xml": writer.comments(),
        "word/styles.xml": _styles(),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_P}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(visible(title))}</dc:title></cp:coreProperties>',
    }  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), (_HEAD + text).encode(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _runs(text: str, tag: str) -> Iterator[str]:
    """Yield a text as runs, its line breaks as those of Word; what cannot be seen, or must not stand in XML, as badges."""
    for n, line in enumerate(_LINES.split(text)):
        if n:
            yield "<w:r><w:br/></w:r>"
        yield f'<w:r><w:{tag} xml:space="preserve">{escape(visible(line), quote=False)}</w:{tag}></w:r>'


def _links(*targets: str) -> str:
    rows = (target.rpartition("=") for target in targets)
    made = "".join(f'<Relationship Id="r{n}" Type="{kind}" Target="{to}"/>' for n, (kind, _, to) in enumerate(rows))
    return f'<Relationships xmlns="{_P}/relationships">{made}</Relationships>'


def _content_types() -> str:
    kinds = {"document": "document.main", "comments": "comments", "styles": "styles"}
    rows = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    return (
        f'<Types xmlns="{_P}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}'
        f'<Override PartName="/docProps/core.xml" ContentType="{core}"/></Types>'
    )


def _styles() -> str:
    def style(name: str, shown: str, properties: str, kind: str = "paragraph") -> str:
        default = ' w:default="1"' if name == "Normal" else ""
        return f'<w:style w:type="{kind}"{default} w:styleId="{name}"><w:name w:val="{shown}"/>{properties}</w:style>'

    return (
        f'<w:styles xmlns:w="{_W}">'
        + style("Normal", "Normal", '<w:pPr><w:spacing w:after="160" w:line="276" w:lineRule="auto"/></w:pPr>')
        + style("Heading1", "heading 1", '<w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr>')
        + style("Quote", "Quote", '<w:pPr><w:ind w:left="567"/></w:pPr><w:rPr><w:i/></w:rPr>')
        + style("Caption", "caption", '<w:rPr><w:i/><w:sz w:val="18"/></w:rPr>')
        + style("CommentText", "annotation text", '<w:rPr><w:sz w:val="20"/></w:rPr>')
        + style("CommentReference", "annotation reference", '<w:rPr><w:sz w:val="16"/></w:rPr>', "character")
        + "</w:styles>"
    )
