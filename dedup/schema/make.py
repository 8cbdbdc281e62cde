"""Make the JSON Schemas from the dataclasses: `python -m dedup.schema.make` writes them beside this file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from dedup.comparison import IN_JSON, Comparison
from dedup.earlier import ArchiveReport
from dedup.passages import SCHEMA_VERSION, Record, Report

FOLDER = Path(__file__).parent
CHECK, COMPARE = f"check-v{SCHEMA_VERSION}.json", f"compare-v{SCHEMA_VERSION}.json"
ARCHIVE = f"archive-check-v{SCHEMA_VERSION}.json"
MAY_CHANGE = (
    "Within schema_version 1 keys may be added to an object, and words to the enumerations of flags, of kinds and of "
    "notes; readers ignore what they do not know. Nothing is removed, renamed, or given another type or meaning, and "
    "every key named here is always present: that would be schema_version 2. The settings and models listed under "
    "`tool`, and the wording of notes, are not part of the contract. Offsets are code points into the text of the "
    "article as read. Scores may change between versions of the program; `tool` says which one wrote the report."
)


def check_schema() -> dict[str, Any]:
    """Return the schema of `dedup check --format json`: one report (a line of jsonl as well), or several under `reports`."""
    return _schema(
        Report,
        "dedup check --format json, and each line of --format jsonl",
        "What is written where several files are checked at once.",
    )


def compare_schema() -> dict[str, Any]:
    """Return the schema of `dedup compare --format json`: one comparison, or one a repost under `reports`."""
    schema = _schema(
        Comparison,
        "dedup compare --format json",
        "What is written where one original is compared with several reposts.",
    )
    part = schema["$defs"]["Comparison"]
    part["properties"] = {IN_JSON.get(key, key): value for key, value in part["properties"].items()}
    part["required"] = list(part["properties"])
    return schema


def archive_schema() -> dict[str, Any]:
    """Return the schema of `dedup archive check --format json`: one report, or several under `reports`."""
    return _schema(
        ArchiveReport,
        "dedup archive check --format json",
        "What is written where several articles are checked at once.",
    )


def _schema(of: type[Record], title: str, several: str) -> dict[str, Any]:
    (_,), parts = msgspec.json.schema_components((of,), ref_template="#/$defs/{name}")
    for part in parts.values():
        if "properties" in part:
            part["required"] = list(part["properties"])
            for value in part["properties"].values():
                value.pop("default", None)
    parts[of.__name__]["properties"]["schema_version"] = {"const": SCHEMA_VERSION}
    together = {
        "title": "Reports",
        "description": several,
        "type": "object",
        "properties": {
            "schema_version": {"const": SCHEMA_VERSION},
            "reports": {"type": "array", "items": {"$ref": f"#/$defs/{of.__name__}"}},
        },
        "required": ["schema_version", "reports"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": MAY_CHANGE,
        "anyOf": [{"$ref": f"#/$defs/{of.__name__}"}, {"$ref": "#/$defs/Reports"}],
        "$defs": {"Reports": together, **parts},
    }


def schema_texts() -> dict[str, str]:
    """Return the schemas as they stand in their files, by the names of these."""
    made = {CHECK: check_schema(), COMPARE: compare_schema(), ARCHIVE: archive_schema()}
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in made.items()}


if __name__ == "__main__":
    for name, text in schema_texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
