"""Holds the quality floors on the samples: `python -m benchmarks.gate` ends with 1 where a figure is below its floor.

The floors stand in floors.json: shares that must at least be reached, and counts of faults that must not be passed.
A floor goes down only in a commit that says why.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from benchmarks.score import FaultKind, Score, total
from benchmarks.seeds import SEEDS, check, compare, pairs, run, run_pairs, samples, table

FLOORS = Path(__file__).parent / "floors.json"


def shortfalls(one: Score, floors: dict[str, dict[str, float]]) -> list[str]:
    """Return a line for each figure that is worse than its floor."""
    found = []
    for name, floor in floors["at_least"].items():
        share = getattr(one, name)
        reached = share.found / share.of if share.of else 1.0
        if reached < floor:
            found.append(f"{one.name}: {name} is {reached:.3f} ({share.found}/{share.of}), its floor is {floor:.3f}")
    for name, most in floors["at_most"].items():
        counted = one.count(FaultKind(name))
        if counted > most:
            found.append(f"{one.name}: {counted} of {name!r}, at most {most:g} are allowed")
    return found


def main() -> None:
    """Print the table and every shortfall; end with 1 where there is one."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    missed = []
    for split in ("tune", "held_out"):
        scores = run(list(samples(SEEDS, split)), check)
        blind = split == "held_out"
        click.echo(f"{split}\n{table(scores, blind=blind)}\n")
        missed += shortfalls(total(scores, split), floors[split])
        compared = run_pairs(list(pairs(SEEDS, split)), compare)
        click.echo(f"{split}, pairs of articles\n{table(compared, blind=blind)}\n")
        missed += shortfalls(total(compared, f"{split} pairs"), floors[f"{split} pairs"])
    for line in missed:
        click.echo(f"below its floor: {line}", err=True)
    click.echo("the gate holds" if not missed else "the gate does not hold", err=bool(missed))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
