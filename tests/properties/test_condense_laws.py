"""Laws of condensing: only whole passages go, and for each of them another that says it stays."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import example, given

from dedup.facts import stands_in
from dedup.normalise import same_text
from dedup.passages import CutStatus, Flag, Match, Relation, Report, Role
from dedup.words import count
from tests.fakes import detector, tools
from tests.properties.invented import any_article, articles, examples

APPLIED = {CutStatus.SAFE, CutStatus.BOILERPLATE}
OFFERED = {CutStatus.SAFE, CutStatus.REVIEW}


def applied(report: Report) -> set[int]:
    return {cut.passage for cut in report.cuts if cut.status in APPLIED}


def match_of(report: Report, a: int, b: int) -> Match | None:
    return next((match for match in report.matches if {match.a, match.b} == {a, b}), None)


def at_odds(report: Report) -> set[int]:
    return {n for match in report.matches if match.relation is Relation.CONFLICT for n in (match.a, match.b)}


@given(articles())
@examples(60)
def test_each_cut_has_witnesses_that_match_it_and_stay(text: str) -> None:
    report = detector().check(text)
    gone = {cut.passage for cut in report.cuts if cut.status in OFFERED}
    for cut in report.cuts:
        if cut.status not in OFFERED:
            continue
        assert cut.covered_by
        for witness in cut.covered_by:
            match = match_of(report, cut.passage, witness)
            assert witness not in gone  # no keeper is cut, nor offered to be cut
            assert match is not None
            assert match.relation is not Relation.CONFLICT
            if cut.status is CutStatus.SAFE:
                assert match.duplicate or holds_a_sentence(report, witness, cut.passage)
                assert all(loss.kind == "word" for loss in cut.would_lose)  # no typed fact goes


def holds_a_sentence(report: Report, witness: int, passage: int) -> bool:
    """Whether a whole sentence of a passage stands in its witness, which need not say the rest then."""
    text = report.passages[passage].text
    sentences = [text[span.start : span.end] for span in tools().split(text)]
    return any(stands_in(sentence, report.passages[witness].text) for sentence in sentences)


@given(any_article)
@examples(60)
@example("The quota was cut in Quern.\n\nShare this article\n\nNo comments:")
def test_who_may_go_and_who_never(text: str) -> None:
    report = detector().check(text)
    rows = [cut.passage for cut in report.cuts]
    assert rows == sorted(set(rows))  # each goes at most once
    for cut in report.cuts:
        passage = report.passages[cut.passage]
        assert (cut.status is CutStatus.BOILERPLATE) == (passage.role is Role.BOILERPLATE)
        assert passage.role is not Role.HEADING
        assert (cut.status is CutStatus.KEEP_BOTH) == (cut.passage in at_odds(report))
        if cut.status is CutStatus.KEEP_BOTH:
            partners = [match_of(report, cut.passage, other) for other in cut.covered_by]
            assert all(match is not None and match.relation is Relation.CONFLICT for match in partners)
        if cut.status in OFFERED:
            assert Flag.TRUNCATED not in passage.flags
            after = report.passages[cut.passage + 1 : cut.passage + 2]
            assert not any(Flag.DANGLING in following.flags for following in after)
    for group in report.clusters:
        assert group.keep == tuple(member for member in group.members if member not in applied(report)) != ()


@given(any_article)
@examples(60)
@example("  The quota was cut.\n\n\nNo comments:\r\n\r\n  ")
def test_every_other_character_stays_in_order(text: str) -> None:
    report = detector().check(text)
    condensed = report.condensed
    kept = [passage for passage in report.passages if passage.id not in applied(report)]
    assert condensed.verified
    assert "".join(condensed.text.split()) == "".join("".join(passage.text.split()) for passage in kept)
    at = 0
    for passage in kept:
        at = condensed.text.index(passage.text, at) + len(passage.text)
    assert is_cut_from(condensed.text, text)
    assert (condensed.words_before, condensed.words_after) == (count(text), count(condensed.text))
    if not applied(report):
        assert condensed.text == text


def is_cut_from(shorter: str, text: str) -> bool:
    """Whether all characters of `shorter` stand in `text` in this order, white space among them."""
    rest = iter(text)
    return all(char in rest for char in shorter)


@given(articles())
@examples(40)
def test_paragraphs_that_stay_are_still_apart(text: str) -> None:
    report = detector().check(text)
    at = 0
    for before, after in neighbours_kept(report):
        start = report.condensed.text.index(report.passages[before].text, at) + len(report.passages[before].text)
        at = report.condensed.text.index(report.passages[after].text, start)
        assert "\n" in report.condensed.text[start:at]


def neighbours_kept(report: Report) -> list[tuple[int, int]]:
    kept = [passage.id for passage in report.passages if passage.id not in applied(report)]
    return list(pairwise(kept))


TOLD = "Ilsa Brandt said on Monday that the old bridge in Port Ellery would cost 12 more than planned."
TOLD_AGAIN = "The old bridge in Port Ellery will cost 12 more than was planned, Ilsa Brandt said on Monday."


@given(articles())
@examples(30)
@example(f"{TOLD}\n\n{TOLD}\n\n{TOLD_AGAIN}\n\n{TOLD_AGAIN}")
def test_of_two_copies_in_a_group_one_goes_unless_it_may_not(text: str) -> None:
    report = detector().check(text)
    free = {passage.id for passage in report.passages} - applied(report) - at_odds(report) - never_cut(report)
    for group in report.clusters:
        for a, b in combinations(sorted(free & set(group.members)), 2):
            assert not same_text(report.passages[a].text, report.passages[b].text)


def never_cut(report: Report) -> set[int]:
    held = {passage.id for passage in report.passages if Flag.TRUNCATED in passage.flags}
    return held | {passage.id - 1 for passage in report.passages if Flag.DANGLING in passage.flags}


@given(articles())
@examples(40)
@example(
    "\n\n".join(
        [
            "Since childhood Ilsa Brandt has known Ostrel, where nobody likes to talk about the night train. Since "
            "childhood the fishermen's union has known Kenya, where nobody likes to talk about the old bridge. Since "
            "childhood the fishermen's union has known Ostrel, where nobody likes to talk about the old bridge.",
            "Since childhood Ilsa Brandt has known Ostrel, where nobody likes to talk about the night train. The "
            "fishermen's union has known Kenya since childhood, and the old bridge is something that nobody there likes "
            "to talk about. The fishermen's union has known Ostrel since childhood, and the old bridge is something that "
            "nobody there likes to talk about.",
            "Since childhood Ilsa Brandt has known Ostrel, where nobody likes to talk about the night train.",
            "Ilsa Brandt has known Ostrel since childhood, and the night train is something that nobody there likes to "
            "talk about. The fishermen's union has known Kenya since childhood, and the old bridge is something that "
            "nobody there likes to talk about. The fishermen's union has known Ostrel since childhood, and the old "
            "bridge is something that nobody there likes to talk about.",
        ]
    )
)
@example(f"{TOLD}\n\nWhat comes next\n\nWhat comes next\n\n{TOLD}")
@example(f"{TOLD}\n{TOLD}\n{TOLD}\nThe harbour office has announced that the\n{TOLD}")
@example(f"{TOLD}\n{TOLD}\n{TOLD}\nThe harbour office has announced that the\nNo comments:")
def test_condensing_again_changes_nothing(text: str) -> None:
    condensed = detector().check(text).condensed.text
    assert detector().check(condensed).condensed.text == condensed
