"""A process that adds is killed without warning: the archive is whole, and no article is lost or there twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.errors import ArchiveError
from tests.fakes import FakeEncoder, detector
from tests.soak.killing import COUNT, ROOT, problems_after, soak
from tests.soak.writer import articles

pytestmark = pytest.mark.e2e


def test_nothing_is_lost_by_three_kills(tmp_path: Path) -> None:
    assert soak(tmp_path, times=3, seed=20261124) == []


def test_readers_during_a_bulk_add_see_whole_articles_only(tmp_path: Path) -> None:
    folder = tmp_path / "news.dedup"
    command = [sys.executable, "-m", "tests.soak.writer", str(folder), str(COUNT // 4)]
    counts = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        with Archive.open(folder, create=False, detector=detector(), encoder=FakeEncoder()) as archive:
            while writer.poll() is None:
                found = archive.verify(repair=False)
                assert found.problems == ()
                report = archive.check("The ferry was late again on Monday because of fog over the sound.", top=1)
                counts.append(report.first_seen[0].articles)
                assert report.archived >= 3 * (counts[-1] - 1) + 1
                if len(counts) == 4:
                    break
        writer.communicate()
    assert counts == sorted(counts)
    assert len(counts) >= 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_after_ctrl_c_the_archive_is_whole_and_the_next_run_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "news.dedup"
    command = [sys.executable, "-m", "tests.soak.writer", str(folder), str(COUNT)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True, preexec_fn=heed_ctrl_c
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.3)
        writer.send_signal(signal.SIGINT)
        said, error = writer.communicate()
    assert error.splitlines()[-1] == "KeyboardInterrupt"
    stopped_at = int(said.splitlines()[-1])
    assert stopped_at < COUNT
    assert problems_after(folder, stopped_at) == []
    subprocess.run([*command[:-1], str(stopped_at + 50)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    assert problems_after(folder, stopped_at + 50) == []


@pytest.mark.weights
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_the_command_says_what_was_added_when_it_is_stopped_and_goes_on(tmp_path: Path) -> None:
    folder, day = tmp_path / "news.dedup", tmp_path / "day.jsonl"
    rows = ({"id": one.id, "text": one.text, "source": one.source} for one in articles(COUNT))
    day.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    add = [sys.executable, "-m", "dedup", "archive", "add", str(folder), str(day)]
    with subprocess.Popen(add, stderr=subprocess.PIPE, cwd=ROOT, text=True, preexec_fn=heed_ctrl_c) as command:
        while command.poll() is None and not _count(folder):
            time.sleep(0.01)
        command.send_signal(signal.SIGINT)
        _, error = command.communicate()
    assert command.returncode == 130
    assert error.startswith("dedup: stopped; ")
    assert error.rstrip().endswith("Run the same again to go on")
    added = _count(folder)
    assert 0 < added < COUNT
    again = subprocess.run(add, stderr=subprocess.PIPE, cwd=ROOT, text=True, check=True)
    assert f"{COUNT - added:,} articles added, {added:,} there already" in again.stderr
    assert problems_after(folder, COUNT, real=True) == []


def heed_ctrl_c() -> None:
    """Let a process heed SIGINT, as one of a terminal does; what runs in the background is begun ignoring it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _count(folder: Path) -> int:
    """Return how many articles a reader sees."""
    if not (folder / "archive.sqlite").is_file():
        return 0
    try:
        with Archive.open(folder, create=False) as archive:
            return sum(1 for _ in archive.list())
    except ArchiveError:  # its tables are being made
        return 0
