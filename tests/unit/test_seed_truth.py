"""The truth files of seeds/ are coherent: each law is asserted of every article, without running the matcher."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from benchmarks.truth import SAYS_THE_SAME, Truth, truth_of_passages
from dedup.normalise import fold, shadow
from dedup.passages import FactKind, Relation

SEEDS = Path(__file__).parent.parent.parent / "seeds"
KEYS = [
    *("name", "kind", "split", "files", "passages"),
    *("must_pairs", "should_pairs", "ignore_pairs", "hard_negatives", "conflicts"),
    *("boilerplate", "headings", "safe_remove", "never_remove", "unique_facts", "clusters", "comment"),
]
NEAR_WORDS = 0.64  # "about two thirds" of the shorter's distinct words stand in the longer
NEAR_LENGTH = 0.6
PARAPHRASE_LENGTH = 0.48  # the shorter has "at least about half" the longer's words
FEWEST_WORDS = 6  # a shorter text is in another too easily to mean anything

Truths = dict[str, dict[str, Any]]


def _all() -> Truths:
    return {path.parent.name: json.loads(path.read_text("utf-8")) for path in sorted(SEEDS.glob("*/truth.json"))}


ALL = _all()


@pytest.fixture(params=ALL)
def raw(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One truth file as it is written."""
    return ALL[request.param]


@pytest.fixture
def truth(raw: dict[str, Any]) -> Truth:
    """One truth file as the scorer reads it."""
    return truth_of_passages(raw)


class _Blocks(HTMLParser):
    """The text of the blocks of a page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "h1", "h2", "h3", "li"}:
            self._open = True
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag not in {"p", "h1", "h2", "h3", "li"}

    def handle_data(self, data: str) -> None:
        if self._open:
            self.blocks[-1] += data


def paragraphs(path: Path) -> list[str]:
    """Return the paragraphs of an article: blocks of a page, blocks between blank lines, or lines if none is blank."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        page = _Blocks()
        page.feed(text)
        return [re.sub(r"[ \t\r\n]+", " ", block).strip(" ") for block in page.blocks]
    blocks = re.split(r"\n{2,}", text.strip("\n"))
    return blocks if len(blocks) > 1 else text.strip("\n").split("\n")


def level(text: str) -> str:
    """Return the text as it is compared for identity."""
    return " ".join(fold(shadow(text)).split())


def equal(a: str, b: str) -> bool:
    """Return whether two texts are equal but for typography, case, white space, mail marks and masked letters."""

    def pattern(text: str) -> str:
        return "".join(r"[^\W\d_]+" if part.startswith("*") else re.escape(part) for part in re.split(r"(\*+)", text))

    x, y = level(a), level(b)
    return x == y or bool(re.fullmatch(pattern(x), y) or re.fullmatch(pattern(y), x))


def words(text: str) -> list[str]:
    """Return the words and figures of a text, folded."""
    return re.findall(r"[^\W_]+(?:['.,*][^\W_]+)*", level(text))


def alike(a: str, b: str) -> tuple[float, float]:
    """Return the share of the shorter's distinct words that stand in the longer, and the ratio of their lengths."""
    shorter, longer = sorted((words(a), words(b)), key=len)
    return len(set(shorter) & set(longer)) / len(set(shorter)), len(shorter) / len(longer)


def test_there_is_something_to_tune_on_and_something_held_out() -> None:
    splits = [raw["split"] for raw in ALL.values()]
    assert splits.count("tune") >= 3
    assert splits.count("held_out") >= 3
    assert set(splits) == {"tune", "held_out"}


def test_every_sample_has_its_row_in_the_readme() -> None:
    readme = (SEEDS / "README.md").read_text("utf-8")
    for name, raw in ALL.items():
        assert re.search(rf"^\| `{name}` \| {raw['split']} \|", readme, re.MULTILINE), name


