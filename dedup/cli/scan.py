"""`dedup scan`: every repeated passage of a whole archive, how far it has come, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from dedup.cli import options
from dedup.cli.config import configured
from dedup.cli.inputs import phrases_in
from dedup.cli.output import STDIN, Ticker, progress, say
from dedup.cli.pace import left
from dedup.errors import SettingsError
from dedup.limits import bytes_of

if TYPE_CHECKING:
    from dedup.scan import Options

JUDGES = ("fast", "full")
ENGINES = ("local", "ray")
KEEPS = ("most-facts", "first", "longest", "oldest", "source-order")
_SHOWN = {
    "inputs": "checksums of the inputs",
    "articles": "reading and cutting into passages",
    "read": "numbering passages",
    "signs": "finding words and small vectors",
    "lexical": "joining by shared words",
    "near": "joining by meaning",
    "weigh": "choosing what is judged",
    "judge": "judging",
    "judge_read": "reading what is in doubt",
    "facts": "counting facts",
    "audit": "auditing what was missed",
    "audit_read": "reading what is in doubt",
    # On a cluster a stage is done in steps, each with parts of its own.
    "cut": "reading and cutting into passages",
    "given_keys": "sharing out keys of texts",
    "pages": "counting pages of sources",
    "found": "finding distinct texts",
    "copies": "gathering copies",
    "contents": "gathering distinct texts",
    "given_runs": "sharing out runs of words",
    "given_vectors": "sharing out small vectors",
    "near_in_cells": "comparing small vectors",
    "candidates": "joining what was found",
    "answered_signs": "fetching words and small vectors",
    "ranked": "choosing what is judged",
    "gathered": "gathering what is judged",
    "answered_texts": "fetching texts",
    "texts": "bringing texts to what is judged",
}


class Scanning(click.Group):
    """A group whose first word may be left out: `dedup scan folder` is `dedup scan run folder`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `run` before what is no command of the group."""
        if args and args[0] not in self.commands and args[0] not in {"-h", "--help"}:
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=Scanning,
    short_help="Find every repeated passage of an archive.",
    epilog=options.examples(
        "dedup scan folder -o scanned",
        "dedup scan news.jsonl --text-field body -o scanned",
        "dedup scan run folder --keep oldest -o scanned",
    ),
)
def scan() -> None:
    """Find every passage that is told more than once, and what could go.

    `dedup scan INPUT... -o DIR` is `dedup scan run`: dedup scan run --help has its options. A plan is a table; `apply`
    writes a cleaned copy as it says, and `undo` makes the originals of a copy.
    """


@scan.command(
    short_help="Find every repeated passage (the default).",
    epilog=options.examples(
        "dedup scan run folder -o scanned",
        "dedup scan run news.jsonl --lexical-only -o scanned",
        "dedup scan run news.jsonl --judge full --max-memory 4G -o scanned",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o", "--output", "folder", required=True, metavar="DIR",
    help="The folder for what is found; made if there is none. It may be one of an object store (s3://, gs://).",
)  # fmt: skip
@click.option(
    "--judge", type=click.Choice(JUDGES), default=JUDGES[0], show_default=True,
    help="Judge with small vectors; full also reads what they leave in doubt, with the default encoder and the cross-encoder.",
)  # fmt: skip
@click.option(
    "--lexical-only", is_flag=True, help="Find only passages that share runs of words: quicker, no paraphrases."
)
@click.option(
    "--keep", "keep_rule", type=click.Choice(KEEPS), help="Which copy the plan keeps [default: that of the settings].",
)  # fmt: skip
@click.option(
    "--source-order", metavar="NAMES", help="Sources in order of preference, parted by commas, for source-order."
)
@click.option(
    "--max-memory", default="2G", show_default=True, metavar="SIZE", help="What scanning may take, such as 4G."
)
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Processes at once [default: one a processor]."
)
@click.option(
    "--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True,
    help="Work on this machine, or on a Ray cluster (extra ray): the same rows.",
)  # fmt: skip
@click.option(
    "--address", default="", metavar="HOST:PORT", help="Of the Ray cluster [default: a node that is begun here]."
)
@click.option(
    "--audit", type=click.IntRange(min=0), default=400, show_default=True, metavar="N",
    help="Compare N passages with all others, to tell what was missed.",
)  # fmt: skip
@options.texts_of_archives
@options.many
@configured
@options.loudness
@click.pass_context
def run(
    context: click.Context,
    /,
    files: tuple[str, ...],
    folder: str,
    ignore: Path | None,
    boilerplate: Path | None,
    *,
    quiet: bool,
    **_: Any,
) -> None:
    """Find every passage that is told more than once in the INPUTs, and write to DIR what could go.

    INPUT is whatever dedup check reads: files of any format, folders, archives, also of an object store (s3://BUCKET/KEY,
    gs://BUCKET/KEY). DIR gets passages.parquet, pairs.parquet,
    clusters.parquet, plan.parquet, manifest.json and report.html. The inputs are never changed. A scan that was stopped
    goes on where it was: run the same again.
    """
    if STDIN in files:
        raise SettingsError("a scan reads its inputs more than once, so standard input will not do; name files")
    wanted = _options(context, files, phrases_in(ignore), phrases_in(boilerplate))
    from dedup.scan import scan as scan_all

    ticker, pace = Ticker(quiet=quiet), Pace()
    try:
        manifest = scan_all(wanted, folder, tell=lambda *at: ticker.show(lambda: pace.line(*at)))
    except KeyboardInterrupt:
        ticker.wipe()
        if not quiet:
            say("dedup: stopped; run the same again to go on")
        raise
    ticker.wipe()
    if not quiet:
        for line in told(manifest, folder):
            say(f"dedup: {line}")


@scan.command(
    "apply",
    short_help="Write a cleaned copy, as the plan says.",
    epilog=options.examples(
        "dedup scan apply scanned -o cleaned",
        "dedup scan apply scanned -o cleaned -q",
        "dedup scan apply scanned -o cleaned -v",
    ),
)
@click.argument("folder", metavar="DIR")
@click.option(
    "-o",
    "--output",
    "copy",
    required=True,
    metavar="COPY",
    help="A new folder for the copy.",
)
@options.loudness
def apply_plan(folder: str, copy: str, *, quiet: bool) -> None:
    """Write to COPY what was scanned into DIR, without the passages that its plan would let go.

    Text, Markdown and JSON by lines are cleaned; other files are copied as they are, and named. The inputs are not changed,
    and COPY/removed.parquet holds what it takes to go back.
    """
    from dedup.scan import apply

    with progress("writing the copy ...", quiet=quiet):
        done = apply(folder, copy)
    if not quiet:
        say(f"dedup: {done.passages:,} passages left out in {copy}")
        if done.left:
            say(f"dedup: {done.left:,} articles are as they were: their text was repaired or unpacked when it was read")
        if done.as_they_were:
            names = ", ".join(done.as_they_were[:5]) + (" and more" if len(done.as_they_were) > 5 else "")
            say(
                f"dedup: {len(done.as_they_were):,} files are as they were, for their format cannot be written: {names}"
            )


@scan.command(
    short_help="Make the originals of a copy.",
    epilog=options.examples(
        "dedup scan undo cleaned -o original",
        "dedup scan undo cleaned -o original -q",
        "dedup scan undo cleaned -o original -v",
    ),
)
@click.argument("copy", metavar="COPY")
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    metavar="DIR",
    help="A new folder for them.",
)
@options.loudness
def undo(copy: str, folder: str, *, quiet: bool) -> None:
    """Write to DIR the files that COPY was made of by `dedup scan apply`, byte for byte."""
    from dedup.scan import undo as put_back

    with progress("putting back ...", quiet=quiet):
        files = put_back(copy, folder)
    if not quiet:
        say(f"dedup: {files:,} {'file is' if files == 1 else 'files are'} in {folder} as they were")


def _options(
    context: click.Context, files: tuple[str, ...], ignored: tuple[str, ...], boilerplate: tuple[str, ...]
) -> Options:
    from dedup.scan import Options

    given = context.params
    settings = options.chosen(context, ignored, boilerplate).settings
    names = tuple(name.strip() for name in (given["source_order"] or "").split(",") if name.strip())
    more = {} if given["workers"] is None else {"workers": given["workers"]}
    return Options(
        inputs=files,
        reading=options.reading(context),
        settings=settings,
        judge=given["judge"],
        lexical_only=given["lexical_only"],
        keep=given["keep_rule"] or ("source-order" if names else settings.keep),
        source_order=names,
        memory=bytes_of(given["max_memory"]),
        audited=given["audit"],
        engine=given["engine"],
        address=given["address"],
        **more,
    )


def told(manifest: Mapping[str, Any], name: str) -> list[str]:
    """Return what came of a scan into a folder of this name, a few lines."""
    from dedup.scan.files import place_of

    folder = place_of(name)
    counts = manifest["counts"]
    relations = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts["relations"].items())
    share = counts["dropped_words"] / max(1, counts["words"])
    lines = [
        f"{counts['passages']:,} passages of {manifest['stages']['read']['articles']:,} articles; pairs: {relations or 'none'}",
        f"{counts['dropped']:,} passages could go, {share:.1%} of the words; every row of {folder / 'plan.parquet'} says why",
    ]
    if skipped := manifest["stages"]["read"]["skipped"]:
        lines.append(f"{skipped:,} records were skipped; the manifest says which")
    lines += [manifest["audit"]["told"]] if manifest["audit"] else []
    return [*lines, *manifest["caps"], f"open {folder / 'report.html'} in a browser"]


@dataclass
class Pace:
    """How fast a stage goes, and when it will be done."""

    _stage: str = ""
    _since: float = field(default_factory=monotonic)
    _before: int = 0

    def line(self, stage: str, done: int, of: int) -> str:
        """Return a line such as "judging: 34 of 120 parts, 2 min left in this stage"; `of` is 0 where it is not known."""
        if stage != self._stage:
            self._stage, self._since, self._before = stage, monotonic(), done
        spent = max(monotonic() - self._since, 1e-3)
        new = done - self._before
        rest = f", {left(spent * (of - done) / new)} left in this stage" if new and of else ""
        if stage == "articles":
            about = f" of about {of:,}" if of else ""
            return f"{_SHOWN[stage]}: {done:,}{about} articles, {new / spent:,.0f} a second{rest}"
        if stage == "inputs":
            return f"{_SHOWN[stage]}: {done:,}{f' of {of:,}' if of else ''} MB{rest}"
        return f"{_SHOWN[stage]}: {done:,} of {of:,} parts{rest}"
