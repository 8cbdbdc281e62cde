"""What stands in one form of words about this and that is no duplicate for that: a scan knows it by its variants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dedup.settings import Settings

for package in ("pyarrow", "duckdb"):
    pytest.importorskip(package, reason="the extra scan is not installed")

import pyarrow as pa  # noqa: E402

from dedup.scan import Options, joins  # noqa: E402
from dedup.scan.files import write_table  # noqa: E402
from dedup.scan.tables import JUDGED, PAIRS, schema  # noqa: E402
from dedup.scan.work import Work  # noqa: E402

Row = tuple[int, int, str, float, bool, float]
"""The contents a and b, their relation, its score, whether it is a duplicate, and what both name."""


def judged(work: Work, stage: str, rows: list[Row]) -> None:
    """Write the rows as a stage would."""
    full = [
        {name: {"string": "", "bool": False}.get(kind, 0) for name, kind in JUDGED}
        | dict(zip(("a", "b", "relation", "score", "duplicate", "named"), row, strict=True))
        for row in rows
    ]
    write_table(work.stage(stage) / "000000.parquet", pa.Table.from_pylist(full, schema=schema(JUDGED)))


def formed(folder: Path, rows: list[Row], **more: Any) -> dict[tuple[int, int], tuple[float, bool]]:
    """Return score and verdict of each pair as it stands among the others."""
    work = Work(folder)
    judged(work, "judge", rows)
    with joins.opened(work, Options(inputs=("x",), workers=1)) as joined:
        counted = joined.forms(Settings(**more))
        table = joined.engine.sql(f"SELECT * FROM {joined.stage('forms')}").to_arrow_table()
    assert table.column_names == [name for name, _ in PAIRS]
    found = {(row["a"], row["b"]): (row["score"], row["duplicate"]) for row in table.to_pylist()}
    before = sum(row[4] for row in rows)
    assert counted == {"pairs": len(rows), "less_sure": before - sum(sure for _, sure in found.values())}
    return found


DUPLICATE: Row = (1, 2, "near_duplicate", 0.9, True, 0.4)
ONE_VARIANT: list[Row] = [(1, 3, "conflict", 0.2, False, 0.0)]
TWO_VARIANTS: list[Row] = [*ONE_VARIANT, (0, 1, "paraphrase", 0.45, False, 0.0)]


def test_a_duplicate_of_a_text_with_two_variants_is_less_sure(tmp_path: Path) -> None:
    found = formed(tmp_path, [DUPLICATE, *TWO_VARIANTS])
    assert found[1, 2] == (0.27, False)
    assert found[1, 3] == (0.2, False)  # what was none stays as it was


def test_whichever_side_has_the_variants(tmp_path: Path) -> None:
    assert formed(tmp_path, [DUPLICATE, (2, 3, "conflict", 0.2, False, 0.0), (0, 2, "conflict", 0.2, False, 0.0)])[
        1, 2
    ] == (0.27, False)


def test_one_variant_makes_no_form(tmp_path: Path) -> None:
    assert formed(tmp_path, [DUPLICATE, *ONE_VARIANT])[1, 2] == (0.9, True)


def test_what_is_told_again_many_times_is_no_form(tmp_path: Path) -> None:
    copies: list[Row] = [(1, n, "near_duplicate", 0.9, True, 0.4) for n in range(2, 9)]
    assert all(sure for _, sure in formed(tmp_path, copies).values())


def test_of_a_form_it_is_a_duplicate_what_names_the_same_or_is_equal(tmp_path: Path) -> None:
    named: Row = (1, 2, "near_duplicate", 0.9, True, 1.5)
    equal: Row = (1, 4, "identical", 1.0, True, 0.0)
    found = formed(tmp_path, [named, equal, *TWO_VARIANTS])
    assert (found[1, 2], found[1, 4]) == ((0.9, True), (1.0, True))


def test_an_audit_knows_the_forms_of_the_run_and_its_own(tmp_path: Path) -> None:
    work = Work(tmp_path)
    judged(work, "judge", ONE_VARIANT)
    again: Row = (1, 3, "conflict", 0.2, False, 0.0)
    for more, sure in (((0, 1, "paraphrase", 0.45, False, 0.0), False), (again, True)):
        judged(work, "audit", [DUPLICATE, more])
        with joins.opened(work, Options(inputs=("x",), workers=1)) as joined:
            among = joined.among("audit", ("judge", "audit"), Settings())
            assert joined.rows(f"SELECT duplicate FROM ({among}) WHERE b = 2") == [(sure,)]
