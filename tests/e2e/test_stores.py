"""Inputs and results in an object store: the rows of a disk, with either engine, though a node is lost and another goes on."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dedup.cli import main
from dedup.errors import DedupError, InputError
from dedup.passages import Article, Skipped
from dedup.scan import Options, apply, scan
from dedup.scan.work import RESULTS
from dedup.stages.read import Reading, read_all
from dedup.stages.read.stores import Stored
from tests.e2e.clusters import archive, columns, counts, nodes
from tests.e2e.object_stores import BUCKET, KEYS, fetched, free_port, put, refusing, served

pytestmark = [pytest.mark.weights, pytest.mark.e2e]

QUERY = r"\?endpoint_override=[^:/]*"
TELL = "The ferry to Tolm was late again on Monday, because of fog over the sound."


@pytest.fixture(scope="module", autouse=True)
def keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module", params=["s3", "gs"])
def bucket(request: pytest.FixtureRequest) -> Iterator[Stored]:
    with served(request.param) as query:
        yield Stored.of(f"{request.param}://{'' if request.param == 's3' else 'anonymous@'}{BUCKET}{query}")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of its own, in which nothing may stay."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.scan.ray_engine.PASSAGES_A_BLOCK", 400)
    monkeypatch.setattr("dedup.scan.joins.JUDGED_A_PART", 40)


def folder_of_all_kinds(folder: Path) -> Path:
    """Make a folder in a folder, with a text, lines of JSON, packed ones, an archive, a table, and what is hidden."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    (folder / "old" / ".kept").mkdir(parents=True)
    (folder / "old.txt").write_text(f"{TELL}\n\nNobody had told those who waited.\n", encoding="utf-8")
    (folder / "old" / "a.txt").write_text(f"{TELL}\n", encoding="utf-8")
    (folder / "old" / ".kept" / "b.txt").write_text("Hidden.\n", encoding="utf-8")
    lines = "".join(json.dumps({"id": str(n), "text": f"{TELL} It was day {n}."}) + "\n" for n in range(3))
    (folder / "lines.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    pq.write_table(
        pa.table({"id": ["p1", "p2"], "text": [TELL, "The mill of Brekke burnt down."]}), folder / "t.parquet"
    )
    shutil.make_archive(str(folder / "packed"), "zip", folder / "old")
    (folder / "broken.gz").write_bytes(gzip.compress(b"x" * 5000)[:30])
    return folder


def plain(name: Any, root: object) -> Any:
    """Return the name of an article as it is below a folder, wherever that is."""
    below = re.sub(QUERY, "", str(root))
    return re.sub(QUERY, "", name).replace(below, "") if isinstance(name, str) else name


def told(found: Article | Skipped, root: object) -> tuple[str, str]:
    return plain(found.path, root), found.text if isinstance(found, Article) else "skipped"


def test_a_store_is_read_as_a_folder_is(tmp_path: Path, bucket: Stored) -> None:
    folder = folder_of_all_kinds(tmp_path / "in")
    put(folder, bucket / "kinds")
    here = list(read_all([str(folder)]))
    there = list(read_all([str(bucket / "kinds")]))
    assert [told(one, bucket / "kinds") for one in there] == [told(one, folder) for one in here]
    assert sum(isinstance(one, Skipped) for one in there) == 1
    one = list(read_all([str(bucket / "kinds" / "old" / "a.txt"), str(bucket / "kinds" / "none.txt")]))
    assert isinstance(one[0], Article)
    assert "does not exist; check the name" in str(one[1])
    chosen = read_all([str(bucket / "kinds")], Reading(globs=("*.parquet",)))
    assert [found.text for found in chosen if isinstance(found, Article)] == [TELL, "The mill of Brekke burnt down."]


def rows(folder: Path, inputs: object) -> dict[str, list[Any]]:
    """Return the rows that a scan has written, as if it were of a folder without a name."""
    return {name: [plain(value, inputs) for value in column] for name, column in columns(folder).items()}


