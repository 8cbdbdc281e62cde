"""A scan by the full judge reads what the fast one leaves in doubt, and goes on where it was stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dedup.cli.scan import Pace
from dedup.scan import Options, scan
from tests.e2e.clusters import columns
from tests.e2e.rewordings import PAIRS, rewordings

pytestmark = [pytest.mark.weights, pytest.mark.e2e]


def options(inputs: Path, **more: Any) -> Options:
    return Options(inputs=(str(inputs),), workers=1, audited=50, **more)


def duplicates(folder: Path) -> set[tuple[int, int]]:
    return {(row["a"], row["b"]) for row in pq.read_table(folder / "pairs.parquet").to_pylist() if row["duplicate"]}


def test_rewordings_that_the_fast_judge_doubts_are_found_by_reading(tmp_path: Path) -> None:
    inputs = rewordings(tmp_path)
    fast = scan(options(inputs), tmp_path / "fast")
    full = scan(options(inputs, judge="full"), tmp_path / "full")
    every = {(2 * n, 2 * n + 1) for n in range(len(PAIRS))}
    assert duplicates(tmp_path / "fast") < duplicates(tmp_path / "full") == every
    assert fast["stages"]["together"]["read"] == 0
    assert full["stages"]["together"]["read"] > 0
    assert full["audit"]["missed"] == 0


def test_a_scan_stopped_while_reading_goes_on_and_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dedup.scan.joins.READ_A_PART", 1)
    inputs = rewordings(tmp_path)
    wanted = options(inputs, judge="full")
    scan(wanted, tmp_path / "whole")

    def stop(stage: str, done: int, of: int) -> None:
        assert Pace().line(stage, 1, 2)
        if stage == "judge_read" and done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(wanted, tmp_path / "out", tell=stop)
    scan(wanted, tmp_path / "out")
    assert columns(tmp_path / "out") == columns(tmp_path / "whole")
