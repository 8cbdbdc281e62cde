"""Names of object stores are used as paths are, hold no secrets, and need a package."""

from __future__ import annotations

import sys
from pathlib import PurePosixPath

import pytest

from dedup.errors import InputError
from dedup.scan.files import place_of
from dedup.stages.read import read_all
from dedup.stages.read.stores import Stored, is_stored


@pytest.mark.parametrize("key", ["a.jsonl", "old/news/a.jsonl.gz", "old/a"])
@pytest.mark.parametrize("query", ["", "?endpoint_override=127.0.0.1%3A9000&scheme=http"])
def test_a_name_is_as_that_of_a_path(key: str, query: str) -> None:
    place, path = Stored.of(f"s3://news/{key}{query}"), PurePosixPath(f"/news/{key}")
    assert str(place) == f"s3://news/{key}{query}"
    assert (place.name, place.stem) == (path.name, path.stem)
    for ours, theirs in (
        (place.with_name("b.lot"), path.with_name("b.lot")),
        (place.with_suffix(".vectors"), path.with_suffix(".vectors")),
        (place / "more", path / "more"),
        (place.parent / "more", path.parent / "more"),
    ):
        assert str(ours) == f"s3:/{theirs}{query}"


def test_a_bucket_is_a_folder_and_a_question_mark_may_be_part_of_a_key() -> None:
    assert Stored.of("gs://anonymous@news") == Stored.of("gs://anonymous@news/")
    assert Stored.of("gs://news").name == "news"
    assert str(Stored.of("gs://news") / "a.txt") == "gs://news/a.txt"
    assert Stored.of("s3://news/why?.txt").name == "why?.txt"
    assert is_stored("s3://news")
    assert not is_stored("news/s3://")
    assert place_of("s3://news/out") == Stored.of("s3://news/out")


@pytest.mark.parametrize("name", ["s3://key:hidden@news/a.txt", "gs://news/a.txt?access_token=hidden"])
def test_a_name_with_a_secret_is_refused_and_not_repeated(name: str) -> None:
    with pytest.raises(InputError, match="holds no secrets, for it is written down; give them as") as raised:
        Stored.of(name)
    assert "hidden" not in str(raised.value)


def test_a_name_without_a_bucket_is_refused() -> None:
    with pytest.raises(InputError, match=r"^s3:///a.txt names no bucket; names are s3://BUCKET/KEY$"):
        Stored.of("s3:///a.txt")


def test_without_the_package_a_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"s3:// and gs:// need a package more; .*dedup-passages\[formats\]"):
        list(read_all(["s3://never-reached-here/a.txt"]))