def test_one_machine_scans_from_a_store_to_it(tmp_path: Path, bucket: Stored, temporary: Path) -> None:
    folder = folder_of_all_kinds(tmp_path / "in")
    put(folder, bucket / "scanned")
    out = bucket / "out"
    asked = Options(inputs=(str(bucket / "scanned"),), workers=1)

    def stop(stage: str, done: int, of: int) -> None:
        if stage == "judge" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(asked, str(out), tell=stop)
    assert [found.name for found in (out / "work").iterdir()] == ["asked.json", "engine"]
    with pytest.raises(InputError, match=r"holds a scan begun otherwise \(keep 'most-facts', now 'first'\)"):
        scan(replace(asked, keep="first"), str(out))
    stages: list[str] = []
    scan(asked, str(out), tell=lambda stage, done, of: stages.append(stage))
    assert "articles" not in stages
    assert sorted(found.name for found in out.iterdir()) == sorted(RESULTS)
    assert not (out / "work").exists()
    assert not list(temporary.glob("*/*"))
    scan(Options(inputs=(str(folder),), workers=1), tmp_path / "here")
    found = rows(fetched(out, tmp_path / "fetched"), bucket / "scanned")
    assert found == rows(tmp_path / "here", folder)
    manifest = json.loads((out / "manifest.json").read_text())
    here = json.loads((tmp_path / "here" / "manifest.json").read_text(encoding="utf-8"))
    known = [[(one["bytes"], one["blake2b"]) for one in each["asked"]["files"]] for each in (manifest, here)]
    assert known[0] == known[1]
    assert scan(asked, str(out)) == manifest  # it is whole
    with pytest.raises(InputError, match=r"holds another scan \(keep"):
        scan(replace(asked, keep="first"), str(out))


def test_the_command_takes_names_of_a_store(bucket: Stored, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bucket / "one" / "a.txt").write_bytes(f"{TELL}\n\nNobody had told those who waited.\n\n{TELL}\n".encode())
    out = bucket / "told"
    assert main.run(["scan", str(bucket / "one"), "-o", str(out), "--workers", "1", "--lexical-only"]) == 0
    said = capsys.readouterr().err
    assert f"open {out / 'report.html'} in a browser" in said
    assert "1 identical" in said
    assert "<title>" in (out / "report.html").read_text()
    assert main.run(["scan", "apply", str(out), "-o", str(tmp_path / "copy")]) == 2
    assert "is in an object store" in capsys.readouterr().err


