"""The files of a folder, in order: none that git would ignore, none that is hidden, only those that are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

_IGNORE_FILE = ".gitignore"
_JUNK = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})


def wanted(path: str, globs: Sequence[str]) -> bool:
    """Return whether a file of a folder or an archive is to be read: not hidden, and like one of the globs, if any."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if any(part in _JUNK or (part.startswith(".") and part not in {".", ".."}) for part in parts):
        return False
    shown = "/".join(parts)
    return not globs or any(fnmatchcase(shown, glob) or fnmatchcase(parts[-1] if parts else "", glob) for glob in globs)


def files_in(folder: Path, globs: Sequence[str]) -> Iterator[Path]:
    """Yield the files of a folder and those below it, by name. Links to folders are not followed."""
    yield from _files(folder, "", (), globs)


def _files(folder: Path, above: str, ignored: tuple[tuple[str, Any], ...], globs: Sequence[str]) -> Iterator[Path]:
    ignored = (*ignored, *_ignoring(folder, above))
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{above}{entry.name}"
        inside = entry.is_dir(follow_symlinks=False)
        if _is_ignored(f"{path}/" if inside else path, ignored):
            continue
        if inside:
            if wanted(path, ()):
                yield from _files(Path(entry.path), f"{path}/", ignored, globs)
        elif wanted(path, globs) and entry.is_file():
            yield Path(entry.path)


def _ignoring(folder: Path, above: str) -> Iterator[tuple[str, Any]]:
    """Yield the patterns of a folder's .gitignore, and the folder they count from."""
    try:
        lines = (folder / _IGNORE_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    import pathspec

    yield above, pathspec.GitIgnoreSpec.from_lines(lines)


def _is_ignored(path: str, ignored: tuple[tuple[str, Any], ...]) -> bool:
    """Return what the nearest .gitignore that says something of a path says."""
    for above, spec in reversed(ignored):
        said = spec.check_file(path.removeprefix(above)).include
        if said is not None:
            return bool(said)
    return False
