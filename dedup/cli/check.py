"""`dedup check`: what repeats inside each article."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.cli import options
from dedup.cli.output import columns, in_colour, notes, progress, refuse_overwriting, write
from dedup.stages.report import FORMATS, Look, render


@click.command(
    short_help="Show what an article tells twice.",
    epilog=options.examples(
        "dedup check article.txt",
        "dedup check page.html --format json -o report.json",
        "dedup check --paragraphs blank - < article.txt",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.report_format(*FORMATS)
@options.output
@options.matching
@options.quiet
@click.pass_context
def check(
    context: click.Context,
    /,
    files: tuple[str, ...],
    format_: str,
    output: Path | None,
    encoding: str | None,
    *,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Show which passages of an article tell the same, how, and what cutting them would lose.

    FILE is plain text, Markdown or HTML; - is standard input. Several files are checked each by itself.
    """
    from dedup.stages.read import read, shown_name

    refuse_overwriting([output], files)
    detector = options.detector(context, options.settings(**chosen))
    articles = [read(name, encoding=encoding) for name in files]
    reports = []
    for n, article in enumerate(articles, 1):
        name = shown_name(article.path)
        with progress(f"checking {name} ({n} of {len(articles)}) ...", quiet=quiet):
            reports.append(detector.check(article))
        notes(reports[-1].notes, name, quiet=quiet)
    texts = [article.text for article in articles]
    write(render(reports, format_, Look(columns(), in_colour(output)), texts=texts), output)
