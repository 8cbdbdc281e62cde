"""A fitted decision as plain data: an additive model, one curve a measure, read from JSON and run by numpy."""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.errors import ModelError


@dataclass(frozen=True, slots=True)
class Curve:
    """What one measure adds to the log-odds: straight lines between knots, constant outside them."""

    knots: tuple[float, ...]
    values: tuple[float, ...]

    def __call__(self, x: float) -> float:
        """Return what a measure of x adds."""
        knots, values = self.knots, self.values
        at = bisect_right(knots, x)
        if at == 0 or at == len(knots):
            return values[max(0, at - 1)]
        left, low = knots[at - 1], values[at - 1]
        return low + (values[at] - low) * (x - left) / (knots[at] - left)


@dataclass(frozen=True, slots=True)
class Decision:
    """An additive logistic model, fitted by scikit-learn in models/judge/fit.py; every curve can be drawn."""

    intercept: float
    curves: Mapping[str, Curve]

    def contributions(self, measures: Mapping[str, float]) -> dict[str, float]:
        """Return what each measure adds to the log-odds, in the order of the model."""
        return {name: curve(measures[name]) for name, curve in self.curves.items()}

    def probability(self, measures: Mapping[str, float]) -> float:
        """Return the probability 0..1."""
        odds = self.intercept + sum([curve(measures[name]) for name, curve in self.curves.items()])
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))

    def probabilities(self, measures: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Return the probability of many pairs at once, each measure a row of values."""
        odds = sum((np.interp(measures[name], c.knots, c.values) for name, c in self.curves.items()), self.intercept)
        found: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))
        return found


def load_decisions(path: Path) -> dict[str, Decision]:
    """Return the decisions stored in a JSON file by name. Raise ModelError where it is missing or damaged."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: Decision(
                float(model["intercept"]),
                {m: Curve(tuple(c["knots"]), tuple(c["values"])) for m, c in model["curves"].items()},
            )
            for name, model in stored["decisions"].items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"the judge's figures in {path} cannot be read ({error}); install dedup-passages again"
        ) from error
