"""What a file is, by its content first and its name second; and what cannot be read, by name."""

from __future__ import annotations

import re
from pathlib import PurePath

from dedup.errors import InputError

TEXT = "text"
MARKDOWN = "markdown"
HTML = "html"

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel document (DOC, XLS)"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"PAR1", "a Parquet table"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"OggS\x00", "a sound or video file"),
    (b"ID3\x03", "a sound file"),
    (b"ID3\x04", "a sound file"),
    (b"WARC/1.", "a web archive (WARC)"),
)
_IN_ZIP = (
    (b"word/", "a Word document (DOCX)"),
    (b"xl/", "an Excel workbook (XLSX)"),
    (b"ppt/", "a PowerPoint presentation (PPTX)"),
    (b"epub", "an EPUB book"),
    (b"opendocument", "an OpenDocument file"),
)
_BEFORE_ROOT = r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
_FEED = re.compile(_BEFORE_ROOT + r"<(?:rss|feed|rdf:RDF)\b", re.DOTALL | re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CHARSET = re.compile(
    rb"<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_HTML_START = re.compile(_BEFORE_ROOT + r"<(?:!doctype\s+html|html|head|body)\b", re.DOTALL | re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|article|section|main|h[1-6]|table|tr|ul|ol|li|blockquote|figure|br)\b[^<>]*>", re.IGNORECASE
)
_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r?\n|\r)(?:(?=[\w-]+:|[ \t\r\n])[^\r\n]*(?:\r?\n|\r)){1,200}?(?:---|\.\.\.)[ \t]*(?:[\r\n]|\Z)"
)
_MARKDOWN_SIGNS = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"\[[^\]\[\n]{1,300}\]\([^)\s]{1,2000}(?: \"[^\"\n]{0,300}\")?\)"),
    re.compile(r"(?<![*\w])\*\*[^*\s][^*\n]*\*\*(?![*\w])"),
    re.compile(r"^[-*+] \S.*\n[-*+] \S", re.MULTILINE),
    re.compile(r"^\S.*\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE),
    re.compile(r"^\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]*$", re.MULTILINE),
)
_HEAD = 65_536  # characters that are looked at; a format shows itself early


def refuse_foreign(data: bytes, shown: str) -> None:
    """Raise InputError, naming the format, for bytes that begin like a format that is not text."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    found = next((what for magic, what in _MAGIC if data.startswith(magic) or head.startswith(magic)), "")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = next((what for part, what in _IN_ZIP if part in data[:65_536]), "a ZIP archive")
    elif data[4:8] == b"ftyp":
        found = "a video file"
    elif data.startswith(b"RIFF") and data[8:12] in {b"WEBP", b"WAVE", b"AVI "}:
        found = "a picture, sound or video file"
    if found:
        raise InputError(f"{shown} is {found}, which is not supported yet; save it as plain text, Markdown or HTML")


def refuse_binary(text: str, shown: str) -> None:
    """Raise InputError for text that no text file holds: NUL, or many control characters."""
    controls = len(_CONTROL.findall(text))
    if "\0" in text or (controls > 2 and controls > 0.02 * len(text)):
        raise InputError(f"{shown} is binary, not text; give plain text, Markdown or HTML")


def declared_charset(data: bytes) -> str:
    """Return the charset that a page or an XML file states in its first 1,024 bytes, or ""."""
    found = _CHARSET.search(data[:1024])
    return found.group(1).decode("ascii", "ignore") if found else ""


def recognise(text: str, name: str, shown: str) -> str:
    """Return TEXT, MARKDOWN or HTML. Raise InputError for markup that is none of them (feeds)."""
    head = text[:_HEAD]
    suffix = PurePath(name).suffix.lower()
    if _FEED.match(head):
        raise InputError(f"{shown} is an RSS or Atom feed, which is not supported yet; save the article as HTML")
    if _HTML_START.match(head):
        return HTML
    if suffix in {".md", ".markdown", ".mdown", ".mkd"}:
        return MARKDOWN
    tags = len(_BLOCK_TAG.findall(head))
    if tags >= 2 and (head.lstrip()[:1] == "<" or suffix in {".html", ".htm", ".xhtml"}):
        return HTML
    if suffix in {".html", ".htm", ".xhtml"} and re.search(r"<[a-zA-Z!/]", head):
        return HTML
    signs = sum(1 for sign in _MARKDOWN_SIGNS if sign.search(head))
    clear = signs >= 3 or (signs >= 2 and _MARKDOWN_SIGNS[0].search(head)) or _FRONT_MATTER.match(head)
    return MARKDOWN if clear and suffix not in {".txt", ".text"} else TEXT
