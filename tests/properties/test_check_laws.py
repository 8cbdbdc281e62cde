"""Laws of `check`: what a report says can be looked up in the article, and says the same every time."""

from __future__ import annotations

import json

from hypothesis import assume, example, given, strategies as st

from dedup.normalise import same_text
from dedup.passages import Passage, Relation, Report, Role
from dedup.words import count
from tests.fakes import detector
from tests.properties.invented import any_article, articles, examples, passages

UNMATCHED = {Role.HEADING, Role.BOILERPLATE}


@given(any_article)
@examples(30)
@example("")
@example("No comments:\n\nNo comments:")
def test_a_report_is_the_same_every_time_and_comes_back_from_its_json(text: str) -> None:
    assume(not any("\ud800" <= char <= "\udfff" for char in text))
    report = detector().check(text)
    assert detector().check(text) == report
    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))) == report


def test_a_report_on_a_text_that_utf_8_cannot_hold_comes_back_too() -> None:
    report = detector().check("Half a sign \ud800 was left over by another program.")
    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))) == report


@given(any_article)
@examples(40)
def test_everything_in_a_report_is_where_it_says(text: str) -> None:
    report = detector().check(text)
    by_id = dict(enumerate(report.passages))
    assert all(passage.id == n for n, passage in by_id.items())
    assert all(passage.text == text[passage.start : passage.end] for passage in report.passages)
    for match in report.matches:
        a, b = by_id[match.a], by_id[match.b]
        for a_start, a_end, b_start, b_end in match.spans:
            assert a.start <= a_start <= a_end <= a.end
            assert b.start <= b_start <= b_end <= b.end
        for conflict in match.conflicts:
            assert conflict.a == text[slice(*conflict.a_span)] != ""
            assert conflict.b == text[slice(*conflict.b_span)] != ""
            assert inside(conflict.a_span, a)
            assert inside(conflict.b_span, b)
    for cut in report.cuts:
        for loss in cut.would_lose:
            assert loss.text == text[loss.start : loss.end] != ""
            assert inside((loss.start, loss.end), by_id[cut.passage])


def inside(span: tuple[int, int], passage: Passage) -> bool:
    return passage.start <= span[0] <= span[1] <= passage.end


@given(any_article)
@examples(50)
@example("The quota was cut in Quern.\n\nNo comments:\n\nThe quota was cut in Quern.\n\nNo comments:")
@example(
    "What comes next\n\nThe quota was cut by half in Quern.\n\nWhat comes next\n\nThe quota was cut in Quern again."
)
def test_who_matches_whom(text: str) -> None:
    report = detector().check(text)
    pairs = [(min(match.a, match.b), max(match.a, match.b)) for match in report.matches]
    assert pairs == sorted(set(pairs))
    for match in report.matches:
        a, b = report.passages[match.a], report.passages[match.b]
        assert match.a != match.b
        assert match.relation is not Relation.UNRELATED
        assert Role.HEADING not in {a.role, b.role}
        if Role.BOILERPLATE in {a.role, b.role}:
            assert a.role is b.role
            assert match.relation is Relation.IDENTICAL
        if match.relation is Relation.SUMMARY:
            assert count(a.text) <= count(b.text)
        else:
            assert match.a < match.b
        assert (match.relation is Relation.IDENTICAL) == same_text(a.text, b.text)
        if match.relation is Relation.CONFLICT:
            assert match.conflicts
            assert not match.duplicate
    matched = set(pairs)
    for a in report.passages:
        for b in report.passages[a.id + 1 :]:
            if a.role is b.role is not Role.HEADING and same_text(a.text, b.text):
                assert (a.id, b.id) in matched


@given(articles(), passages())
@examples(20)
def test_a_match_does_not_depend_on_where_the_page_begins(text: str, before: str) -> None:
    page = detector().check(text)
    later = detector().check(f"{before}\n\n{text}")
    shift = len(later.passages) - len(page.passages)
    there = {p.id: p.text for p in later.passages}  # fewer where the first line changes the guess of paragraphs
    kept = {p.id + shift for p in page.passages if there.get(p.id + shift) == p.text}
    if len(kept) < len(page.passages) or any(p.role is not later.passages[p.id + shift].role for p in page.passages):
        return  # other passages (one per line, not one per blank line) or other headings
    told = {(m.a + shift, m.b + shift): m.relation for m in page.matches if m.duplicate}
    again = {(m.a, m.b): m.relation for m in later.matches if m.duplicate and min(m.a, m.b) >= shift}
    assert again == told


@given(any_article)
@examples(40)
def test_groups_hold_passages_that_all_match(text: str) -> None:
    report = detector().check(text)
    scores = {frozenset((match.a, match.b)): match for match in report.matches}
    members = [member for group in report.clusters for member in group.members]
    assert len(members) == len(set(members))
    for n, group in enumerate(report.clusters):
        assert group.id == n
        assert len(group.members) > 1
        assert list(group.members) == sorted(group.members)
        links = [scores[frozenset((a, b))] for a in group.members for b in group.members if a < b]
        assert all(link.relation is not Relation.CONFLICT for link in links)
        assert group.weakest == min(link.score for link in links)
        assert {report.passages[member].role for member in group.members}.isdisjoint(UNMATCHED)
    assert len({group.label for group in report.clusters}) == len(report.clusters)


@given(st.integers(0, 800))
@examples(50)
def test_labels_of_groups_count_like_the_columns_of_a_table(n: int) -> None:
    from dedup.cutting import letters

    label = letters(n)
    value = 0
    for letter in label:
        value = value * 26 + ord(letter) - ord("A") + 1
    assert value == n + 1
