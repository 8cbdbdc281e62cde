"""A whole archive at once: read, find, judge, cluster, plan. READ FIRST: the order of the stages stands here and in local.py."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dedup.api import installed_version
from dedup.errors import InputError
from dedup.scan.ending import Ending, models_of
from dedup.scan.files import read_json
from dedup.scan.local import Local, Tell
from dedup.scan.options import Options
from dedup.scan.pool import Pool
from dedup.scan.shared import ended, work_of
from dedup.scan.work import MANIFEST, Work, known_by
from dedup.stages.read import files_of
from dedup.stages.read.stores import is_stored

MANIFEST_VERSION = 1
_MB = 1_000_000
SMALL = 2_000_000
"""Bytes of inputs up to which all is done in this process: to begin others, each with its models, takes longer."""


def scan(
    options: Options, folder: str | os.PathLike[str], *, tell: Tell | None = None, keep_work: bool = False
) -> dict[str, Any]:
    """Find every repeated passage of the inputs and write what was found to `folder`; return the manifest as plain data.

    `folder` and the inputs are of a disk or of an object store (s3://BUCKET/KEY, gs://BUCKET/KEY).
    A run that was ended goes on where it stopped; one that is whole is not done again. Raise InputError where the folder
    holds anything else, such as a scan of other inputs or settings. `tell` is told a stage, how much of it is done, and
    how much there is. With `keep_work` what the stages have written stays in `folder`/work.
    """
    _need("duckdb", "pyarrow", "faiss")
    tell = tell or _nothing
    about = _about(options, tell)
    work = work_of(folder, about, options.engine)
    if work.begin(about):
        return dict(read_json(work.out / MANIFEST) or {})
    try:
        work.check_engine(options.engine)
        with contextlib.closing(
            _engine(options, work, tell, sum(int(file["bytes"]) for file in about["files"]))
        ) as engine:
            work.keep_engine(options.engine)
            stages = engine.run()
            manifest = Ending(engine).run(stages, {"manifest_version": MANIFEST_VERSION, "asked": about})
        work.deliver()
    finally:
        work.let_go()
    if not keep_work:
        work.tidy()
        ended(work)
    return manifest


def _engine(options: Options, work: Work, tell: Tell, size: int) -> Local:
    """Return what runs the stages of a scan whose inputs have so many bytes."""
    if options.engine == "ray":
        from dedup.scan.ray_engine import OnRay
        from dedup.scan.ray_pool import RayPool

        return OnRay(options, work, RayPool(options), tell)
    return Local(options, work, Pool(options.processes if size > SMALL else 1), tell)


def _about(options: Options, tell: Tell) -> Mapping[str, Any]:
    """Return what a run is known by: another program, other models, inputs or settings make it another one."""
    files = [path for name in options.inputs for path in files_of(name, options.reading)]
    for path in files:
        if not is_stored(path) and not Path(path).is_file():
            raise InputError(f"{path} does not exist or is no file; check the name")
    if not files:
        raise InputError(f"there is no file in {', '.join(options.inputs)[:300]}; check the names")
    size = sum(0 if is_stored(path) else Path(path).stat().st_size for path in files)
    return {
        "tool": {"name": "dedup", "version": installed_version(), "models": models_of(options.judge)},
        "files": known_by(files, lambda read: tell("inputs", read // _MB, size // _MB)),
        **options.deciding(),
    }


def _need(*packages: str) -> None:
    """Raise InputError where a package of the extra is missing."""
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in packages):
        raise InputError('dedup scan needs packages more; install them with: pip install "dedup-passages[scan]"')


def _nothing(stage: str, done: int, of: int) -> None:
    """Tell nobody."""
