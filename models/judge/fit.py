"""Fits the judge's decisions on the open sets and writes judge.json, calibration.json and card figures.

    python models/judge/fit.py --data FOLDER [--cache FILE]

Each decision is an additive logistic model (scikit-learn's LogisticRegression over hat functions), so each measure
has one curve that can be read and drawn. Figures are out of fold: whole stories, blocks, categories or topics are
held out together (see data.py).

likely: the same content, by meaning and words alone; decides who is looked at and what a sentence without its clashing facts is
same:   the same content at comparable length, facts included
part:   the shorter is covered by a text at least twice as long
told:   a clause of one states what a clause of the other does
covers: which share of a's content b says
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from data import FOLDS, Example, examples
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from dedup.api import load_lexicon
from dedup.clauses import clauses
from dedup.decision import Curve, Decision
from dedup.encoders import load_encoder
from dedup.guard import Basis, align, compare_facts
from dedup.likeness import Profile, coverage_measures, in_order_of_size, measures, pieces, profile
from dedup.sentences import Splitter
from dedup.settings import Settings
from dedup.stages.embed import embed
from dedup.stages.judge import nearest_clauses

KNOTS = 6
STRENGTH = 0.3  # inverse regularisation; .1 to 1 give the same scores to .002
WEIGHTS = {
    "likely": {"mrpc": 1.0, "wmt": 1.0, "passages": 1.0, "news": 0.5},
    "same": {"mrpc": 1.0, "wmt": 1.0, "passages": 1.0, "contrast": 0.7, "breaking": 0.1, "reuters": 0.3, "news": 0.5},
    "part": {"passages": 1.0, "news": 1.0, "rte": 0.1},
    "told": {"superpal": 1.0, "news": 1.0, "passages": 0.5, "wmt": 0.3},
    "covers": {"passages": 1.0, "wmt": 0.5, "rte": 0.3},
}
Measured = list[dict[str, float]]


def basis_of(values: NDArray[np.float64]) -> list[tuple[float, ...]]:
    """Return the knots of each column: quantiles, or the values themselves where there are few."""
    knots = []
    for column in values.T:
        distinct = np.unique(column)
        points = distinct if len(distinct) <= KNOTS else np.unique(np.quantile(column, np.linspace(0, 1, KNOTS)))
        knots.append(tuple(float(round(x, 5)) for x in points))
    return knots


def spread(values: NDArray[np.float64], knots: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Return the hat functions of each column side by side."""
    parts = []
    for column, points in zip(values.T, knots, strict=True):
        parts.extend(np.interp(column, points, row) for row in np.eye(len(points)))
    return np.stack(parts, axis=1)


def fit(rows: Measured, labels: NDArray[np.float64], weights: NDArray[np.float64]) -> Decision:
    """Return the decision fitted to labels 0..1 (a share counts as that much of a yes)."""
    names = list(rows[0])
    values = np.array([[row[name] for name in names] for row in rows])
    knots = basis_of(values)
    spreaded = spread(values, knots)
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    both = np.vstack([spreaded, spreaded])
    model.fit(both, np.repeat([1, 0], len(rows)), np.concatenate([weights * labels, weights * (1 - labels)]))
    found, at, intercept = {}, 0, float(model.intercept_[0])
    for name, points in zip(names, knots, strict=True):
        curve = model.coef_[0][at : at + len(points)]
        at += len(points)
        found[name] = Curve(points, tuple(float(round(x, 4)) for x in curve))
    return Decision(round(intercept, 4), found)


def probabilities(decision: Decision, rows: Measured) -> NDArray[np.float64]:
    """Return the decision's probability of each row."""
    return np.array([decision.probability(row) for row in rows])


