"""The scorer finds the faults that are planted in hand-made reports, and none in a perfect one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import seeds
from benchmarks.score import (
    FaultKind,
    Score,
    Share,
    is_original_less_cuts,
    score,
    total,
)
from benchmarks.truth import TrueConflict, TruePair, Truth, load_truth
from dedup.errors import InputError
from dedup.passages import (
    ArticleInfo,
    Condensed,
    Conflict,
    Coverage,
    Cut,
    CutStatus,
    Direction,
    FactKind,
    Loss,
    Match,
    Passage,
    Relation,
    Report,
    Role,
    Span,
    Tool,
)

TEXTS = (
    "The bakers of Lom have shut their ovens over the price of flour.",  # 0 summary of 1
    "All nineteen bakers of Lom shut their ovens on Thursday because the mill has doubled the price of flour.",
    "The mayor ate a boiled egg.",  # 2 and 3 are copies
    "The mayor ate a boiled egg.",
    "The strike has cost 300 crowns.",  # 4 and 5 clash
    "The strike has cost 500 crowns.",
    "Bread from Upper Lom sold out by nine.",  # 6 and 7 look alike
    "Bread from Lower Lom sold out by ten.",
    "Nobody in the square would say, last Friday, what the miller wants.",  # 8 for review, repeats 9
    "What the miller wants, nobody in the square would say.",
    "Share this page",
)
TRUTH = Truth(
    name="lom",
    split="tune",
    files=("article.txt",),
    texts=TEXTS,
    must=(
        TruePair(0, 1, Relation.SUMMARY),
        TruePair(2, 3, Relation.IDENTICAL),
        TruePair(4, 5, Relation.CONFLICT),
        TruePair(8, 9, Relation.NEAR_DUPLICATE),
    ),
    should=(TruePair(1, 9, Relation.SUMMARY),),
    ignore=frozenset({(0, 4)}),
    hard_negatives=frozenset({(6, 7)}),
    conflicts=(TrueConflict(4, 5, FactKind.NUMBER, "300", "500"),),
    boilerplate=frozenset({10}),
    safe=frozenset({0, 2, 3}),
    never=frozenset({1, 4, 5, 6, 7, 9}),
    unique_facts={1: ("nineteen bakers", "Thursday"), 8: ("last Friday",)},
    review={8: ("last Friday",)},
)


def match(a: int, b: int, relation: Relation, *facts: tuple[str, str]) -> Match:
    """Return a match with conflicts over these words."""
    conflicts = tuple(Conflict(FactKind.NUMBER, x, y, Span(0, 0), Span(0, 0)) for x, y in facts)
    return Match(
        a, b, relation, Direction.BOTH, 0.9, duplicate=True, cosine=0.9, overlap=0.9, coverage=Coverage(1.0, 1.0),
        spans=(), conflicts=conflicts,
    )  # fmt: skip


def cut(passage: int, status: CutStatus, *lost: str) -> Cut:
    """Return a cut that would lose these words."""
    return Cut(passage, status, (), tuple(Loss("word", words, 0, 0) for words in lost))


def report(matches: Sequence[Match], cuts: Sequence[Cut], texts: Sequence[str] = TEXTS) -> Report:
    """Return a report of the texts, the last of which is boilerplate, condensed by its cuts."""
    passages, at = [], 0
    for n, text in enumerate(texts):
        role = Role.BOILERPLATE if n == len(texts) - 1 else Role.PROSE
        passages.append(Passage(n, at, at + len(text), n + 1, role, (), text))
        at += len(text) + 1
    gone = {row.passage for row in cuts if row.status in {CutStatus.SAFE, CutStatus.BOILERPLATE}}
    return Report(
        1,
        Tool("dedup", "0", {}, {}),
        ArticleInfo("", "", "", "", 0, ""),
        tuple(passages),
        tuple(matches),
        (),
        tuple(cuts),
        Condensed("\n".join(text for n, text in enumerate(texts) if n not in gone), 0, 0, verified=True),
    )


MATCHES = (
    match(0, 1, Relation.SUMMARY),
    match(2, 3, Relation.IDENTICAL),
    match(4, 5, Relation.CONFLICT, ("300 crowns", "500 crowns")),
    match(8, 9, Relation.NEAR_DUPLICATE),
    match(1, 9, Relation.PARAPHRASE),
)
CUTS = (
    cut(0, CutStatus.SAFE),
    cut(3, CutStatus.SAFE),
    cut(8, CutStatus.REVIEW, "last", "Friday"),
    cut(10, CutStatus.BOILERPLATE),
)


def scored(matches: Sequence[Match] = MATCHES, cuts: Sequence[Cut] = CUTS) -> Score:
    """Return the score of a report with these matches and cuts."""
    return score(report(matches, cuts), TRUTH)


def faults(one: Score) -> list[tuple[FaultKind, str]]:
    """Return the faults without the article's name."""
    return [(fault.kind, fault.where) for fault in one.faults]


