"""`dedup compare`: what became of an article in its reposts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.cli import options
from dedup.cli.config import configured
from dedup.cli.inputs import phrases_in
from dedup.cli.output import (
    STDIN,
    columns,
    in_colour,
    note_unmet,
    notes,
    progress,
    refuse_overwriting,
    say,
    still_unmet,
    write,
)
from dedup.errors import InputError
from dedup.limits import Limits, relations_of, share_of
from dedup.stages.report import Look
from dedup.stages.report.comparisons import COMPARISON_FORMATS, render_comparisons


@click.command(
    short_help="Show what a repost kept, changed, dropped and added.",
    epilog=options.examples(
        "dedup compare original.txt repost.txt",
        "dedup compare original.txt repost.txt other.txt --format html -o page.html",
        "dedup compare original.txt repost.txt --format pan -o detections.xml",
    ),
)
@click.argument("original", metavar="ORIGINAL")
@click.argument("reposts", nargs=-1, required=True, metavar="REPOST...")
@options.report_format(*COMPARISON_FORMATS)
@options.output
@click.option(
    "--fail-over", metavar="SHARE", help="Exit with 1 if the original tells more of a repost, such as 80% of its words."
)
@click.option("--fail-on", metavar="RELATIONS", help="Exit with 1 if there is one, such as conflict,identical.")
@options.comparing
@configured
@options.loudness
@click.pass_context
def compare(
    context: click.Context,
    /,
    original: str,
    reposts: tuple[str, ...],
    format_: str,
    output: Path | None,
    encoding: str | None,
    tracked: str,
    ignore: Path | None,
    boilerplate: Path | None,
    fail_over: str | None,
    fail_on: str | None,
    *,
    quiet: bool,
    **_: Any,
) -> int:
    """Show what a repost carried over, reworded, changed, dropped and added.

    Conflicts come first: figures, dates, names and negations that disagree, and quotations that were altered. Each REPOST
    is compared with ORIGINAL; - is standard input, for one of them.
    """
    from dedup.stages.read import read, shown_name

    if [original, *reposts].count(STDIN) > 1:
        raise InputError("standard input can be one article only; name a file for the others")
    refuse_overwriting([output], [original, *reposts, *(str(name) for name in (ignore, boilerplate) if name)])
    limits = Limits(share_of(fail_over) if fail_over else None, relations_of(fail_on) if fail_on else frozenset())
    phrases = phrases_in(ignore)
    detector = options.detector(context, options.chosen(context, phrases, phrases_in(boilerplate)).settings)
    first, *others = (read(name, encoding=encoding, tracked=tracked) for name in (original, *reposts))
    found, unmet = [], phrases
    for n, article in enumerate(others, 1):
        name = shown_name(article.path)
        with progress(f"comparing {name} ({n} of {len(others)}) ...", quiet=quiet):
            found.append(detector.compare(first, article))
        notes(found[-1].notes, name, quiet=quiet)
        unmet = still_unmet(unmet, found[-1])
    note_unmet(unmet, ignore, quiet=quiet)
    write(render_comparisons(found, format_, Look(columns(), in_colour(output))), output)
    passed = [(shown_name(one.articles[1].path), told) for one in found for told in limits.passed_by_repost(one)]
    for name, told in passed:
        say(f"dedup: {name}: {told}")
    return 1 if passed else 0
