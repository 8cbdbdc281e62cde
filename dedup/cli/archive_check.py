"""`dedup archive check`: what new articles tell that was published before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.cli import options
from dedup.cli.archives import opened
from dedup.cli.config import configured
from dedup.cli.inputs import phrases_in
from dedup.cli.output import columns, in_colour, notes, progress, refuse_overwriting, write
from dedup.stages.report import Look
from dedup.stages.report.archive_reports import ARCHIVE_FORMATS, render_archive_reports


@click.command(
    short_help="Show what an article tells that was published before.",
    epilog=options.examples(
        "dedup archive check news.dedup article.txt",
        "dedup archive check news.dedup page.html --since 2024-01-01 --format json",
        "dedup archive check news.dedup article.txt --exclude-id original.txt",
    ),
)
@click.argument("folder", metavar="ARCHIVE", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.report_format(*ARCHIVE_FORMATS)
@options.output
@click.option("--exclude-source", "sources", multiple=True, metavar="NAME", help="Leave a source out; may be repeated.")
@click.option(
    "--exclude-id", "ids", multiple=True, metavar="ID", help="Leave an article out, such as this one; may be repeated."
)
@click.option("--since", default="", metavar="DAY", help="Leave out what is older, such as 2024-05-31, or has no date.")
@click.option(
    "--top", type=click.IntRange(min=1), default=3, show_default=True, help="Earlier places shown of each passage."
)
@options.surer
@options.comparing
@options.many
@configured
@options.loudness
@click.pass_context
def check(
    context: click.Context,
    /,
    folder: Path,
    files: tuple[str, ...],
    format_: str,
    output: Path | None,
    ignore: Path | None,
    boilerplate: Path | None,
    sources: tuple[str, ...],
    ids: tuple[str, ...],
    since: str,
    top: int,
    *,
    quiet: bool,
    **_: Any,
) -> None:
    """Show which passages of an article stand in ARCHIVE already, how they relate, where, and where first.

    FILE is whatever dedup check reads. Several articles are checked each by itself; none is added.
    """
    from dedup.cli.articles import Inputs
    from dedup.stages.read import shown_name

    refuse_overwriting([output], [*files, *(str(name) for name in (ignore, boilerplate) if name)])
    settings = options.chosen(context, phrases_in(ignore), phrases_in(boilerplate)).settings
    inputs = Inputs(files, options.reading(context), quiet)
    reports = []
    with opened(folder, context, settings) as archive:
        for article in inputs.as_they_come():
            name = shown_name(article.path)
            with progress(f"checking {name} (article {inputs.articles:,}{inputs.share()}) ...", quiet=quiet):
                report = archive.check(article, exclude_ids=ids, exclude_sources=sources, since=since, top=top)
            notes(report.notes, name, quiet=quiet)
            reports.append(report)
    write(render_archive_reports(reports, format_, Look(columns(), in_colour(output))), output)
