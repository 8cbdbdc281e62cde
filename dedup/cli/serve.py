"""`dedup serve`: the editor's page in a browser."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dedup.cli import options
from dedup.cli.config import OWN, config_of, configured
from dedup.cli.inputs import phrases_in
from dedup.cli.output import STDIN, say
from dedup.errors import InputError
from dedup.presets import PRESETS
from dedup.settings import Settings

if TYPE_CHECKING:
    from dedup.stages.embed import Encoder
    from dedup.web.before import Archived

_HOST = "127.0.0.1"
SMALL = "static"
"""The encoder of the small vectors of an archive: loaded once for all looks into it."""


@click.command(
    short_help="Open the editor's page in a browser.",
    epilog=options.examples(
        "dedup serve",
        "dedup serve article.txt --archive news.dedup",
        "dedup serve original.txt repost.txt --no-open --port 8765",
    ),
)
@click.argument("files", nargs=-1, metavar="[FILE...]")
@click.option(
    "--archive", metavar="ARCHIVE", type=click.Path(path_type=Path),
    help="Show as well what was told before: an archive of dedup archive add.",
)  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to serve on [default: a free one].")
@click.option("--open/--no-open", "open_", default=True, show_default=True, help="Open a browser with the page.")
@click.option(
    "--host", metavar="ADDRESS", default=_HOST, show_default=True,
    help="Serve to other computers too; the address that is printed then has a key.",
)  # fmt: skip
@click.option(
    "--token", metavar="TEXT", envvar="DEDUP_TOKEN", help="What programs send to call it [default: a new one]."
)
@options.matching
@configured
@options.loudness
@click.pass_context
def serve(
    context: click.Context,
    /,
    files: tuple[str, ...],
    archive: Path | None,
    port: int,
    host: str,
    token: str | None,
    encoding: str | None,
    tracked: str,
    ignore: Path | None,
    boilerplate: Path | None,
    *,
    open_: bool,
    quiet: bool,
    **_: Any,
) -> None:
    """Open the editor's page: see what an article tells twice, decide, take the shorter text along.

    With one FILE its result is shown at once, with two they are compared. With an archive, each article that is opened is
    looked up in it; nothing is added to it. The page is for this computer alone, and nothing
    leaves it. Ctrl-C ends it.
    """
    try:
        import starlette  # noqa: F401 - whether it is there
        import uvicorn  # noqa: F401
    except ImportError:
        raise InputError('the page needs packages more; install them with: pip install "dedup-passages[web]"') from None
    from dedup.stages.read import read
    from dedup.web.server import Place, Start, serve as serve_page

    if len(files) > 2:
        raise InputError(f"{len(files)} files are too many for the page; give one to check, or two to compare")
    if list(files).count(STDIN) > 1:
        raise InputError("standard input can be one article only; name a file for the other")
    settings = options.chosen(context, phrases_in(ignore), phrases_in(boilerplate)).settings
    mode = _mode(settings)
    archived = _archived(archive, context, settings) if archive else None
    articles = [read(name, encoding=encoding, tracked=tracked) for name in files]

    def tell(address: str) -> None:
        click.echo(address)
        if not quiet:
            say("dedup: serving until Ctrl-C; what is open is forgotten then")

    place = Place(host, port, token or "", open_)
    found = config_of(context).path
    detector = options.detector(context, _plain(settings) if mode != "normal" else settings)
    kept = Path.cwd() / OWN if found is None else found if found.name == OWN else None
    serve_page(detector, Start(tuple(articles), mode, kept, archived), place, tell)


def _archived(folder: Path, context: click.Context, settings: Settings) -> Archived:
    """Return the archive that is looked into, tried once: what is wrong with it is told before the page opens."""
    from dedup.encoders import known_models, load_encoder
    from dedup.web.before import Archived

    @cache
    def small() -> Encoder | None:
        if context.obj is not None:
            return options.detector(context, settings).tools.encoder
        return load_encoder(SMALL) if SMALL in known_models() else None

    archived = Archived(folder, small)
    archived.try_it()
    return archived


def _mode(settings: Settings) -> str:
    """Return the preset that the settings are, else "normal"."""
    for name, values in PRESETS.items():
        if all(getattr(settings, key) == value for key, value in values.items()):
            return name
    return "normal"


def _plain(settings: Settings) -> Settings:
    """Return the settings without their preset: the page can go to another one."""
    keys = {key for values in PRESETS.values() for key in values}
    plain: dict[str, Any] = {one.name: one.default for one in fields(Settings) if one.name in keys}
    return replace(settings, **plain)
