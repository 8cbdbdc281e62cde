"""Records with fields, as JSON, CSV and Parquet have them: which field is the text, and the article a record makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlsplit

from dedup.errors import InputError
from dedup.passages import Article
from dedup.stages.read.document import read_text, with_language
from dedup.stages.read.options import Reading
from dedup.stages.read.streams import printable

_TEXT = (
    "text body content article article_text full_text fulltext maintext main_text article_body articlebody story "
    "raw_content raw_text plaintext plain_text content_html html body_html description summary abstract document"
).split()
_ID = "id _id article_id doc_id docid uuid guid uri url link".split()
_DATE = "date published published_at publishedat date_published datepublished date_publish pubdate pub_date created_at".split()
_SOURCE = "source source_name publisher site site_name outlet newspaper publication source_domain domain".split()
_TITLE = "title headline".split()
_LANGUAGE = "language lang".split()
_ADDRESS = "url link uri source_url".split()
_FEWEST_WORDS = 20  # a field whose name says nothing is the text if it alone has as many
_LONGEST = 1_000  # characters of a name, a date or a title: longer ones are something else


@dataclass(frozen=True, slots=True)
class Columns:
    """The fields of a file's records: each a path of names, empty where there is none."""

    text: tuple[str, ...]
    id: tuple[str, ...]
    date: tuple[str, ...]
    source: tuple[str, ...]
    title: tuple[str, ...]
    language: tuple[str, ...]
    address: tuple[str, ...]
    shown: str
    """The field of the text, as messages name it."""

    @classmethod
    def of(cls, record: Mapping[str, Any], reading: Reading, shown: str) -> Self:
        """Return the fields that are asked for, the others guessed by their names. Raise InputError where none is the text."""
        asked = _asked(record, reading.text_field)
        text = asked or _named(record, _TEXT) or _only_long(record)
        if not text:
            known = printable(", ".join(sorted(str(name) for name in record)[:20])) or "none"
            raise InputError(
                f"it cannot be told which field of {shown} holds the text; there are: {known}; name it with --text-field"
            )
        return cls(
            text=text,
            id=_asked(record, reading.id_field) or _named(record, _ID),
            date=_asked(record, reading.date_field) or _named(record, _DATE),
            source=_asked(record, reading.source_field) or _named(record, _SOURCE),
            title=_named(record, _TITLE),
            language=_named(record, _LANGUAGE),
            address=_named(record, _ADDRESS),
            shown=f"the field {printable('.'.join(text))!r}",
        )

    def names(self) -> list[str]:
        """Return the fields of the first level that are read."""
        paths = (self.text, self.id, self.date, self.source, self.title, self.language, self.address)
        return list(dict.fromkeys(path[0] for path in paths if path))


def article_of(record: Mapping[str, Any], columns: Columns, path: str, reading: Reading) -> Article:
    """Return the article of a record. Raise InputError with one sentence where its text is missing or none."""
    value = _value(record, columns.text)
    text = "\n\n".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else value
    if not isinstance(text, str):
        raise InputError(f"{columns.shown} is missing" if text is None else f"{columns.shown} holds no text")
    if not text.strip():
        raise InputError(f"{columns.shown} is empty")
    article = read_text(text, columns.shown, reading)
    if not article.text.strip():
        raise InputError(f"{columns.shown} has no visible text")
    address = _line(record, columns.address)
    told = replace(
        article,
        path=path,
        id=_line(record, columns.id) or article.id,
        title=_line(record, columns.title) or article.title,
        date=_line(record, columns.date) or article.date,
        source=_line(record, columns.source) or article.source or site_of(address),
        language=_line(record, columns.language) or article.language,
    )
    return with_language(told) if reading.languages else told


def site_of(address: str) -> str:
    """Return the host of an address without www., or ""."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _asked(record: Mapping[str, Any], field: str | None) -> tuple[str, ...]:
    """Return the path of a field that is asked for: as it stands, or its parts between dots."""
    if not field:
        return ()
    return (field,) if field in record else tuple(field.split("."))


def _named(record: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    known = {str(key).strip().lower().replace("-", "_").replace(" ", "_"): key for key in record}
    return next(((known[name],) for name in names if name in known), ())


def _only_long(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the one field that holds text of some length, or ()."""
    long = [key for key, value in record.items() if isinstance(value, str) and len(value.split()) >= _FEWEST_WORDS]
    return (long[0],) if len(long) == 1 else ()


def _value(record: Mapping[str, Any], path: Sequence[str]) -> Any:
    value: Any = record
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _line(record: Mapping[str, Any], path: Sequence[str]) -> str:
    """Return a field as one line of text: a number as it is written, of a field with fields its name."""
    if not path:
        return ""
    value = _value(record, path)
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title") or value.get("id")
    if value is None or isinstance(value, (bool, list, Mapping)):
        return ""
    told = " ".join(str(value).split())
    return told if len(told) <= _LONGEST else ""
