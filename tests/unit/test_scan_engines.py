"""What runs a scan decides no row of it, and says what it lacks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dedup.errors import InputError, SettingsError
from dedup.scan import Options, scan

for package in ("pyarrow", "duckdb", "faiss"):
    pytest.importorskip(package, reason="the extra scan is not installed")


@pytest.mark.weights
def test_without_the_extra_a_sentence_says_how_to_install_ray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Two boats lay at the pier of Melby all winter.\n\nNobody had asked for them.\n", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"pip install \"dedup-passages\[ray\]\""):
        scan(Options(inputs=(str(text),), engine="ray"), tmp_path / "out")
    found = scan(Options(inputs=(str(text),)), tmp_path / "out")  # and nothing stands in the way
    assert found["counts"]["passages"] == 2


def test_an_engine_decides_no_row_and_an_address_is_of_a_cluster() -> None:
    assert Options(inputs=("x",), engine="ray", address="head:6379").deciding() == Options(inputs=("x",)).deciding()
    with pytest.raises(SettingsError, match="engine is one of local, ray"):
        Options(inputs=("x",), engine="spark")
    with pytest.raises(SettingsError, match="give --engine ray as well"):
        Options(inputs=("x",), address="head:6379")
