"""`dedup check`: what repeats inside each article."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.cli import options
from dedup.cli.config import configured
from dedup.cli.inputs import phrases_in, shown, text_of
from dedup.cli.output import (
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
from dedup.limits import Limits, relations_of, share_of
from dedup.stages.report import FORMATS, Look, render

_A_REPORT = "give a report that dedup check --format json wrote"


@click.command(
    short_help="Show what an article tells twice.",
    epilog=options.examples(
        "dedup check article.txt",
        "dedup check page.html --format json -o report.json",
        "dedup check article.txt --fail-over 15% --fail-on conflict",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.report_format(*FORMATS)
@options.output
@click.option(
    "--baseline",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Leave out what this earlier report (--format json) has shown already.",
)
@click.option("--fail-over", metavar="SHARE", help="Exit with 1 if more is told twice, such as 15% of the words.")
@click.option("--fail-on", metavar="RELATIONS", help="Exit with 1 if there is one, such as conflict,identical.")
@options.matching
@options.many
@configured
@options.loudness
@click.pass_context
def check(
    context: click.Context,
    /,
    files: tuple[str, ...],
    format_: str,
    output: Path | None,
    ignore: Path | None,
    boilerplate: Path | None,
    baseline: Path | None,
    fail_over: str | None,
    fail_on: str | None,
    *,
    quiet: bool,
    **_: Any,
) -> int:
    """Show which passages of an article tell the same, how, and what cutting them would lose.

    FILE is text, Markdown, HTML, DOCX, PDF, e-mail, a feed, JSON, CSV, Parquet, WARC, an archive of these, a folder, or -
    for standard input. Several articles are checked each by itself; what cannot be read is told and skipped.
    """
    from dedup.baseline import read_baseline, without_known
    from dedup.cli.articles import Inputs
    from dedup.stages.read import shown_name

    others = [str(name) for name in (ignore, boilerplate, baseline) if name]
    refuse_overwriting([output], [*files, *others])
    limits = Limits(share_of(fail_over) if fail_over else None, relations_of(fail_on) if fail_on else frozenset())
    phrases = phrases_in(ignore)
    earlier = None if baseline is None else read_baseline(text_of(baseline, _A_REPORT), shown(baseline))
    settings = options.chosen(context, phrases, phrases_in(boilerplate)).settings
    detector = options.detector(context, settings)
    inputs = Inputs(files, options.reading(context), quiet)
    look, at_once = Look(columns(), in_colour(output)), format_ == "jsonl" and output is None
    reports, texts, passed = [], [], []
    unmet = phrases
    for article in inputs.each(settings):
        name = shown_name(article.path)
        with progress(f"checking {name} (article {inputs.articles:,}{inputs.share()}) ...", quiet=quiet):
            report = detector.check(article, boilerplate=inputs.known.get(article.source.strip(), ()))
        report = without_known(article, report, earlier) if earlier else report
        notes(report.notes, name, quiet=quiet)
        unmet = still_unmet(unmet, report)
        passed += [(name, told) for told in limits.passed(report)]
        if at_once:
            write(render([report], format_, look), None)
        else:
            reports.append(report)
            texts.append(article.text)
    note_unmet(unmet, ignore, quiet=quiet)
    if not at_once:
        write(render(reports, format_, look, texts=texts), output)
    for name, told in passed:
        say(f"dedup: {name}: {told}")
    return 1 if passed else 0
