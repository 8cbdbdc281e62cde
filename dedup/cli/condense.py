"""`dedup condense`: the article without what it tells twice, and the ledger that can undo it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.cli import options
from dedup.cli.config import configured
from dedup.cli.inputs import phrases_in
from dedup.cli.output import note_unmet, notes, progress, refuse_overwriting, still_unmet, write


@click.command(
    short_help="Print an article without what it tells twice.",
    epilog=options.examples(
        "dedup condense article.txt -o shorter.txt --ledger ledger.json",
        "dedup condense article.txt --accept review --ledger ledger.json",
        "dedup condense --keep longest - < article.txt",
    ),
)
@click.argument("file", metavar="FILE")
@options.output
@click.option(
    "--ledger", metavar="FILE", type=click.Path(path_type=Path),
    help="Write what was cut, why, and who says it instead; `dedup restore` reads it.",
)  # fmt: skip
@click.option("--accept", type=click.Choice(["review"]), help="Also cut what would lose the words the report names.")
@options.matching
@configured
@options.loudness
@click.pass_context
def condense(
    context: click.Context,
    /,
    file: str,
    output: Path | None,
    ledger: Path | None,
    accept: str | None,
    encoding: str | None,
    tracked: str,
    ignore: Path | None,
    boilerplate: Path | None,
    *,
    quiet: bool,
    **_: Any,
) -> None:
    """Print the article less its safe cuts and its boilerplate: whole passages go, nothing is rewritten.

    Each result is checked before it is written. FILE is not changed; - is standard input.
    """
    from dedup.cutting import APPLIED
    from dedup.ledger import make_ledger
    from dedup.passages import CutStatus
    from dedup.pipeline import with_cuts
    from dedup.stages.read import read, shown_name
    from dedup.stages.report.as_json import dumps

    refuse_overwriting([output, ledger], [file, *(str(name) for name in (ignore, boilerplate) if name)])
    phrases = phrases_in(ignore)
    detector = options.detector(context, options.chosen(context, phrases, phrases_in(boilerplate)).settings)
    article = read(file, encoding=encoding, tracked=tracked)
    name = shown_name(article.path)
    with progress(f"condensing {name} ...", quiet=quiet):
        report = detector.check(article)
    applied = APPLIED | ({CutStatus.REVIEW} if accept else set())
    report = with_cuts(article, report, applied)
    gone = [cut.passage for cut in report.cuts if cut.status in applied]
    told = make_ledger(article, report, gone)
    notes(report.notes, name, quiet=quiet)
    note_unmet(still_unmet(phrases, report), ignore, quiet=quiet)
    if ledger is not None:
        write(dumps(told.to_dict()), ledger)
    write(report.condensed.text, output)
