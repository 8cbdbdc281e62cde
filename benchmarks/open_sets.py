"""The judge and the groups on the open labelled sets, one default setting: `python -m benchmarks.open_sets --data FOLDER`.

Pairs go through `dedup.judge`, clusters and repeats through `dedup.group`. The judge's figures were fitted on some of
these sets (see models/judge/card.md, whose out-of-fold figures are the honest ones for them); `--only` picks sets.
The last thing printed is the table of figures with their aims.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_rand_score, average_precision_score, roc_auc_score

from benchmarks import answers
from benchmarks.aims import Figures, table
from dedup.api import Detector
from dedup.bench.scoring import calibration_error, counted
from dedup.passages import Relation, Verdict

PAIRS = (
    "pairs_mrpc_train",
    "pairs_wmt21_news_paraphrase",
    "contrast_wmt21_fact_changed",
    "pairs_reuters_number_template_dev",
    "pairs_breaking_nli",
    "pairs_superpal_multinews_dev",
    "pairs_rte_dev",
    "pairs_wmt21_multilingual",
)
CLUSTERS, REPEATS, ANSWERS = "clusters_wmt21_news", "repeats_dev", "answers_wmt21"


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of one set."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def pair_figures(name: str, found: list[dict[str, Any]], verdicts: Sequence[Verdict]) -> Figures:
    """Print and return the figures of one set of pairs."""
    labels = [int(row["label"]) for row in found]
    score = [v.score for v in verdicts]
    if "superpal" in name:
        score = [v.a_in_b for v in verdicts]
    if "rte" in name:
        score = [v.b_in_a for v in verdicts]
    duplicate = [v.duplicate for v in verdicts]
    line = f"{name:36}{len(found):6}"
    figures: Figures = {}
    if 0 < sum(labels) < len(labels):
        figures["AP"] = float(average_precision_score(labels, score))
        figures["AUC"] = float(roc_auc_score(labels, score))
        figures["F1"] = counted(labels, duplicate).f1
        line += f"  AP {figures['AP']:.3f}  AUC {figures['AUC']:.3f}  F1 {figures['F1']:.3f}"
    if not {"superpal", "rte"}.intersection(name.split("_")):
        figures["calibration"] = calibration_error(labels, score)
        line += f"  calibration error {figures['calibration']:.3f}"
    for key, label in (("kept", 1), ("called", 0)):
        chosen = [yes for yes, truth in zip(duplicate, labels, strict=True) if truth == label]
        figures |= {key: sum(chosen) / len(chosen)} if chosen else {}
    by: defaultdict[str, list[Verdict]] = defaultdict(list)
    for row, verdict in zip(found, verdicts, strict=True):
        by[f"{row['label']} {row.get('kind', '')}".strip()].append(verdict)
    print(line)
    for key in sorted(by):
        called = sum(v.duplicate for v in by[key]) / len(by[key])
        relations = Counter(v.relation.value for v in by[key])
        shares = "  ".join(f"{relation.value} {relations[relation.value] / len(by[key]):.3f}" for relation in Relation)
        print(f"    {key:26}{len(by[key]):6}  duplicate {called:.3f}   {shares}")
    return figures


def cluster_figures(detector: Detector, folder: Path) -> Figures:
    """Print and return the agreement of the groups with the clusters of clusters_wmt21_news."""
    found = list(rows(folder, CLUSTERS))
    began = time.perf_counter()
    labels = detector.group([row["text"] for row in found])
    truth = [row["cluster"] for row in found]
    index = adjusted_rand_score(truth, labels)
    print(f"{CLUSTERS:36}{len(found):6}  ARI {index:.3f}  {time.perf_counter() - began:.1f} s")
    return {"ARI": float(index)}


def repeat_figures(detector: Detector, folder: Path) -> Figures:
    """Print and return the mean agreement per article of repeats_dev, and precision and recall over all pairs."""
    indices: list[float] = []
    same = made = hits = 0
    for row in rows(folder, REPEATS):
        truth = [paragraph["cluster"] for paragraph in row["paragraphs"]]
        labels = detector.group([paragraph["text"] for paragraph in row["paragraphs"]])
        indices.append(adjusted_rand_score(truth, labels))
        for i in range(len(truth)):
            for j in range(i + 1, len(truth)):
                same += truth[i] == truth[j]
                made += labels[i] == labels[j]
                hits += truth[i] == truth[j] and labels[i] == labels[j]
    print(
        f"{REPEATS:36}{len(indices):6}  mean ARI {np.mean(indices):.3f}"
        f"  pairwise precision {hits / max(1, made):.3f}  recall {hits / max(1, same):.3f}"
    )
    return {"ARI": float(np.mean(indices)), "precision": hits / max(1, made)}


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("DEDUP_DATA"))
    parser.add_argument("--only", action="append", help="a set, or the start of its name; may be repeated")
    arguments = parser.parse_args()
    if not arguments.data:
        parser.error("name the folder of the sets with --data or DEDUP_DATA")
    folder = Path(arguments.data)

    def wanted(name: str) -> bool:
        return not arguments.only or any(name.startswith(start) for start in arguments.only)

    detector = Detector()
    figures: dict[str, Figures] = {}
    if wanted(CLUSTERS):
        figures[CLUSTERS] = cluster_figures(detector, folder)
    if wanted(REPEATS):
        figures[REPEATS] = repeat_figures(detector, folder)
    sets = {name: rows(folder, name) for name in filter(wanted, PAIRS)}
    if wanted(ANSWERS):
        sets[ANSWERS] = iter(answers.rows(rows(folder, CLUSTERS), detector.tools.encoder))
    for name, every in sets.items():
        found = list(every)
        figures[name] = pair_figures(name, found, detector.judge([(row["a"], row["b"]) for row in found]))
    print(f"\n{table(figures)}")


if __name__ == "__main__":
    main()
