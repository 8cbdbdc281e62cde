"""The same scan on a cluster: the rows of one machine, though a node is lost midway, and though the scan is stopped."""

from __future__ import annotations

import contextlib
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dedup.cli import main
from dedup.cli.scan import Pace
from dedup.errors import DedupError, InputError
from dedup.scan import Options, scan
from dedup.scan.work import RESULTS
from tests.e2e.clusters import archive, columns, counts, nodes, sentence
from tests.e2e.rewordings import rewordings

pytestmark = [pytest.mark.weights, pytest.mark.e2e]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("archive") / "in")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, inputs: Path) -> Path:
    folder = tmp_path_factory.mktemp("here") / "out"
    scan(Options(inputs=(str(inputs),), workers=1, audited=50), folder)
    return folder


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.scan.ray_engine.PASSAGES_A_BLOCK", 400)
    monkeypatch.setattr("dedup.scan.joins.JUDGED_A_PART", 40)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with nodes(3) as found:
        yield found


def options(inputs: Path, cluster: Any, **more: Any) -> Options:
    return Options(inputs=(str(inputs),), audited=50, engine="ray", address=cluster.address, **more)


def test_a_lost_node_changes_no_row(tmp_path: Path, inputs: Path, here: Path, cluster: Any) -> None:
    told: list[str] = []

    def lose(stage: str, done: int, of: int) -> None:
        told.append(stage)
        if stage == "judge" and done == 1:
            assert of > 3
            cluster.remove_node(min(cluster.worker_nodes, key=str), allow_graceful=False)

    scan(options(inputs, cluster), tmp_path / "out", tell=lose)
    assert len(cluster.worker_nodes) == 1
    assert {"given_runs", "near_in_cells", "judge"} <= set(told)
    assert all(Pace().line(stage, 1, 2).endswith("1 of 2 parts") for stage in told)  # each is known to the command
    assert columns(tmp_path / "out") == columns(here)
    assert counts(tmp_path / "out") == counts(here)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(RESULTS)


def test_what_is_in_doubt_is_read_there_as_here(tmp_path: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.scan.joins.READ_A_PART", 2)
    inputs = rewordings(tmp_path)
    scan(Options(inputs=(str(inputs),), workers=1, audited=50, judge="full"), tmp_path / "here")
    scan(options(inputs, cluster, judge="full"), tmp_path / "out")
    assert counts(tmp_path / "out")["stages"]["together"]["read"] > 2
    assert columns(tmp_path / "out") == columns(tmp_path / "here")
    assert counts(tmp_path / "out") == counts(tmp_path / "here")


def test_a_stopped_scan_goes_on_and_gives_the_same(
    tmp_path: Path, inputs: Path, here: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(inputs.parent)  # names that hold only here
    monkeypatch.setattr("dedup.scan.ray_engine.FEW_FILES", 0)
    wanted = options(inputs, cluster)
    for at in ("cut", "near_in_cells", "gathered"):

        def stop(stage: str, done: int, of: int, at: str = at) -> None:
            if stage == at and done:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            scan(wanted, tmp_path / "out", tell=stop)
    with pytest.raises(InputError, match=r"begun with --engine ray; go on with that, or name another folder"):
        scan(Options(inputs=(str(inputs),), audited=50), tmp_path / "out")
    told: list[str] = []
    scan(wanted, tmp_path / "out", tell=lambda stage, done, of: told.append(stage))
    assert all(Pace().line(stage, 1, 2).endswith("1 of 2 parts") for stage in [*told, "cut"])
    assert columns(tmp_path / "out") == columns(here)


def test_the_command_begins_a_node_where_there_is_no_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, out = tmp_path / "a.txt", tmp_path / "out"
    text.write_text("\n\n".join([sentence(random.Random(1))] * 2) + "\n", encoding="utf-8")
    assert main.run(["scan", str(text), "-o", str(out), "--engine", "ray", "--lexical-only", "--workers", "1"]) == 0
    assert "1 identical" in capsys.readouterr().err
    ray = sys.modules["ray"]
    assert not ray.is_initialized()


def die() -> None:
    os._exit(9)


def refuse() -> None:
    raise InputError("no such thing")


def test_a_task_that_is_lost_again_and_again_is_a_sentence_and_what_it_raises_is_itself(
    inputs: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dedup.scan.ray_pool import RayPool

    monkeypatch.setattr("dedup.scan.ray_pool.RETRIES", 1)
    with contextlib.closing(RayPool(options(inputs, cluster))) as pool:
        assert list(pool.each(abs, [(-3,), (2,)])) == [3, 2]
        with pytest.raises(InputError, match=r"^no such thing$"):
            list(pool.each(refuse, [(), ()]))
        with pytest.raises(DedupError, match=r"lost a task 1 times .* run the same again: it goes on"):
            list(pool.each(die, [()]))


def test_there_is_no_cluster_at_a_wrong_address(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Nobody is at home.", encoding="utf-8")
    with pytest.raises(InputError, match=r"there is no Ray cluster to join at 127\.0\.0\.1:1"):
        scan(Options(inputs=(str(tmp_path / "a.txt"),), engine="ray", address="127.0.0.1:1"), tmp_path / "out")
    with pytest.raises(InputError, match="no HOST:PORT"):
        scan(Options(inputs=(str(tmp_path / "a.txt"),), engine="ray", address="ray://head"), tmp_path / "out")
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
