"""`dedup check`: what repeats inside each article."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.cli import options
from dedup.cli.config import configured
from dedup.cli.inputs import phrases_in, shown, text_of
from dedup.cli.output import columns, in_colour, note_unmet, notes, progress, refuse_overwriting, say, write
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
@configured
@options.loudness
@click.pass_context
def check(
    context: click.Context,
    /,
    files: tuple[str, ...],
    format_: str,
    output: Path | None,
    encoding: str | None,
    ignore: Path | None,
    baseline: Path | None,
    fail_over: str | None,
    fail_on: str | None,
    *,
    quiet: bool,
    **_: Any,
) -> int:
    """Show which passages of an article tell the same, how, and what cutting them would lose.

    FILE is plain text, Markdown or HTML; - is standard input. Several files are checked each by itself.
    """
    from dedup.baseline import read_baseline, without_known
    from dedup.stages.read import read, shown_name

    refuse_overwriting([output], [*files, *(str(name) for name in (ignore, baseline) if name)])
    limits = Limits(share_of(fail_over) if fail_over else None, relations_of(fail_on) if fail_on else frozenset())
    phrases = phrases_in(ignore)
    earlier = None if baseline is None else read_baseline(text_of(baseline, _A_REPORT), shown(baseline))
    detector = options.detector(context, options.chosen(context, phrases).settings)
    articles = [read(name, encoding=encoding) for name in files]
    reports = []
    for n, article in enumerate(articles, 1):
        name = shown_name(article.path)
        with progress(f"checking {name} ({n} of {len(articles)}) ...", quiet=quiet):
            report = detector.check(article)
        reports.append(without_known(article, report, earlier) if earlier else report)
        notes(reports[-1].notes, name, quiet=quiet)
    note_unmet(phrases, reports, ignore, quiet=quiet)
    texts = [article.text for article in articles]
    write(render(reports, format_, Look(columns(), in_colour(output)), texts=texts), output)
    passed = [(shown_name(report.article.path), told) for report in reports for told in limits.passed(report)]
    for name, told in passed:
        say(f"dedup: {name}: {told}")
    return 1 if passed else 0
