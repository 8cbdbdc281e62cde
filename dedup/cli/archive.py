"""`dedup archive`: what was published before, in a folder on this machine. The commands that look after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dedup.cli import options
from dedup.cli.archive_add import add
from dedup.cli.archive_check import check
from dedup.cli.archives import opened
from dedup.cli.output import progress, say, streamed, write

if TYPE_CHECKING:
    from dedup.archive.store import Row

NOT_WHOLE = 3
EXPORT_FORMATS = ("jsonl", "csv", "parquet")
archive_folder = click.argument("folder", metavar="ARCHIVE", type=click.Path(path_type=Path))


@click.group(
    short_help="Keep what was published, and check new articles against it.",
    epilog=options.examples(
        "dedup archive add news.dedup folder",
        "dedup archive check news.dedup article.txt",
        "dedup archive stats news.dedup",
    ),
)
def archive() -> None:
    """Keep what was published in an archive, and find what a new article tells again.

    ARCHIVE is a folder: a SQLite database, which is everything, and an index that can be made again from it. Many may
    read it at once; one program writes.
    """


archive.add_command(add)
archive.add_command(check)


@archive.command(
    short_help="Take articles out.",
    epilog=options.examples(
        "dedup archive remove news.dedup original.txt",
        "dedup archive remove news.dedup original.txt -q",
        "dedup archive remove news.dedup original.txt -v",
    ),
)
@archive_folder
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@options.loudness
def remove(folder: Path, ids: tuple[str, ...], *, quiet: bool) -> None:
    """Take articles with all their versions out of ARCHIVE. ID is what `dedup archive list` shows."""
    with opened(folder) as archive:
        count = archive.remove(ids)
    if not quiet:
        say(f"dedup: {count:,} {'article' if count == 1 else 'articles'} removed from {folder}")


@archive.command(
    "list",
    short_help="List the articles.",
    epilog=options.examples(
        "dedup archive list news.dedup",
        "dedup archive list news.dedup --versions --format json",
        'dedup archive list news.dedup --source "Melby Post"',
    ),
)
@archive_folder
@options.report_format("text", "json", "jsonl")
@options.output
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Only of this source; may be repeated.")
@click.option("--versions", is_flag=True, help="All versions of each article, not only the newest.")
@options.loudness
def list_articles(
    folder: Path, format_: str, output: Path | None, sources: tuple[str, ...], *, versions: bool, quiet: bool
) -> None:
    """List the articles of ARCHIVE in the order they came."""
    from dedup.stages.report.as_json import dumps

    with opened(folder) as archive, streamed(output) as file:
        rows = archive.list(sources=sources, versions=versions)
        if format_ == "json":
            file.write(dumps([_plain(row) for row in rows]).encode("utf-8", "surrogatepass"))
            return
        tell: Callable[[Row], str] = (lambda row: dumps(_plain(row), indent=None)) if format_ == "jsonl" else _line
        for row in rows:
            file.write(tell(row).encode("utf-8", "surrogatepass"))


def _plain(row: Row) -> dict[str, Any]:
    from dataclasses import asdict

    plain = asdict(row)
    del plain["id"]
    return {"id": plain.pop("name"), **plain}


def _line(row: Row) -> str:
    from dedup.stages.report.display import visible

    version = f" (version {row.version})" if row.version > 1 or not row.current else ""
    about = [part for part in (row.source, row.date, " ".join(row.title.split())) if part]
    size = f"{row.passages:,} {'passage' if row.passages == 1 else 'passages'}"
    return visible(f"{row.name}{version}: {', '.join([*about, size])}") + "\n"


@archive.command(
    short_help="Count what is in it.",
    epilog=options.examples(
        "dedup archive stats news.dedup",
        "dedup archive stats news.dedup --format json",
        "dedup archive stats news.dedup --format json -o stats.json",
    ),
)
@archive_folder
@options.report_format("text", "json")
@options.output
@options.loudness
def stats(folder: Path, format_: str, output: Path | None, *, quiet: bool) -> None:
    """Count the articles, passages and repeats of ARCHIVE, and what it takes on the disk."""
    from dedup.stages.report.as_json import dumps

    with opened(folder) as archive:
        found = archive.stats()
    if format_ == "json":
        write(dumps(found.to_dict()), output)
        return
    share = found.repeated / found.passages if found.passages else 0.0
    lines = (
        f"{found.articles:,} articles ({found.versions:,} with their versions) of {found.sources:,} sources",
        f"{found.first_day or 'no dates'}{f' to {found.last_day}' if found.last_day else ''}",
        f"{found.passages:,} passages, {found.words:,} words",
        f"{found.repeated:,} passages ({share:.1%}) are word for word in an earlier one, boilerplate aside",
        f"{found.bytes:,} bytes, {found.bytes_a_passage:,.0f} a passage",
        f"vectors by {found.encoder or 'no encoder yet'}, {found.indexed:,} of {found.contents:,} in the index",
    )
    write("".join(f"{line}\n" for line in lines), output)


@archive.command(
    short_help="Write every passage as a row.",
    epilog=options.examples(
        "dedup archive export news.dedup -o passages.parquet",
        "dedup archive export news.dedup --format csv -o passages.csv",
        "dedup archive export news.dedup --format jsonl",
    ),
)
@archive_folder
@click.option(
    "--format",
    "format_",
    type=click.Choice(EXPORT_FORMATS),
    help="How [default: by the name of the output, else jsonl].",
)
@options.output
@options.loudness
def export(folder: Path, format_: str | None, output: Path | None, *, quiet: bool) -> None:
    """Write every passage of every version of ARCHIVE as a row, with its article, place and text."""
    suffix = output.suffix.lower().lstrip(".") if output else ""
    chosen = format_ or (suffix if suffix in EXPORT_FORMATS else EXPORT_FORMATS[0])
    shown = progress(f"exporting {folder} ...", quiet=quiet or output is None)
    with opened(folder) as archive, streamed(output) as file, shown:
        count = archive.export(file, chosen)
    if not quiet and output is not None:
        say(f"dedup: {count:,} {'passage' if count == 1 else 'passages'} written to {output}")


@archive.command(
    short_help="Show at a glance what it tells again.",
    epilog=options.examples(
        "dedup archive report news.dedup -o report.html",
        "dedup archive report news.dedup",
        "dedup archive report news.dedup -q -o report.html",
    ),
)
@archive_folder
@options.output
@options.loudness
@click.pass_context
def report(context: click.Context, /, folder: Path, output: Path | None, *, quiet: bool) -> None:
    """Write a page: what ARCHIVE tells again by source and month, which passages most, and where versions disagree."""
    from dedup.stages.report.overview_html import overview_html

    with opened(folder, context) as archive, progress(f"reading {folder} ...", quiet=quiet):
        found = archive.overview()
    write(overview_html(found), output)


@archive.command(
    short_help="Check that it is whole, and mend it.",
    epilog=options.examples(
        "dedup archive verify news.dedup",
        "dedup archive verify news.dedup --no-repair",
        "dedup archive verify news.dedup -q",
    ),
)
@archive_folder
@click.option("--no-repair", is_flag=True, help="Mend nothing; then it may be written meanwhile.")
@options.loudness
@click.pass_context
def verify(context: click.Context, /, folder: Path, *, no_repair: bool, quiet: bool) -> int:
    """Check ARCHIVE: the database, every text, and words, vectors and index against the texts.

    What can be made again from the texts is made again. The exit code is 3 where something is wrong and stays so.
    """
    with opened(folder, context) as archive, progress(f"verifying {folder} ...", quiet=quiet):
        found = archive.verify(repair=not no_repair)
    for text in found.mended:
        say(f"dedup: mended: {text}")
    for text in found.problems:
        say(f"dedup: {folder}: {text}")
    if not found.whole:
        say(f"dedup: {folder} is not whole; run dedup archive verify, or restore it from a backup")
        return NOT_WHOLE
    if not quiet:
        write(f"{folder} is whole: {found.articles:,} versions of articles, {found.passages:,} passages\n", None)
    return 0
