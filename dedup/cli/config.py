"""Settings from a file: dedup.toml, or [tool.dedup] of pyproject.toml, in the current folder or the nearest above."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from dedup.errors import SettingsError
from dedup.limits import relations_of, share_of
from dedup.settings import TRACKED, Settings
from dedup.stages.report import FORMATS
from dedup.stages.report.archive_reports import ARCHIVE_FORMATS
from dedup.stages.report.comparisons import COMPARISON_FORMATS
from dedup.stages.report.display import visible
from dedup.timing import log

OWN, PROJECT = "dedup.toml", "pyproject.toml"
OPTIONS: Mapping[str, tuple[type, ...]] = {
    "accept": (str,), "baseline": (str,), "boilerplate": (str,), "date-field": (str,), "encoding": (str,),
    "fail-on": (str, list), "fail-over": (str,), "format": (str,), "id-field": (str,), "ignore": (str,), "loose": (bool,),
    "quiet": (bool,), "source-field": (str,), "strict": (bool,), "text-field": (str,), "tracked": (str,), "verbose": (bool,),
}  # fmt: skip
"""The options that are no field of Settings, and what a value of each is."""
ONLY_TYPED = frozenset(
    {
        "audit", "config", "exclude-id", "exclude-source", "glob", "help", "host", "judge", "ledger", "lexical-only",
        "max-memory", "no-config", "no-repair", "open", "output", "port", "since", "source", "source-order", "token",
        "top", "version", "versions", "workers",
    }
)  # fmt: skip
"""Options that make sense on the command line only."""
OTHER_NAMES = {"most_words": "max-words"}
_META = "dedup.config"
_TYPES = {str: "text in quotation marks", bool: "true or false", int: "a whole number", float: "a number"}


def key_of(name: str) -> str:
    """Return the key of a field of Settings: as the option is called."""
    return OTHER_NAMES.get(name, name.replace("_", "-"))


FIELDS = {key_of(one.name): one.name for one in fields(Settings)}


@dataclass(frozen=True)
class Config:
    """What a file says: fields of Settings, and options by their key. `path` is None where there is no file."""

    path: Path | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def default_map(self, command: click.Command) -> dict[str, Any]:
        """Return the values as the defaults of a command's options."""
        values = {key.replace("-", "_"): value for key, value in self.options.items()}
        values |= {key_of(name).replace("-", "_"): value for name, value in self.settings.items()}
        shown = values.pop("format", None)
        choice = next((param.type for param in command.params if param.name == "format_"), None)
        if isinstance(choice, click.Choice) and shown in choice.choices:
            values["format_"] = shown
        return values


def find_config(folder: Path) -> Path | None:
    """Return the nearest configuration file: of a folder, else of the one above it, and so on."""
    for place in (folder, *folder.parents):
        for name in (OWN, PROJECT):
            path = place / name
            try:
                if path.is_file() and (name == OWN or _tables(path)):
                    return path
            except OSError:
                continue
    return None


def _tables(path: Path) -> bool:
    """Return whether a pyproject.toml has the table; one that is no TOML counts only if the table is named in it."""
    try:
        return "dedup" in tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except ValueError:
        return b"[tool.dedup" in path.read_bytes()


def load_config(path: Path) -> Config:
    """Return what a file says. Raise SettingsError, naming file and key, for anything that cannot be."""
    shown = visible(str(path))
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{shown} cannot be read: {(error.strerror or str(error)).lower()}; check the name"
        ) from None
    except ValueError as error:
        raise SettingsError(f"{shown} is not TOML: {error}; mend it, or pass it over with --no-config") from None
    table = plain.get("tool", {}).get("dedup", {}) if path.name == PROJECT else plain
    if not isinstance(table, dict):
        raise SettingsError(f"{shown}: tool.dedup is a table, not {table!r}; see dedup config show")
    settings, options = {}, {}
    for key, value in table.items():
        if key in FIELDS:
            settings[FIELDS[key]] = _setting(shown, key, value)
        elif key in OPTIONS:
            options[key] = _option(shown, key, value, path.parent)
        else:
            raise SettingsError(f"{shown}: {_unknown(key)}")
    if options.get("strict") and options.get("loose"):
        raise SettingsError(f"{shown}: strict and loose exclude each other; choose one")
    return Config(path, settings, options)


