"""Read what holds one article: bytes, or text that is already decoded, into an Article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dedup.errors import InputError
from dedup.passages import Article
from dedup.stages.read.decode import decode
from dedup.stages.read.language import language_of, note_on
from dedup.stages.read.markdown import read_markdown
from dedup.stages.read.sniff import (
    DOCX,
    HTML,
    MAIL,
    MARKDOWN,
    PDF,
    TEXT,
    declared_charset,
    recognise,
    refuse_binary,
    refuse_foreign,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dedup.stages.read.options import Reading


def read_plain(text: str, shown: str) -> Article:
    """Return plain text as an Article: it has no blocks, `segment` finds its paragraphs."""
    return Article(text=text)


def read_page(text: str, shown: str) -> Article:
    """Return what `read_html` returns; lxml is loaded only for a page."""
    from dedup.stages.read.html import read_html

    return read_html(text, shown)


_TEXTS: Mapping[str, Callable[[str, str], Article]] = {TEXT: read_plain, MARKDOWN: read_markdown, HTML: read_page}


def read_document(data: bytes, kind: str, name: str, reading: Reading) -> Article:
    """Return the article that the bytes of one document hold. `name` is its path as it is shown."""
    shown = shown_name(name)
    refuse_foreign(data, shown)
    if kind in {DOCX, PDF, MAIL}:
        return finished(_binary(data, kind, shown, reading), kind, name)
    decoded = decode(data, shown, encoding=reading.encoding, declared=declared_charset(data))
    refuse_binary(decoded.text, shown)
    if not decoded.text.strip():
        raise InputError(f"{shown} is empty; give a file that holds text")
    article = _TEXTS[kind](decoded.text, shown)
    return finished(replace(article, notes=decoded.notes + article.notes), kind, name)


def _binary(data: bytes, kind: str, shown: str, reading: Reading) -> Article:
    if not data.strip():
        raise InputError(f"{shown} is empty; give a file that holds text")
    if kind == DOCX:
        from dedup.stages.read.docx import read_docx

        return read_docx(data, shown, reading)
    if kind == PDF:
        from dedup.stages.read.pdf import read_pdf

        return read_pdf(data, shown)
    from dedup.stages.read.mail import read_mail

    return read_mail(data, shown)


def read_text(text: str, shown: str, reading: Reading, kind: str = "") -> Article:
    """Return the article of a text that a record holds: plain, Markdown or HTML, whatever the record is."""
    wanted = kind or (reading.format if reading.format in _TEXTS else "") or recognise(text, "")
    reads = _TEXTS.get(wanted, read_plain)
    if text.isascii() and text.isprintable():
        return reads(text, shown)  # nothing in it can be garbled or binary
    decoded = decode(text.encode("utf-8", "replace"), shown)
    refuse_binary(decoded.text, shown)
    article = reads(decoded.text, shown)
    return replace(article, notes=decoded.notes + article.notes) if decoded.notes else article


def finished(article: Article, kind: str, name: str) -> Article:
    """Return the article with its path. Raise InputError where it has no text."""
    if not article.text.strip():
        shown = shown_name(name)
        raise InputError(f"{shown} has no visible text (it was read as {kind}); check that it is the right file")
    return with_language(replace(article, path=name))


def with_language(article: Article) -> Article:
    """Return the article with its language, as it says itself or as it is recognised, and a note where it is not English."""
    language = article.language or language_of(article.text)
    return replace(article, language=language, notes=(*article.notes, *note_on(language)))


def shown_name(name: str) -> str:
    """Return a file name as an error message shows it: on one line, not too long."""
    if name in {"", "-"}:
        return "the input" if name == "" else "standard input"
    return name if name.isprintable() and len(name) <= 300 else ascii(name[:120] + "..." if len(name) > 300 else name)
