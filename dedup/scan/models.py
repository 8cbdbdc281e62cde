"""The models a process works with, loaded once."""

from __future__ import annotations

from functools import cache

from dedup.api import Detector
from dedup.crossencoder import open_crossencoder
from dedup.decision import Decision, load_decisions
from dedup.encoders import load_encoder, model_folder, open_static
from dedup.scan.kernels.signs import Signer
from dedup.scan.kernels.verdicts import Judging
from dedup.settings import Settings


@cache
def _small() -> Detector:
    return Detector(encoder=open_static())


@cache
def reading(settings: Settings) -> Detector:
    """Return what reads pairs in doubt: the default encoder, and the cross-encoder."""
    return Detector(settings, encoder=load_encoder(settings.model, threads=1), reader=open_crossencoder(threads=1))


@cache
def signer(settings: Settings) -> Signer:
    """Return what makes the signs of contents."""
    tools = _small().tools
    return Signer(tools.encoder, tools.basis.lexicon, settings)


@cache
def judging(settings: Settings) -> Judging:
    """Return what judges pairs."""
    return Judging(_small().tools, settings)


@cache
def worth() -> Decision:
    """Return what decides, by words and small vectors in bulk, which pairs are worth judging."""
    return load_decisions(model_folder("scan") / "scan.json")["worth"]
