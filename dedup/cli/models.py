"""`dedup models`: what is installed, where it lies, and whether it is undamaged."""

from __future__ import annotations

from pathlib import Path

import click

from dedup.cli import options
from dedup.cli.output import write


@click.group(
    short_help="List, find and verify the built-in models.",
    epilog=options.examples("dedup models list", "dedup models path minilm", "dedup models verify"),
)
def models() -> None:
    """List, find and verify the built-in models. They are part of the install; nothing is downloaded."""


@models.command(
    "list",
    short_help="List the built-in models.",
    epilog=options.examples(
        "dedup models list", "dedup models list --format json", "dedup models list --format json -o models.json"
    ),
)
@options.report_format("text", "json")
@options.output
@options.loudness
def list_models(format_: str, output: Path | None, *, quiet: bool) -> None:
    """List the built-in models: name, size, what each is for, and its licence."""
    from dedup.installed import installed_models
    from dedup.stages.report.as_json import dumps

    found = installed_models()
    if format_ == "json":
        write(dumps([model.to_dict() for model in found]), output)
        return
    rows = [(model.name, _size(model.bytes), model.licence or "see card", model.purpose) for model in found]
    widths = [max(len(row[n]) for row in rows) for n in range(3)]
    lines = ("  ".join([*map(str.ljust, row[:3], widths), row[3]]) for row in rows)
    write("".join(f"{line}\n" for line in lines), output)


def _size(number: int) -> str:
    return f"{number / 1e6:.1f} MB" if number >= 1e5 else f"{number / 1e3:.0f} kB"


@models.command(
    short_help="Print the folder of a built-in model.",
    epilog=options.examples("dedup models path minilm", "dedup models path judge", "dedup models path words -v"),
)
@click.argument("name", metavar="NAME")
@options.loudness
def path(name: str, *, quiet: bool) -> None:
    """Print the folder that holds the model NAME."""
    from dedup.encoders import model_folder

    write(f"{model_folder(name)}\n", None)


@models.command(
    short_help="Check that no model file is damaged.",
    epilog=options.examples("dedup models verify", "dedup models verify -q", "dedup models verify -v"),
)
@options.loudness
def verify(*, quiet: bool) -> None:
    """Compare each model file with its recorded checksum. The exit code is 3 where one is damaged or missing."""
    from dedup.installed import verify_models

    for name, files in verify_models().items():
        if not quiet:
            write(f"{name}: {files} {'file is' if files == 1 else 'files are'} as recorded\n", None)
