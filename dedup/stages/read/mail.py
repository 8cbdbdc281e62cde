"""E-mail (.eml): the message as its reader sees it; lines that begin with > are flagged as quoted."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from dedup.errors import InputError
from dedup.passages import Article, Flag, Role
from dedup.stages.read.decode import decode
from dedup.stages.read.document import read_page
from dedup.stages.read.layout import Part, laid_out, parts_of
from dedup.stages.read.sniff import refuse_binary

_QUOTED = re.compile(r"[ \t]*>")
_EMPTY = re.compile(r"[ \t>]*\Z")
_LONG_LINE = 120  # characters; lines this long are not wrapped, so each is a paragraph
_DEEPEST = 20


def read_mail(data: bytes, shown: str) -> Article:
    """Return the text of a message: the plain version where there is one, else what its HTML shows."""
    try:
        message = email.message_from_bytes(data)
        bodies = list(_bodies(message, 0))
        parts = [part for body in bodies for part in _parts(body, shown)]
        attached = sum(1 for part in message.walk() if not part.is_multipart()) - len(bodies)
    except RecursionError:
        raise InputError(f"{shown} nests its parts too deep; save the text by itself") from None
    text, blocks = laid_out(parts)
    left = attached - _versions(message)
    files = "1 attachment is" if left == 1 else f"{left} attachments are"
    return Article(
        text=text,
        id=_header(message, "Message-ID").strip("<>"),
        title=_header(message, "Subject"),
        source=_header(message, "From"),
        date=_date(message),
        language=_header(message, "Content-Language"),
        blocks=blocks,
        notes=(f"{files} not read",) if left > 0 else (),
    )


def _bodies(message: Message, depth: int) -> Iterator[Message]:
    """Yield the parts that are shown: of several versions of one text the plain one, no attachments."""
    if depth > _DEEPEST or message.get_content_disposition() == "attachment":
        return
    if not message.is_multipart():
        if message.get_content_type() in {"text/plain", "text/html"}:
            yield message
        return
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    if message.get_content_type() == "multipart/alternative":
        found = [list(_bodies(part, depth + 1)) for part in parts]
        plain = [some for some in found if some and all(_is_plain(one) for one in some)]
        yield from next(iter(plain), next((some for some in reversed(found) if some), []))
        return
    for part in parts:
        yield from _bodies(part, depth + 1)


def _versions(message: Message) -> int:
    """Return how many parts are other versions of what is read."""
    found = 0
    for part in message.walk():
        if part.get_content_type() == "multipart/alternative":
            leaves = sum(1 for one in part.walk() if one.get_content_maintype() == "text")
            found += max(0, leaves - 1)
    return found


def _is_plain(message: Message) -> bool:
    return message.get_content_type() == "text/plain"


def _parts(message: Message, shown: str) -> list[Part]:
    payload = message.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    text = decode(data, shown, declared=str(message.get_content_charset() or "")).text
    refuse_binary(text, shown)
    if not text.strip():
        return []
    return list(_paragraphs(text)) if _is_plain(message) else parts_of(read_page(text, shown))


def _paragraphs(text: str) -> Iterator[Part]:
    """Yield the paragraphs of plain text: lines up to a blank one, or to where quoting begins or ends."""
    lines: list[str] = []
    quoted = signed = False
    for line in [*text.splitlines(), ""]:
        marks = bool(_QUOTED.match(line))
        if lines and (_EMPTY.match(line) or marks != quoted or len(line) >= _LONG_LINE or len(lines[-1]) >= _LONG_LINE):
            yield _part(lines, quoted=quoted, signed=signed)
            lines = []
        signed = signed or line.rstrip("\r") in {"-- ", "--"}
        quoted = marks
        if not _EMPTY.match(line):
            lines.append(line)


def _part(lines: list[str], *, quoted: bool, signed: bool) -> Part:
    return Part("\n".join(lines), Role.BOILERPLATE if signed else None, (Flag.QUOTED,) if quoted else ())


def _header(message: Message, name: str) -> str:
    """Return a header as one line of text, as it stands where its encoding is broken."""
    raw = message.get(name)
    if raw is None:
        return ""
    try:
        told = str(make_header(decode_header(raw)))
    except (MessageError, LookupError, ValueError):
        told = str(raw)
    return " ".join(told.encode("utf-8", "replace").decode("utf-8").split())[:1_000]


def _date(message: Message) -> str:
    told = _header(message, "Date")
    try:
        return parsedate_to_datetime(told).isoformat() if told else ""
    except (ValueError, IndexError, TypeError, OverflowError):
        return told
