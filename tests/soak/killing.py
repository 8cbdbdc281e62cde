"""Kill a process that adds to an archive, at a random moment, and look at what is left; again and again."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from random import Random

from dedup.archive import Archive
from tests.fakes import FakeEncoder, detector
from tests.soak.writer import articles

COUNT = 3_000
ROOT = Path(__file__).parents[2]


def killed_once(folder: Path, seconds: float) -> int:
    """Return how many articles the writer had said were safe when it was killed without warning."""
    command = [sys.executable, "-m", "tests.soak.writer", str(folder), str(COUNT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()  # it is at work
        time.sleep(seconds)
        writer.kill()
        said = [line for line in [first, *writer.stdout.read().splitlines()] if line.strip()]
    return int(said[-1]) if said else 0


def problems_after(folder: Path, said: int, *, real: bool = False) -> list[str]:
    """Return what is wrong with an archive whose writer was killed: nothing, an article lost, half written, or twice.

    `real`: the archive was written with the real encoder.
    """
    wanted = {article.id: article for article in articles(COUNT)}
    encoder = None if real else FakeEncoder()
    with Archive.open(folder, create=False, detector=detector(), encoder=encoder) as archive:
        found = archive.verify(repair=False)
        rows = list(archive.list(versions=True))
        seen = archive.check("The ferry was late again on Monday because of fog over the sound.", top=1).first_seen
    problems = [*found.problems]
    names = [row.name for row in rows]
    if names != [f"a{n}" for n in range(len(names))]:
        problems.append("articles are missing in between, or twice")
    if len(names) < said:
        problems.append(f"{said - len(names)} articles are lost that were said to be safe")
    problems += [f"{row.name} is not whole" for row in rows if row.sha256 != wanted[row.name].sha256]
    problems += [
        f"{row.name} has {row.passages} passages"
        for row in rows
        if row.passages != wanted[row.name].text.count("\n\n") + 1
    ]
    if rows and (not seen or seen[0].articles != len([row for row in rows if int(row.name[1:]) % 3 == 0])):
        problems.append("a passage of several articles is not found in all of them")
    return problems


def soak(folder: Path, times: int, seed: int) -> list[str]:
    """Kill the writer so many times, each time going on where it was, and return what was ever wrong."""
    random = Random(seed)
    problems: list[str] = []
    for n in range(times):
        said = killed_once(folder / f"{n // 5}.dedup", random.uniform(0.0, 1.2))
        problems += [f"kill {n + 1}: {told}" for told in problems_after(folder / f"{n // 5}.dedup", said)]
    return problems
