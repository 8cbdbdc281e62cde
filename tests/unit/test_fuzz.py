"""The fuzzer itself: what it keeps stays read, and what it made once it can make again."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from dedup.passages import Article, Block
from tests.fuzz.__main__ import made
from tests.fuzz.mutate import MOST_BYTES, mutated
from tests.fuzz.targets import CORPUS, TARGETS, check_article

KEPT = [(name, path) for name in sorted(TARGETS) for path in sorted((CORPUS / name).iterdir())]


@pytest.mark.parametrize(("name", "path"), KEPT, ids=lambda value: getattr(value, "name", value))
def test_every_kept_input_is_read_or_refused_with_one_sentence(name: str, path: Path) -> None:
    TARGETS[name].run(path.read_bytes())


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_the_same_seed_makes_the_same_input(name: str) -> None:
    corpus = [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]
    first = [made(name, 1, number, corpus) for number in range(40)]
    assert first == [made(name, 1, number, corpus) for number in range(40)]
    assert first[: len(corpus)] == corpus
    assert first[20:] != [made(name, 2, number, corpus) for number in range(20, 40)]


def test_a_damaged_input_stays_small() -> None:
    random = Random(5)
    sizes = [len(mutated(random, b"<p>x" * 500, [b"y" * 900], [b"<div>" * 9])) for _ in range(300)]
    assert max(sizes) <= MOST_BYTES
    assert len(set(sizes)) > 100


def test_an_article_that_breaks_a_promise_is_found() -> None:
    with pytest.raises(AssertionError, match="overlaps"):
        check_article(Article("One. Two.", blocks=(Block(0, 5), Block(4, 9))))