def without(kept: Sequence[Match], a: int, b: int) -> list[Match]:
    """Return the matches but one."""
    return [row for row in kept if (row.a, row.b) != (a, b)]


def test_a_perfect_report_has_full_shares_and_no_fault() -> None:
    one = scored()
    assert faults(one) == []
    assert (one.must, one.kind, one.should) == (Share(4, 4), Share(4, 4), Share(1, 1))
    assert (one.conflicts, one.boilerplate, one.review) == (Share(1, 1), Share(1, 1), Share(1, 1))
    assert (one.safe_precision, one.safe_recall) == (Share(2, 2), Share(2, 2))


def test_an_empty_report_finds_nothing_and_breaks_nothing() -> None:
    one = scored((), ())
    assert (one.must, one.kind, one.safe_precision, one.safe_recall) == (
        Share(0, 4), Share(0, 0), Share(0, 0), Share(0, 2),
    )  # fmt: skip
    assert {kind for kind, _ in faults(one)} == {
        FaultKind.MISSED, FaultKind.CONFLICT_MISSED, FaultKind.NOT_OFFERED,
    }  # fmt: skip


def test_a_missed_pair_is_named() -> None:
    one = scored(without(MATCHES, 8, 9))
    assert one.must == Share(3, 4)
    assert faults(one) == [(FaultKind.MISSED, "8-9 near_duplicate")]


def test_a_match_listed_as_unrelated_is_not_reported() -> None:
    one = scored([*without(MATCHES, 8, 9), match(8, 9, Relation.UNRELATED), match(6, 7, Relation.UNRELATED)])
    assert faults(one) == [(FaultKind.MISSED, "8-9 near_duplicate")]


def test_the_wrong_relation_is_found_but_of_another_kind() -> None:
    one = scored([*without(MATCHES, 0, 1), match(0, 1, Relation.PARAPHRASE)])
    assert (one.must, one.kind) == (Share(4, 4), Share(3, 4))
    assert faults(one) == [(FaultKind.OTHER_KIND, "0-1 paraphrase, should be summary")]


def test_the_relation_of_a_should_pair_is_not_scored() -> None:
    assert scored([*without(MATCHES, 1, 9), match(1, 9, Relation.SUMMARY)]).should == Share(1, 1)
    assert scored(without(MATCHES, 1, 9)).should == Share(0, 1)


def test_a_match_beyond_the_lists_is_false_and_an_ignored_one_is_not() -> None:
    one = scored([*MATCHES, match(0, 4, Relation.SUMMARY), match(2, 7, Relation.SUMMARY)])
    assert faults(one) == [(FaultKind.FALSE_MATCH, "2-7 summary 0.90")]


def test_a_hard_negative_is_merged_unless_it_is_called_a_conflict() -> None:
    merged = scored([*MATCHES, match(6, 7, Relation.NEAR_DUPLICATE)])
    assert [kind for kind, _ in faults(merged)] == [FaultKind.FALSE_MATCH, FaultKind.MERGED]
    clash = scored([*MATCHES, match(6, 7, Relation.CONFLICT, ("nine", "ten"))])
    assert [kind for kind, _ in faults(clash)] == [FaultKind.FALSE_MATCH, FaultKind.FALSE_CONFLICT]


def test_furniture_may_match_furniture_only_as_identical() -> None:
    truth = replace(TRUTH, boilerplate=frozenset({2, 3}), must=TRUTH.must[:1], safe=frozenset({0}))
    identical = score(report([match(2, 3, Relation.IDENTICAL)], ()), truth)
    assert not identical.count(FaultKind.FALSE_MATCH)
    assert score(report([match(2, 3, Relation.PARAPHRASE)], ()), truth).count(FaultKind.FALSE_MATCH) == 1


def test_a_conflict_called_near_duplicate_without_its_facts_is_missed() -> None:
    one = scored([*without(MATCHES, 4, 5), match(4, 5, Relation.NEAR_DUPLICATE)])
    assert one.conflicts == Share(0, 1)
    assert [kind for kind, _ in faults(one)] == [FaultKind.OTHER_KIND, FaultKind.CONFLICT_MISSED]


def test_a_conflict_counts_on_a_match_of_any_relation_if_it_names_the_clashing_words() -> None:
    named = scored([*without(MATCHES, 4, 5), match(4, 5, Relation.SUMMARY, ("300", "500"))])
    assert named.conflicts == Share(1, 1)
    other = scored([*without(MATCHES, 4, 5), match(4, 5, Relation.CONFLICT, ("strike", "walkout"))])
    assert other.conflicts == Share(0, 1)


