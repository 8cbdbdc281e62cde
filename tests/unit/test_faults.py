"""The planted faults can be planted: each stands where it says, once, and the tests that have to notice it are there."""

from __future__ import annotations

import pytest

from tests.faults.__main__ import ROOT, occurrences
from tests.faults.faults import FAULTS, TESTS, Fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.file}: {fault.old[:40]}")
def test_a_fault_stands_where_it_says(fault: Fault) -> None:
    assert occurrences(fault) == 1
    assert all((ROOT / "tests" / name).is_file() for name in TESTS[fault.file])
