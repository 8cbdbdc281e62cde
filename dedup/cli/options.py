"""The options that several commands share, and the settings they make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dedup.settings import KEEP_RULES, PARAGRAPH_MODES, Settings

if TYPE_CHECKING:
    from dedup.api import Detector

Command = TypeVar("Command", bound=Callable[..., Any])
_DEFAULTS = Settings()

output = click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write to FILE, not to stdout."
)
quiet = click.option("-q", "--quiet", is_flag=True, help="No notes and no progress on stderr.")
encoding = click.option("--encoding", metavar="NAME", help="The encoding of the input [default: recognised].")
model = click.option(
    "--model", default=_DEFAULTS.model, show_default=True, metavar="NAME_OR_PATH",
    help="The encoder: the built-in one, or any sentence-transformers model (extra 'transformers').",
)  # fmt: skip


def examples(*lines: str) -> str:
    """Return the end of a help text: commands one can copy."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def report_format(*formats: str) -> Callable[[Command], Command]:
    """Return the option --format; the first format is the default."""
    return click.option(
        "--format", "format_", type=click.Choice(formats), default=formats[0], show_default=True, help="How to report."
    )


def matching(command: Command) -> Command:
    """Add the options of matching and cutting; `settings` reads them."""
    options = (
        click.option(
            "--paragraphs", type=click.Choice(PARAGRAPH_MODES), default=_DEFAULTS.paragraphs, show_default=True,
            help="How plain text is divided: by blank lines, each line one, or lines wrapped at a width.",
        ),
        encoding,
        model,
        click.option(
            "--keep", type=click.Choice(KEEP_RULES), default=_DEFAULTS.keep, show_default=True,
            help="Which passage of a group stays.",
        ),
        click.option(
            "--min-words", type=click.IntRange(min=0), default=_DEFAULTS.min_words, show_default=True,
            help="Shorter passages match only identically.",
        ),
        click.option(
            "--max-words", type=click.IntRange(min=1), default=_DEFAULTS.most_words, show_default=True,
            help="Refuse a longer text.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def settings(*, paragraphs: str, model: str, keep: str, min_words: int, max_words: int) -> Settings:
    """Return the settings that the options of `matching` ask for."""
    return Settings(paragraphs=paragraphs, model=model, keep=keep, min_words=min_words, most_words=max_words)


def detector(context: click.Context, chosen: Settings) -> Detector:
    """Return what does the work: the real one, or what the caller of the command line has put in its place."""
    if context.obj is not None:
        made: Detector = context.obj(chosen)
        return made
    from dedup.api import Detector

    return Detector(chosen)
