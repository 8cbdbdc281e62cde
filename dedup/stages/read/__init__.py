"""Read a file, standard input or bytes into an Article. `read_bytes` does it, `read` only opens.

The content says first what format it is, the name second. A new format is one more file here and one line in _READERS.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from dedup.errors import InputError, SettingsError
from dedup.passages import Article
from dedup.stages.read.decode import decode
from dedup.stages.read.markdown import read_markdown
from dedup.stages.read.sniff import HTML, MARKDOWN, TEXT, declared_charset, recognise, refuse_binary, refuse_foreign

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_BYTES = 64 * 1024 * 1024
"""The largest input that is read unless asked otherwise: 500,000 words are 3 MB of text, and a page 10 times that."""


def read_plain(text: str, shown: str) -> Article:
    """Return plain text as an Article: it has no blocks, `segment` finds its paragraphs."""
    return Article(text=text)


def read_page(text: str, shown: str) -> Article:
    """Return what `read_html` returns; lxml is loaded only for a page."""
    from dedup.stages.read.html import read_html

    return read_html(text, shown)


_READERS: Mapping[str, Callable[[str, str], Article]] = {TEXT: read_plain, MARKDOWN: read_markdown, HTML: read_page}
FORMATS = tuple(_READERS)


def read(
    source: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    format: str | None = None,  # noqa: A002 - the option is called --format everywhere else
    max_bytes: int = MOST_BYTES,
    stdin: IO[bytes] | None = None,
) -> Article:
    """Return the article in a file, or on `stdin` where the source is "-". Raise InputError with one sentence."""
    name = os.fspath(source)
    if name == "-":
        data = (sys.stdin.buffer if stdin is None else stdin).read(max_bytes + 1)
    else:
        data = _contents(Path(name), max_bytes)
    return read_bytes(data, name=name, encoding=encoding, format=format, max_bytes=max_bytes)


def read_bytes(
    data: bytes,
    *,
    name: str = "",
    encoding: str | None = None,
    format: str | None = None,  # noqa: A002
    max_bytes: int = MOST_BYTES,
) -> Article:
    """Return the article that the bytes hold. `format` is one of FORMATS; None means recognise it."""
    if format is not None and format not in _READERS:
        raise SettingsError(f"there is no input format {format!r}; there are: {', '.join(FORMATS)}")
    shown = shown_name(name)
    if len(data) > max_bytes:
        raise InputError(f"{shown} is larger than {max_bytes:,} bytes; split it, or raise the limit")
    refuse_foreign(data, shown)
    decoded = decode(data, shown, encoding=encoding, declared=declared_charset(data))
    refuse_binary(decoded.text, shown)
    if not decoded.text.strip():
        raise InputError(f"{shown} is empty; give a file that holds text")
    kind = format or recognise(decoded.text, name, shown)
    article = _READERS[kind](decoded.text, shown)
    if not article.text.strip():
        raise InputError(f"{shown} has no visible text (it was read as {kind}); check that it is the right file")
    return replace(article, path=name, notes=decoded.notes + article.notes)


def shown_name(name: str) -> str:
    """Return a file name as an error message shows it: on one line, not too long."""
    if name in {"", "-"}:
        return "the input" if name == "" else "standard input"
    return name if name.isprintable() and len(name) <= 300 else ascii(name[:120] + "..." if len(name) > 300 else name)


def _contents(path: Path, max_bytes: int) -> bytes:
    shown = shown_name(str(path))
    try:
        if path.is_dir():
            raise InputError(f"{shown} is a directory; name a file in it")
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except FileNotFoundError:
        raise InputError(f"{shown} does not exist; check the name") from None
    except PermissionError:
        raise InputError(f"{shown} may not be read: no permission; change its rights or copy it") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", "") or str(error)).lower()
        raise InputError(f"{shown} cannot be read: {reason}; check the name") from None
