"""The page of `--format html`: one file that fetches and runs nothing, whose links lead somewhere, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

import pytest
from hypothesis import given, strategies as st
from lxml import etree

from dedup.passages import Conflict, FactKind, Relation, Report, Span
from dedup.stages.report import render
from dedup.stages.report.display import visible
from dedup.stages.report.page import page_view
from dedup.stages.report.pieces import Piece, Run, compared, plain
from dedup.stages.report.plot import MOST_DOTS
from tests.golden.made import MADE, bread, hostile, markup, match, nothing, report

OWN_TAGS = set(
    "html head meta title style body main header section article nav aside footer figure figcaption div p h1 h2 h3 h4 "
    "ul ol li dl dt dd a b span mark svg rect circle path text".split()
)
OWN_ATTRIBUTES = set(
    "id class href title lang dir role aria-label aria-hidden charset name content http-equiv "
    "viewbox preserveaspectratio width height cx cy r x y d text-anchor dominant-baseline".split()
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def parsed(source: str) -> etree._Element:
    assert source.startswith("<!DOCTYPE html>\n")
    return etree.fromstring(source.encode(), etree.HTMLParser(encoding="utf-8"))


@cache
def page(name: str) -> etree._Element:
    return parsed(render([MADE[name]()], "html"))


def words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def elements(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def classed(root: etree._Element, name: str) -> list[etree._Element]:
    return [element for element in elements(root) if name in element.get("class", "").split()]


@pytest.mark.parametrize("name", MADE)
def test_the_page_has_no_tag_and_no_attribute_but_its_own(name: str) -> None:
    for element in elements(page(name)):
        assert element.tag in OWN_TAGS
        assert {key.lower() for key in element.attrib} <= OWN_ATTRIBUTES
    assert not [node for node in page(name).iter() if node.tag is etree.Comment]


@pytest.mark.parametrize("name", MADE)
def test_the_page_fetches_and_runs_nothing(name: str) -> None:
    source = render([MADE[name]()], "html")
    root = page(name)
    (policy,) = (meta for meta in root.iter("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy.get("content") == POLICY
    assert not list(root.iter("script", "link", "img", "iframe", "object", "form", "input", "base"))
    (style,) = root.iter("style")
    assert not re.search(r"url\(|@import|expression", style.text or "")
    assert source.count("<style>") == source.count("</style>") == 1


@pytest.mark.parametrize("names", [*[(name,) for name in MADE], tuple(MADE)])
def test_every_link_leads_to_a_place_of_the_page_and_no_place_is_named_twice(names: tuple[str, ...]) -> None:
    root = parsed(render([MADE[name]() for name in names], "html"))
    ids = [element.get("id") for element in elements(root) if element.get("id")]
    targets = [element.get("href") for element in root.iter("a")]
    assert len(ids) == len(set(ids))
    assert targets
    assert all(target.startswith("#") for target in targets)
    assert {target[1:] for target in targets} <= set(ids)


@pytest.mark.parametrize("name", MADE)
def test_every_passage_stands_in_the_article_letter_by_letter(name: str) -> None:
    made = MADE[name]()
    for passage in made.passages:
        (shown,) = (element for element in elements(page(name)) if element.get("id") == f"r1-p{passage.id}")
        (text,) = shown.xpath("div[@class='body']/p[@dir]")
        assert words(text) == " ".join(visible(" ".join(passage.text.split())).split())


@pytest.mark.parametrize("name", ["bread", "hostile", "markup"])
def test_the_condensed_version_is_the_one_of_the_report(name: str) -> None:
    (box,) = classed(page(name), "condensed")
    kept = [words(p) for p in box if "gone" not in p.get("class", "").split()]
    assert " ".join(kept) == " ".join(visible(" ".join(MADE[name]().condensed.text.split())).split())


def test_what_is_hostile_is_text() -> None:
    root = page("markup")
    assert "<script>alert(1)</script>" in words(root)
    assert "javascript:alert`1`" in words(root)
    assert root.get("lang") == "en"
    assert "lang" not in {key for element in classed(root, "text") for key in element.attrib}
    assert root.findtext(".//title") == 'Told twice: "><b>a, b:c%0A.txt'


def test_what_cannot_be_seen_is_a_badge_of_its_own() -> None:
    assert {words(badge) for badge in classed(page("hostile"), "unseen")} == {"<U+202E>", "<U+202C>", "<U+001B>"}
    assert plain("a <U+202E> b") == (Run(False, (Piece("a <U+202E> b"),)),)
    assert plain("a\u202eb") == (Run(False, (Piece("a"), Piece("<U+202E>", "unseen"), Piece("b"))),)


def test_conflicts_come_first_then_the_group_that_saves_most() -> None:
    cards = [card.get("id") for card in classed(page("bread"), "card")]
    assert cards == ["r1-c1", "r1-A", "r1-B"]


def test_a_passage_in_the_article_leads_to_its_partner_and_to_the_comparison() -> None:
    (fifth,) = (element for element in elements(page("bread")) if element.get("id") == "r1-p5")
    links = [(words(link), link.get("href")) for link in fifth.iter("a")]
    assert links == [
        ("A1", "#r1-p6"),
        ("told again in line 7", "#r1-p6"),
        ("told again in line 8", "#r1-p7"),
        ("compare", "#r1-A"),
    ]
    (clash,) = (element for element in elements(page("bread")) if element.get("id") == "r1-p3")
    assert ("≠1", "#r1-p4") in [(words(link), link.get("href")) for link in clash.iter("a")]


def test_what_would_be_lost_stands_in_a_box_of_its_own() -> None:
    boxes = [words(box) for box in classed(page("bread"), "lost")]
    assert boxes == [
        "What would be lost No recognised fact.",
        "What would be lost date “Since the spring” words “reply”",
        "What would be lost words “the guild said”",
    ]


def test_each_dot_of_the_map_says_what_it_is_and_leads_to_the_pair() -> None:
    (plot,) = (svg for svg in page("bread").iter("svg") if svg.get("role") == "group")
    dots = {link.findtext("title"): link.get("href") for link in plot.iter("a")}
    assert len(dots) == len(bread().matches)
    assert dots["Lines 4 and 5: they disagree. “A loaf that cost 3.20 crowns in May ...”"] == "#r1-c1"
    assert [href for title, href in dots.items() if title.startswith("Lines 6 and 8")] == ["#r1-m5-7"]
    assert [href for title, href in dots.items() if title.startswith("Lines 7 and 8")] == ["#r1-A"]
    assert [href for title, href in dots.items() if title.startswith("Lines 2 and 9")] == ["#r1-p8"]


def test_no_sign_is_colour_alone() -> None:
    looks = {sign.get("class") for sign in classed(page("bread"), "badge")}
    assert looks == {"badge conflict", "badge tone0 border0", "badge tone1 border1"}
    assert all(words(sign) for sign in classed(page("bread"), "badge"))


def test_a_fact_that_disagrees_is_marked_in_one_piece() -> None:
    marked = [words(mark) for mark in classed(page("bread"), "clash") if mark.tag == "mark"]
    assert marked.count("4.80 crowns") == marked.count("5.80 crowns") == 2


def test_where_nothing_is_told_twice_the_page_is_short() -> None:
    root = page("nothing")
    assert not classed(root, "card") + classed(root, "plot") + classed(root, "condensed")
    assert "Nothing in 44 words is told twice." in words(root)


def test_several_articles_have_an_index_and_anchors_of_their_own() -> None:
    root = parsed(render([nothing(), bread()], "html"))
    (index,) = root.iter("nav")
    assert [link.get("href") for link in index.iter("a")] == ["#r1", "#r2"]
    assert "≠ 1 in conflict" in words(index)
    assert [part.get("id") for part in classed(root, "report")] == ["r1", "r2"]


def test_a_repeat_that_disagrees_in_part_is_a_conflict_and_a_comparison() -> None:
    made = bread()
    fifth = made.passages[5]
    clash = Conflict(FactKind.NUMBER, "three", "three", *[Span(fifth.start, fifth.start + 3)] * 2)
    matches = tuple(replace(m, conflicts=(clash,)) if (m.a, m.b) == (5, 7) else m for m in made.matches)
    root = parsed(render([replace(made, matches=matches)], "html"))
    assert {"r1-c1", "r1-c2", "r1-m5-7"} <= {element.get("id") for element in elements(root)}


def test_a_large_group_neither_links_nor_draws_every_pair_and_says_so() -> None:
    count = 70
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    matches = [match(a, b, Relation.IDENTICAL, 1.0) for a, b in pairs]
    made = report(["The mill has burnt down."] * count, matches, [("A", tuple(range(count)), 1.0)])
    root = parsed(render([made], "html"))
    (plot,) = (svg for svg in root.iter("svg") if svg.get("role") == "group")
    assert len(pairs) > MOST_DOTS
    assert len(list(plot.iter("a"))) == count - 1
    assert f"{len(pairs) - count + 1:,} more signs, of pairs within groups, are left out." in words(root)
    (last,) = (element for element in elements(root) if element.get("id") == "r1-p69")
    assert [words(link) for link in last.iter("a")][1:3] == ["told again in line 1", "told again in line 2"]
    assert "and in 64 more passages" in words(last)


def plain_data(value: Any) -> bool:
    """Return whether this is numbers, texts, and tuples and frozen dataclasses of them."""
    if is_dataclass(value):
        frozen = type(value).__dataclass_params__.frozen
        return frozen and all(plain_data(getattr(value, name)) for name in type(value).__dataclass_fields__)
    if isinstance(value, tuple):
        return all(map(plain_data, value))
    return value is None or (isinstance(value, str | int | float | bool) and not isinstance(value, Enum))


def test_what_the_template_is_given_is_plain_data_and_the_same_each_time() -> None:
    made = [bread(), hostile(), markup(), nothing()]
    assert plain_data(page_view(made))
    assert asdict(page_view(made)) == asdict(page_view([Report.from_dict(found.to_dict()) for found in made]))


def joined(runs: tuple[Run, ...]) -> str:
    return "".join(piece.text for run in runs for piece in run.pieces)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
def test_marks_lose_no_letter_of_a_passage(text: str, places: list[tuple[int, int]]) -> None:
    spans = [Span(*sorted(place)) for place in places if max(place) <= len(text)]
    assert joined(compared(text, spans, spans)) == joined(plain(text))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_passages_make_a_page_with_no_tag_but_its_own(one: str, other: str) -> None:
    texts = ("ab " + one.replace("\n", " "), "ab " + other.replace("\n", " "))
    made = report(texts, [match(0, 1, Relation.NEAR_DUPLICATE, 0.9)], [("A", (0, 1), 0.9)], path=one or "made up")
    root = parsed(render([made], "html"))
    assert {element.tag for element in elements(root)} <= OWN_TAGS
