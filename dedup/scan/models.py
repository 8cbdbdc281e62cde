"""The models a process works with, loaded once."""

from __future__ import annotations

from functools import cache

from dedup.api import Detector
from dedup.decision import Decision, load_decisions
from dedup.encoders import load_encoder, model_folder, open_static
from dedup.scan.kernels.signs import Signer
from dedup.scan.kernels.verdicts import Judging
from dedup.settings import Settings


@cache
def _small() -> Detector:
    return Detector(encoder=open_static())


@cache
def _full(model: str) -> Detector:
    return Detector(encoder=load_encoder(model, threads=1))


@cache
def signer(settings: Settings) -> Signer:
    """Return what makes the signs of contents."""
    tools = _small().tools
    return Signer(tools.encoder, tools.basis.lexicon, settings)


@cache
def judging(settings: Settings, judge: str) -> Judging:
    """Return what judges pairs: "fast" or "full"."""
    return Judging(_small().tools, _full(settings.model).tools if judge == "full" else None, settings)


@cache
def worth() -> Decision:
    """Return what decides, by words and small vectors in bulk, which pairs are worth judging."""
    return load_decisions(model_folder("scan") / "scan.json")["worth"]