def test_a_match_may_name_the_later_passage_first() -> None:
    one = scored([*without(MATCHES, 4, 5), match(5, 4, Relation.CONFLICT, ("500 crowns", "300 crowns"))])
    assert faults(one) == []
    crossed = scored([*without(MATCHES, 4, 5), match(5, 4, Relation.CONFLICT, ("300 crowns", "500 crowns"))])
    assert crossed.conflicts == Share(0, 1), "the words are on the wrong sides"


def test_clashing_facts_on_a_true_pair_are_a_false_conflict() -> None:
    one = scored([*without(MATCHES, 8, 9), match(8, 9, Relation.NEAR_DUPLICATE, ("Friday", "square"))])
    assert [kind for kind, _ in faults(one)] == [FaultKind.FALSE_CONFLICT]


def test_of_copies_either_may_go_but_not_both() -> None:
    assert faults(scored(cuts=[cut(2, CutStatus.SAFE), *CUTS[:1], *CUTS[2:]])) == []
    one = scored(cuts=[cut(2, CutStatus.SAFE), *CUTS])
    assert (one.safe_precision, one.safe_recall) == (Share(2, 3), Share(2, 2))
    assert faults(one) == [(FaultKind.UNSAFE_CUT, "every copy: 2, 3"), (FaultKind.FACT_LOST, "every copy: 2, 3")]


def test_an_unsafe_cut_of_a_passage_that_must_stay_is_three_faults() -> None:
    one = scored(cuts=[*CUTS, cut(1, CutStatus.SAFE, "nineteen")])
    assert one.safe_precision == Share(2, 3)
    assert faults(one) == [
        (FaultKind.UNSAFE_CUT, "1"),
        (FaultKind.NEVER_CUT, "1"),
        (FaultKind.FACT_LOST, "1: Thursday"),
    ]


def test_an_offer_for_review_cuts_nothing() -> None:
    assert faults(scored(cuts=[*CUTS, cut(1, CutStatus.REVIEW), cut(6, CutStatus.KEEP_BOTH)])) == []


def test_an_offer_for_review_must_name_what_would_be_lost() -> None:
    unnamed = scored(cuts=[cut(8, CutStatus.REVIEW, "square"), *CUTS[:2], *CUTS[3:]])
    assert unnamed.review == Share(0, 1)
    assert faults(unnamed) == [(FaultKind.NOT_OFFERED, "8: last Friday")]
    assert scored(cuts=[*CUTS[:2], *CUTS[3:]]).review == Share(0, 1)


def test_words_that_stand_elsewhere_need_not_be_named() -> None:
    truth = replace(TRUTH, review={8: ("the miller wants last Friday",)})
    assert score(report(MATCHES, CUTS), truth).review == Share(1, 1)


def test_content_cut_as_furniture_is_named_and_counts_as_cut() -> None:
    one = scored(cuts=[*CUTS, cut(6, CutStatus.BOILERPLATE)])
    assert faults(one) == [(FaultKind.FALSE_BOILERPLATE, "6"), (FaultKind.NEVER_CUT, "6")]
    assert one.safe_precision == Share(2, 2)


def test_furniture_must_be_classed_so() -> None:
    prose = replace(report(MATCHES, CUTS), passages=tuple(
        replace(passage, role=Role.PROSE) for passage in report(MATCHES, CUTS).passages
    ))  # fmt: skip
    assert score(prose, TRUTH).boilerplate == Share(0, 1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("nineteen", "ninety"),
        lambda text: text.replace("The strike has cost 300 crowns.\n", ""),
        lambda text: text + "\nAnd more.",
        lambda text: "\n".join(reversed(text.split("\n"))),
    ],
)
def test_a_condensed_text_that_is_not_the_rest_is_a_fault(spoil: Callable[[str], str]) -> None:
    good = report(MATCHES, CUTS)
    bad = replace(good, condensed=replace(good.condensed, text=spoil(good.condensed.text)))
    assert is_original_less_cuts(good)
    assert not is_original_less_cuts(bad)
    assert score(bad, TRUTH).count(FaultKind.CONDENSED) == 1


def test_passages_are_laid_beside_each_other_by_their_text() -> None:
    with_title = ("Lom, today", *TEXTS)
    moved = [replace(row, a=row.a + 1, b=row.b + 1) for row in MATCHES]
    cuts = [replace(row, passage=row.passage + 1) for row in CUTS]
    one = score(report([*moved, match(0, 1, Relation.SUMMARY)], cuts, with_title), TRUTH)
    assert one.must == Share(4, 4)
    assert faults(one) == [(FaultKind.MISREAD, "report's passage 0 is none")]


