"""`dedup restore`: the original, from a condensed text and its ledger."""

from __future__ import annotations

from pathlib import Path

import click

from dedup.cli import options
from dedup.cli.inputs import text_of
from dedup.cli.output import refuse_overwriting, write

_AS_WRITTEN = "give the file as dedup condense wrote it"


@click.command(
    short_help="Rebuild an article from its condensed text and ledger.",
    epilog=options.examples(
        "dedup restore shorter.txt ledger.json",
        "dedup restore shorter.txt ledger.json -o article-again.txt",
        "dedup restore - ledger.json < shorter.txt",
    ),
)
@click.argument("condensed", metavar="CONDENSED")
@click.argument("ledger", metavar="LEDGER")
@options.output
@options.loudness
def restore(condensed: str, ledger: str, output: Path | None, *, quiet: bool) -> None:
    """Rebuild the text that was condensed, letter by letter, from the condensed text and its ledger.

    Both are what `dedup condense` wrote, unchanged. For a page it is the text that was read from it.
    """
    from dedup.ledger import read_ledger, restore as rebuild

    refuse_overwriting([output], [condensed, ledger])
    stored = read_ledger(text_of(ledger, _AS_WRITTEN))
    write(rebuild(text_of(condensed, _AS_WRITTEN), stored), output)
