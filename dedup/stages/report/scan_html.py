"""What a scan has found as one page that a browser shows: no script, nothing fetched, light and dark, for print too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dedup.overview import Scanned, ScanPair
from dedup.passages import Relation
from dedup.stages.report.diff import differing
from dedup.stages.report.display import visible
from dedup.stages.report.html import environment
from dedup.stages.report.overview_html import HIGH, LABEL, ROW, WIDTH, bars, columns, labels, lines
from dedup.stages.report.pieces import Run, compared
from dedup.stages.report.telling import shown_words
from dedup.stages.report.wording import RELATION, many, percent

_GO = "could go"
_STAGES = {
    "read": "reading and cutting into passages",
    "contents": "telling equal texts",
    "signs": "words and small vectors",
    "lexical": "passages that share runs of words",
    "near": "passages near in meaning",
    "weigh": "which pairs are worth judging",
    "judge": "judging",
    "together": "reading both texts at once",
    "forms": "forms of words",
}


@dataclass(frozen=True, slots=True)
class Count:
    """A bar with a figure."""

    label: str
    length: float
    at: int
    figure: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Two passages beside each other."""

    title: str
    on: str
    a: tuple[Run, ...]
    b: tuple[Run, ...]


def scan_html(found: Scanned, manifest: Mapping[str, Any]) -> str:
    """Return what a scan has found as one self-contained HTML document; `manifest` is that of the run."""
    counts, stages = manifest["counts"], manifest["stages"]
    share = percent(counts["dropped_words"] / counts["words"]) if counts["words"] else "0%"
    months = columns(found.months, _GO)
    return (
        environment()
        .get_template("scan.html")
        .render(
            title=visible(f"Scan: {found.name}"),
            name=visible(found.name),
            headline=f"{counts['dropped']:,} of {many(counts['passages'], 'passage')} could go: {share} of the words.",
            lead=f"{many(stages['read']['articles'], 'article')}, {many(counts['words'], 'word')}. "
            f"{many(counts['number_of_clusters'], 'cluster')} of passages that tell the same; of each, one stays. The plan is a "
            "table; nothing was changed.",
            notes=tuple(map(visible, _notes(manifest))),
            relations=_counts([(RELATION[Relation(name)], number) for name, number in counts["relations"].items()]),
            stages=_counts([(_STAGES[name], stages[name]["seconds"]) for name in _STAGES if name in stages], unit=" s"),
            sources=bars(found.sources, _GO),
            months=months,
            month_labels=labels(months),
            step=round(max(1.0, 0.86 * WIDTH / max(1, len(months))), 2),
            lines=lines(found.largest),
            conflicts=tuple(map(_beside, found.conflicts)),
            reworded=tuple(map(_beside, found.reworded)),
            width=WIDTH,
            row=ROW,
            label=LABEL + 60,
            high=HIGH,
        )
    )


def _notes(manifest: Mapping[str, Any]) -> list[str]:
    audit = manifest["audit"]
    told = [f"{audit['told'][:1].upper()}{audit['told'][1:]}."] if audit else []
    skipped = manifest["stages"]["read"]["skipped"]
    if skipped:
        told.append(f"{many(skipped, 'record')} could not be read and {'was' if skipped == 1 else 'were'} skipped.")
    return told + [f"{cap[:1].upper()}{cap[1:]}." for cap in manifest["caps"]]


def _counts(rows: Sequence[tuple[str, float]], unit: str = "") -> tuple[Count, ...]:
    most = max((value for _, value in rows), default=0) or 1
    room = WIDTH - LABEL - 60 - 120
    return tuple(
        Count(label, round(room * value / most, 1), n * ROW, f"{value:,}{unit}")
        for n, (label, value) in enumerate(rows)
    )


def _beside(one: ScanPair) -> Beside:
    a, b = shown_words(one.text_a)[0], shown_words(one.text_b)[0]
    only_a, only_b = differing(a, b)
    title = visible(f"passages {one.a} and {one.b}: {one.article_a} and {one.article_b}")
    return Beside(title, visible(one.conflicts or f"score {one.score:.2f}"), compared(a, only_a), compared(b, only_b))