def _unknown(key: str) -> str:
    if key in ONLY_TYPED:
        return f"{key!r} can be given on the command line only; take it out"
    near = get_close_matches(key.replace("_", "-").lower(), [*FIELDS, *OPTIONS], n=1)
    advice = f"did you mean {near[0]!r}?" if near else "dedup config show lists those there are"
    return f"there is no key {key!r}; {advice}"


def _setting(shown: str, key: str, value: Any) -> Any:
    default = getattr(Settings(), FIELDS[key])
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise SettingsError(f"{shown}: {key} is a list of texts, not {value!r}")
        value = tuple(value)
    else:
        wanted = float if default is None else type(default)
        _refuse_other_type(shown, key, value, (int, float) if wanted is float else (wanted,), wanted)
        value = wanted(value)
    _checked(shown, lambda: Settings(**{FIELDS[key]: value}))
    return value


def _option(shown: str, key: str, value: Any, folder: Path) -> Any:
    _refuse_other_type(shown, key, value, OPTIONS[key], OPTIONS[key][0])
    if key in {"baseline", "boilerplate", "ignore"}:
        return str(folder / value)
    if key == "fail-on":
        return ",".join(sorted(_checked(shown, lambda: relations_of(value))))
    if key == "fail-over":
        _checked(shown, lambda: share_of(value))
    formats = tuple({**FORMATS, **COMPARISON_FORMATS, **ARCHIVE_FORMATS})
    for name, allowed in (("format", formats), ("accept", ("review",)), ("tracked", TRACKED)):
        if key == name and value not in allowed:
            raise SettingsError(f"{shown}: {key} is one of {', '.join(allowed)}, not {value!r}")
    return value


def _refuse_other_type(shown: str, key: str, value: Any, types: tuple[type, ...], wanted: type) -> None:
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise SettingsError(f"{shown}: {key} is {_TYPES[wanted]}, not {value!r}")


def _checked(shown: str, make: Callable[[], Any]) -> Any:
    """Return what `make` does; where it refuses, its sentence begins with the name of the file."""
    try:
        return make()
    except SettingsError as error:
        raise SettingsError(f"{shown}: {error}") from None


def _parameters() -> Iterator[click.Option]:
    """Yield --config and --no-config. Both are read before every other option, whose defaults they bring."""

    def named(context: click.Context, _: click.Parameter, value: Path | None) -> None:
        if value is not None and context.meta.get(f"{_META}.no"):
            raise click.UsageError("--config and --no-config exclude each other; give one", context)
        if value is None and (context.meta.get(f"{_META}.no") or context.resilient_parsing):
            return
        path = value or find_config(Path.cwd())
        log.info("settings: %s", path or "the defaults, there is no dedup.toml")
        config = load_config(path) if path else Config()
        context.meta[_META] = config
        context.default_map = config.default_map(context.command)

    def none(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value and _META in context.meta:
            raise click.UsageError("--config and --no-config exclude each other; give one", context)
        context.meta[f"{_META}.no"] = value

    yield click.Option(
        ["--config"], metavar="FILE", type=click.Path(path_type=Path), is_eager=True, expose_value=False, callback=named,
        help="Read settings from FILE [default: the nearest dedup.toml or pyproject.toml].",
    )  # fmt: skip
    yield click.Option(
        ["--no-config"], is_flag=True, is_eager=True, expose_value=False, callback=none,
        help="Read settings from no file.",
    )  # fmt: skip


def configured(command: Any) -> Any:
    """Add --config and --no-config to a command."""
    for option in reversed(list(_parameters())):
        command.__click_params__ = [*getattr(command, "__click_params__", []), option]
    return command


def config_of(context: click.Context) -> Config:
    """Return the configuration a command runs with."""
    found: Config = context.meta.get(_META) or Config()
    return found
