"""A cleaned copy of what was scanned says what the plan says, and leads back to the originals byte for byte."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from dedup.errors import InputError, VerificationError
from dedup.scan import Options, apply, scan, undo

for package in ("pyarrow", "duckdb", "faiss"):
    pytest.importorskip(package, reason="the extra scan is not installed")

pytestmark = pytest.mark.weights

PIER = "Carpenters from Melby will mend the pier before the first regatta of the year, the harbour master said."
ROOF = "The roof of the sailmaker's shed blew off in the storm, and nobody was hurt."
BELL = "A bell was found in the mud under the old ferry berth on Sunday morning."
FISH = "Caf\u00e9s on the quay sold twice as much fish as in the summer before \u2013 \u201ca good year\u201d."


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_bytes(f"{PIER}\r\n\r\n{ROOF}\r\n".encode())
    (folder / "deep" / "b.md").write_text(f"# Pier\n\n{PIER}\n\n{FISH}\n", encoding="utf-8")
    rows = [{"id": 1, "text": f"{BELL}\n\n{ROOF}", "kept": [1, 2]}, {"text": f"{FISH}\n\n{BELL}", "id": 2}]
    lines = json.dumps(rows[0]) + "\n\n" + json.dumps(rows[1], ensure_ascii=False, indent=None) + "\n"
    (folder / "c.jsonl").write_text(lines, encoding="utf-8")
    (folder / "d.jsonl.gz").write_bytes(
        gzip.compress((json.dumps({"id": 3, "text": f"{PIER}\n\nNew."}) + "\n").encode())
    )
    (folder / "e.html").write_text(f"<p>{ROOF}</p><p>{BELL}</p>", encoding="utf-8")
    return folder


@pytest.fixture
def scanned(tmp_path: Path, inputs: Path) -> Path:
    scan(Options(inputs=(str(inputs),), keep="first", audited=0), tmp_path / "out")
    return tmp_path / "out"


def files(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def test_a_copy_lacks_what_the_plan_lets_go_and_nothing_else(tmp_path: Path, inputs: Path, scanned: Path) -> None:
    before = files(inputs)
    done = apply(scanned, tmp_path / "copy")
    assert files(inputs) == before
    copied = tmp_path / "copy" / "in"
    assert (copied / "a.txt").read_bytes() == before["a.txt"]
    assert (copied / "deep" / "b.md").read_text(encoding="utf-8") == "# Pier\n"  # a.txt and c.jsonl come before
    first, blank, second = (copied / "c.jsonl").read_text(encoding="utf-8").splitlines()
    assert (
        json.loads(first) == {"id": 1, "text": f"{BELL}", "kept": [1, 2]} or json.loads(first)["text"].strip() == BELL
    )
    assert blank == ""
    assert json.loads(second) == {"text": FISH, "id": 2}
    assert json.loads(gzip.decompress((copied / "d.jsonl.gz").read_bytes()))["text"] == "New."
    assert (copied / "e.html").read_bytes() == before["e.html"]
    assert done.as_they_were == ["in/e.html"]
    assert done.passages == 5


def test_the_way_back_is_byte_for_byte(tmp_path: Path, inputs: Path, scanned: Path) -> None:
    apply(scanned, tmp_path / "copy")
    assert undo(tmp_path / "copy", tmp_path / "back") == 5
    mine, back = files(inputs), files(tmp_path / "back" / "in")
    assert gzip.decompress(mine.pop("d.jsonl.gz")) == gzip.decompress(back.pop("d.jsonl.gz"))
    assert back == mine


def test_what_does_not_belong_together_is_refused(tmp_path: Path, inputs: Path, scanned: Path) -> None:
    with pytest.raises(InputError, match="no finished scan"):
        apply(tmp_path, tmp_path / "copy")
    with pytest.raises(InputError, match="holds other files"):
        apply(scanned, inputs)
    apply(scanned, tmp_path / "copy")
    with pytest.raises(InputError, match="is no copy"):
        undo(inputs, tmp_path / "back")
    (inputs / "a.txt").write_text("another text", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.txt is gone or has changed"):
        apply(scanned, tmp_path / "second")
    assert not (tmp_path / "second").exists()
    (tmp_path / "copy" / "in" / "a.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="has changed"):
        undo(tmp_path / "copy", tmp_path / "back")


def test_a_copy_whose_removed_rows_were_changed_is_not_undone_to_something_else(tmp_path: Path, scanned: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    apply(scanned, tmp_path / "copy")
    path = tmp_path / "copy" / "removed.parquet"
    table = pq.read_table(path)
    originals = [b"{}\n" for _ in range(len(table))]
    pq.write_table(table.set_column(2, "original", pa.array(originals, pa.binary())), path)
    with pytest.raises(VerificationError, match="does not come back"):
        undo(tmp_path / "copy", tmp_path / "back")
