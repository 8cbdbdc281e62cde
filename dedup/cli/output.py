"""Where results and notes go: UTF-8 on stdout or a file written in one step; notes, progress and errors on stderr."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from secrets import token_hex
from time import monotonic
from typing import IO, TYPE_CHECKING

import click

from dedup.errors import DedupError
from dedup.stages.report.display import visible

if TYPE_CHECKING:
    from dedup.comparison import Comparison
    from dedup.passages import Report

STDIN = "-"
LEAST_WIDTH, MOST_WIDTH = 40, 120
"""A line of more than 120 columns is hard to read; on less than 40 a report cannot be laid out."""


def write(text: str, output: Path | None) -> None:
    """Write a result: to the file if there is one, as it is, else to stdout; always UTF-8, newlines unchanged."""
    data = text.encode("utf-8", "surrogatepass")
    if output is not None:
        write_file(data, output)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_file(data: bytes, output: Path) -> None:
    """Write a file in one step: whoever reads it sees the old content or the new, never half of it."""
    try:
        target = output.resolve()
        if target.exists() and not target.is_file():
            if target.is_dir():
                raise DedupError(f"{visible(str(output))} is a directory; name a file in it")
            target.write_bytes(data)  # a device or a pipe must not be replaced by a file
            return
        part = target.with_name(f".{target.name}.{token_hex(4)}.part")
        try:
            part.write_bytes(data)
            if target.exists():
                shutil.copymode(target, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", "") or str(error)).lower()
        raise DedupError(f"{visible(str(output))} cannot be written: {reason}; name another file") from None


def refuse_overwriting(outputs: Iterable[Path | None], inputs: Iterable[str]) -> None:
    """Raise DedupError where a result would replace an input, or one result another: nothing is edited in place."""
    taken = [Path(name) for name in inputs if name != STDIN]
    for output in outputs:
        if output is None:
            continue
        if any(_same(output, other) for other in taken):
            shown = visible(str(output))
            raise DedupError(f"{shown} is an input, or named twice; nothing is edited in place, name another file")
        taken.append(output)


def _same(one: Path, other: Path) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return one.samefile(other)
    return os.path.abspath(one) == os.path.abspath(other)  # noqa: PTH100 - resolve() would fail where samefile did


def say(text: str) -> None:
    """Write a line to stderr, with nothing in it that a terminal would obey."""
    with contextlib.suppress(BrokenPipeError):
        click.echo(visible(text), err=True)


def notes(texts: Iterable[str], name: str, *, quiet: bool) -> None:
    """Write what should be known of an input to stderr, unless -q."""
    for text in () if quiet else texts:
        say(f"dedup: {name}: {text}")


def still_unmet(phrases: Sequence[str], report: Report | Comparison) -> tuple[str, ...]:
    """Return the phrases of an ignore list that stand nowhere in what was read."""
    if not phrases:
        return ()
    from dedup.ignore import never_met

    return never_met(phrases, report.passages)


def note_unmet(phrases: Sequence[str], name: Path | None, *, quiet: bool) -> None:
    """Write to stderr which phrases of an ignore list stand nowhere, unless -q."""
    for phrase in () if quiet else phrases:
        say(f"dedup: {name}: the phrase “{phrase}” was never met")


@contextlib.contextmanager
def progress(text: str, *, quiet: bool) -> Iterator[None]:
    """Show on a terminal what takes its time, and wipe it out afterwards."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    shown = visible(text)[: columns() - 1]
    click.echo(f"{shown}\r", err=True, nl=False)
    try:
        yield
    finally:
        click.echo(f"{' ' * (columns() - 1)}\r", err=True, nl=False)


class Ticker:
    """A line on a terminal that is written over as work goes on; nothing where there is none, or with -q."""

    def __init__(self, *, quiet: bool) -> None:
        """Show nothing yet."""
        self._shown = not quiet and sys.stderr.isatty()
        self._next = 0.0

    def show(self, text: Callable[[], str]) -> None:
        """Show a line, at most five times a second."""
        if self._shown and monotonic() >= self._next:
            self._next = monotonic() + 0.2
            room = columns() - 1
            click.echo(f"{visible(text())[:room]:<{room}}\r", err=True, nl=False)

    def wipe(self) -> None:
        """Wipe the line out."""
        if self._shown:
            click.echo(f"{' ' * (columns() - 1)}\r", err=True, nl=False)


@contextlib.contextmanager
def streamed(output: Path | None) -> Iterator[IO[bytes]]:
    """Give a file to write to that stands under its name when all is written, or stdout."""
    if output is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = output.resolve()
    part = target.with_name(f".{target.name}.{token_hex(4)}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(target)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DedupError(f"{visible(str(output))} cannot be written: {reason}; name another file") from None
    finally:
        part.unlink(missing_ok=True)


def columns() -> int:
    """Return how wide a report is: COLUMNS or the terminal, 80 where there is none."""
    return max(LEAST_WIDTH, min(MOST_WIDTH, shutil.get_terminal_size((80, 24)).columns))


def listen() -> Callable[[], None]:
    """Show what the log of dedup tells on stderr, one line each. Return what ends it."""
    import logging

    class ToStderr(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            say(f"dedup: {record.getMessage()}")

    log, handler = logging.getLogger("dedup"), ToStderr()
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)

    def stop() -> None:
        log.removeHandler(handler)
        log.setLevel(before)

    return stop


def in_colour(output: Path | None) -> bool:
    """Return whether to write colours: on a terminal that takes them, or with FORCE_COLOR; never with NO_COLOR."""
    if output is not None or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty() and (os.name != "nt" or "WT_SESSION" in os.environ)


def hang_up() -> None:
    """Let nothing more be written to a stdout that nobody reads, so that Python does not complain at the end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
