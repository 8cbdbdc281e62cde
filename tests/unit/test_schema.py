"""The JSON Schema that ships is the one the dataclasses make, and real reports keep to it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dedup.passages import Report
from dedup.schema.make import schema_texts
from dedup.stages.report import render
from tests.fakes import detector
from tests.golden.made import MADE

SCHEMA = json.loads(files("dedup.schema").joinpath("check-v1.json").read_text(encoding="utf-8"))
TEXT = (
    "The ferry to Tolm was late again on Monday, because of fog over the sound, the harbour master said.\n\n"
    "Fishermen waited on the pier with their catch until the fog had lifted over the northern sandbank.\n\n"
    "The ferry to Tolm was late again on Monday, because of fog over the sound, the harbour master said.\n\n"
    "Leave a Reply\n"
)


def faults(plain: Any, schema: dict[str, Any] = SCHEMA) -> list[str]:
    return [error.message for error in Draft202012Validator(schema).iter_errors(plain)]


def closed(schema: Any) -> Any:
    """Return the schema with no key allowed that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {"additionalProperties": False} if "properties" in schema else {}
    return {key: closed(value) for key, value in schema.items()} | shut


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", schema_texts())
def test_the_committed_file_is_what_the_dataclasses_make(name: str) -> None:
    made = files("dedup.schema").joinpath(name).read_text(encoding="utf-8")
    assert made == schema_texts()[name], "run: python -m dedup.schema.make (and read what may change in a version)"
    Draft202012Validator.check_schema(json.loads(made))


def test_it_says_what_may_change_within_the_version() -> None:
    assert "schema_version 1" in SCHEMA["description"]


@pytest.mark.parametrize("name", MADE)
def test_a_report_keeps_to_the_schema_and_has_no_other_key(name: str) -> None:
    plain = json.loads(render([MADE[name]()], "json"))
    assert faults(plain) == []
    assert faults(plain, closed(SCHEMA)) == []


def test_several_reports_keep_to_the_schema() -> None:
    plain = json.loads(render([make() for make in MADE.values()], "json"))
    assert faults(plain) == []
    assert faults(plain["reports"]) != []


def test_a_report_that_was_really_made_keeps_to_the_schema() -> None:
    report = detector().check(TEXT)
    plain = json.loads(render([report], "json"))
    assert report.matches
    assert faults(plain, closed(SCHEMA)) == []
    assert Report.from_dict(plain) == report


@pytest.mark.parametrize("key", SCHEMA["$defs"]["Report"]["properties"])
def test_a_missing_key_is_found(key: str) -> None:
    plain = json.loads(render([MADE["bread"]()], "json"))
    del plain[key]
    assert faults(plain)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), 2),
        (("matches", 0, "relation"), "equal"),
        (("matches", 0, "spans", 0), [1, 2, 3]),
        (("cuts", 0, "status"), "maybe"),
        (("passages", 0, "start"), "0"),
        (("condensed",), None),
    ],
)
def test_a_wrong_value_is_found(path: tuple[str | int, ...], value: object) -> None:
    plain = json.loads(render([MADE["bread"]()], "json"))
    at = plain
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert faults(plain)
