"""A process that adds is killed without warning: the archive is whole, and no article is lost or there twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dedup.archive import Archive
from tests.fakes import FakeEncoder, detector
from tests.soak.killing import COUNT, ROOT, soak

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
