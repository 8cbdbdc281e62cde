"""A scan on a Ray cluster: the stages of local.py as tasks over blocks of contents. READ FIRST: what goes from where to where.

    read      file -> lots of passages -> one part of passages a block
    contents  key -> bucket: texts that are the same; -> block: copies of others; -> block: the distinct texts of it
    signs     block -> signs
    lexical   run of words -> bucket: pairs that share it; -> block of the pair's first content
    near      vector -> buckets of its cells: the nearest there; -> block of the asked: the nearest of all
    weigh     block <-> block: signs of the second contents; the likeliest of each content; texts of the second contents
    judge     part of the chosen pairs -> verdicts, as in local.py
    together  pairs in doubt, brought their texts where the scan was begun -> what reading tells, as in local.py
    forms     every verdict -> the same among all the others, joined where the scan was begun, as in local.py

Between tasks stand Parquet files in the run's folder, which every node must see. So a lost node loses what it was at, no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dedup.scan import joins, ray_pairs, ray_tasks, tasks
from dedup.scan.counts import counts_in
from dedup.scan.files import Place, carried, sizes_of
from dedup.scan.local import ARTICLES_AT_ONCE, LETTERS_AT_ONCE, MOST_SKIPS, Local, quick
from dedup.scan.ray_tasks import Blocks
from dedup.scan.signs import Signs, is_whole, open_signs, write_signs
from dedup.stages.read import files_of
from dedup.stages.read.stores import Stored

PASSAGES_A_BLOCK = 50_000
"""Passages of a block: some 50 MB of signs, some minutes of one processor in the longest stage."""
BLOCKS = 1_000
"""Blocks of a run beyond which they grow: each gives to each, so that reads grow with the square of their number."""
FEW_FILES = 1
"""Files for each processor from which on every file is read by a task of its own; fewer are read where the scan was begun."""

SPENT: Mapping[str, tuple[str, ...]] = {
    "contents": ("cut", "given_keys", "given_pages", "pages", "found", "given_copies", "copies"),
    "lexical": ("given_runs",),
    "near": ("given_vectors", "near_in_cells"),
    "weigh": (
        "lexical", "near", "candidates", "asked_signs", "answered_signs", "beside", "ranked", "gathered", "asked_texts",
        "answered_texts", "texts",
    ),
}  # fmt: skip
"""What only the tasks of a stage have needed: it goes when the stage is whole."""


@dataclass(frozen=True)
class OnRay(Local):
    """The stages of a run on a cluster; its pool begins tasks there."""

    def once(self, stage: str, run: Any) -> dict[str, Any]:
        """Run a stage that is not whole yet, and take away what nothing needs after it."""
        counted = super().once(stage, run)
        self.work.forget(*SPENT.get(stage, ()))
        return counted

    def _drop(self, stage: str) -> None:
        """Keep the signs: blocks are read from them."""

    def rest(self) -> None:
        """Leave the processes to the cluster, which they are on."""

    def arrays(self) -> Signs:
        """Return the signs of all contents as arrays of this machine, made again where another has made them."""
        if not is_whole(self._folder):
            self._arranged()
        return open_signs(self._folder)

    # -- stages ---------------------------------------------------------------------------------------------------

    def read(self) -> dict[str, Any]:
        """Cut the articles into passages: each file in a task of its own, or all from here where there are few files."""
        options = self.options
        names = [name for path in options.inputs for name in files_of(path, options.reading)]
        begun = bool(counts_in(self.work.stage("cut")))
        if not begun and (len(names) < FEW_FILES * self.pool.processes or self.work.parts("read")):
            return super().read()
        about = (Path.cwd(), (LETTERS_AT_ONCE, ARTICLES_AT_ONCE))
        asked = [(name, (quick(options.reading), options.settings, about)) for name in names]
        found = self.parts("cut", ray_tasks.cut_file, asked)
        return self._numbered(found)

    def contents(self) -> dict[str, Any]:
        """Find the distinct texts of all passages, and what recurs on the pages of each source."""
        settings, work = self.options.settings, self.work
        grouped, blocks = self._grouped()
        size = len(blocks)
        pages = work.stage("given_pages")
        self.parts("given_keys", ray_tasks.give_keys, [(some, (size, pages)) for some in grouped])
        given = work.parts("given_pages")
        self.parts("pages", ray_tasks.count_pages, [(given, (n,)) for n in range(size)])
        for name in ("learnt", "keys"):
            work.stage(name)
        about = (work.parts("pages"), blocks, settings)
        keys = work.parts("given_keys")
        found = self.parts("found", ray_tasks.find_contents, [(keys, (n, about, work.under)) for n in range(size)])
        copied, wanted = work.parts("given_copies"), work.parts("found")
        self.parts("copies", ray_tasks.give_copies, [(copied, (n, grouped[n], blocks)) for n in range(size)])
        copies = work.parts("copies")
        some = self.parts("contents", ray_tasks.block_texts, [(wanted, (n, (grouped[n], copies))) for n in range(size)])
        compared, distinct, learnt = (int(sum(column)) for column in zip(*found, strict=True))
        return {"compared": compared, "distinct": distinct, "signed": int(sum(some)), "boilerplate": learnt}

    def signs(self) -> dict[str, Any]:
        """Make what contents are found by; the arrays are for the audit, which is made from here."""
        sources = self.work.parts("contents")
        done = self.parts("signs", tasks.sign_part, [(source, (self.options.settings,)) for source in sources])
        return {"contents": self._arranged(), "parts": len(done)}

    def lexical(self) -> dict[str, Any]:
        """Find contents that share runs of words."""
        blocks, cap = self._blocks(), self.options.settings.scan_cap
        sources = self.work.parts("signs")
        self.parts("given_runs", ray_tasks.give_runs, [(source, (len(blocks),)) for source in sources])
        given = self.work.parts("given_runs")
        found = self.parts("lexical", ray_tasks.share_runs, [(given, (n, cap, blocks)) for n in range(len(blocks))])
        runs = len(self.arrays().lists["runs"])
        return {"runs": runs, "runs_passed_over": int(sum(passed for _, passed in found))}

    def near(self) -> dict[str, Any]:
        """Find contents whose small vectors are near."""
        if self.options.lexical_only:
            self.work.stage("near")
            return {"asked": 0, "cells": 0, "cells_parted": 0}
        blocks, settings = self._blocks(), self.options.settings
        means = self._trained(self.arrays())
        centroids = self._seen_by_all(means)
        firsts = np.cumsum([0, *self._signed()]).tolist()
        sources = self.work.parts("signs")
        calls = [(s, (first, len(blocks), centroids)) for s, first in zip(sources, firsts, strict=False)]
        asked = self.parts("given_vectors", ray_tasks.give_vectors, calls)
        given = self.work.parts("given_vectors")
        buckets = range(len(blocks))
        found = self.parts("near_in_cells", ray_tasks.near_in_cells, [(given, (n, blocks, settings)) for n in buckets])
        most = settings.scan_nearest
        held = self.work.parts("near_in_cells")
        self.parts("near", ray_tasks.nearest_of_block, [(held, (n, blocks, most)) for n in buckets])
        return {
            "asked": int(sum(one for one, _ in asked)),
            "cells": len(np.load(means, mmap_mode="r")),
            "cells_parted": int(sum(one for _, one in found)),
        }

    def weigh(self) -> dict[str, Any]:
        """Keep the pairs that are worth judging, and bring them their texts."""
        work, blocks = self.work, self._blocks()
        every = range(len(blocks))
        about = (blocks, self.weighing)
        shared, nearest, asked = work.parts("lexical"), work.parts("near"), work.stage("asked_signs")
        wanted = [(shared, (nearest, n, about, asked)) for n in every]
        looked = self.parts("candidates", ray_pairs.block_candidates, wanted)
        signs = work.parts("signs")
        answers = self._answered("signs", signs)
        calls = [(signs[n], (answers, n, about, work.under)) for n in every]
        worth = sum(self.parts("weigh", ray_pairs.weigh_block, calls))
        weighed, beside = work.parts("weigh"), work.parts("beside")
        self.parts("ranked", ray_pairs.rank_block, [(weighed[n], (beside, n, about)) for n in every])
        ranked, asked = work.parts("ranked"), work.stage("asked_texts")
        chosen = sum(self.parts("gathered", ray_pairs.gather_chosen, [(ranked, (n, blocks, asked)) for n in every]))
        texts = work.parts("contents")
        answers = self._answered("texts", texts)
        target = (work.stage("chosen"), joins.JUDGED_A_PART)
        self.parts("texts", ray_pairs.with_texts, [(texts[n], (answers, n, target)) for n in every])
        return {"looked_at": int(sum(looked)), "worth": worth, "chosen": chosen, "left_out": worth - chosen}

    # -- parts ----------------------------------------------------------------------------------------------------

    def _arranged(self) -> int:
        """Make arrays of the signs of all blocks. Return how many contents there are."""
        return write_signs(self._folder, self.work.parts("signs"))

    def _seen_by_all(self, path: Path) -> Place:
        """Return where every node sees a file of the signs that was made here."""
        place = self.work.stage("signs") / path.name
        if isinstance(place, Stored) and not place.exists():
            carried([path], place.parent)
        return place

    def _answered(self, what: str, sources: list[Place]) -> list[Place]:
        """Have each block answer what the others ask it for."""
        asked = self.work.parts(f"asked_{what}")
        self.parts(f"answered_{what}", ray_pairs.answer, [(source, (n, asked)) for n, source in enumerate(sources)])
        return self.work.parts(f"answered_{what}")

    def _numbered(self, found: list[dict[str, Any]]) -> dict[str, Any]:
        """Write the lots of all files as parts of the passages, a block each, numbered in the order of the files."""
        folder = self.work.stage("cut")
        asked: list[tuple[Any, tuple[Any, ...]]] = []
        lots: list[tuple[Place, int, int]] = []
        passages = articles = held = 0
        most = _rows_a_block(sum(sum(file["rows"]) for file in found))
        for number, file in enumerate(found):
            for lot, (rows, some) in enumerate(zip(file["rows"], file["articles"], strict=True)):
                lots.append((folder / f"{number:06d}-{lot:06d}.lot", passages, articles))
                passages, articles, held = passages + rows, articles + some, held + rows
                if held >= most:
                    asked.append((lots, ()))
                    lots, held = [], 0
        if lots:
            asked.append((lots, ()))
        self.parts("read", ray_tasks.number_lots, asked)
        skips = [skip for file in found for skip in file["skips"]][:MOST_SKIPS]
        skipped = sum(file["skipped"] for file in found)
        return {"articles": articles, "passages": passages, "skipped": skipped, "skips": skips}

    def _grouped(self) -> tuple[list[list[Place]], Blocks]:
        """Return the parts of the passages that each block is of, and where the blocks begin."""
        parts = self.work.parts("read")
        sizes = sizes_of(parts)
        most = _rows_a_block(sum(sizes))
        groups: list[list[Place]] = []
        firsts: list[int] = []
        passages, held = 0, most
        for part, size in zip(parts, sizes, strict=True):
            if held >= most:
                groups.append([])
                firsts.append(passages)
                held = 0
            groups[-1].append(part)
            passages, held = passages + size, held + size
        return groups, Blocks(tuple(firsts))

    def _blocks(self) -> Blocks:
        return self._grouped()[1]

    def _signed(self) -> list[int]:
        """Return how many contents each block has."""
        return sizes_of(self.work.parts("signs"))


def _rows_a_block(passages: int) -> int:
    """Return how many passages a block has of so many."""
    return max(PASSAGES_A_BLOCK, -(-passages // BLOCKS))
