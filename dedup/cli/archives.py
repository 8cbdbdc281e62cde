"""Opening an archive for a command: with the detector of the command line, or without one where none is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dedup.cli import options

if TYPE_CHECKING:
    from dedup.archive import Archive
    from dedup.settings import Settings


def opened(
    folder: Path,
    context: click.Context | None = None,
    settings: Settings | None = None,
    *,
    create: bool = False,
    memory: int | None = None,
) -> Archive:
    """Return the archive in a folder. With the context it can judge and encode: by the real models or by stand-ins."""
    from dedup.archive import Archive
    from dedup.archive.archive import MEMORY
    from dedup.settings import Settings

    detector = options.detector(context, settings or Settings()) if context else None
    small = detector.tools.encoder if context and context.obj is not None and detector else None
    return Archive.open(folder, create=create, detector=detector, encoder=small, max_memory=memory or MEMORY)
