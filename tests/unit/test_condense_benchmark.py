"""What the benchmark of condensing counts, and what its peers cut, on texts of a few sentences."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.condense.__main__ import figures, lines, main, run, table
from benchmarks.condense.score import (
    Counts,
    Outcome,
    Sentence,
    by_copies,
    by_truth,
    copied,
    facts_lost,
    key,
    less,
    total,
    within,
)
from benchmarks.condense.sets import BBC, Text, bbc_rows, copied_texts, twice_texts, verbatim
from benchmarks.condense.systems import Given, LexRank, give, keep_first, keep_longest, mmr, ours, systems
from benchmarks.truth import Truth
from dedup.cutting import APPLIED
from dedup.errors import InputError
from dedup.passages import Article, CutStatus, Span
from tests.fakes import detector

APPROVED = "The council of Quern has approved the tram depot on Monday."
ASKED = "Ilsa Brandt had asked for 12 million crowns in March."
DUCKS = "Ducks swim on the frozen canal every winter."
AGAIN = "The council of Quern has approved the tram depot."


def told(*texts: str) -> Given:
    """Return paragraphs as the systems get them."""
    return give(Article("\n\n".join(texts)), detector())


def without(given: Given, *gone: int, flagged: tuple[Span, ...] = ()) -> Outcome:
    spans = [Span(given.sentences[n].start, given.sentences[n].end) for n in gone]
    return Outcome(frozenset(gone), less(given.article.text, spans), flagged)


def counted(given: Given, outcome: Outcome) -> Counts:
    return by_copies(given.article.text, given.sentences, outcome)


@pytest.mark.parametrize(
    ("keys", "gone", "right", "possible"),
    [
        ("aab", [], 0, 1),
        ("aab", [0], 1, 1),
        ("aab", [1], 1, 1),
        ("aab", [2], 0, 1),
        ("aab", [0, 1], 1, 1),
        ("aaab", [0, 2], 2, 2),
        ("aaab", [0, 1, 2, 3], 2, 2),
        ("abab", [0, 3], 2, 2),
        ("abc", [], 0, 0),
        ("", [], 0, 0),
    ],
)
def test_a_copy_may_go_as_long_as_one_stays(keys: str, gone: list[int], right: int, possible: int) -> None:
    assert copied([Sentence(n, n, n + 1, name) for n, name in enumerate(keys)], gone) == (right, possible)


def test_sentences_are_compared_by_their_words() -> None:
    assert key("“It’s late,” she said – twice.") == key('"It\'s late" SHE said, twice')
    assert key("Profit rose 5.5%") != key("Profit rose 55%")


@pytest.mark.parametrize(("part", "inside"), [("12 million", True), ("2 million", False), ("12 mill", False)])
def test_words_are_found_whole(part: str, inside: bool) -> None:
    assert within(key(part), key("It cost 12 million crowns.")) is inside


def test_ranges_go_whatever_their_order() -> None:
    assert less("abcdef", [Span(0, 1), Span(4, 6)]) == less("abcdef", [Span(4, 6), Span(0, 1)]) == "bcd"


def test_a_fact_is_lost_where_nothing_that_stays_states_it() -> None:
    given = told(APPROVED, AGAIN, ASKED)
    text, sentences = given.article.text, given.sentences
    assert [fact.text for fact in facts_lost(text, sentences, [0])[1]] == ["Monday"]
    assert [fact.text for fact in facts_lost(text, sentences, [2])[1]] == ["Ilsa Brandt", "12 million crowns", "March."]
    assert facts_lost(text, sentences, [1])[1] == ()
    assert facts_lost(text, sentences, [])[0] == facts_lost(text, sentences, [0, 1, 2])[0] == 5


def test_a_fact_of_several_sentences_is_lost_once() -> None:
    given = told(APPROVED, f"{DUCKS} It was Monday.")
    assert [fact.text for fact in facts_lost(given.article.text, given.sentences, [0, 2])[1]] == ["Quern", "Monday"]


def test_a_masked_copy_that_goes_loses_no_quotation() -> None:
    given = told('She called it "a d*mned disgrace" there.', 'She called it "a damned disgrace" there.')
    assert facts_lost(given.article.text, given.sentences, [0])[1] == ()


def test_marks_that_open_and_never_close_are_no_facts_of_other_sentences() -> None:
    given = told('"We left early. It rained.', '"We left early.', "Nobody stayed.")
    assert facts_lost(given.article.text, given.sentences, [2])[1] == ()


def test_what_is_lost_counts_as_flagged_where_it_was_named() -> None:
    given = told(APPROVED, AGAIN)
    at = given.article.text.index("Monday")
    silent, named = (counted(given, without(given, 0, flagged=spans)) for spans in ((), (Span(at - 3, at + 6),)))
    assert (silent.lost_flagged, silent.lost_unflagged) == (0, 1)
    assert (named.lost_flagged, named.lost_unflagged) == (1, 0)


def test_a_cut_that_loses_no_fact_is_said_though_it_is_no_copy() -> None:
    given = told(APPROVED, AGAIN, DUCKS)
    found = counted(given, without(given, 1))
    assert (found.cuts, found.right, found.said) == (1, 0, 1)
    found = counted(given, without(given, 0))
    assert (found.cuts, found.right, found.said) == (1, 0, 0)


def test_words_are_counted_before_and_after() -> None:
    given = told(DUCKS, DUCKS)
    found = counted(given, without(given, 1))
    assert (found.words_before, found.words_after, found.possible, found.right) == (16, 8, 1, 1)


def truth_of(*texts: str, **given: object) -> Truth:
    return Truth(name="quern", split="tune", files=("article.txt",), texts=texts, **given)  # type: ignore[arg-type]


def test_a_sample_is_counted_by_its_truth() -> None:
    texts = (f"{APPROVED} {ASKED}", AGAIN, DUCKS)
    truth = truth_of(*texts, safe=frozenset({1}), unique_facts={0: ("Monday", "12 million"), 2: ("canal",)})
    given = told(*texts)

    def found(*gone: int, flagged: tuple[Span, ...] = ()) -> Counts:
        outcome = without(given, *gone, flagged=flagged)
        return by_truth(given.report, given.article.text, given.sentences, outcome, truth)

    right, wrong, part = found(2), found(3), found(0)
    assert (right.cuts, right.right, right.possible, right.unique_unflagged) == (1, 1, 1, 0)
    assert (wrong.cuts, wrong.right, wrong.possible, wrong.unique_unflagged) == (1, 0, 1, 1)
    assert (part.cuts, part.right, part.unique, part.unique_unflagged) == (1, 0, 3, 1)
    assert found(0, 1).cuts == 1
    at = given.article.text.index("Monday")
    assert (found(0, flagged=(Span(at, at + 6),)).unique_flagged, found(0).unique_flagged) == (1, 0)


def test_counts_are_added_up() -> None:
    one = Counts(texts=1, cuts=2, right=1, possible=4, words_before=100, words_after=80, seconds=0.5)
    both = total([one, one])
    assert (both.texts, both.cuts, both.seconds) == (2, 4, 1.0)
    assert figures(both) == {"precision": 0.5, "recall": 0.25, "said": 0.0, "words_saved": 0.2, "ms_a_text": 500.0}
    assert figures(total([]))["precision"] is None


def test_the_table_and_the_lines_hold_every_system() -> None:
    found = {"one": Counts(texts=1, cuts=3, right=3, words_before=10, words_after=9), "two": Counts(texts=1)}
    shown = table("tiny (1)", found).splitlines()
    assert [line.split()[0] for line in shown] == ["tiny", "one", "two"]
    assert len({len(line) for line in shown}) == 1
    read = [json.loads(line) for line in lines("tiny", found).splitlines()]
    assert [(row["set"], row["system"], row["cuts"], row["precision"]) for row in read] == [
        ("tiny", "one", 3, 1.0),
        ("tiny", "two", 0, None),
    ]


VECTORS = np.array([[1, 0], [0.8, 0.6], [0, 1], [1, 0]], np.float32)


@pytest.mark.parametrize(("threshold", "gone"), [(0.5, {1, 2, 3}), (0.7, {1, 3}), (0.9, {3}), (1.1, set())])
def test_keep_first_compares_with_what_is_kept(threshold: float, gone: set[int]) -> None:
    assert keep_first(VECTORS[[0, 1, 2, 3]], threshold) == gone - ({2} if threshold == 0.5 else set())


@pytest.mark.parametrize(("threshold", "gone"), [(0.5, {0, 1, 3}), (0.7, {0, 3}), (0.9, {3}), (1.1, set())])
def test_keep_longest_keeps_one_of_each_group(threshold: float, gone: set[int]) -> None:
    assert keep_longest(VECTORS, [5, 6, 9, 5], threshold) == gone


def test_mmr_takes_what_is_new_within_the_budget() -> None:
    assert mmr(VECTORS, [5, 5, 5, 5], 10, 0.9) == {2, 3}
    assert mmr(VECTORS, [5, 5, 5, 5], 10, 0.2) == {0, 3}
    assert mmr(VECTORS, [5, 9, 5, 5], 8, 0.9) == {1, 2, 3}
    assert mmr(VECTORS, [5, 5, 5, 5], 20, 0.5) == set()
    assert mmr(VECTORS, [5, 5, 5, 5], 0, 0.5) == {0, 1, 2, 3}
    assert mmr(np.zeros((0, 2), np.float32), [], 10, 0.5) == set()


def test_relevance_alone_takes_what_is_nearest_to_the_middle() -> None:
    assert mmr(VECTORS, [5, 5, 5, 5], 5, 1.0) == {0, 2, 3}


@pytest.mark.weights  # the extra `bench` is installed for make test, not for make check
def test_lexrank_keeps_central_sentences_within_the_budget() -> None:
    central = "The tram depot in Quern is too small for the trams."
    others = [DUCKS, ASKED, "Trams stand outside every night.", "Quern has grown.", "Its depot is old.", "It rained."]
    texts = [others[0], central, *others[1:]]
    rank = LexRank()
    assert rank.chosen(texts, 11) == {1}
    assert rank.chosen(texts, 1000) == set(range(7))
    assert rank.chosen(texts, 0) == rank.chosen([], 10) == set()


def test_dedup_is_run_as_its_command_runs_it() -> None:
    given = told(DUCKS, APPROVED, DUCKS)
    outcome = ours(given)
    assert outcome.gone == {2}
    assert outcome.text == given.report.condensed.text
    assert given.budget == 19
    review = ours(told(APPROVED, AGAIN.replace("Quern", "Quern, in March,")), APPLIED | {CutStatus.REVIEW})
    assert len(review.gone) == len(review.flagged) == 1


def test_every_system_is_given_the_same_and_leaves_headings_alone() -> None:
    text = Text(Article(f"Depot and ducks\n\n{DUCKS} {APPROVED}\n\n{DUCKS} {APPROVED}\n\n{ASKED}\n"))
    found = run([text], detector())
    assert list(found) == list(systems())
    for name, counts in found.items():
        assert counts.texts == 1, name
        assert counts.possible == 2, name
        assert counts.words_after >= 3, name
    assert (found["dedup"].cuts, found["dedup"].right) == (2, 2)


@pytest.mark.parametrize(
    ("summary", "pieces"),
    [
        ("One two three.", ["One two three."]),
        ("Four five six.One two three.", ["Four five six.", "One two three."]),
        ("One two three. Four five six.", ["One two three. Four five six."]),
        ("One two three.Seven.", None),
        ("Nothing of it stands there.", None),
        ("", None),
    ],
)
def test_a_summary_is_taken_apart_where_the_article_goes_on_differently(summary: str, pieces: list[str] | None) -> None:
    assert verbatim(summary, "One two three. Four five six. And the rest.") == pieces


def row(name: str, copy_of: str | None = None) -> dict[str, str | None]:
    article = f"{name}\n\n{APPROVED} {ASKED}\n\n{DUCKS}"
    return {"id": name, "article": article, "summary": f"{DUCKS}{APPROVED}", "exact_copy_of": copy_of}


ROWS = [row("Depot"), row("Ducks"), row("Depot again", "Depot")]


def test_an_article_is_followed_by_copies_of_its_sentences() -> None:
    one, other = sorted(text.article.text for text in copied_texts(ROWS, 10, 1, whole=False))
    assert one == f"Depot\n\n{APPROVED} {ASKED}\n\n{DUCKS}\n\n{DUCKS}\n\n{APPROVED}\n"
    assert other.startswith("Ducks\n\n")
    (whole,) = copied_texts(ROWS[:1], 10, 1, whole=True)
    assert whole.article.text.endswith(f"\n\n{DUCKS} {APPROVED}\n")


def test_an_article_that_is_held_twice_is_told_twice() -> None:
    (text,) = twice_texts(ROWS, 10, 1)
    assert text.article.text == f"{ROWS[0]['article']}\n\n{ROWS[2]['article']}\n"


def test_the_same_seed_draws_the_same_articles() -> None:
    many = [row(f"Depot {n}") for n in range(30)]
    drawn = [[text.article.id for text in copied_texts(rows, 5, 1, whole=False)] for rows in (many, many[::-1])]
    assert drawn[0] == drawn[1]
    assert drawn[0] != [text.article.id for text in copied_texts(many, 5, 2, whole=False)]


def test_a_folder_without_the_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no summ_bbc_news_dev\.jsonl\.gz in"):
        bbc_rows(tmp_path)


def test_rows_are_read_from_the_folder(tmp_path: Path) -> None:
    with gzip.open(tmp_path / f"{BBC}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in ROWS)
    assert bbc_rows(tmp_path) == ROWS


@pytest.mark.weights
def test_the_command_prints_tables_and_appends_lines(tmp_path: Path) -> None:
    with gzip.open(tmp_path / f"{BBC}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in ROWS)
    results = tmp_path / "results.jsonl"
    arguments = ["--data", str(tmp_path), "--results", str(results)]
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert {"copied sentences (2)", "copied summary (2)", "copied article (1)"} <= {
        line.split("  ")[0] for line in done.output.splitlines()
    }
    rows = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    assert len(rows) == 5 * len(systems())
    assert replace(Counts(**{name: rows[0][name] for name in Counts.__dataclass_fields__}), seconds=0.0).texts > 0