class Task:
    """One decision to be fitted: its rows, labels and weights, and which examples they come from."""

    def __init__(self, name: str, rows: Measured, labels: Sequence[float], sources: Sequence[Example]) -> None:
        self.name, self.rows, self.labels, self.sources = name, rows, np.array(labels, float), sources
        self.sets = np.array([source.set for source in sources])
        self.folds = np.array([source.fold for source in sources])
        self.weights = np.zeros(len(rows))
        for chosen, weight in WEIGHTS[name].items():
            self.weights[self.sets == chosen] = 4000 * weight / max(1, (self.sets == chosen).sum())

    def fitted(self, chosen: NDArray[np.bool_]) -> Decision:
        """Return the decision fitted on the chosen examples that have a weight."""
        used = np.flatnonzero(chosen & (self.weights > 0))
        return fit([self.rows[n] for n in used], self.labels[used], self.weights[used])

    def out_of_fold(self) -> NDArray[np.float64]:
        """Return each example's probability by a decision that has not seen its fold."""
        found = np.zeros(len(self.rows))
        for fold in range(FOLDS):
            held = self.folds == fold
            decision = self.fitted(~held)
            found[held] = probabilities(decision, [row for row, out in zip(self.rows, held, strict=True) if out])
        return found


def report(task: Task, found: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    """Print and return the out-of-fold figures of each set."""
    figures = {}
    for name in dict.fromkeys(task.sets):
        here = (task.sets == name) & np.isin(task.labels, (0, 1))
        labels, scores = task.labels[here], found[here]
        if not 0 < labels.sum() < len(labels):
            continue
        chosen = scores >= 0.5
        hits = float((chosen & (labels == 1)).sum())
        bins = np.clip((scores * 10).astype(int), 0, 9)
        gaps = [abs(scores[bins == b].mean() - labels[bins == b].mean()) * (bins == b).mean() for b in set(bins)]
        figures[name] = {
            "n": len(labels),
            "average_precision": average_precision_score(labels, scores),
            "auc": roc_auc_score(labels, scores),
            "f1": 2 * hits / (chosen.sum() + labels.sum()),
            "yes_of_positive": (chosen & (labels == 1)).sum() / labels.sum(),
            "yes_of_negative": (chosen & (labels == 0)).sum() / (labels == 0).sum(),
            "calibration_error": float(sum(gaps)),
        }
        figures[name] = {key: round(float(value), 4) for key, value in figures[name].items()}
        print(f"{task.name:7}{name:9}", "  ".join(f"{k} {v:g}" for k, v in figures[name].items()))
        for kind in dict.fromkeys(s.kind for s, h in zip(task.sources, here, strict=True) if h and s.kind):
            part = scores[[s.kind == kind for s, h in zip(task.sources, here, strict=True) if h]]
            if len(part) > 30 and name != "breaking":
                print(f"          {kind}: {float((part >= 0.5).mean()):.3f} called yes of {len(part)}")
    return figures


def remembered(texts: set[str], cache: Path | None) -> dict[str, NDArray[np.float32]]:
    """Return the vectors of the texts, those of earlier runs read from the cache and new ones added to it."""
    known = pickle.loads(cache.read_bytes()) if cache and cache.exists() else {}
    vectors = embed(texts, load_encoder(), known)
    if cache and len(vectors) > len(known):
        cache.write_bytes(pickle.dumps(vectors))
    return vectors


def profiles(found: Sequence[Example], cache: Path | None) -> dict[str, Profile]:
    """Return the profile of every text; vectors are kept in `cache` between runs where one is given."""
    lexicon, split = load_lexicon(), Splitter()
    spans = {text: split(text) for example in found for text in (example.a, example.b)}
    wanted = {text[s.start : s.end] for text, parts in spans.items() for s in parts} | set(spans)
    vectors = remembered(wanted, cache)
    return {text: profile(text, parts, vectors, lexicon) for text, parts in spans.items()}


def told_task(found: Sequence[Example], of: Mapping[str, Profile], basis: Basis, cache: Path | None) -> Task:
    """Return the task of telling whether the nearest clauses of two passages state the same."""
    chosen = [
        e for n, e in enumerate(found) if e.set in ("superpal", "news") or (e.set in ("passages", "wmt") and n % 4 == 0)
    ]
    spans = {text: clauses(text, tuple(s.span for s in of[text].sentences)) for e in chosen for text in (e.a, e.b)}
    vectors = remembered(
        {text[s.start : s.end] for text, runs in spans.items() for s in runs}, cache and cache.with_suffix(".clauses")
    )
    full = {
        text: replace(of[text], clauses=pieces(text, of[text].bag.words, runs, vectors)) for text, runs in spans.items()
    }
    rows, labels, sources = [], [], []
    for example in chosen:
        label = example.a_in_b if example.set == "superpal" else example.same
        if example.kind in ("part", "overlap"):
            label = 1.0 if max(example.a_in_b or 0, example.b_in_a or 0) > 0.4 else label
        row = nearest_clauses(full[example.a], full[example.b], basis, Settings())
        if row is not None and label is not None:
            rows.append(row.measures)
            labels.append(label)
            sources.append(example)
    return Task("told", rows, labels, sources)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    arguments = parser.parse_args()
    found = examples(arguments.data)
    of = profiles(found, arguments.cache)
    lexicon = load_lexicon()
    plain = [measures(of[e.a], of[e.b], lexicon) for e in found]
    labelled = [n for n, e in enumerate(found) if e.same is not None]
    likely_task = Task(
        "likely", [plain[n] for n in labelled], [found[n].same or 0 for n in labelled], [found[n] for n in labelled]
    )
    figures = {"likely": report(likely_task, likely_task.out_of_fold())}
    decisions: dict[str, Decision] = {"likely": likely_task.fitted(np.full(len(labelled), True))}

    guard = Basis(lexicon, decisions)
    floor = Settings().sentence_floor
    facts = []
    for example in found:
        a, b = of[example.a], of[example.b]
        facts.append(dict(compare_facts(a, b, align(a, b, floor), guard).measures))
    tasks = [
        Task(
            "same",
            [plain[n] | facts[n] for n in labelled],
            [found[n].same or 0 for n in labelled],
            [found[n] for n in labelled],
        )
    ]

    rows: Measured = []
    labels, sources = [], []
    for n, example in enumerate(found):
        short, long = in_order_of_size(of[example.a], of[example.b])
        label = example.a_in_b if short is of[example.a] else example.b_in_a
        if example.set == "news":
            label = 0.0
        if label is not None and plain[n]["ratio"] < Settings().similar_length:
            rows.append(coverage_measures(short, long, lexicon) | facts[n])
            labels.append(float(label >= 0.95))
            sources.append(example)
    tasks.append(Task("part", rows, labels, sources))

    rows, labels, sources = [], [], []
    for example in found:
        a, b = of[example.a], of[example.b]
        for one, other, label in ((a, b, example.a_in_b), (b, a, example.b_in_a)):
            if label is not None:
                rows.append(coverage_measures(one, other, lexicon))
                labels.append(float(label))
                sources.append(example)
    tasks.append(Task("covers", rows, labels, sources))
    tasks.append(told_task(found, of, guard, arguments.cache))

    calibration: dict[str, Mapping[str, object]] = {}
    for task in tasks:
        scores = task.out_of_fold()
        figures[task.name] = report(task, scores)
        decisions[task.name] = task.fitted(np.full(len(task.rows), True))
        calibration[task.name] = reliability(task, scores)
    folder = Path(__file__).parent
    stored = {
        name: {
            "intercept": d.intercept,
            "curves": {m: {"knots": c.knots, "values": c.values} for m, c in d.curves.items()},
        }
        for name, d in decisions.items()
    }
    (folder / "judge.json").write_text(
        json.dumps({"revision": 1, "decisions": stored}, indent=1) + "\n", encoding="utf-8"
    )
    (folder / "calibration.json").write_text(
        json.dumps({"out_of_fold": figures, "reliability": calibration}, indent=1) + "\n", encoding="utf-8"
    )


def reliability(task: Task, scores: NDArray[np.float64]) -> dict[str, list[list[float]]]:
    """Return, for each set, the rows (mean score, share that is positive, how many) of ten bins of the score."""
    found = {}
    for name in WEIGHTS[task.name]:
        here = task.sets == name
        bins = np.clip((scores[here] * 10).astype(int), 0, 9)
        found[name] = [
            [
                round(float(scores[here][bins == b].mean()), 4),
                round(float(task.labels[here][bins == b].mean()), 4),
                int((bins == b).sum()),
            ]
            for b in range(10)
            if (bins == b).any()
        ]
    return found


if __name__ == "__main__":
    main()
