"""The estimate of a scan on a cluster adds up: tasks are played through, what is uneven waits, what is too large is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.ray_estimate import Cluster, Measured, blocks_of, largest_gb, played, stage_of, training_hours

MEASURED = Measured(
    passages=30_000,
    tasks={"signs": 2e-4, "found": 1e-5, "near_in_cells": 4e-5, "given_vectors": 2e-5},
    written={"signs": 400.0, "answered_signs": 400.0, "found": 3.0},
    driver={},
    flops=5e10,
    probing=4e-8,
)
MANY = 100_000_000


def test_tasks_go_to_whichever_processor_is_free_first() -> None:
    assert played([3.0, 1.0, 1.0, 1.0], 2) == 3.0
    assert played([1.0] * 8, 4) == 2.0
    assert played([1.0, 5.0], 100) == 5.0


def test_more_nodes_are_quicker_until_one_task_is_waited_for() -> None:
    few, many = (stage_of(MEASURED, "signs", MANY, Cluster(nodes)) for nodes in (1, 16))
    assert few.hours / 20 < many.hours < few.hours / 8
    huge = stage_of(MEASURED, "signs", MANY, Cluster(10_000))
    assert huge.hours == pytest.approx(max(huge.longest, huge.moved))


def test_one_key_of_a_hundredth_of_all_rows_is_waited_for() -> None:
    found = stage_of(MEASURED, "found", MANY, Cluster(64))
    assert found.longest > 3 * found.even


def test_bytes_wait_for_the_storage_however_many_processors_there_are() -> None:
    slow = stage_of(MEASURED, "signs", MANY, replace(Cluster(1_000), storage_gb=0.1))
    assert slow.hours == pytest.approx(2 * 400 * MANY / 1e9 / 0.1 / 3600)


def test_blocks_grow_beyond_a_thousand_and_with_them_what_a_task_holds() -> None:
    assert [blocks_of(n) for n in (1_000, 500_000, MANY, 10 * MANY)] == [1, 10, 1000, 1000]
    small, large = largest_gb(MEASURED, MANY), largest_gb(MEASURED, 10 * MANY)
    assert all(large[name] == pytest.approx(10 * small[name]) for name in small)


def test_training_grows_with_the_square_of_the_cells() -> None:
    assert training_hours(MEASURED, 10 * MANY) / training_hours(MEASURED, MANY) == pytest.approx(10**1.5, rel=0.01)
