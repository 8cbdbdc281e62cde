"""Truth files: what a careful reader finds in an article or in two, in the project's own form or by line numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from dedup.errors import InputError
from dedup.passages import FactKind, Relation

Pair = tuple[int, int]

SAYS_THE_SAME = frozenset({Relation.IDENTICAL, Relation.NEAR_DUPLICATE, Relation.PARAPHRASE})
"""Relations between passages of which either can stand for the other, or nearly."""

# The words of the line-numbered form for relations.
_OTHER_NAMES = {"near": Relation.NEAR_DUPLICATE, "summary-clause": Relation.SUMMARY, "same-fact": Relation.PARAPHRASE}


@dataclass(frozen=True, slots=True)
class TruePair:
    """Two passages that tell the same, and how."""

    a: int
    b: int
    relation: Relation

    @property
    def pair(self) -> Pair:
        """The ids, the smaller first."""
        return (self.a, self.b)


@dataclass(frozen=True, slots=True)
class TrueConflict:
    """Two passages whose facts cannot both hold. Where both words are empty, any conflict of the pair will do."""

    a: int
    b: int
    kind: FactKind
    a_words: str
    b_words: str

    @property
    def pair(self) -> Pair:
        """The ids, the smaller first."""
        return (self.a, self.b)


@dataclass(frozen=True)
class Truth:
    """What a careful reader finds in one article. Ids count its passages from 0 in reading order.

    `review` holds the passages that an editor may cut once told of the words which only they have.
    """

    name: str
    split: str
    files: tuple[str, ...]
    texts: tuple[str, ...]
    must: tuple[TruePair, ...] = ()
    should: tuple[TruePair, ...] = ()
    ignore: frozenset[Pair] = frozenset()
    hard_negatives: frozenset[Pair] = frozenset()
    conflicts: tuple[TrueConflict, ...] = ()
    boilerplate: frozenset[int] = frozenset()
    headings: frozenset[int] = frozenset()
    safe: frozenset[int] = frozenset()
    never: frozenset[int] = frozenset()
    unique_facts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    clusters: tuple[tuple[int, ...], ...] = ()
    review: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def copies(self) -> tuple[frozenset[int], ...]:
        """The groups of passages of which all but one may go, whichever one stays."""
        groups = _joined(pair.pair for pair in self.must if pair.relation in SAYS_THE_SAME)
        return tuple(group for group in groups if group <= self.safe)

    @cached_property
    def most_safe_cuts(self) -> int:
        """How many passages can be cut with nothing lost: every safe one, less one of each group of copies."""
        return len(self.safe) - len(self.copies)


def load_truth(path: Path, article: Path | None = None) -> Truth:
    """Return the truth in a file of either form: passages with ids (as in seeds/), or 1-based lines of an article.

    The form is told by the keys. The line-numbered form has no text of its own: it is read from `article`, or from
    the file it names, beside it.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(f"no truth file {path}; give the path of a truth.json") from error
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}") from error
    if isinstance(data, dict) and "passages" in data:
        return truth_of_passages(data)
    if isinstance(data, dict) and "paragraphs" in data and "must_pairs" in data:
        return truth_of_lines(data, article or path.parent / data["file"])
    raise InputError(f"{path} is no truth file: it has neither 'passages' nor 'paragraphs' with 'must_pairs'")


def truth_of_passages(data: Mapping[str, Any]) -> Truth:
    """Return the truth written in the project's own form (seeds/README.md)."""
    safe, never = frozenset(data["safe_remove"]), frozenset(data["never_remove"])
    unique_facts = {int(at): tuple(facts) for at, facts in data["unique_facts"].items()}
    settled = safe | never | frozenset(data["boilerplate"]) | frozenset(data["headings"])
    return Truth(
        name=data["name"],
        split=data["split"],
        files=tuple(data["files"]),
        texts=tuple(passage["text"] for passage in data["passages"]),
        must=tuple(_true_pair(row) for row in data["must_pairs"]),
        should=tuple(_true_pair(row) for row in data["should_pairs"]),
        ignore=frozenset(pair_of(row) for row in data["ignore_pairs"]),
        hard_negatives=frozenset(pair_of(row) for row in data["hard_negatives"]),
        conflicts=tuple(_true_conflict(row) for row in data["conflicts"]),
        boilerplate=frozenset(data["boilerplate"]),
        headings=frozenset(data["headings"]),
        safe=safe - frozenset(data["boilerplate"]),
        never=never,
        unique_facts=unique_facts,
        clusters=tuple(tuple(cluster) for cluster in data["clusters"]),
        review={at: facts for at, facts in unique_facts.items() if at not in settled},
    )


def truth_of_lines(data: Mapping[str, Any], article: Path) -> Truth:
    """Return the truth written with 1-based line numbers; every line of `article` that is not blank is a passage."""
    try:
        lines = article.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise InputError(f"no article {article}; name the article the truth file belongs to") from error
    texts = [line.strip() for line in lines if line.strip()]
    if len(texts) != data["paragraphs"]:
        raise InputError(f"{article} has {len(texts)} lines with text, its truth file says {data['paragraphs']}")
    numbers = (number for number, line in enumerate(lines, start=1) if line.strip())
    ids = {number: at for at, number in enumerate(numbers)}

    def pairs(key: str) -> list[list[Any]]:
        return [[ids[row[0]], ids[row[1]], *row[2:]] for row in data.get(key, ())]

    def passages(key: str) -> frozenset[int]:
        return frozenset(ids[number] for number in data.get(key, ()))

    flagged = {ids[int(line)]: tuple(words) for line, words in data.get("remove_with_flags", {}).items()}
    return Truth(
        name=article.stem,
        split="",
        files=(article.name,),
        texts=tuple(texts),
        must=tuple(_true_pair(row) for row in pairs("must_pairs")),
        should=tuple(_true_pair(row) for row in pairs("should_pairs")),
        ignore=frozenset(pair_of(row) for row in pairs("ignore_pairs")),
        hard_negatives=frozenset(pair_of(row) for row in pairs("hard_negatives")),
        conflicts=tuple(
            TrueConflict(*pair_of(row), FactKind.NUMBER, *([str(words) for words in row[2:4]] + ["", ""])[:2])
            for row in pairs("number_conflicts")
        ),
        boilerplate=passages("boilerplate"),
        headings=passages("heading_like"),
        safe=passages("safe_remove") - passages("boilerplate"),
        never=passages("never_remove"),
        unique_facts=flagged,
        clusters=tuple(tuple(ids[line] for line in cluster) for cluster in data.get("clusters", ())),
        review=flagged,
    )


def _joined(pairs: Iterable[Pair]) -> list[frozenset[int]]:
    """Return the sets of passages that pairs join."""
    groups: list[frozenset[int]] = []
    for pair in pairs:
        touched = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touched] + [frozenset(pair).union(*touched)]
    return groups


def _true_pair(row: Sequence[Any]) -> TruePair:
    a, b = pair_of(row)
    return TruePair(a, b, _OTHER_NAMES.get(row[2]) or Relation(row[2]))


def _true_conflict(row: Mapping[str, Any]) -> TrueConflict:
    a, b = row["pair"]
    return TrueConflict(a, b, FactKind(row["kind"]), row["a"], row["b"])


def pair_of(row: Sequence[Any]) -> Pair:
    """Return the first two of a row, the smaller first."""
    return (min(row[0], row[1]), max(row[0], row[1]))