def test_the_form_is_the_written_one(raw: dict[str, Any]) -> None:
    assert list(raw) == KEYS
    assert raw["kind"] in {"within", "pair"}
    assert raw["name"] in ALL
    assert raw["comment"].strip()
    assert all(len(row) == 3 for key in ("must_pairs", "should_pairs") for row in raw[key])
    assert all(len(row) == 2 for key in ("ignore_pairs", "hard_negatives") for row in raw[key])
    assert all(set(row) == {"pair", "kind", "a", "b"} for row in raw["conflicts"])


def test_ids_count_the_passages_from_zero_and_exist_wherever_they_are_named(raw: dict[str, Any]) -> None:
    ids = [passage["id"] for passage in raw["passages"]]
    assert ids == list(range(len(ids)))
    pairs = [row[:2] for key in ("must_pairs", "should_pairs", "ignore_pairs", "hard_negatives") for row in raw[key]]
    named = [at for pair in (*pairs, *(row["pair"] for row in raw["conflicts"]), *raw["clusters"]) for at in pair]
    named += [at for key in ("boilerplate", "headings", "safe_remove", "never_remove") for at in raw[key]]
    named += [int(at) for at in raw["unique_facts"]]
    assert set(named) <= set(ids)


def test_no_list_names_a_passage_twice(raw: dict[str, Any]) -> None:
    for key in ("boilerplate", "headings", "safe_remove", "never_remove"):
        assert raw[key] == sorted(set(raw[key])), key


def test_the_passages_are_the_paragraphs_of_the_article(raw: dict[str, Any]) -> None:
    for file in raw["files"]:
        texts = [passage["text"] for passage in raw["passages"] if passage["file"] == file]
        assert texts == paragraphs(SEEDS / raw["name"] / file)
    assert {passage["file"] for passage in raw["passages"]} == set(raw["files"])


def test_an_article_has_400_to_1100_words(truth: Truth) -> None:
    assert 400 <= sum(len(text.split()) for text in truth.texts) <= 1100


def test_a_pair_stands_once_in_one_list_with_the_smaller_id_first(raw: dict[str, Any]) -> None:
    pairs = [
        (row[0], row[1]) for key in ("must_pairs", "should_pairs", "ignore_pairs", "hard_negatives") for row in raw[key]
    ]
    assert all(a < b for a, b in pairs)
    assert len(pairs) == len(set(pairs))


def test_relations_are_of_the_five_that_a_report_lists(truth: Truth) -> None:
    assert all(pair.relation != Relation.UNRELATED for pair in (*truth.must, *truth.should))


def test_headings_and_boilerplate_are_apart_and_match_nothing(truth: Truth) -> None:
    assert not truth.headings & truth.boilerplate
    matched = {at for pair in (*truth.must, *truth.should) for at in pair.pair}
    assert not matched & (truth.headings | truth.boilerplate)


def test_identical_is_equal_after_normalising_and_nothing_else_is(truth: Truth) -> None:
    listed = {pair.pair for pair in truth.must if pair.relation == Relation.IDENTICAL}
    found = {
        (a, b)
        for a, b in combinations(range(len(truth.texts)), 2)
        if equal(truth.texts[a], truth.texts[b]) and not {a, b} & (truth.headings | truth.boilerplate)
    }
    assert found == listed


def test_near_duplicates_share_two_thirds_of_their_words_and_paraphrases_do_not(truth: Truth) -> None:
    for pair in truth.must:
        share, ratio = alike(truth.texts[pair.a], truth.texts[pair.b])
        near = share >= NEAR_WORDS and ratio >= NEAR_LENGTH
        if pair.relation == Relation.NEAR_DUPLICATE:
            assert near, (pair, share, ratio)
        elif pair.relation == Relation.PARAPHRASE:
            assert not near, (pair, share, ratio)
            assert ratio >= PARAPHRASE_LENGTH, (pair, ratio)
        elif pair.relation == Relation.SUMMARY:
            assert not near, (pair, share, ratio)
            assert ratio < 1, pair


