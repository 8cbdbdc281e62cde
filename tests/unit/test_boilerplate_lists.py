"""Boilerplate that is listed by the user, or learnt from many articles of one source. It is labelled, never deleted."""

from __future__ import annotations

import pytest

from dedup.passages import Article, CutStatus, Role
from dedup.recurring import recurring
from dedup.settings import Settings
from dedup.stages.learn import learn
from tests.fakes import detector

ABOUT = "Melby Post is read by forty thousand people on both sides of the sound every day."
FERRY = "The ferry to Tolm was late again on Monday, because of fog over the sound."


def news(n: int) -> str:
    return f"Story number {n} tells of {n * n} things that happened at {n} in the harbour."


def page(n: int, source: str = "Melby Post", last: str = ABOUT) -> Article:
    return Article(f"{news(n)}\n\n{FERRY if n == 3 else news(n + 100)}\n\n{last}\n", source=source)


def test_a_passage_made_of_listed_phrases_is_boilerplate() -> None:
    phrases = ("melby post is read by forty thousand people on both sides of the sound every day", "Write to us")
    text = f"{FERRY}\n\n{ABOUT} Write to us!\n\nWrite to us about {FERRY}\n"
    report = detector(Settings(boilerplate_phrases=phrases)).check(text)
    assert [passage.role for passage in report.passages] == [Role.PROSE, Role.BOILERPLATE, Role.PROSE]
    assert [(cut.passage, cut.status) for cut in report.cuts if cut.status is CutStatus.BOILERPLATE] == [
        (1, CutStatus.BOILERPLATE)
    ]
    assert ABOUT not in report.condensed.text
    assert [p.text for p in report.passages] == text.strip().split("\n\n")


def test_what_recurs_in_most_articles_of_a_source_is_learnt() -> None:
    articles = [page(n) for n in range(5)] + [page(n, source="Ostvik Echo", last=news(n + 200)) for n in range(5)]
    assert recurring(articles, Settings()) == {"Melby Post": (ABOUT,)}


def test_a_check_is_told_what_was_learnt() -> None:
    known = recurring([page(n) for n in range(5)], Settings())["Melby Post"]
    report = detector().check(page(7), boilerplate=known)
    assert [passage.role for passage in report.passages] == [Role.PROSE, Role.PROSE, Role.BOILERPLATE]
    assert ABOUT not in report.condensed.text


@pytest.mark.parametrize(
    ("articles", "why"),
    [
        ([page(n) for n in range(4)], "four articles are too few"),
        ([page(n, source="") for n in range(9)], "without a source nothing is one source"),
        ([page(n, source=f"Post {n}") for n in range(9)], "each has another source"),
        ([page(1)] * 9, "one article nine times is one article"),
        ([page(n, last=ABOUT if n < 4 else news(n + 300)) for n in range(8)], "half is not most"),
    ],
)
def test_what_does_not_recur_in_most_of_many_is_not_learnt(articles: list[Article], why: str) -> None:
    assert not recurring(articles, Settings()), why


def test_typography_and_case_do_not_hide_what_recurs() -> None:
    variants = ["Read the “Post” - daily.", 'READ the "post" – daily.', "Read  the 'Post' — daily."]
    pages = [("Post", [news(n), variants[n % 2]]) for n in range(6)]
    assert learn(pages, fewest=5, share=0.5) == {"Post": (variants[0],)}


def test_memory_stays_bounded_and_what_recurs_from_early_on_is_kept() -> None:
    pages = (("Post", [ABOUT, *(f"Paragraph {n} {m} of many." for m in range(5))]) for n in range(5_000))
    assert learn(pages, fewest=5, share=0.5) == {"Post": (ABOUT,)}


def test_the_order_of_articles_does_not_matter() -> None:
    articles = [page(n) for n in range(7)]
    assert recurring(articles, Settings()) == recurring(articles[::-1], Settings())
