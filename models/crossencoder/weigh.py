"""Fits what weighs a reading against what was known before, on groups that the reading was not learnt from.

    python models/crossencoder/weigh.py --data FOLDER [--model FOLDER] [--cache FILE]

alike:  the same content, by the reading and by today's score
exchanged: two texts that are equal but for one run of words state the same
agree:  the facts of any others agree; the typed facts, which see no clash in these pairs, have been asked before

All are fitted on one half of the held-out groups and measured on the other, and the other way round; what is stored in
together.json is fitted on both halves. Figures are printed before and after.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from lessons import group_of, held
from sklearn.linear_model import LogisticRegression

sys.path.append(str(Path(__file__).parent.parent / "judge"))
from data import Example, examples

from dedup.api import Detector
from dedup.bench.scoring import average_precision, calibration_error, counted
from dedup.crossencoder import open_crossencoder
from dedup.decision import Curve, Decision
from dedup.guard import Basis
from dedup.pairs import profile_all
from dedup.settings import Settings
from dedup.stated import answered, questions
from dedup.together import exchanged, in_doubt, levelled_pair, settled, together_measures

WEIGHTS = {
    "alike": {"mrpc": 1.0, "wmt": 1.0, "passages": 0.5, "news": 0.5},
    "exchanged": {"breaking 0": 5.0, "breaking 1": 0.4, "wmt 1": 0.6, "contrast 0": 0.1, "contrast 1": 0.3},
    "agree": {"contrast 0": 1.0, "contrast 1": 1.0, "wmt 1": 0.5, "mrpc 1": 0.5},
}
"""How much each set counts, or its pairs of one label: that a content differs says nothing of facts."""

MEASURES = {
    "alike": ("read", "before"),
    "exchanged": ("clash", "swap_alike"),
    "agree": ("clash", "read", "before", "denied", "opposed"),
}
STRENGTH = 1.0
NEWS = 4
"""One of so many neighbours within news articles is measured: there are many and they are easy."""


@dataclass(frozen=True)
class Case:
    """A held-out pair: its example, profiles, the verdict before, and its reading, None where it was too long."""

    example: Example
    sides: Any
    before: Any
    reading: Any

    @property
    def half(self) -> int:
        """Return which half of the held-out groups the pair belongs to."""
        return zlib.crc32(f"half {group_of(self.example)}".encode()) % 2


def judged(folder: Path, cache: Path | None) -> list[Case]:
    """Return the held-out pairs as they are judged without being read, those of an earlier run from the cache."""
    if cache and cache.exists():
        return list(pickle.loads(cache.read_bytes()))
    chosen = [e for e in examples(folder) if held(e) and e.set not in ("rte", "superpal")]
    chosen = [e for n, e in enumerate(chosen) if e.set != "news" or n % NEWS == 0]
    detector = Detector()
    pairs = [(e.a, e.b) for e in chosen]
    verdicts = detector.judge(pairs, together=False)
    profiles = profile_all({text for pair in pairs for text in pair}, detector.tools, detector.settings)
    found = [Case(e, (profiles[e.a], profiles[e.b]), v, None) for e, v in zip(chosen, verdicts, strict=True)]
    if cache:
        cache.write_bytes(pickle.dumps(found))
    return found


def read(found: Sequence[Case], model: Path | None) -> list[Case]:
    """Return the pairs with what was read of those that are in doubt."""
    doubtful = [n for n, case in enumerate(found) if in_doubt(case.before, Settings())]
    readings = open_crossencoder(model).read([levelled_pair(*found[n].sides) for n in doubtful])
    made = list(found)
    for n, reading in zip(doubtful, readings, strict=True):
        made[n] = replace(found[n], reading=reading)
    return made


def measured(case: Case, lexicon: Any) -> dict[str, float]:
    """Return the measures of a pair that was read."""
    return together_measures(case.before.score, case.reading, exchanged(*case.sides, lexicon), *case.sides)


def fitted(name: str, found: Sequence[Case], lexicon: Any) -> Decision:
    """Return a decision fitted on the pairs that were read and whose label is known: a straight line a measure."""
    rows, labels, kinds = [], [], []
    for case in found:
        kind = kind_of(name, case)
        if kind and case.reading:
            known = measured(case, lexicon)
            if name == "alike" or bool(known["swap"]) == (name == "exchanged"):
                rows.append([known[m] for m in MEASURES[name]])
                labels.append(float(case.example.same or 0))
                kinds.append(kind)
    counts = Counter(kinds)
    weights = [1000 * WEIGHTS[name][kind] / counts[kind] for kind in kinds]
    values = np.array(rows)
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(values, labels, weights)
    curves = {}
    for m, slope, column in zip(MEASURES[name], model.coef_[0], values.T, strict=True):
        ends = sorted({float(column.min()), float(column.max())})
        curves[m] = Curve(tuple(round(x, 4) for x in ends), tuple(round(float(slope * x), 4) for x in ends))
    return Decision(round(float(model.intercept_[0]), 4), curves)


def kind_of(name: str, case: Case) -> str:
    """Return under which name a pair counts for a decision, "" where it does not."""
    if case.example.same not in (0, 1):
        return ""
    names = (case.example.set, f"{case.example.set} {int(case.example.same)}")
    return next((one for one in names if one in WEIGHTS[name]), "")


def after(found: Sequence[Case], decisions: Mapping[str, Decision], lexicon: Any, settings: Settings) -> list[Any]:
    """Return the verdicts with what was read."""
    basis = Basis(lexicon, dict(decisions))
    return [settled(c.before, c.sides, c.reading, basis, settings) if c.reading else c.before for c in found]


def stated(found: Sequence[Case], verdicts: Sequence[Any], model: Path | None, basis: Basis) -> list[Any]:
    """Return the verdicts, those whose facts clash settled by reading their sentences with those facts in one wording."""
    settings = Settings()
    asked = [questions(*case.sides, verdict, basis, settings) for case, verdict in zip(found, verdicts, strict=True)]
    readings = iter(open_crossencoder(model).read([one.texts for some in asked for one in some]))
    return [
        answered(verdict, some, [next(readings) for _ in some], settings) if some else verdict
        for verdict, some in zip(verdicts, asked, strict=True)
    ]


def figures(found: Sequence[Case], verdicts: Sequence[Any]) -> dict[str, dict[str, float]]:
    """Return the figures of each set."""
    made: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(c.example.set for c in found):
        here = [n for n, c in enumerate(found) if c.example.set == name and c.example.same in (0, 1)]
        labels = [int(found[n].example.same or 0) for n in here]
        scores, chosen = [verdicts[n].score for n in here], [verdicts[n].duplicate for n in here]
        yes = [c for c, label in zip(chosen, labels, strict=True) if label]
        no = [c for c, label in zip(chosen, labels, strict=True) if not label]
        made[name] = {"n": len(here)}
        if yes and no:
            made[name] |= {"AP": average_precision(labels, scores), "F1": counted(labels, chosen).f1}
        made[name] |= {"ECE": calibration_error(labels, scores)}
        made[name] |= {"kept": sum(yes) / len(yes)} if yes else {}
        made[name] |= {"called": sum(no) / len(no)} if no else {}
    return made


def shown(title: str, made: Mapping[str, Mapping[str, float]]) -> None:
    """Print figures."""
    print(title)
    for name, row in made.items():
        print(
            f"  {name:10}",
            "  ".join(f"{key} {value:.3f}" if key != "n" else f"{value:5}" for key, value in row.items()),
        )
    print(f"  mean calibration error {np.mean([row['ECE'] for row in made.values()]):.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--cache", type=Path)
    arguments = parser.parse_args()
    found = read(judged(arguments.data, arguments.cache), arguments.model)
    lexicon, settings = Detector().tools.basis.lexicon, Settings()
    shown("before", figures(found, [c.before for c in found]))
    verdicts: list[Any] = [None] * len(found)
    for half in (0, 1):
        decisions = {name: fitted(name, [c for c in found if c.half != half], lexicon) for name in WEIGHTS}
        here = [n for n, c in enumerate(found) if c.half == half]
        for n, verdict in zip(here, after([found[n] for n in here], decisions, lexicon, settings), strict=True):
            verdicts[n] = verdict
    shown("with the reading, by decisions fitted on the other half", figures(found, verdicts))
    verdicts = stated(found, verdicts, arguments.model, Detector().tools.basis)
    shown("and with facts that clash in one wording", figures(found, verdicts))
    final = {name: fitted(name, found, lexicon) for name in WEIGHTS}
    stored = {
        name: {
            "intercept": d.intercept,
            "curves": {m: {"knots": c.knots, "values": c.values} for m, c in d.curves.items()},
        }
        for name, d in final.items()
    }
    out = Path(__file__).parent / "together.json"
    out.write_text(json.dumps({"revision": 1, "decisions": stored}, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
