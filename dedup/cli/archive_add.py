"""`dedup archive add`: articles into the archive, how far it has come, and how long it will take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from dedup.bounds import PARAGRAPH_MODES
from dedup.cli import options
from dedup.cli.archives import opened
from dedup.cli.config import configured
from dedup.cli.inputs import phrases_in
from dedup.cli.output import STDIN, Ticker, notes, say
from dedup.cli.pace import left
from dedup.limits import bytes_of
from dedup.settings import TRACKED, Settings

if TYPE_CHECKING:
    from dedup.archive.adding import Added


@click.command(
    short_help="Add articles.",
    epilog=options.examples(
        "dedup archive add news.dedup article.txt",
        "dedup archive add news.dedup news.jsonl --text-field body",
        "dedup archive add news.dedup folder --glob '*.html'",
    ),
)
@click.argument("folder", metavar="ARCHIVE", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--max-memory", default="1G", show_default=True, metavar="SIZE", help="What adding may take, such as 800M or 2G."
)
@click.option(
    "--boilerplate",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Lines and paragraphs that are boilerplate, one a line; # begins a comment.",
)
@click.option(
    "--paragraphs",
    type=click.Choice(PARAGRAPH_MODES),
    default=Settings().paragraphs,
    show_default=True,
    help="How plain text is divided: by blank lines, each line one, or lines wrapped at a width.",
)
@options.encoding
@click.option(
    "--tracked",
    type=click.Choice(TRACKED),
    default=TRACKED[0],
    show_default=True,
    help="Read a document with its tracked changes, or as it was before them.",
)
@options.many
@configured
@options.loudness
@click.pass_context
def add(
    context: click.Context,
    /,
    folder: Path,
    files: tuple[str, ...],
    max_memory: str,
    boilerplate: Path | None,
    *,
    quiet: bool,
    **_: Any,
) -> None:
    """Add articles to ARCHIVE, which is made if there is none.

    FILE is whatever dedup check reads: files of any format, folders, archives, or - for standard input. An article that is
    there already is passed over; a known id with a new text is a new version of it. Each article is kept as soon as it
    is added: after Ctrl-C run the same again, and it goes on.
    """
    from dedup.cli.articles import Inputs

    memory = bytes_of(max_memory)
    settings = options.chosen(context, (), phrases_in(boilerplate)).settings
    inputs = Inputs(files, options.reading(context), quiet)
    ticker, pace = Ticker(quiet=quiet), Pace(files)
    done: list[Added] = []

    def tell(added: Added) -> None:
        done[:] = [added]
        ticker.show(lambda: pace.line(added, inputs.read_so_far()))

    try:
        with opened(folder, context, settings, create=True, memory=memory) as archive:
            added = archive.add(inputs.as_they_come(), tell=tell, max_memory=memory)
    except KeyboardInterrupt:
        ticker.wipe()
        if not quiet:
            say(f"dedup: stopped; {_told(done)} in {folder}. Run the same again to go on")
        raise
    ticker.wipe()
    notes(added.notes, str(folder), quiet=quiet)
    if not quiet:
        say(f"dedup: {_told([added])} in {folder}")


def _told(done: Sequence[Added]) -> str:
    if not done:
        return "nothing was added yet"
    added = done[0]
    parts = [f"{added.articles:,} {'article' if added.articles == 1 else 'articles'} added"]
    parts += [f"{added.versions:,} new {'version' if added.versions == 1 else 'versions'}"] if added.versions else []
    parts += [f"{added.unchanged:,} there already"] if added.unchanged else []
    return f"{', '.join(parts)}; {added.passages:,} new {'passage' if added.passages == 1 else 'passages'}"


@dataclass
class Pace:
    """How fast adding goes, and when it will be done."""

    files: Sequence[str]
    since: float = field(default_factory=monotonic)
    _size: int = -1

    def line(self, added: Added, read: int) -> str:
        """Return a line such as "adding: 12,345 passages, 2,100 a second, 34% read, 2 min left"."""
        if self._size < 0:
            self._size = _bytes_in(self.files)
        spent = max(monotonic() - self.since, 1e-3)
        parts = [f"adding: {added.passages:,} passages, {added.passages / spent:,.0f} a second"]
        if added.unchanged:
            parts.append(f"{added.unchanged:,} articles there already")
        if self._size and read:
            share = min(0.99, read / self._size)
            parts += [f"{share:.0%} read", f"{left(spent * (1 - share) / share)} left"]
        return ", ".join(parts)


def _bytes_in(files: Sequence[str]) -> int:
    """Return the bytes of files and folders, 0 where that cannot be known."""
    if STDIN in files:
        return 0
    size = 0
    for path in map(Path, files):
        every = path.rglob("*") if path.is_dir() else [path]
        size += sum(one.stat().st_size for one in every if one.is_file())
    return size
