"""`dedup explain`: why two texts are judged as they are."""

from __future__ import annotations

from pathlib import Path

import click

from dedup.cli import options
from dedup.cli.config import configured
from dedup.cli.output import columns, in_colour, refuse_overwriting, write
from dedup.errors import InputError


@click.command(
    short_help="Show why two texts tell the same or do not.",
    epilog=options.examples(
        'dedup explain "The mill burnt down." "Fire destroyed the mill."',
        "dedup explain @one.txt @other.txt",
        'dedup explain --format json "Profit rose 5%." "Profit rose 6%."',
    ),
)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@options.report_format("text", "json")
@options.output
@options.encoding
@options.model
@configured
@options.loudness
@click.pass_context
def explain(
    context: click.Context,
    /,
    a: str,
    b: str,
    format_: str,
    output: Path | None,
    encoding: str | None,
    model: str,
    *,
    quiet: bool,
) -> None:
    """Show why two texts tell the same or do not: each measure, each fact, each sentence.

    A and B are texts, or @FILE for the text of a file (@- is standard input).
    """
    from dedup.stages.report.as_json import dumps
    from dedup.stages.report.explain_text import explanation_text

    refuse_overwriting([output], [text[1:] for text in (a, b) if text.startswith("@")])
    found = options.detector(context, options.chosen(context).settings).explain(_text(a, encoding), _text(b, encoding))
    if format_ == "json":
        write(dumps(found.to_dict()), output)
    else:
        write(explanation_text(found, width=columns(), colour=in_colour(output)), output)


def _text(given: str, encoding: str | None) -> str:
    from dedup.stages.read import read

    text = read(given[1:], encoding=encoding).text if given.startswith("@") else given
    if not text.strip():
        raise InputError("one of the two texts is empty; give two texts, or @FILE for each")
    return text