def test_a_folder_with_other_files_is_left_alone(bucket: Stored, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{TELL}\n", encoding="utf-8")
    (bucket / "mine" / "letter.txt").write_bytes(b"x")
    asked = Options(inputs=(str(tmp_path / "a.txt"),), workers=1)
    with pytest.raises(InputError, match="holds other files; name an empty or a new folder"):
        scan(asked, str(bucket / "mine"))
    with pytest.raises(InputError, match="is a file; name a folder"):
        scan(asked, str(bucket / "mine" / "letter.txt"))
    found = scan(Options(inputs=(str(bucket / "mine"),), workers=1, audited=0), tmp_path / "out")
    assert found["counts"]["passages"] == 1
    with pytest.raises(InputError, match="is in an object store, and a copy is made of files of a disk"):
        apply(tmp_path / "out", tmp_path / "copy")


def test_what_a_store_refuses_is_a_sentence(bucket: Stored, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{TELL}\n", encoding="utf-8")
    asked = Options(inputs=(str(tmp_path / "a.txt"),), workers=1)
    there = replace(bucket, bucket=bucket.bucket + "papers")
    with pytest.raises(InputError, match=r"^there is no bucket .*newspapers; check the name, or make it$"):
        scan(asked, str(there / "out"))
    with pytest.raises(InputError, match=r"^there is no bucket .*newspapers; check"):
        scan(replace(asked, inputs=(str(there / "in"),)), tmp_path / "out")
    with pytest.raises(InputError, match=r"none.txt\?.* does not exist; check the name$"):
        scan(replace(asked, inputs=(str(bucket / "none.txt"),)), tmp_path / "out")
    with refusing() as query:
        closed = replace(bucket, query=query[1:])
        for place in ((closed / "in", tmp_path / "out"), (tmp_path / "a.txt", closed / "out")):
            with pytest.raises(
                InputError, match=r"may not be used: the store knows no credentials .* give it (AWS|GOOGLE)_"
            ):
                scan(replace(asked, inputs=(str(place[0]),)), str(place[1]))
    wait = "" if bucket.bucket.startswith("s3") else "&retry_limit_seconds=1"
    nobody = replace(bucket, query=f"endpoint_override=127.0.0.1%3A{free_port()}&scheme=http{wait}")
    with pytest.raises(DedupError, match=r"cannot be reached \(.*[Cc]ould not connect.*\); see that the store answers"):
        scan(asked, str(nobody / "out"))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("archive") / "in")


def test_a_cluster_scans_from_a_store_to_it_though_a_node_is_lost_and_another_machine_goes_on(
    tmp_path: Path, bucket: Stored, inputs: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dedup.scan.ray_engine.FEW_FILES", 0)
    monkeypatch.setattr("dedup.scan.counts._EVERY", 0.0)
    put(inputs, bucket / "archive")
    out = bucket / "of" / "cluster"
    lost: list[str] = []
    with nodes(3) as cluster:
        wanted = Options(inputs=(str(bucket / "archive"),), audited=50, engine="ray", address=cluster.address)

        def stop(stage: str, done: int, of: int) -> None:
            if stage == "weigh" and done:
                raise KeyboardInterrupt

        def lose(stage: str, done: int, of: int) -> None:
            if not lost and stage == "judge" and done > 1:
                lost.append(stage)
                cluster.remove_node(min(cluster.worker_nodes, key=str), allow_graceful=False)

        with pytest.raises(KeyboardInterrupt):
            scan(wanted, str(out), tell=stop)
        assert (out / "work" / "weigh" / "counts.jsonl").exists()
        for left in temporary.iterdir():  # as on a machine that has seen nothing of it
            shutil.rmtree(left)
        with pytest.raises(InputError, match="begun with --engine ray; go on with that"):
            scan(replace(wanted, engine="local", address=""), str(out))
        stages: list[str] = []
        scan(wanted, str(out), tell=lambda *at: (stages.append(at[0]), lose(*at))[0])
    assert lost
    assert not {"cut", "signs"} & set(stages)
    assert sorted(found.name for found in out.iterdir()) == sorted(RESULTS)
    assert not (out / "work").exists()
    scan(Options(inputs=(str(inputs),), workers=1, audited=50), tmp_path / "here")
    found = fetched(out, tmp_path / "fetched")
    assert rows(found, bucket / "archive") == rows(tmp_path / "here", inputs)
    ours, theirs = counts(found), counts(tmp_path / "here")
    assert {**ours, "asked": 0} == {**theirs, "asked": 0}


def test_temporary_files_of_somebody_else_are_not_used(
    bucket: Stored, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(f"{TELL}\n", encoding="utf-8")
    user = os.getuid()
    (temporary / f"dedup-scan-{user + 1}").mkdir()
    monkeypatch.setattr(os, "getuid", lambda: user + 1)
    with pytest.raises(InputError, match="belongs to somebody else; name another folder for temporary files in TMPDIR"):
        scan(Options(inputs=(str(tmp_path / "a.txt"),), workers=1), str(bucket / "others"))


def test_what_breaks_off_while_it_is_read_stops_the_reading(bucket: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive whose second half is not reached is no archive that was damaged: rows would be missing."""
    with contextlib.ExitStack() as stack:
        query = stack.enter_context(served("s3"))
        place = Stored.of(f"s3://{BUCKET}/long.jsonl{query}")
        line = json.dumps({"text": TELL}).encode() + b"\n"
        place.write_bytes(line * (9_000_000 // len(line)))
        found = read_all([str(place)])
        assert isinstance(next(found), Article)
        stack.close()  # the store is gone
        with pytest.raises(DedupError, match=r"long.jsonl\?.* cannot be reached") as raised:
            list(found)
        assert not isinstance(raised.value, InputError)
