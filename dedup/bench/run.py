"""A set through every system in turn: peers that are not there are told in a sentence, and the run goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from dedup import __version__
from dedup.bench.measure import Compares, Row, aligned, measured
from dedup.bench.sets import AlignedSet, LabelledSet, sampled
from dedup.bench.systems import Judge, Ours, System, peer
from dedup.errors import ModelError
from dedup.settings import Settings


class Tool(Judge, Compares, Protocol):
    """What is measured of this tool: `dedup.Detector` has it all."""


def systems(tool: Tool, settings: Settings, peers: Sequence[str]) -> tuple[list[System], list[str]]:
    """Return this tool and the peers that could be loaded, and a sentence for each that could not."""
    found: list[System] = [Ours(tool, settings)]
    missing = []
    for name in peers:
        try:
            found.append(peer(name))
        except ModelError as error:
            missing.append(str(error))
    return found, missing


def run(found: LabelledSet, tool: Tool, asked: Sequence[System], sample: int = 0) -> Iterator[Row]:
    """Yield the figures of each system on a set, or on a sample of it. Blocks are aligned by this tool alone."""
    some = sampled(found, sample)
    if isinstance(some, AlignedSet):
        yield {**aligned(some, tool), "sample": sample, "dedup": __version__}
        return
    for system in asked:
        yield {**measured(some, system), "sample": sample, "dedup": __version__}
