"""What the judge is to reach on the open sets, beside what was measured: `table` puts both in lines."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean
from typing import NamedTuple

Figures = dict[str, float]


class Aim(NamedTuple):
    """One figure of one set and what it should at least (or, with `most`, at most) be."""

    measure: str
    set: str
    figure: str
    aim: float
    most: bool = False


AIMS = (
    Aim("MRPC, average precision", "pairs_mrpc_train", "AP", 0.90),
    Aim("MRPC, F1", "pairs_mrpc_train", "F1", 0.84),
    Aim("WMT paraphrase, average precision", "pairs_wmt21_news_paraphrase", "AP", 0.98),
    Aim("WMT paraphrase, F1", "pairs_wmt21_news_paraphrase", "F1", 0.94),
    Aim("one fact changed, called duplicate", "contrast_wmt21_fact_changed", "called", 0.12, most=True),
    Aim("one fact changed, paraphrases kept", "contrast_wmt21_fact_changed", "kept", 0.90),
    Aim("Reuters templates, called duplicate", "pairs_reuters_number_template_dev", "called", 0.005, most=True),
    Aim("Reuters templates, reposts kept", "pairs_reuters_number_template_dev", "kept", 0.99),
    Aim("Breaking NLI, contradictions called duplicate", "pairs_breaking_nli", "called", 0.05, most=True),
    Aim("SuperPAL, average precision", "pairs_superpal_multinews_dev", "AP", 0.70),
    Aim("RTE, AUC", "pairs_rte_dev", "AUC", 0.66),
    Aim("clusters_wmt21, ARI", "clusters_wmt21_news", "ARI", 0.92),
    Aim("repeats_dev, mean ARI", "repeats_dev", "ARI", 0.92),
    Aim("repeats_dev, pairwise precision", "repeats_dev", "precision", 0.98),
    Aim("answers of 300 words, average precision", "answers_wmt21", "AP", 0.985),
    Aim("answers of 300 words, F1", "answers_wmt21", "F1", 0.92),
)
MULTILINGUAL = "pairs_wmt21_multilingual"
MOST_ERROR = 0.06


def table(figures: Mapping[str, Figures]) -> str:
    """Return a line for each aim that was measured, in Markdown; what is not reached is marked."""
    lines = ["| measure | measured | aim | |", "|---|---|---|---|"]
    for one in AIMS:
        found = figures.get(one.set, {}).get(one.figure)
        if found is not None:
            lines.append(_line(one.measure, found, one.aim, most=one.most))
    errors = [f["calibration"] for name, f in figures.items() if "calibration" in f and name != MULTILINGUAL]
    if errors:
        measure = f"calibration error of score, mean of {len(errors)} sets"
        lines.append(_line(measure, fmean(errors), MOST_ERROR, most=True))
    other = figures.get(MULTILINGUAL, {})
    shown = [name for name in ("AP", "F1") if name in other]
    lines += [f"| German, Czech and Russian, {name} | {other[name]:.3f} | no claim | |" for name in shown]
    return "\n".join(lines)


def _line(measure: str, found: float, aim: float, *, most: bool) -> str:
    reached = found <= aim if most else found >= aim
    return f"| {measure} | {found:.3f} | {'<=' if most else '>='} {aim:g} | {'' if reached else 'not reached'} |"
