"""A scan on one machine: the stages in their order, each written down before the next begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from dedup.passages import Article, Skipped
from dedup.scan import cells, joins, tasks
from dedup.scan.counts import counting
from dedup.scan.files import articles_in, replaced, rows_in, write_table
from dedup.scan.kernels.signs import unit_rows
from dedup.scan.options import Options
from dedup.scan.pool import Workers
from dedup.scan.signs import Signs, open_signs, write_signs
from dedup.scan.tables import CUT, schema
from dedup.scan.work import Work
from dedup.settings import Settings
from dedup.stages.read import Progress, Reading, files_of, read_all
from dedup.stages.read.stores import is_stored

STAGES = ("read", "contents", "signs", "lexical", "near", "weigh", "judge", "together", "forms")
LETTERS_AT_ONCE = 1_500_000
"""Characters of articles that are cut together, in one process."""
ARTICLES_AT_ONCE = 5_000
RUNS_A_BUCKET = 2_000_000
MANY = 500_000
"""Contents from which processes are begun anew after judging: what they remember of so many words is room that joins need."""
_PLACES_AT_ONCE = 50_000
_ASKED_AT_ONCE = 10_000

Tell = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is (0 where that is not known)."""


@dataclass(frozen=True)
class Local:
    """The stages of a run on one machine, over a folder, with some processes."""

    options: Options
    work: Work
    pool: Workers
    tell: Tell

    def run(self) -> dict[str, dict[str, Any]]:
        """Run every stage that is not whole yet. Return what each has counted."""
        return {stage: self.once(stage, getattr(self, stage)) for stage in STAGES}

    def once(self, stage: str, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Run a stage that is not whole yet, and write down what it has counted and how long it took."""
        counted = self.work.done(stage)
        if counted is None:
            since = perf_counter()
            counted = run()
            counted = counted | {"seconds": round(perf_counter() - since, 2)} if stage in STAGES else counted
            self.work.finish(stage, counted)
        if stage == "signs":
            self._drop(stage)  # they stand in the arrays now
        if stage == "together":
            self.rest()
        return counted

    def close(self) -> None:
        """End what works for this run."""
        self.pool.close()

    def rest(self) -> None:
        """Begin the processes anew where they remember much."""
        if len(self.arrays()) > MANY:
            self.pool.close()

    # -- stages ---------------------------------------------------------------------------------------------------

    def read(self) -> dict[str, Any]:
        """Cut the articles into passages, numbered in reading order."""
        lots = Lots(self.options, lambda done, of: self.tell("articles", done, of))
        known = self.work.parts("read")
        passages = rows_in(known)
        lots.passed_over = articles_in(known)
        number = len(known)
        given = lots.passed_over
        lot_sizes: list[int] = []

        def asked() -> Iterator[tuple[Any, ...]]:
            for lot in lots:
                lot_sizes.append(len(lot))
                yield lot, self.options.settings

        for table in self.pool.each(tasks.cut_articles, asked()):
            first, size = given, lot_sizes.pop(0)
            given += size
            table = renumbered(table, passages, first)
            table = table.replace_schema_metadata({"articles": str(size)})
            write_table(self.work.stage("read") / f"{number:06d}.parquet", table)
            passages += len(table)
            number += 1
        return {"articles": given, "passages": passages, "skipped": lots.skipped, "skips": lots.skips}

    def contents(self) -> dict[str, Any]:
        """Find the distinct texts of all passages, and what recurs on the pages of each source."""
        with joins.opened(self.work, self.options) as joined:
            return joined.contents(self.options.settings)

    def signs(self) -> dict[str, Any]:
        """Make what contents are found by."""
        sources = self.work.parts("contents")
        done = self.parts("signs", tasks.sign_part, [(source, (self.options.settings,)) for source in sources])
        rows = write_signs(self._folder, self.work.parts("signs"))
        return {"contents": rows, "parts": len(done)}

    def lexical(self) -> dict[str, Any]:
        """Find contents that share runs of words."""
        runs = len(self.arrays().lists["runs"])
        buckets = max(self.pool.processes, -(-runs // RUNS_A_BUCKET))
        cap = self.options.settings.scan_cap
        asked = [(self._folder, (n, buckets, cap)) for n in range(buckets)]
        passed = sum(self.parts("lexical", tasks.share_bucket, asked))
        return {"runs": runs, "runs_passed_over": int(passed)}

    def near(self) -> dict[str, Any]:
        """Find contents whose small vectors are near."""
        if self.options.lexical_only:
            self.work.stage("near")
            return {"asked": 0, "cells": 0, "cells_parted": 0}
        signs = self.arrays()
        if not (self._folder / cells.CELLS).exists():
            self._cells(signs)
        known = cells.Cells.load(self._folder)
        starts = range(0, len(signs), _ASKED_AT_ONCE)
        settings = self.options.settings
        lots = [(self._folder, (start, start + _ASKED_AT_ONCE, settings)) for start in starts]
        asked = self.parts("near", tasks.near_part, lots)
        return {"asked": int(sum(asked)), "cells": len(known), "cells_parted": known.too_large}

    def weigh(self) -> dict[str, Any]:
        """Keep the pairs that are worth judging."""
        with joins.opened(self.work, self.options) as joined:
            joined.candidates(self.options.settings)
            sources = self.work.parts("candidates")
            asked = [(self._folder, (source, self.weighing)) for source in sources]
            looked = self.parts("weigh", tasks.weigh_part, asked)
            counted = joined.likeliest(self.options.settings, self._places())
        return {"looked_at": int(sum(looked)), **counted}

    def judge(self) -> dict[str, Any]:
        """Judge them."""
        done = self.judged("chosen", "judge")
        return {"judged": sum(one for one, _ in done), "related": sum(one for _, one in done)}

    def together(self) -> dict[str, Any]:
        """Read both texts of the pairs that are in doubt at once, if the full judge is asked for."""
        return {"read": self.read_again("judge", ("judge",))}

    def forms(self) -> dict[str, Any]:
        """Doubt duplicates that follow one form of words; believe what nothing else is like, and what was read."""
        with joins.opened(self.work, self.options) as joined:
            return joined.forms(self.options.settings)

    # -- of pairs, also for the audit -----------------------------------------------------------------------------

    def judged(self, source: str, target: str) -> list[Any]:
        """Judge the pairs of one stage, with their texts, as another. Return what each part has counted."""
        asked = [(part, (self.options.settings,)) for part in self.work.parts(source)]
        return self.parts(target, tasks.judge_part, asked)

    def read_again(self, stage: str, judged: Sequence[str]) -> int:
        """Read the pairs of a stage that are in doubt, where those of `judged` tell which variants a text has."""
        if self.options.judge != "full":
            return 0
        settings = self.options.settings
        with joins.opened(self.work, self.options) as joined:
            joined.doubtful(stage, judged, settings)
        asked = [(part, (settings,)) for part in self.work.parts(f"{stage}_doubtful")]
        return int(sum(self.parts(f"{stage}_read", tasks.read_part, asked)))

    # -- parts ----------------------------------------------------------------------------------------------------

    @property
    def _folder(self) -> Path:
        return self.work.own("signs")

    @property
    def weighing(self) -> Settings:
        """Return the settings by which pairs are weighed: the fast judge is given those that are likelier."""
        settings = self.options.settings
        return settings if self.options.judge == "full" else replace(settings, scan_worth=settings.scan_worth_fast)

    def arrays(self) -> Signs:
        """Return the signs of all contents as arrays of this machine."""
        return open_signs(self._folder)

    def _drop(self, stage: str) -> None:
        for part in self.work.parts(stage):
            part.unlink()

    def parts(self, stage: str, work: Callable[..., Any], asked: Sequence[tuple[Any, tuple[Any, ...]]]) -> list[Any]:
        """Do a task for each part that is not written yet; what a task has counted is kept beside its part."""
        folder = self.work.stage(stage)
        names = [f"{n:06d}" for n in range(len(asked))]
        with counting(folder) as counts:
            todo = [n for n, name in enumerate(names) if name not in counts.known]
            done = len(asked) - len(todo)
            self.tell(stage, done, len(asked))
            calls = ((asked[n][0], *asked[n][1], folder / f"{names[n]}.parquet") for n in todo)
            for n, counted in zip(todo, self.pool.each(work, calls), strict=True):
                counts.keep(names[n], counted)
                done += 1
                self.tell(stage, done, len(asked))
        return [counts.known[name] for name in names]

    def _places(self) -> Any:
        """Return a table (content, cell); without cells all are in one."""
        import pyarrow as pa

        signs = self.arrays()
        found = np.zeros(len(signs), np.int32)
        if not self.options.lexical_only:
            found = np.array(cells.Cells.load(self._folder).probes[:, 0])
        return pa.table({"content": pa.array(signs.content), "cell": pa.array(found)})

    def _trained(self, signs: Any) -> Path:
        """Return the file of the cells' centroids, trained on a sample from all over the contents."""
        path = self._folder / cells.CENTROIDS
        if not path.exists():
            number = cells.number_of_cells(len(signs))
            sample = np.ascontiguousarray(signs.vectors[:: cells.sample_step(len(signs), number)])
            with replaced(path) as part, part.open("wb") as stream:
                np.save(stream, cells.trained(unit_rows(sample), number))
        return path

    def _cells(self, signs: Any) -> None:
        """Train the cells, and fill them."""
        number = len(np.load(self._trained(signs), mmap_mode="r"))
        starts = range(0, len(signs), _PLACES_AT_ONCE)
        calls = ((self._folder, start, min(len(signs), start + _PLACES_AT_ONCE)) for start in starts)
        found = np.zeros((len(signs), min(cells.PROBED, number)), np.int32)
        for start, some in self.pool.each(tasks.assign_part, calls):
            found[start : start + len(some)] = some
        cells.Cells.filled(found, number).save(self._folder)


class Lots:
    """The articles of the inputs in lots that are cut together. Those that an earlier run has written are passed over."""

    def __init__(self, options: Options, notice: Callable[[int, int], None]) -> None:
        """Read nothing yet. `notice` is told how many articles are read, and about how many there are (0: not known)."""
        self._options, self._notice = options, notice
        self._bytes = Bytes(options)
        self.passed_over = 0
        self.skipped = 0
        self.skips: list[str] = []

    def __iter__(self) -> Iterator[list[Article]]:
        lot: list[Article] = []
        letters = done = 0
        for article in self._articles():
            done += 1
            if done <= self.passed_over:
                continue
            lot.append(article)
            letters += len(article.text)
            if letters >= LETTERS_AT_ONCE or len(lot) >= ARTICLES_AT_ONCE:
                self._notice(done, self._bytes.expected(done))
                yield lot
                lot, letters = [], 0
        if lot:
            yield lot

    def _articles(self) -> Iterable[Article]:
        for found in read_all(self._options.inputs, quick(self._options.reading), progress=self._bytes.notice):
            if isinstance(found, Skipped):
                self.skipped += 1
                if len(self.skips) < MOST_SKIPS:
                    self.skips.append(str(found))
            else:
                yield found


def quick(reading: Reading) -> Reading:
    """Return how a scan reads: it has no use for languages."""
    return replace(reading, languages=False)


class Bytes:
    """How much of the inputs is read, and about how many articles they hold if they go on as they began."""

    def __init__(self, options: Options) -> None:
        """Look how large the inputs are; those of an object store are not known."""
        names = [name for path in options.inputs for name in files_of(path, options.reading)]
        sizes = [0 if is_stored(name) or not Path(name).is_file() else Path(name).stat().st_size for name in names]
        self._all = sum(sizes) if all(sizes) else 0
        self._before = self._now = 0
        self._path = ""

    def notice(self, progress: Progress) -> None:
        """Note how far the reader has come in a file."""
        if progress.path != self._path:
            self._before, self._path = self._before + self._now, progress.path
        self._now = progress.done

    def expected(self, articles: int) -> int:
        """Return about how many articles there are, given how many are read: never fewer; 0 where it is not known."""
        read = self._before + self._now
        return max(articles, round(articles * self._all / read)) if self._all and read else 0


MOST_SKIPS = 100


def renumbered(table: Any, passages: int, articles: int) -> Any:
    """Return the passages of a lot numbered on from those before."""
    import pyarrow as pa

    for name, first in (("passage", passages), ("number", articles)):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, pa.array(table.column(name).to_numpy() + first))
    return table.cast(schema(CUT))
