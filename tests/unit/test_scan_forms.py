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
from dedup.scan.tables import JUDGED, PAIRS, READ, schema  # noqa: E402
from dedup.scan.work import Work  # noqa: E402

Row = tuple[int, int, str, float, bool, float] | tuple[int, int, str, float, bool, float, float]
"""The contents a and b, their relation, its score, whether it is a duplicate, what both name, and its score if alone."""


def judged(work: Work, stage: str, rows: list[Row]) -> None:
    """Write the rows as a stage would."""
    full = [
        {name: {"string": "", "bool": False}.get(kind, 0) for name, kind in JUDGED}
        | dict(zip(("a", "b", "relation", "score", "duplicate", "named", "alone"), row, strict=False))
        | {"open": row[0] == 1 and row[1] == 2}
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
    before, after = ({row[:2] for row in rows if row[4]}, {pair for pair, (_, sure) in found.items() if sure})
    assert counted == {"pairs": len(rows), "less_sure": len(before - after), "surer": len(after - before)}
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


LESS_SURE: Row = (1, 2, "near_duplicate", 0.27, False, 1.5, 0.92)


def test_a_less_sure_pair_that_nothing_else_is_like_is_a_duplicate(tmp_path: Path) -> None:
    others: list[Row] = [(3, 4, "near_duplicate", 0.27, False, 0.0, 0.0), (5, 6, "conflict", 0.1, False, 0.0, 0.0)]
    found = formed(tmp_path, [LESS_SURE, *others])
    assert found == {(1, 2): (0.92, True), (3, 4): (0.27, False), (5, 6): (0.1, False)}


@pytest.mark.parametrize("variant", [(0, 1), (1, 3), (2, 3), (0, 2)])
def test_but_not_with_a_variant_on_either_side(tmp_path: Path, variant: tuple[int, int]) -> None:
    assert formed(tmp_path, [LESS_SURE, (*variant, "paraphrase", 0.3, False, 0.0, 0.0)])[1, 2] == (0.27, False)


def test_a_further_duplicate_is_no_variant(tmp_path: Path) -> None:
    assert formed(tmp_path, [LESS_SURE, (1, 3, "near_duplicate", 0.95, True, 0.0, 0.0)])[1, 2] == (0.92, True)


def read_again(folder: Path, read: tuple[Any, ...], *others: Row) -> tuple[str, float, bool, str]:
    """Return relation, score, verdict and conflicts of the less sure pair after it was read."""
    work = Work(folder)
    judged(work, "judge", [(*LESS_SURE[:6], 0.0), *others])
    write_table(work.stage("judge_read") / "000000.parquet", readings_table([(1, 2, *read)]))
    with joins.opened(work, Options(inputs=("x",), workers=1)) as joined:
        joined.forms(Settings())
        ((*found,),) = joined.rows(
            f"SELECT relation, score, duplicate, conflicts FROM {joined.stage('forms')} WHERE a = 1 AND b = 2"
        )
    return tuple(found)  # type: ignore[return-value]


def readings_table(rows: list[tuple[Any, ...]]) -> Any:
    return pa.Table.from_pylist(
        [dict(zip((name for name, _ in READ), row, strict=True)) for row in rows], schema=schema(READ)
    )


def test_what_was_read_and_is_surely_the_same_is_a_duplicate(tmp_path: Path) -> None:
    variant: Row = (1, 3, "paraphrase", 0.3, False, 0.0, 0.0)
    found = read_again(tmp_path, ("paraphrase", 0.97, "", True, False), variant)
    assert found == ("paraphrase", 0.97, True, "")


def test_what_was_read_and_may_be_the_same_stays_less_sure(tmp_path: Path) -> None:
    assert read_again(tmp_path, ("", 0.7, "", False, False)) == ("near_duplicate", 0.27, False, "")


def test_a_conflict_that_was_read_is_told(tmp_path: Path) -> None:
    found = read_again(tmp_path, ("conflict", 0.1, "north against south", False, True))
    assert found == ("conflict", 0.1, False, "north against south")


def test_what_reading_denies_is_no_duplicate_though_nothing_else_is_like_it(tmp_path: Path) -> None:
    work = Work(tmp_path)
    judged(work, "judge", [LESS_SURE])
    write_table(work.stage("judge_read") / "000000.parquet", readings_table([(1, 2, "", 0.3, "", False, True)]))
    with joins.opened(work, Options(inputs=("x",), workers=1)) as joined:
        assert joined.forms(Settings()) == {"pairs": 1, "less_sure": 0, "surer": 0}


@pytest.mark.parametrize(("variants", "asked"), [(1, True), (2, True), (3, False)])
def test_a_text_with_many_variants_is_not_read(tmp_path: Path, variants: int, asked: bool) -> None:
    work = Work(tmp_path)
    some: list[Row] = [(1, 10 + n, "conflict", 0.1, False, 0.0, 0.0) for n in range(variants - 1)]
    judged(work, "judge", [LESS_SURE, *some])
    texts = pa.table({"content": pa.array([1, 2, 10, 11], pa.int64()), "text": ["one", "two", "ten", "eleven"]})
    write_table(work.stage("contents") / "000000.parquet", texts)
    with joins.opened(work, Options(inputs=("x",), workers=1)) as joined:
        joined.doubtful("judge", ("judge",), Settings())
        found = joined.rows(f"SELECT a, b, text_a, text_b FROM {joined.stage('judge_doubtful')}")
    assert found == ([(1, 2, "one", "two")] if asked else [])


def test_an_audit_knows_the_forms_of_the_run_and_its_own(tmp_path: Path) -> None:
    work = Work(tmp_path)
    judged(work, "judge", ONE_VARIANT)
    again: Row = (1, 3, "conflict", 0.2, False, 0.0)
    for more, sure in (((0, 1, "paraphrase", 0.45, False, 0.0), False), (again, True)):
        judged(work, "audit", [DUPLICATE, more])
        with joins.opened(work, Options(inputs=("x",), workers=1)) as joined:
            among = joined.among("audit", ("judge", "audit"), Settings())
            assert joined.rows(f"SELECT duplicate FROM ({among}) WHERE b = 2") == [(sure,)]
