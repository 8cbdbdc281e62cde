"""What a user may say about how to read: encoding, format, fields of records, which files, which reading of a draft."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.errors import SettingsError
from dedup.passages import Record
from dedup.settings import TRACKED

MOST_BYTES = 64 * 1024 * 1024
"""The largest article that is read unless asked otherwise: 500,000 words are 3 MB of text, a page is 10 times that."""

MOST_RECORD_BYTES = 16 * 1024 * 1024
"""The largest record of a file that holds many, such as a line of JSON or a page of a web archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Record):
    """How to read; `Reading()` recognises everything by itself."""

    encoding: str | None = None
    """The encoding of the text; None means recognise it."""

    format: str | None = None
    """One of FORMATS; None means recognise it by content, then by name."""

    max_bytes: int = MOST_BYTES
    """A larger article is refused; a file that holds many articles may have any size."""

    text_field: str | None = None
    """The field of a record that holds the text; a dot leads into a field that holds fields."""

    id_field: str | None = None
    """The field that names an article."""

    date_field: str | None = None
    """The field with its date."""

    source_field: str | None = None
    """The field that says where it was published."""

    globs: tuple[str, ...] = ()
    """Of a folder or an archive, only files whose name or path is like one of these; none means all."""

    tracked: str = "accepted"
    """Of a document with tracked changes: the text with them (accepted) or before them (original)."""

    languages: bool = True
    """Whether the language of a record is recognised where the record does not tell it: half the time of reading it."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.tracked not in TRACKED:
            raise SettingsError(f"tracked is one of {', '.join(TRACKED)}, not {self.tracked!r}")
        if self.max_bytes < 1:
            raise SettingsError(f"max_bytes is a number of bytes, 1 or more, not {self.max_bytes!r}")
