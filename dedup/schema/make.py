"""Make the JSON Schemas from the dataclasses: `python -m dedup.schema.make` writes them beside this file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from dedup.passages import SCHEMA_VERSION, Report

FILE = Path(__file__).parent / f"check-v{SCHEMA_VERSION}.json"
MAY_CHANGE = (
    "Within schema_version 1 keys may be added to an object, and words to the enumerations of flags, of kinds and of "
    "notes; readers ignore what they do not know. Nothing is removed, renamed, or given another type or meaning, and "
    "every key named here is always present: that would be schema_version 2. The settings and models listed under "
    "`tool`, and the wording of notes, are not part of the contract. Offsets are code points into the text of the "
    "article as read. Scores may change between versions of the program; `tool` says which one wrote the report."
)


def check_schema() -> dict[str, Any]:
    """Return the schema of `dedup check --format json`: one report (a line of jsonl as well), or several under `reports`."""
    (_,), parts = msgspec.json.schema_components((Report,), ref_template="#/$defs/{name}")
    for part in parts.values():
        if "properties" in part:
            part["required"] = list(part["properties"])
            for value in part["properties"].values():
                value.pop("default", None)
    parts["Report"]["properties"]["schema_version"] = {"const": SCHEMA_VERSION}
    several = {
        "title": "Reports",
        "description": "What is written where several files are checked at once.",
        "type": "object",
        "properties": {
            "schema_version": {"const": SCHEMA_VERSION},
            "reports": {"type": "array", "items": {"$ref": "#/$defs/Report"}},
        },
        "required": ["schema_version", "reports"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dedup check --format json, and each line of --format jsonl",
        "description": MAY_CHANGE,
        "anyOf": [{"$ref": "#/$defs/Report"}, {"$ref": "#/$defs/Reports"}],
        "$defs": {"Reports": several, **parts},
    }


def schema_text() -> str:
    """Return the schema as it stands in its file."""
    return json.dumps(check_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(schema_text(), encoding="utf-8", newline="\n")
