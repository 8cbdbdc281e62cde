"""The reports for programs: the contracts that the schemas in dedup/schema describe, as one document or line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from dedup.passages import SCHEMA_VERSION, Record, Report

_NEVER_RAW = re.compile("[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def json_report(reports: Sequence[Record]) -> str:
    """Return one report as its own document, several as `{schema_version, reports: [...]}`."""
    if len(reports) == 1:
        return dumps(reports[0].to_dict())
    return dumps({"schema_version": SCHEMA_VERSION, "reports": [report.to_dict() for report in reports]})


def jsonl_report(reports: Sequence[Report]) -> str:
    """Return each report as one line, in the order of the files: the same object as `json_report` writes for one."""
    return "".join(dumps(report.to_dict(), indent=None) for report in reports)


def dumps(plain: Any, *, indent: int | None = 1) -> str:
    r"""Return plain data as JSON ending in a line break: keys in their order, letters as they are.

    What a terminal would obey (escape and bidi characters) and what UTF-8 cannot hold stands as \uXXXX: the same value.
    Without indent it is one line without a space that is not needed.
    """
    separators = (",", ":") if indent is None else None
    text = json.dumps(plain, ensure_ascii=False, indent=indent, separators=separators) + "\n"
    return _NEVER_RAW.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