def test_glued_passages_are_misread() -> None:
    glued = (f"{TEXTS[0]} {TEXTS[1]}", *TEXTS[2:])
    one = score(report((), (), glued), TRUTH)
    assert one.count(FaultKind.MISREAD) == 3


def test_marks_and_spaces_do_not_make_another_passage() -> None:
    marked = (*TEXTS[:2], "> The mayor\n> ate a boiled\u00a0egg.", *TEXTS[3:])
    assert not score(report(MATCHES, CUTS, marked), TRUTH).faults


def test_the_total_counts_pairs_not_articles() -> None:
    both = total([scored(), scored(without(MATCHES, 8, 9))])
    assert both.must == Share(7, 8)
    assert both.must.value == pytest.approx(0.875)
    assert [fault.where for fault in both.faults] == ["8-9 near_duplicate"]
    assert total([]).must.value is None


def test_the_other_form_counts_lines_from_one(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("\n".join(TEXTS), "utf-8")
    (tmp_path / "truth.json").write_text(
        json.dumps(
            {
                "file": "page.txt",
                "paragraphs": 11,
                "unit": "1-based line",
                "must_pairs": [[1, 2, "summary"], [3, 4, "identical"], [5, 6, "conflict"], [9, 10, "near"]],
                "should_pairs": [[2, 10, "summary-clause"]],
                "ignore_pairs": [[1, 5]],
                "hard_negatives": [[7, 8]],
                "boilerplate": [11],
                "safe_remove": [1, 3, 4, 11],
                "remove_with_flags": {"9": ["last Friday"]},
                "never_remove": [2, 5, 6, 7, 8, 10],
                "number_conflicts": [[5, 6, "300", "500"]],
            }
        ),
        "utf-8",
    )
    truth = load_truth(tmp_path / "truth.json")
    assert truth == replace(TRUTH, name="page", split="", files=("page.txt",), unique_facts={8: ("last Friday",)})
    assert load_truth(tmp_path / "truth.json", tmp_path / "page.txt") == truth


def test_blank_lines_of_the_article_do_not_move_its_passages(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("One line.\n\nAnother line.\n", "utf-8")
    written = {"file": "page.txt", "paragraphs": 2, "must_pairs": [[1, 3, "paraphrase"]]}
    (tmp_path / "truth.json").write_text(json.dumps(written), "utf-8")
    assert load_truth(tmp_path / "truth.json").must == (TruePair(0, 1, Relation.PARAPHRASE),)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "is no truth file"),
        ('{"paragraphs": 3, "must_pairs": [], "file": "page.txt"}', "no article"),
    ],
)
def test_what_is_no_truth_file_is_refused_with_a_sentence(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "truth.json").write_text(content, "utf-8")
    with pytest.raises(InputError, match=says):
        load_truth(tmp_path / "truth.json")
    with pytest.raises(InputError, match="no truth file"):
        load_truth(tmp_path / "elsewhere.json")


def test_the_table_has_a_line_an_article_a_total_and_every_fault() -> None:
    lines = seeds.table([scored(), scored(without(MATCHES, 8, 9))]).split("\n")
    assert [line.split()[0] for line in lines[:4]] == ["article", "lom", "lom", "total"]
    assert "7/8" in lines[3]
    assert lines[-1] == "lom: missed: 8-9 near_duplicate"
    assert seeds.table([scored()]).endswith("no faults")


def test_the_samples_of_one_half_are_run_in_order() -> None:
    tune = list(seeds.samples(seeds.SEEDS, "tune"))
    assert [truth.split for _, truth in tune] == ["tune"] * len(tune)
    assert len(list(seeds.samples(seeds.SEEDS))) > len(tune) > 0
    seen: list[Path] = []

    def check(path: Path) -> Report:
        seen.append(path)
        return report((), (), tune[len(seen) - 1][1].texts)

    scores = seeds.run(tune, check)
    assert seen == [path for path, _ in tune]
    assert all(path.is_file() for path in seen)
    assert not any(one.count(FaultKind.MISREAD) for one in scores)


def test_an_article_needs_its_truth_and_a_folder_its_samples(tmp_path: Path) -> None:
    alone = CliRunner().invoke(seeds.main, ["--article", "page.txt"])
    assert alone.exit_code == 2
    assert "belong together" in alone.output
    empty = CliRunner().invoke(seeds.main, ["--seeds", str(tmp_path)])
    assert empty.exit_code != 0
    assert "give the folder" in empty.output
