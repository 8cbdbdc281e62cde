"""`dedup config`: every setting, its value, where it comes from, and why it is what it is."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from textwrap import fill
from typing import Any

import click

from dedup.cli import options
from dedup.cli.config import OPTIONS, config_of, configured, key_of
from dedup.cli.inputs import phrases_in
from dedup.cli.output import columns, write
from dedup.presets import reasons
from dedup.settings import Settings

_REASONS = {
    "accept": "What condense cuts besides what is safe.",
    "baseline": "An earlier report; what it has shown is left out.",
    "boilerplate": "A list of lines and paragraphs that are boilerplate.",
    "date-field": "The field of a record with the date.",
    "encoding": "The encoding of the input; unset, it is recognised.",
    "fail-on": "Relations that end a check with exit code 1.",
    "fail-over": "The share of words told twice above which a check ends with exit code 1.",
    "format": "How to report.",
    "id-field": "The field of a record that names the article.",
    "ignore": "A list of phrases that are no evidence.",
    "loose": "Hints are reported as well; nothing more is cut.",
    "quiet": "No notes and no progress on stderr.",
    "source-field": "The field of a record that says where it was published.",
    "strict": "Fewer and surer matches are reported, and cuts are surer.",
    "text-field": "The field of a record with the text; unset, it is guessed.",
    "tracked": "A document with its tracked changes (accepted), or as it was before them (original).",
    "verbose": "What is read from where, and what takes how long, is told on stderr.",
}


@click.group(
    short_help="Show the settings and where they come from.",
    epilog=options.examples(
        "dedup config show", "dedup config show --strict", "dedup config show --no-config --format json"
    ),
)
def config() -> None:
    """Show the settings, as the nearest dedup.toml or [tool.dedup] of a pyproject.toml makes them.

    The command line beats the file, the file beats the defaults. Keys are called as the options are.
    """


@config.command(
    short_help="Show every setting, its value, its source, its reason.",
    epilog=options.examples(
        "dedup config show",
        "dedup config show --loose --min-words 6",
        "dedup config show --format json -o settings.json",
    ),
)
@options.report_format("text", "json")
@options.output
@options.matching
@configured
@options.loudness
@click.pass_context
def show(
    context: click.Context,
    /,
    format_: str,
    output: Path | None,
    ignore: Path | None,
    boilerplate: Path | None,
    **_: Any,
) -> None:
    """Show every key of the configuration: its value, where it comes from, and its reason.

    The options that are given here count as they would for a check.
    """
    from dedup.stages.report.as_json import dumps

    rows = _settings(context, phrases_in(ignore), phrases_in(boilerplate)) + _options(context)
    if format_ == "json":
        file = config_of(context).path
        write(dumps({"file": str(file) if file else None, "settings": rows}), output)
        return
    width = columns()
    write("\n".join(_lines(row, width) for row in rows), output)


def _settings(context: click.Context, phrases: tuple[str, ...], boilerplate: tuple[str, ...]) -> list[dict[str, Any]]:
    made, why = options.chosen(context, phrases, boilerplate), reasons()
    plain = made.settings.to_dict()
    return [_row(key_of(f.name), plain[f.name], made.sources[f.name], why[f.name]) for f in fields(Settings)]


def _options(context: click.Context) -> list[dict[str, Any]]:
    """Return the rows of the options that are no setting: what the file says, or the command line of this command."""
    known = config_of(context)
    rows = []
    for key in OPTIONS:
        name = key.replace("-", "_")
        typed = name in context.params and options.source_of(context, name).startswith("--")
        value = context.params[name] if typed else known.options.get(key)
        source = f"--{key}" if typed else str(known.path) if key in known.options else options.DEFAULT
        rows.append(_row(key, str(value) if isinstance(value, Path) else value, source, _REASONS[key]))
    return rows


def _row(key: str, value: Any, source: str, reason: str) -> dict[str, Any]:
    return {"key": key, "value": value, "source": source, "reason": reason}


def _lines(row: dict[str, Any], width: int) -> str:
    value = row["value"]
    shown = "not set" if value is None else str(value).lower() if isinstance(value, bool) else value
    reason = fill(row["reason"], width, initial_indent="  ", subsequent_indent="  ")
    return f"{row['key']} = {shown}  ({row['source']})\n{reason}\n"
