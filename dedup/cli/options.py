"""The options that several commands share, and the settings they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from dedup.bounds import KEEP_RULES, PARAGRAPH_MODES
from dedup.cli.config import config_of, key_of
from dedup.cli.output import listen
from dedup.errors import SettingsError
from dedup.presets import preset
from dedup.settings import TRACKED, Settings

if TYPE_CHECKING:
    from dedup.api import Detector
    from dedup.stages.read import Reading

Command = TypeVar("Command", bound=Callable[..., Any])
_DEFAULTS = Settings()
_TYPED = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
DEFAULT = "default"


def _be_verbose(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        context.call_on_close(listen())


output = click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write to FILE, not to stdout."
)
quiet = click.option("-q", "--quiet", is_flag=True, help="No notes and no progress on stderr.")
verbose = click.option(
    "-v", "--verbose", is_flag=True, expose_value=False, is_eager=True, callback=_be_verbose,
    help="Tell on stderr what is read from where, and what takes how long.",
)  # fmt: skip
encoding = click.option("--encoding", metavar="NAME", help="The encoding of the input [default: recognised].")
model = click.option(
    "--model", default=_DEFAULTS.model, show_default=True, metavar="NAME_OR_PATH",
    help="The encoder: the built-in one, or any sentence-transformers model (extra 'transformers').",
)  # fmt: skip


def loudness(command: Command) -> Command:
    """Add -q and -v."""
    return quiet(verbose(command))


def examples(*lines: str) -> str:
    """Return the end of a help text: commands one can copy."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def report_format(*formats: str) -> Callable[[Command], Command]:
    """Return the option --format; the first format is the default."""
    return click.option(
        "--format", "format_", type=click.Choice(formats), default=formats[0], show_default=True, help="How to report."
    )


def many(command: Command) -> Command:
    """Add the options of inputs that hold many articles; `reading` reads them."""
    options = (
        click.option(
            "--text-field", metavar="NAME", help="Of JSON, CSV and Parquet: the field with the text [default: guessed]."
        ),
        click.option("--id-field", metavar="NAME", help="The field that names an article."),
        click.option("--date-field", metavar="NAME", help="The field with its date."),
        click.option("--source-field", metavar="NAME", help="The field that says where it was published."),
        click.option(
            "--glob", "globs", multiple=True, metavar="PATTERN",
            help="Of folders and archives, only files like this one, such as *.html; may be repeated.",
        ),
    )  # fmt: skip
    return _all_of(options, command)


def reading(context: click.Context) -> Reading:
    """Return how a command reads its inputs."""
    from dedup.stages.read import Reading

    given = {one.name: context.params[one.name] for one in fields(Reading) if one.name in context.params}
    return Reading(**given)


_PRESETS = (
    click.option("--strict", is_flag=True, help="Report fewer and surer matches, and offer surer cuts."),
    click.option("--loose", is_flag=True, help="Report hints as well; nothing more is cut."),
)
_TEXTS = (
    click.option(
        "--min-words", type=click.IntRange(min=0), default=_DEFAULTS.min_words, show_default=True,
        help="Shorter passages match only identically.",
    ),
    click.option(
        "--ignore", metavar="FILE", type=click.Path(path_type=Path),
        help="Phrases that are no evidence, one a line; # begins a comment.",
    ),
    click.option(
        "--boilerplate", metavar="FILE", type=click.Path(path_type=Path),
        help="Lines and paragraphs that are boilerplate, one a line; # begins a comment.",
    ),
    click.option(
        "--paragraphs", type=click.Choice(PARAGRAPH_MODES), default=_DEFAULTS.paragraphs, show_default=True,
        help="How plain text is divided: by blank lines, each line one, or lines wrapped at a width.",
    ),
    encoding,
    click.option(
        "--tracked", type=click.Choice(TRACKED), default=TRACKED[0], show_default=True,
        help="Read a document with its tracked changes, or as it was before them.",
    ),
    model,
    click.option(
        "--max-words", type=click.IntRange(min=1), default=_DEFAULTS.most_words, show_default=True,
        help="Refuse a longer text.",
    ),
)  # fmt: skip
_KEEP = click.option(
    "--keep", type=click.Choice(KEEP_RULES), default=_DEFAULTS.keep, show_default=True,
    help="Which passage of a group stays.",
)  # fmt: skip


def texts_of_archives(command: Command) -> Command:
    """Add the options of texts that a scan heeds: not the model, nor a limit of words."""
    return _all_of(_TEXTS[:-2], command)


def _all_of(options: Sequence[Callable[[Any], Any]], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def comparing(command: Command) -> Command:
    """Add the options of texts and how they are matched; `chosen` reads them."""
    return _all_of(_TEXTS, command)


def surer(command: Command) -> Command:
    """Add --strict and --loose where nothing is cut; `chosen` reads them."""
    options = (
        click.option("--strict", is_flag=True, help="Report fewer and surer matches."),
        click.option("--loose", is_flag=True, help="Report hints as well."),
    )
    return _all_of(options, command)


def matching(command: Command) -> Command:
    """Add those, and the options of what is reported and cut."""
    return _all_of((*_PRESETS, *_TEXTS, _KEEP), command)


@dataclass(frozen=True)
class Chosen:
    """The settings of a run and where each comes from: "default", an option, or a file."""

    settings: Settings
    sources: Mapping[str, str]


def chosen(context: click.Context, phrases: tuple[str, ...] = (), boilerplate: tuple[str, ...] = ()) -> Chosen:
    """Return the settings a command runs with: the command line beats the file, and a file its own preset."""
    config = config_of(context)
    file = str(config.path)
    values: dict[str, Any] = {}
    sources = {one.name: DEFAULT for one in fields(Settings)}

    def take(found: Mapping[str, Any], source: str) -> None:
        values.update(found)
        sources.update(dict.fromkeys(found, source))

    typed = [name for name in ("strict", "loose") if context.params.get(name) and _is_typed(context, name)]
    if len(typed) > 1:
        raise SettingsError("--strict and --loose exclude each other; give one")
    for name in ("strict", "loose"):
        if config.options.get(name) and not typed:
            take(preset(name), f"{name} in {file}")
    take(config.settings, file)
    for name in typed:
        take(preset(name), f"--{name}")
    for one in fields(Settings):
        option = key_of(one.name).replace("-", "_")
        if option in context.params and _is_typed(context, option):
            take({one.name: context.params[option]}, f"--{key_of(one.name)}")
    for option, listed in (("ignore", phrases), ("boilerplate", boilerplate)):
        if listed:
            known = values.get(f"{option}_phrases", ())
            where = f"--{option}" if _is_typed(context, option) else f"{option} in {file}"
            take({f"{option}_phrases": tuple(dict.fromkeys((*known, *listed)))}, where)
    return Chosen(Settings(**values), sources)


def source_of(context: click.Context, option: str) -> str:
    """Return where the value of an option comes from."""
    if _is_typed(context, option):
        return f"--{option.rstrip('_').replace('_', '-')}"
    from_file = context.get_parameter_source(option) is ParameterSource.DEFAULT_MAP
    return str(config_of(context).path) if from_file else DEFAULT


def _is_typed(context: click.Context, option: str) -> bool:
    return context.get_parameter_source(option) in _TYPED


def detector(context: click.Context, settings: Settings) -> Detector:
    """Return what does the work: the real one, or what the caller of the command line has put in its place."""
    if context.obj is not None:
        made: Detector = context.obj(settings)
        return made
    from dedup.api import Detector

    return Detector(settings)
