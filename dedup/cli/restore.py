"""`dedup restore`: the original, from a condensed text and its ledger."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dedup.cli import options
from dedup.cli.output import STDIN, refuse_overwriting, write
from dedup.errors import InputError, LedgerError
from dedup.stages.report.display import visible


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
def restore(condensed: str, ledger: str, output: Path | None) -> None:
    """Rebuild the text that was condensed, letter by letter, from the condensed text and its ledger.

    Both are what `dedup condense` wrote, unchanged. For a page it is the text that was read from it.
    """
    from dedup.ledger import read_ledger, restore as rebuild

    refuse_overwriting([output], [condensed, ledger])
    stored = read_ledger(_text(ledger))
    write(rebuild(_text(condensed), stored), output)


def _text(name: str) -> str:
    """Return the UTF-8 text of a file as it is: nothing repaired, no newline translated."""
    shown = "standard input" if name == STDIN else visible(name)
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise LedgerError(f"{shown} is not UTF-8; give the file as dedup condense wrote it") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", "") or str(error)).lower()
        raise InputError(f"{shown} cannot be read: {reason}; check the name") from None
