"""Rows come to the task they are for, all of them and no others; contents to the block they stand in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dedup.scan.cells import MOST_OF_A_CELL, Cells, parted
from dedup.scan.exchange import give, giving, groups, taken
from dedup.scan.ray_tasks import Blocks

pa = pytest.importorskip("pyarrow", reason="the extra scan is not installed")


def test_each_taker_gets_its_rows_of_every_giver_in_order(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    targets = [chance.integers(0, 5, size) for size in (40, 0, 7, 1)]
    numbers = np.split(np.arange(48), [40, 40, 47])
    paths = [tmp_path / f"{n}.parquet" for n in range(4)]
    for path, rows, target in zip(paths, numbers, targets, strict=True):
        lists = [[int(row)] * int(row % 3) for row in rows]
        give(path, pa.table({"row": rows, "list": pa.array(lists, pa.list_(pa.int32()))}), target)
    for taker in range(6):
        found = taken(paths, taker)
        wanted = [int(row) for rows, target in zip(numbers, targets, strict=True) for row in rows[target == taker]]
        assert found.column("row").to_pylist() == wanted
        assert found.column("list").to_pylist() == [[row] * (row % 3) for row in wanted]
        assert taken(paths, taker, ["row"]).column_names == ["row"]
        assert all(column.num_chunks == 1 for column in found.columns)


def test_what_is_given_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"

    def broken() -> None:
        with giving(path, pa.schema([("row", pa.int64())])) as given:
            given.write(1, pa.table({"row": [1]}))
            raise KeyError

    with pytest.raises(KeyError):
        broken()
    assert not path.exists()


def test_two_that_write_the_same_file_at_once_do_not_mix(tmp_path: Path) -> None:
    path, rows = tmp_path / "a.parquet", pa.schema([("row", pa.int64())])
    with giving(path, rows) as one, giving(path, rows) as other:
        one.write(1, pa.table({"row": [1, 2]}))
        other.write(1, pa.table({"row": [1, 2]}))
    assert taken([path], 1).column("row").to_pylist() == [1, 2]
    assert [found.name for found in tmp_path.iterdir()] == ["a.parquet"]


def test_groups_are_runs_of_equal_values() -> None:
    assert groups(np.array([4, 4, 1, 4])) == [(0, 2), (2, 3), (3, 4)]
    assert groups(np.zeros(0)) == []


def test_a_content_is_of_the_block_that_begins_last_before_it() -> None:
    blocks = Blocks((0, 10, 25))
    assert blocks.of(np.array([0, 9, 10, 24, 25, 900])).tolist() == [0, 0, 1, 1, 2, 2]
    assert len(blocks) == 3


def test_a_cell_that_is_too_large_compares_each_content_with_one_part_and_with_its_own_if_it_has_one() -> None:
    held = np.arange(0, 4 * MOST_OF_A_CELL, 2, dtype=np.int64)  # two parts
    mine = np.array([0, 1, 3, 4 * MOST_OF_A_CELL - 2], np.int64)
    found = list(parted(mine, held))
    assert sorted(np.concatenate([some for some, _ in found]).tolist()) == mine.tolist()
    assert np.concatenate([others for _, others in found]).tolist() == held.tolist()
    assert all(one in others for some, others in found for one in some if one % 2 == 0)


def test_cells_that_nobody_asks_for_are_joined_with_nothing() -> None:
    known = Cells.filled(np.array([[0, 1], [1, 0]], np.int32), 2)
    assert list(known.joined(np.zeros(0, np.int64))) == []
