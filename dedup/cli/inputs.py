"""Small inputs beside the articles: phrases, baselines, ledgers. Their text as it is, nothing repaired."""

from __future__ import annotations

import sys
from pathlib import Path

from dedup.cli.output import STDIN
from dedup.errors import InputError
from dedup.stages.report.display import visible


def shown(name: str | Path) -> str:
    """Return the name of a file as a sentence has it."""
    return "standard input" if str(name) == STDIN else visible(str(name))


def text_of(name: str | Path, advice: str) -> str:
    """Return the UTF-8 text of a file or of standard input, no newline translated. `advice` is what to do if it is none."""
    try:
        data = sys.stdin.buffer.read() if str(name) == STDIN else Path(name).read_bytes()
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise InputError(f"{shown(name)} is not UTF-8; {advice}") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", "") or str(error)).lower()
        raise InputError(f"{shown(name)} cannot be read: {reason}; check the name") from None


def phrases_in(name: Path | None) -> tuple[str, ...]:
    """Return the phrases of a list, none where there is no list."""
    if name is None:
        return ()
    from dedup.ignore import phrases_of

    return phrases_of(text_of(name, "save the list of phrases as UTF-8").removeprefix("\ufeff"))
