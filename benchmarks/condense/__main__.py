"""Condensing beside the peers, printed: `python -m benchmarks.condense [--data FOLDER] [--articles 200] [--results FILE]`.

On the samples, and where the folder of the open sets is named (or DEDUP_DATA), on BBC articles followed by copies of their
own sentences. What the columns mean is in benchmarks/README.md.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from benchmarks.condense.score import Counts, by_copies, by_truth, total
from benchmarks.condense.sets import Text, bbc_rows, copied_texts, seed_texts, twice_texts
from benchmarks.condense.systems import LEXRANK, give, systems
from dedup.api import Detector, installed_version, judge_revision
from dedup.errors import DedupError

HEADS = ("cuts", "precision", "recall", "said", "facts lost", "flagged", "unique lost", "flagged", "words", "ms/text")


def run(texts: Iterable[Text], detector: Detector) -> dict[str, Counts]:
    """Return the counts of each system over the texts."""
    every = systems()
    found: dict[str, list[Counts]] = {name: [] for name in every}
    for text in texts:
        given = give(text.article, detector)
        for name, system in every.items():
            outcome = system(given)
            if text.truth is None:
                found[name].append(by_copies(text.article.text, given.sentences, outcome))
            else:
                found[name].append(
                    by_truth(given.report, text.article.text, given.sentences, outcome, text.truth),
                )
    return {name: total(counts) for name, counts in found.items()}


def figures(counts: Counts) -> dict[str, float | None]:
    """Return the shares of the counts: None where there is nothing to share."""
    return {
        "precision": _share(counts.right, counts.cuts),
        "recall": _share(counts.right, counts.possible),
        "said": _share(counts.said, counts.cuts),
        "words_saved": _share(counts.words_before - counts.words_after, counts.words_before),
        "ms_a_text": _share(1000 * counts.seconds, counts.texts),
    }


def table(title: str, found: dict[str, Counts]) -> str:
    """Return the counts as a table, one system a line."""
    rows = [[title, *HEADS]] + [[name, *_cells(counts)] for name, counts in found.items()]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "\n".join("  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows)


def lines(name: str, found: dict[str, Counts]) -> str:
    """Return one JSON line a system."""
    stamp = time.strftime("%Y-%m-%d")
    made = {"set": name, "date": stamp, "version": installed_version(), "judge": judge_revision()}
    rows = [made | {"system": system} | asdict(counts) | figures(counts) for system, counts in found.items()]
    return "".join(json.dumps(row) + "\n" for row in rows)


@click.command()
@click.option("--data", type=click.Path(path_type=Path), envvar="DEDUP_DATA", help="Folder of the open sets.")
@click.option("--articles", default=200, show_default=True, help="How many articles of the BBC set are drawn.")
@click.option("--seed", default=1, show_default=True, help="Which ones are drawn.")
@click.option("--results", type=click.Path(path_type=Path), help="Append one JSON line a system to this file.")
def main(data: Path | None, articles: int, seed: int, results: Path | None) -> None:
    """Print what dedup and its peers cut, and what was lost."""
    detector = Detector()
    if LEXRANK not in systems():
        click.echo('LexRank is left out: pip install "dedup-passages[bench]"', err=True)
    try:
        sets: dict[str, Iterable[Text]] = {f"seeds, {split}": seed_texts(split) for split in ("tune", "held_out")}
        if data:
            rows = bbc_rows(data)
            sets["copied sentences"] = copied_texts(rows, articles, seed, whole=False)
            sets["copied summary"] = copied_texts(rows, articles, seed, whole=True)
            sets["copied article"] = twice_texts(rows, articles, seed)
        for name, texts in sets.items():
            found = run(texts, detector)
            click.echo(table(f"{name} ({next(iter(found.values())).texts})", found) + "\n")
            if results:
                with results.open("a", encoding="utf-8", newline="\n") as file:
                    file.write(lines(name, found))
    except DedupError as error:
        raise click.ClickException(str(error)) from error


def _cells(counts: Counts) -> list[str]:
    share = figures(counts)
    return [
        str(counts.cuts),
        *(_shown(share[name]) for name in ("precision", "recall", "said")),
        f"{counts.lost_flagged + counts.lost_unflagged}/{counts.facts}",
        str(counts.lost_flagged),
        f"{counts.unique_flagged + counts.unique_unflagged}/{counts.unique}" if counts.unique else "-",
        str(counts.unique_flagged) if counts.unique else "-",
        f"-{100 * (share['words_saved'] or 0):.1f}%",
        f"{share['ms_a_text'] or 0:.0f}",
    ]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _shown(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


if __name__ == "__main__":
    main()
