"""The day of an article: what its date says, however it is written, as YYYY-MM-DD."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>\d{4})-?(?P<number>\d\d)-?(?P<day>\d\d)(?!\d)",
        r"(?<!\d)(?P<year>\d{4})[/.](?P<number>\d\d?)[/.](?P<day>\d\d?)(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]+(?:of\s+)?{_MONTH}[\s,-]+(?P<year>\d{{4}})(?!\d)",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
    )
)


def day_of(written: str) -> str | None:
    """Return the day that a date names, as YYYY-MM-DD, or None where it names none for sure (05/06/2024 is two days)."""
    for form in _FORMS if written else ():
        if found := form.search(written):
            parts = found.groupdict()
            month = int(parts["number"]) if "number" in parts else _MONTHS.index(parts["month"].lower()[:3]) + 1
            try:
                return date(int(parts["year"]), month, int(parts["day"])).isoformat()
            except ValueError:
                continue
    return None
