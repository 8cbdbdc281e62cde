"""Scores of the sample articles, printed: `python -m benchmarks.seeds [--split tune|held_out] [--seeds FOLDER]`.

With `--article FILE --truth FILE` one article of anybody's is scored instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import click

import dedup
from benchmarks.score import FaultKind, Score, Share, score, score_pair, total
from benchmarks.truth import Truth, load_truth
from dedup.comparison import Comparison
from dedup.errors import DedupError, InputError
from dedup.passages import Report

SEEDS = Path(__file__).parent.parent / "seeds"

_PATH = click.Path(path_type=Path)

# Heading of the column, and the figure: shares of what should be there, counts of what should not.
_COLUMNS: dict[str, Callable[[Score], str]] = {
    "must": lambda one: _share(one.must),
    "kind": lambda one: _share(one.kind),
    "should": lambda one: _share(one.should),
    "conflicts": lambda one: _share(one.conflicts),
    "boilerpl.": lambda one: _share(one.boilerplate),
    "safe prec.": lambda one: _share(one.safe_precision),
    "safe rec.": lambda one: _share(one.safe_recall),
    "review": lambda one: _share(one.review),
    "false": lambda one: str(one.count(FaultKind.FALSE_MATCH)),
    "merged": lambda one: str(one.count(FaultKind.MERGED)),
    "f.confl.": lambda one: str(one.count(FaultKind.FALSE_CONFLICT)),
    "never": lambda one: str(one.count(FaultKind.NEVER_CUT)),
    "lost": lambda one: str(one.count(FaultKind.FACT_LOST)),
    "misread": lambda one: str(one.count(FaultKind.MISREAD)),
    "text": lambda one: "ok" if not one.count(FaultKind.CONDENSED) else "WRONG",
}


def check(path: Path) -> Report:
    """Return what the tool reports of the article in a file, with its default settings."""
    report: Report = dedup.check(dedup.read(path))
    return report


def samples(folder: Path, split: str | None = None) -> Iterator[tuple[Path, Truth]]:
    """Yield the article and the truth of every sample in the folder, of one half or of both, in order of name."""
    found = sorted(folder.glob("*/truth.json"))
    if not found:
        raise InputError(f"no NAME/truth.json in {folder}; give the folder that holds the samples")
    for path in found:
        truth = load_truth(path)
        if split in {None, truth.split} and len(truth.files) == 1:  # two files are for `compare`, not for `check`
            yield path.parent / truth.files[0], truth


def pairs(folder: Path, split: str | None = None) -> Iterator[tuple[Path, Path, Truth]]:
    """Yield original, repost and truth of every sample that is a pair of articles, in order of name."""
    for path in sorted(folder.glob("*/truth.json")):
        truth = load_truth(path)
        if split in {None, truth.split} and len(truth.files) == 2:
            original, repost = (path.parent / name for name in truth.files)
            yield original, repost, truth


def compare(original: Path, repost: Path) -> Comparison:
    """Return what the tool reports of a pair of articles, with its default settings."""
    found: Comparison = dedup.compare(dedup.read(original), dedup.read(repost))
    return found


def run_pairs(articles: Iterable[tuple[Path, Path, Truth]], compare: Callable[[Path, Path], Comparison]) -> list[Score]:
    """Return the score of each pair of articles, in the order given."""
    return [score_pair(compare(original, repost), truth) for original, repost, truth in articles]


def run(articles: Sequence[tuple[Path, Truth]], check: Callable[[Path], Report]) -> list[Score]:
    """Return the score of each article, in the order given."""
    return [score(check(path), truth) for path, truth in articles]


def table(scores: Sequence[Score], *, blind: bool = False) -> str:
    """Return the scores as a table, one article a line, the total last, and under it every fault.

    `blind` gives the total alone: whoever reads the faults of held-out articles begins to mend them, and they hold out no more.
    """
    rows = [["article", *_COLUMNS]]
    shown = [total(scores)] if blind else [*scores, total(scores)] if len(scores) > 1 else scores
    rows += [[one.name, *(figure(one) for figure in _COLUMNS.values())] for one in shown]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]
    if blind:
        return "\n".join(lines)
    faults = [f"{fault.article}: {fault.kind}: {fault.where}" for one in scores for fault in one.faults]
    return "\n".join([*lines, "", *(faults or ["no faults"])])


@click.command()
@click.option("--seeds", "folder", type=_PATH, default=SEEDS, show_default="seeds/", help="Folder of the samples.")
@click.option("--split", type=click.Choice(["tune", "held_out"]), help="Only this half.")
@click.option("--article", type=_PATH, help="Score this article alone; needs --truth.")
@click.option("--truth", "truth_path", type=_PATH, help="The truth file of --article, in either form.")
def main(folder: Path, split: str | None, article: Path | None, truth_path: Path | None) -> None:
    """Score `dedup check`, and `dedup compare` on pairs, on sample articles against their truth files.

    Of the held-out half only the total is shown, unless it is asked for by --split.
    """
    if (article is None) != (truth_path is None):
        raise click.UsageError("--article and --truth belong together")
    try:
        if article is not None and truth_path is not None:
            articles = [(article, load_truth(truth_path, article))]
        else:
            articles = []
            for half in (split,) if split else ("tune", "held_out"):
                blind = split is None and half == "held_out"
                click.echo(f"{half}\n{table(run(list(samples(folder, half)), check), blind=blind)}\n")
                if both := list(pairs(folder, half)):
                    click.echo(f"{half}, pairs of articles\n{table(run_pairs(both, compare), blind=blind)}\n")
        if articles:
            click.echo(table(run(articles, check)))
    except DedupError as error:
        raise click.ClickException(str(error)) from error


def _share(share: Share) -> str:
    return f"{share.found}/{share.of}" if share.of else "-"


if __name__ == "__main__":
    main()
