"""Fits the decision of a scan which pairs are worth judging, and writes scan.json and the figures of card.md.

    python models/scan/fit.py --data FOLDER [--work FOLDER]

The candidates of a scan of the open corpora are a sample to be judged (fast); what is fitted is whether the judge says
duplicate or conflict, from measures that are found for many pairs at once. It is an additive logistic model, one curve a
measure, as those of models/judge. Figures are out of fold: contents are parted by their first text's number.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.linear_model import LogisticRegression

from dedup.decision import Curve, Decision
from dedup.scan import Options, joins
from dedup.scan.kernels.weigh import measured
from dedup.scan.local import Local
from dedup.scan.models import judging
from dedup.scan.pool import Pool
from dedup.scan.signs import open_signs
from dedup.scan.work import Work
from dedup.settings import Settings
from dedup.stages.read import Reading

CORPORA = ("corpus_reuters21578_paragraphs", "corpus_company_news_md_paragraphs", "corpus_abc_paragraphs")
SAMPLED, FOLDS, KNOTS, STRENGTH = 24_000, 4, 7, 0.3
NAMES = ("near", "alike", "words", "words_l", "runs", "ratio", "told_s", "numbers", "numbers_s", "numbers_l")


def candidates(data: Path, folder: Path) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Return the measures of sampled candidates, whether the judge says duplicate or conflict, and their folds."""
    files = tuple(str(data / f"{name}.jsonl.gz") for name in CORPORA)
    options = Options(inputs=files, reading=Reading(text_field="text", id_field="id"))
    work = Work(folder)
    work.begin(options.deciding())
    pool = Pool(options.processes)
    local = Local(
        options, work, pool, lambda stage, done, of: print(f"\r{stage} {done} of {of}      ", end="", flush=True)
    )
    for stage in ("read", "contents", "signs", "lexical", "near"):
        local.once(stage, getattr(local, stage))
    pool.close()
    with joins.opened(work, options) as joined:
        joined.candidates(options.settings)
    work.let_go()
    signs = open_signs(work.stage("signs"))
    pairs = pa.concat_tables([pq.read_table(part) for part in work.parts("candidates")])
    told = [signs.told[signs.places(pairs.column(side).to_numpy())] for side in ("a", "b")]
    pairs = pairs.filter(pa.array(told[0] & told[1]))
    settings = Settings()
    found = []
    for start in range(0, len(pairs), 100_000):
        some = with_signs(pairs.slice(start, 100_000), signs)
        values = measured(some)
        close = values["alike"] >= settings.archive_alike
        close |= values["near"] + values["alike"] >= settings.archive_sum
        found.append((some.select(["a", "b"]).filter(pa.array(close)), {name: values[name][close] for name in NAMES}))
    pairs = pa.concat_tables([one for one, _ in found])
    values = {name: np.concatenate([one[name] for _, one in found]) for name in NAMES}
    print(f"\n{len(pairs)} candidates")
    chosen = np.sort(np.random.default_rng(7).choice(len(pairs), min(SAMPLED, len(pairs)), replace=False))
    pairs, values = pairs.take(pa.array(chosen)), {name: column[chosen] for name, column in values.items()}
    return values, labels(pairs, values, work), pairs.column("a").to_numpy() % FOLDS


def with_signs(pairs: pa.Table, signs: object) -> pa.Table:
    for side in ("a", "b"):
        places = signs.places(pairs.column(side).to_numpy())
        for name in ("stems", "weights", "numbers", "runs"):
            pairs = pairs.append_column(f"{name}_{side}", signs.gathered(name, places))
        pairs = pairs.append_column(f"vector_{side}", signs.binaries(places))
    return pairs


def labels(pairs: pa.Table, values: dict[str, np.ndarray], work: Work) -> np.ndarray:
    """Return which pairs the judge calls duplicates or conflicts."""
    texts = pa.concat_tables([pq.read_table(part) for part in work.parts("contents")])
    known = dict(zip(texts.column("content").to_pylist(), texts.column("text").to_pylist()))
    judge = judging(Settings())
    yes: set[tuple[int, int]] = set()
    for start in range(0, len(pairs), 2_000):
        some = pairs.slice(start, 2_000).append_column("alike", pa.array(values["alike"][start : start + 2_000]))
        for side in ("a", "b"):
            some = some.append_column(f"text_{side}", pa.array([known[c] for c in some.column(side).to_pylist()]))
        for row in judge.verdicts(some).to_pylist():
            if row["duplicate"] or row["relation"] == "conflict":
                yes.add((row["a"], row["b"]))
        print(f"\rjudged {start}", end="", flush=True)
    return np.array([pair in yes for pair in zip(pairs.column("a").to_pylist(), pairs.column("b").to_pylist())])


def fit(values: dict[str, np.ndarray], yes: np.ndarray) -> Decision:
    """Return the decision fitted to the labels."""
    knots = {
        name: np.unique(np.round(np.quantile(column, np.linspace(0, 1, KNOTS)), 4)) for name, column in values.items()
    }
    hats = [np.interp(values[name], points, row) for name, points in knots.items() for row in np.eye(len(points))]
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(np.stack(hats, axis=1), yes)
    curves, at = {}, 0
    for name, points in knots.items():
        curves[name] = Curve(
            tuple(map(float, points)), tuple(round(float(x), 4) for x in model.coef_[0][at : at + len(points)])
        )
        at += len(points)
    return Decision(round(float(model.intercept_[0]), 4), curves)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        values, yes, folds = candidates(asked.data, asked.work or Path(folder))
    held = np.zeros(len(yes))
    for fold in range(FOLDS):
        here = folds == fold
        held[here] = fit({k: v[~here] for k, v in values.items()}, yes[~here]).probabilities(
            {k: v[here] for k, v in values.items()}
        )
    print(f"\n{yes.sum()} of {len(yes)} are duplicates or conflicts; out of fold:")
    for least in (0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2):
        print(f"from {least}: {(held >= least).mean():.3f} of the pairs, {(held[yes] >= least).mean():.4f} of those")
    decision = fit(values, yes)
    told = {
        "revision": "",
        "decisions": {
            "worth": {
                "intercept": decision.intercept,
                "curves": {n: {"knots": c.knots, "values": c.values} for n, c in decision.curves.items()},
            }
        },
    }
    told["revision"] = sha256(json.dumps(told["decisions"]).encode()).hexdigest()[:12]
    (Path(__file__).parent / "scan.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
