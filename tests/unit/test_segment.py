"""Passages: paragraph modes, roles and flags; the cases are data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dedup.errors import SettingsError
from dedup.passages import Article, Block, Flag, Role
from dedup.stages.segment import segment
from dedup.stages.segment.boilerplate import FURNITURE
from dedup.stages.segment.roles import furniture

CASES = Path(__file__).parents[1] / "cases"
LINES = json.loads((CASES / "boilerplate.json").read_text(encoding="utf-8"))
FLAGS = json.loads((CASES / "flags.json").read_text(encoding="utf-8"))["articles"]

LONG = "The harbour board met on Monday and agreed to dredge the channel before the storms of the winter arrive."
OTHER = "A second vote is planned for the week after Easter, when the members from the islands have returned home."


def texts(text: str, paragraphs: str = "auto") -> list[str]:
    return [passage.text for passage in segment(Article(text=text), paragraphs=paragraphs).passages]


def mode(text: str) -> str:
    return segment(Article(text=text)).mode


def test_one_paragraph_a_line() -> None:
    assert texts(f"{LONG}\n{OTHER}\n{LONG}") == [LONG, OTHER, LONG]
    assert mode(f"{LONG}\n{OTHER}\n{LONG}") == "line"


def test_a_line_cut_out_leaves_the_others_as_they_were() -> None:
    assert texts(f"{LONG}\n\n{OTHER}\n{LONG}\n\n\n{OTHER}") == [LONG, OTHER, LONG, OTHER]


def test_blank_lines_part_hard_wrapped_paragraphs() -> None:
    first = "The harbour board met on Monday and agreed\nto dredge the channel before the storms of\nthe winter."
    second = "A second vote is planned for the week after\nEaster."
    assert texts(f"{first}\n\n{second}") == [first, second]
    assert mode(f"{first}\n\n{second}") == "blank"


def test_an_indent_parts_hard_wrapped_paragraphs() -> None:
    first = "The harbour board met on Monday and agreed\nto dredge the channel before the storms of\nthe winter."
    second = "A second vote is planned for the week after\nEaster, when the members have returned to\ntheir posts."
    assert texts(f"  {first}\n  {second}\n  {first}") == [first, second, first]


def test_a_word_broken_at_the_end_of_a_line_stays_an_exact_slice() -> None:
    text = (
        "The board spoke of non-alliance and non-\nconfrontation with the owners of the yachts\nthat lie in the basin."
    )
    assert texts(text) == [text]


def test_everything_on_one_line_is_one_passage_and_said_so() -> None:
    found = segment(Article(text=f"{LONG} {OTHER} " * 20))
    assert len(found.passages) == 1
    assert "one line" in found.notes[0]


def test_a_poem_is_not_hard_wrapped() -> None:
    assert len(texts("the tide\nis out and\nthe boats lie\non their sides\nasleep")) == 5


def test_the_mode_that_is_asked_for_is_obeyed() -> None:
    text = f"{LONG}\n{OTHER}\n\n{LONG}"
    assert len(texts(text, "line")) == 3
    assert len(texts(text, "blank")) == 2


def test_an_unknown_mode_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="auto, blank, line, wrapped"):
        segment(Article(text=LONG), paragraphs="lines")


def test_blocks_of_the_format_are_the_passages_unless_a_mode_is_asked_for() -> None:
    text = f"{LONG}\n\n{OTHER}\nLast."
    article = Article(
        text=text, blocks=(Block(0, len(LONG), Role.CAPTION, (Flag.HIDDEN,)), Block(len(LONG) + 2, len(text)))
    )
    found = segment(article)
    assert [passage.role for passage in found.passages] == [Role.CAPTION, Role.PROSE]
    assert found.passages[0].flags == (Flag.HIDDEN,)
    assert found.mode == "blocks"
    assert segment(article, paragraphs="line").passages[0].role is Role.CAPTION


def test_lines_are_counted_from_one_with_any_line_end() -> None:
    for newline in ("\n", "\r\n", "\r"):
        passages = segment(Article(text=newline.join(["", LONG, "", OTHER])), paragraphs="line").passages
        assert [passage.line for passage in passages] == [2, 4]


def test_mail_marks_part_passages_and_a_blank_quoted_line_is_none() -> None:
    text = f"> {LONG}\n>\n> {OTHER}\nI agree with all of that and have nothing to add."
    assert [passage.flags for passage in segment(Article(text=text)).passages] == [(Flag.QUOTED,), (Flag.QUOTED,), ()]


@pytest.mark.parametrize("kind", LINES["furniture"])
def test_lines_of_the_page_are_boilerplate(kind: str) -> None:
    assert {line: furniture(line) for line in LINES["furniture"][kind]} == dict.fromkeys(LINES["furniture"][kind], kind)


@pytest.mark.parametrize("line", LINES["prose"])
def test_what_an_article_says_is_not_boilerplate(line: str) -> None:
    assert furniture(line) == ""


def test_each_kind_of_furniture_has_a_reason_and_cases() -> None:
    assert {kind.name for kind in FURNITURE} == set(LINES["furniture"])
    assert all(kind.reason for kind in FURNITURE)


@pytest.mark.parametrize("article", FLAGS, ids=[article["name"] for article in FLAGS])
def test_flags(article: dict[str, list[list[str]]]) -> None:
    expected = article["passages"]
    found = segment(Article(text="\n".join(text for text, _ in expected)), paragraphs="line").passages
    assert [[passage.text, " ".join(sorted(passage.flags))] for passage in found] == expected


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Harbour Board Votes to Dredge", Role.HEADING),
        ("Harbour to be dredged before winter", Role.HEADING),
        ("Marsh Told the Board:\u2018Dredge It or Lose It", Role.HEADING),
        ("Will the Ferry Return in Spring?", Role.HEADING),
        ("# What happens next", Role.HEADING),
        ("* * *", Role.HEADING),
        ("2,300", Role.HEADING),
        ("No boats sailed.", Role.PROSE),
        ("the nets were dry", Role.PROSE),
        ("- two nets and a buoy", Role.PROSE),
        ("Photo: Ida Marsh", Role.CAPTION),
        ("Image credit: Orrin Dale / Reuters", Role.CAPTION),
        ("(Reuters/Ida Marsh)", Role.CAPTION),
        ("Image rights were sold to a publisher.", Role.PROSE),
        ("\u201cWe will dredge it.\u201d", Role.QUOTE),
        ("\u201cWe will dredge it,\u201d Marsh said. \u201cThen we will rest.\u201d", Role.QUOTE),
        ("\u201cDredge\u201d was the word that all the members of the board used on Monday.", Role.PROSE),
        ("Post a Comment", Role.BOILERPLATE),
    ],
)
def test_the_role_of_a_line_before_prose(line: str, role: Role) -> None:
    passages = segment(Article(text=f"{OTHER}\n{line}\n{LONG}"), paragraphs="line").passages
    assert [passage.role for passage in passages] == [Role.PROSE, role, Role.PROSE]


def test_lines_without_full_stops_one_after_the_other_are_a_list_not_headings() -> None:
    lines = ["Two nets and a buoy", "A lamp for the mast", "Forty metres of rope", "A tin of red paint"]
    assert {passage.role for passage in segment(Article(text="\n".join([LONG, *lines, OTHER]))).passages} == {
        Role.PROSE
    }


def test_a_short_text_on_its_own_is_not_a_heading() -> None:
    assert segment(Article(text="Ferry returns in spring")).passages[0].role is Role.PROSE


def test_a_heading_that_is_page_furniture_is_boilerplate() -> None:
    article = Article(text="Related articles", blocks=(Block(0, 16, Role.HEADING),))
    assert segment(article).passages[0].role is Role.BOILERPLATE


def test_a_heading_over_links_is_furniture_and_over_a_paragraph_a_heading() -> None:
    over_links = segment(Article(f"{LONG}\n\nMore from Companies\n\nRead more: Crane firm to close its oldest yard"))
    assert [passage.role for passage in over_links.passages[1:]] == [Role.BOILERPLATE, Role.BOILERPLATE]
    over_prose = segment(Article(f"{LONG}\n\nMore from the old days\n\n{OTHER}"))
    assert [passage.role for passage in over_prose.passages] == [Role.PROSE, Role.HEADING, Role.PROSE]


def test_a_caption_that_ends_with_its_credit_is_not_broken_off() -> None:
    caption = (
        "The harbour crane of 1911, which is to be taken down in the spring, seen from the tower. Photograph: Ada Moe"
    )
    text = f"{LONG}\n\n{OTHER}\n\n{LONG}\n\n{OTHER}\n\n{caption}"
    at = text.index(caption)
    blocks = (Block(0, at - 2), Block(at, len(text), Role.CAPTION))
    assert segment(Article(text, blocks=blocks)).passages[-1].flags == ()
    assert segment(Article(text)).passages[-1].flags == (Flag.TRUNCATED,)
