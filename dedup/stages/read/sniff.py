"""What a file is, by its content first and its name second; and what cannot be read, by name."""

from __future__ import annotations

import json
import re
from pathlib import PurePath

from dedup.errors import InputError
from dedup.stages.read.decode import unicode_of
from dedup.stages.read.streams import HEAD

TEXT, MARKDOWN, HTML, MAIL = "text", "markdown", "html", "mail"
DOCX, PDF = "docx", "pdf"
JSONL, JSON, CSV, PARQUET, FEED, WARC = "jsonl", "json", "csv", "parquet", "feed", "warc"
ZIP, TAR, GZIP, ZSTD, BZIP2, XZ = "zip", "tar", "gzip", "zstd", "bzip2", "xz"

DOCUMENTS = (TEXT, MARKDOWN, HTML, MAIL, DOCX, PDF)
"""Formats of which a file is one article."""

RECORDS = (JSONL, JSON, CSV, PARQUET, FEED, WARC)
"""Formats of which a file may hold many."""

PACKED = frozenset({ZIP, TAR, GZIP, ZSTD, BZIP2, XZ})
"""What holds files of other formats."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"OggS\x00", "a sound or video file"),
    (b"ID3\x03", "a sound file"),
    (b"ID3\x04", "a sound file"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_KINDS = (
    (b"\x1f\x8b", GZIP),
    (b"BZh91AY&SY", BZIP2),
    (b"\xfd7zXZ\x00", XZ),
    (b"\x28\xb5\x2f\xfd", ZSTD),
    (b"PAR1", PARQUET),
    (b"WARC/1.", WARC),
)
_IN_ZIP = (
    (b"xl/", "an Excel workbook (XLSX)"),
    (b"ppt/", "a PowerPoint presentation (PPTX)"),
    (b"mimetypeapplication/epub", "an EPUB book"),
    (b"opendocument", "an OpenDocument file"),
)
_OFFICE = (b"[Content_Types].xml", b"word/document.xml")
_SUFFIXES = {
    ".jsonl": JSONL, ".ndjson": JSONL, ".json": JSON, ".csv": CSV, ".tsv": CSV, ".eml": MAIL, ".md": MARKDOWN,
    ".markdown": MARKDOWN, ".mdown": MARKDOWN, ".mkd": MARKDOWN,
}  # fmt: skip
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_PLAIN = frozenset({".txt", ".text"})
_MAIL_HEAD = re.compile(
    r"(?:From [^\r\n]*\r?\n)?(?=[!-9;-~]+:)"
    r"(?=(?:[^\r\n]*\r?\n){0,200}?(?:received|message-id|mime-version|content-type|return-path):)"
    r"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,300}\r?\n",
    re.IGNORECASE,
)
_BEFORE_ROOT = r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
_FEED = re.compile(
    _BEFORE_ROOT + r"(?:<!doctype\s+(?:rss|feed|rdf)\b(?:[^>\[]|\[[^\]]*\])*>\s*)?<(?:rss|feed|rdf:RDF)\b",
    re.DOTALL | re.IGNORECASE,
)
_MARKED = re.compile(r"[<{\[#`~*\r\n]")
"""Without one of these and a line of dashes a text is of no other format, nor two lines."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CHARSET = re.compile(
    rb"<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_HTML_START = re.compile(_BEFORE_ROOT + r"<(?:!doctype\s+html|html|head|body)\b", re.DOTALL | re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|article|section|main|h[1-6]|table|tr|ul|ol|li|blockquote|figure|br)\b[^<>]*>", re.IGNORECASE
)
_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n|\n|\r(?!\n))(?:(?=[\w-]+:|[ \t\r\n])[^\r\n]*(?:\r\n|\n|\r(?!\n))){1,200}?(?:---|\.\.\.)[ \t]*(?:[\r\n]|\Z)"
)
_MARKDOWN_SIGNS = (
    (("#",), re.compile(r"^#{1,6} \S", re.MULTILINE)),
    (("```", "~~~"), re.compile(r"^(?:```|~~~)", re.MULTILINE)),
    (("](",), re.compile(r"\[[^\]\[\n]{1,300}\]\([^)\s]{1,2000}(?: \"[^\"\n]{0,300}\")?\)")),
    (("**",), re.compile(r"(?<![*\w])\*\*[^*\s][^*\n]*\*\*(?![*\w])")),
    (("- ", "* ", "+ "), re.compile(r"^[-*+] \S.*\n[-*+] \S", re.MULTILINE)),
    (("===", "---"), re.compile(r"^\S.*\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)),
    (("---",), re.compile(r"^\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]*$", re.MULTILINE)),
)
"""What Markdown is known by, each behind pieces of which it needs one: most texts have none, and are not searched."""


def recognise_bytes(head: bytes, name: str) -> str:
    """Return the format that the first bytes of a file show, or "" where they may be text."""
    found = next((kind for magic, kind in _KINDS if head.startswith(magic)), "")
    if found:
        return found
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if _foreign_zip(head):
            return ""
        named = PurePath(name).suffix.lower() in {".docx", ".docm"}
        return DOCX if named or any(part in head[:4096] for part in _OFFICE) else ZIP
    if head[257:262] == b"ustar" or (PurePath(name).suffix.lower() == ".tar" and b"\0" in head[:512]):
        return TAR
    return ""


def _foreign_zip(head: bytes) -> str:
    """Return what a zip archive is that is a document of a kind we do not read, or ""."""
    if _OFFICE[0] not in head and b"mimetype" not in head[:200]:
        return ""
    return next((what for part, what in _IN_ZIP if part in head), "")


def refuse_foreign(data: bytes, shown: str) -> None:
    """Raise InputError, naming the format, for bytes that begin like a format that is none of ours."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    found = next((what for magic, what in _MAGIC if data.startswith(magic) or head.startswith(magic)), "")
    if data.startswith(b"PK\x03\x04"):
        found = _foreign_zip(data[:HEAD]) or found
    elif data[4:8] == b"ftyp":
        found = "a video file"
    elif data.startswith(b"RIFF") and data[8:12] in {b"WEBP", b"WAVE", b"AVI "}:
        found = "a picture, sound or video file"
    elif data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise InputError(f"{shown} is protected by a password; open it in Word and save it without one")
        found = "an old Word or Excel document (DOC, XLS)"
    if found:
        raise InputError(f"{shown} is {found}, which is not supported; save it as plain text, Markdown, HTML or DOCX")


def refuse_binary(text: str, shown: str) -> None:
    """Raise InputError for text that no text file holds: NUL, or many control characters."""
    controls = len(_CONTROL.findall(text))
    if "\0" in text or (controls > 2 and controls > 0.02 * len(text)):
        raise InputError(f"{shown} is binary, not text; give plain text, Markdown or HTML")


def declared_charset(data: bytes) -> str:
    """Return the charset that a page or an XML file states in its first 1,024 bytes, or ""."""
    found = _CHARSET.search(data[:1024])
    return found.group(1).decode("ascii", "ignore") if found else ""


def glimpse(head: bytes) -> str:
    """Return the beginning of a file as text, roughly: it is only looked at."""
    mark, name = unicode_of(head[: len(head) // 4 * 4])
    return head[len(mark) :].decode(name or "utf-8", "replace")


def recognise(text: str, name: str) -> str:
    """Return the format of a text: TEXT, MARKDOWN, HTML, MAIL, FEED, JSON, JSONL or CSV. Its beginning is enough."""
    head = text[:HEAD]
    if not name and "---" not in head and not _MARKED.search(head):
        return TEXT
    suffix = PurePath(name).suffix.lower()
    named = _SUFFIXES.get(suffix, "")
    if _FEED.match(head):
        return FEED
    if _HTML_START.match(head):
        return HTML
    if named in {MARKDOWN, JSONL, CSV, MAIL}:
        return named
    if suffix not in _PLAIN:
        if found := _json_kind(head, named):
            return found
        if _MAIL_HEAD.match(head):
            return MAIL
    tags = len(_BLOCK_TAG.findall(head))
    if tags >= 2 and (head.lstrip()[:1] == "<" or suffix in _PAGES):
        return HTML
    if suffix in _PAGES and re.search(r"<[a-zA-Z!/]", head):
        return HTML
    signs = [any(piece in head for piece in pieces) and bool(sign.search(head)) for pieces, sign in _MARKDOWN_SIGNS]
    clear = sum(signs) >= 3 or (sum(signs) >= 2 and signs[0]) or _FRONT_MATTER.match(head)
    return MARKDOWN if clear and suffix not in _PLAIN else TEXT


def _json_kind(head: str, named: str) -> str:
    """Return JSONL where the first line is a whole object and more may follow, JSON where one is begun, or ""."""
    first, newline, _ = head.lstrip().partition("\n")
    if named == JSON or re.match(r"(?:\[\s*)?\{\s*\"", first + newline) or re.match(r"\{\s*$", first):
        try:
            whole = isinstance(json.loads(first), dict)
        except (ValueError, RecursionError):
            whole = len(first) > HEAD // 2 and first.startswith("{")  # a line longer than what is looked at
        if whole and named != JSON:
            return JSONL
        begun = re.match(r"\[\s*\{\s*\"|\{\s*\"[^\"\n]*\"\s*:", head.lstrip())
        return JSON if begun or named == JSON else ""
    return ""
