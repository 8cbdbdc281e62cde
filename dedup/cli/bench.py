"""`dedup bench`: this tool and its peers on labelled sets, the results kept as JSON lines, tables and plots made from them."""

from __future__ import annotations

from pathlib import Path

import click

from dedup.cli import options
from dedup.cli.output import progress, say, write
from dedup.errors import InputError
from dedup.settings import Settings

PEERS = ("minilm", "tfidf", "datasketch", "rensa", "semhash")


@click.command(
    short_help="Measure on labelled sets, beside other tools.",
    epilog=options.examples(
        "dedup bench pairs.tsv --peers tfidf",
        "dedup bench --data sets mine --peers tfidf,datasketch -o results.jsonl",
        "dedup bench --from results.jsonl",
    ),
)
@click.argument("sets", nargs=-1, metavar="[SET]...")
@click.option(
    "--data", envvar="DEDUP_DATA", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the open sets; without SETs all of them are measured.",
)  # fmt: skip
@click.option(
    "--peers", metavar="NAMES", default="all", show_default=True, help=f"Of {', '.join(PEERS)}; or all, or none."
)
@click.option(
    "--sample", type=click.IntRange(min=0), default=0, help="At most so many pairs or documents a set, seeded; 0: all."
)
@click.option(
    "-o",
    "--output",
    "results",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Add the results to FILE, JSON lines.",
)
@click.option(
    "--from", "earlier", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Measure nothing; show the results in FILE.",
)  # fmt: skip
@click.option(
    "--plots",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Draw precision-recall and reliability as SVG there.",
)
@options.loudness
@click.pass_context
def bench(
    context: click.Context, sets: tuple[str, ...], data: Path | None, peers: str, sample: int, results: Path | None,
    earlier: Path | None, plots: Path | None, *, quiet: bool,
) -> None:  # fmt: skip
    """Measure precision and recall on labelled SETs, this tool and its peers in one run.

    A SET is the name of an open set in --data, or a path: MRPC's TSV, a PAN text alignment folder, Clough and
    Stevenson's folder, a NEWS-COPY folder, the CORE Parquet of text-dedup, or JSON lines.
    """
    from dedup.bench.formats import OPEN_SETS, named, read_set
    from dedup.bench.results import append, plot, read, table
    from dedup.bench.run import run, systems

    if earlier is not None:
        rows = read(earlier)
    else:
        if not sets and data is None:
            raise InputError("name a labelled set, or the folder of the open sets with --data")
        settings = Settings()
        found, missing = systems(tool := options.detector(context, settings), settings, _peers(peers))
        for sentence in missing:
            say(f"dedup: {sentence}")
        rows = []
        for path in [named(name, data) for name in sets or OPEN_SETS]:
            with progress(f"measuring on {path.name}", quiet=quiet):
                for row in run(read_set(path), tool, found, sample):
                    rows.append(row)
                    if results is not None:
                        append(results, row)
    write(table(rows), None)
    for path in plot(rows, plots) if plots else ():
        if not quiet:
            say(f"dedup: drew {path}")


def _peers(names: str) -> tuple[str, ...]:
    if names in {"all", "none"}:
        return PEERS if names == "all" else ()
    asked = tuple(name.strip() for name in names.split(",") if name.strip())
    for name in asked:
        if name not in PEERS:
            raise InputError(f"there is no peer {name!r}; there are: {', '.join(PEERS)}")
    return asked
