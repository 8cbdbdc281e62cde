"""Typed facts of a text: found, compared, listed as residue, masked."""

from dedup.facts.clash import apart, clashes, disagreements
from dedup.facts.clash_quotes import altered
from dedup.facts.clash_sense import all_but_one, bounded
from dedup.facts.counts import other_counts
from dedup.facts.find import find_facts
from dedup.facts.model import Clash, Fact
from dedup.facts.names import FIXTURE
from dedup.facts.residue import lacking, masked, stands_in

__all__ = [
    "FIXTURE",
    "Clash",
    "Fact",
    "all_but_one",
    "altered",
    "apart",
    "bounded",
    "clashes",
    "disagreements",
    "find_facts",
    "lacking",
    "masked",
    "other_counts",
    "stands_in",
]