def test_whatever_shares_that_many_words_is_listed(truth: Truth) -> None:
    listed = {pair.pair for pair in (*truth.must, *truth.should)} | truth.ignore | truth.hard_negatives
    prose = [
        at
        for at, text in enumerate(truth.texts)
        if at not in truth.headings | truth.boilerplate and len(words(text)) >= FEWEST_WORDS
    ]
    for a, b in combinations(prose, 2):
        share, _ = alike(truth.texts[a], truth.texts[b])
        assert share < 0.6 or (a, b) in listed, (a, b, share)


def test_what_is_the_same_as_the_same_is_listed_too(truth: Truth) -> None:
    """Identical with x and related to y: then the copy is related to y as well."""
    listed = {pair.pair: pair.relation for pair in truth.must}
    for same in (pair for pair in truth.must if pair.relation == Relation.IDENTICAL):
        for other in set(range(len(truth.texts))) - {same.a, same.b}:
            ours, theirs = (listed.get((min(at, other), max(at, other))) for at in (same.a, same.b))
            assert ours == theirs, (same, other)


def test_every_conflict_is_a_must_pair_and_its_words_stand_in_their_passages(truth: Truth) -> None:
    assert {pair.pair for pair in truth.must if pair.relation == Relation.CONFLICT} == {c.pair for c in truth.conflicts}
    for conflict in truth.conflicts:
        assert conflict.a < conflict.b
        assert conflict.kind in FactKind
        assert conflict.a_words in truth.texts[conflict.a]
        assert conflict.b_words in truth.texts[conflict.b]
        assert conflict.a_words != conflict.b_words


def test_safe_and_never_are_apart_and_what_repeats_nothing_is_never_cut(truth: Truth) -> None:
    assert not truth.safe & truth.never
    assert not (truth.safe | truth.never) & (truth.boilerplate | truth.headings)
    content = set(range(len(truth.texts))) - truth.headings - truth.boilerplate
    repeating = {at for pair in (*truth.must, *truth.should) for at in pair.pair}
    assert content - repeating <= truth.never
    assert {at for conflict in truth.conflicts for at in conflict.pair} <= truth.never


def test_a_safe_cut_has_a_passage_that_stays_and_tells_the_same(truth: Truth) -> None:
    for at in truth.safe:
        witnesses = {
            other
            for pair in truth.must
            if at in pair.pair and pair.relation != Relation.CONFLICT
            for other in set(pair.pair) - {at}
        }
        copies = [group for group in truth.copies if at in group]
        assert witnesses - truth.safe or copies, at


def test_copies_of_which_either_may_go_are_identical_or_just_two(truth: Truth) -> None:
    identical = {pair.pair for pair in truth.must if pair.relation == Relation.IDENTICAL}
    for group in truth.copies:
        assert len(group) == 2 or set(combinations(sorted(group), 2)) <= identical, group


def test_unique_facts_stand_in_one_place_only(truth: Truth) -> None:
    for at, facts in truth.unique_facts.items():
        for phrase in facts:
            assert level(phrase) in level(truth.texts[at]), (at, phrase)
            inside = re.compile(rf"(?<!\w){re.escape(level(phrase))}(?!\w)")
            assert sum(len(inside.findall(level(text))) for text in truth.texts) == 1, (at, phrase)


def test_a_passage_with_words_of_its_own_is_no_safe_cut_and_one_for_review_says_which(truth: Truth) -> None:
    assert not truth.safe & truth.unique_facts.keys()
    content = set(range(len(truth.texts))) - truth.headings - truth.boilerplate
    assert content - truth.safe - truth.never == set(truth.review)


def test_all_of_a_cluster_tell_the_same_and_all_that_tell_the_same_are_clustered(truth: Truth) -> None:
    must = {pair.pair: pair.relation for pair in truth.must}
    together = [pair for cluster in truth.clusters for pair in combinations(cluster, 2)]
    assert all(must.get(pair) not in {None, Relation.CONFLICT} for pair in together)
    assert {pair for pair, relation in must.items() if relation in SAYS_THE_SAME} <= set(together)
    members = [at for cluster in truth.clusters for at in cluster]
    assert len(members) == len(set(members))
