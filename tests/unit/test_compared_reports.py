"""Reports of comparisons: as agreed in every format, harmless whatever the articles hold, and links that lead somewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from markdown_it import MarkdownIt

from dedup.comparison import Comparison, Fate
from dedup.errors import SettingsError
from dedup.passages import Span
from dedup.stages.report import Look
from dedup.stages.report.compared import Compared
from dedup.stages.report.comparisons import COMPARISON_FORMATS, render_comparisons
from dedup.stages.report.display import cells, width_of
from dedup.stages.report.ribbon import HEIGHT, WIDTH, Band, ribbon
from tests.golden.compared import COMPARED, equal, foreign, hostile, pool
from tests.unit.test_report_html import OWN_ATTRIBUTES, OWN_TAGS, POLICY
from tests.unit.test_schema import closed

Golden = Callable[[str, str], None]
SUFFIX = {"text": "txt", "json": "json", "md": "md", "html": "html", "pan": "xml"}
SCHEMA = json.loads(files("dedup.schema").joinpath("compare-v1.json").read_text(encoding="utf-8"))
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
SEVERAL = (pool, equal, foreign)


@pytest.mark.parametrize("format_", COMPARISON_FORMATS)
@pytest.mark.parametrize("name", COMPARED)
def test_a_comparison_looks_as_agreed(name: str, format_: str, golden: Golden) -> None:
    golden(f"compared_{name}.{SUFFIX[format_]}", render_comparisons([COMPARED[name]()], format_))


@pytest.mark.parametrize("format_", ["text", "md", "html", "pan"])
def test_several_reposts_have_a_table_first(format_: str, golden: Golden) -> None:
    golden(f"compared_several.{SUFFIX[format_]}", render_comparisons([made() for made in SEVERAL], format_))


def test_a_narrow_terminal_has_one_text_above_the_other(golden: Golden) -> None:
    golden("compared_narrow.txt", render_comparisons([pool(), equal()], "text", Look(width=44)))


def test_another_format_is_refused_with_a_sentence() -> None:
    with pytest.raises(SettingsError, match="there are: text, json, md, html, pan"):
        render_comparisons([pool()], "sarif")


# -- json -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMPARED)
def test_the_json_keeps_to_its_schema_and_has_no_other_key(name: str) -> None:
    plain = json.loads(render_comparisons([COMPARED[name]()], "json"))
    for schema in (SCHEMA, closed(SCHEMA)):
        assert not [error.message for error in Draft202012Validator(schema).iter_errors(plain)]
    assert Comparison.from_dict(plain) == COMPARED[name]()


def test_the_schema_refuses_what_is_no_comparison() -> None:
    plain = json.loads(render_comparisons([pool()], "json"))
    for key in ("articles", "passages", "matches", "dropped", "added"):
        less = {name: value for name, value in plain.items() if name != key}
        assert list(Draft202012Validator(SCHEMA).iter_errors(less)), key


def test_the_json_has_the_form_of_the_contract() -> None:
    plain = json.loads(render_comparisons([pool()], "json"))
    assert [article["path"] for article in plain["articles"]] == ["pool.txt", "blog/repost.md"]
    assert [p["id"] for p in plain["passages"]] == list(range(len(plain["passages"])))
    sides = {p["id"]: p["article"] for p in plain["passages"]}
    assert [sides[match[side]] for match in plain["matches"] for side in "ab"] == [0, 1] * len(plain["matches"])
    assert {sides[n] for n in plain["dropped"]} <= {0}
    assert {sides[n] for n in plain["added"]} <= {1}


def test_several_reposts_are_listed_under_reports() -> None:
    plain = json.loads(render_comparisons([made() for made in SEVERAL], "json"))
    assert len(plain["reports"]) == len(SEVERAL)
    assert not list(Draft202012Validator(SCHEMA).iter_errors(plain))


# -- text and Markdown ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for comparisons in ([pool()], [hostile()], [made() for made in SEVERAL]):
        for line in render_comparisons(comparisons, "text", Look(width=width)).split("\n"):
            assert width_of(cells(line.replace(" ", "x"))) <= width, line


def test_sections_come_in_the_order_of_what_needs_looking_at() -> None:
    found = render_comparisons([pool()], "text")
    heads = [
        "Conflicts: ",
        "Changed: ",
        "Dropped by the repost",
        "Added by the repost",
        "Reworded: ",
        "Carried over word",
    ]
    places = [found.find("\n" + head) for head in heads]
    assert places == sorted(places)
    assert places[0] > 0
    assert -1 not in places


def test_an_altered_quotation_is_named_as_one() -> None:
    assert "altered quotation “We have waited nine years for this roof,” against" in " ".join(
        render_comparisons([pool()], "text").split()
    )


def test_shares_have_their_denominators() -> None:
    share = pool().shares[0]
    assert f"Of the original's {share.words} words, {share.told} (" in " ".join(Compared(pool()).said())
    assert Compared(foreign()).said() == [
        "Nothing of the original's 95 words is told by the repost.",
        "Nothing of the repost's 16 words is told by the original.",
    ]


@pytest.mark.parametrize("format_", ["text", "md", "html", "pan"])
def test_nothing_reaches_a_terminal_that_it_would_obey(format_: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", render_comparisons([hostile()], format_))


def test_an_article_makes_no_markup_in_markdown() -> None:
    tokens = MarkdownIt("commonmark").parse(render_comparisons([hostile(), pool()], "md"))
    inline = [part.type for token in tokens for part in token.children or ()]
    assert not {"html_block", "fence", "code_block"} & {token.type for token in tokens}
    assert not {"html_inline", "link_open", "image"} & set(inline)


# -- pan ------------------------------------------------------------------------------------------------------------


def test_the_detections_are_those_of_the_alignment_task() -> None:
    document = ElementTree.fromstring(render_comparisons([pool()], "pan").encode())
    assert document.tag == "document"
    assert document.get("reference") == "repost.md"
    features = document.findall("feature")
    assert [feature.get("name") for feature in features] == ["detected-plagiarism"] * len(pool().matches)
    for feature, match in zip(features, pool().matches, strict=True):
        assert feature.get("source_reference") == "pool.txt"
        offset, length = int(feature.get("source_offset", "")), int(feature.get("source_length", ""))
        assert (offset, offset + length) == tuple(match.a)
        offset, length = int(feature.get("this_offset", "")), int(feature.get("this_length", ""))
        assert (offset, offset + length) == tuple(match.b)


def test_names_that_xml_cannot_hold_are_written_harmlessly() -> None:
    document = ElementTree.fromstring(render_comparisons([hostile()], "pan").encode())
    assert document.get("reference") == '"&.txt'


# -- the page -------------------------------------------------------------------------------------------------------


def parsed(comparisons: list[Comparison]) -> etree._Element:
    source = render_comparisons(comparisons, "html")
    assert source.startswith("<!DOCTYPE html>\n")
    return etree.fromstring(source.encode(), etree.HTMLParser(encoding="utf-8"))


def elements(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter() if isinstance(element.tag, str))


PAGES = [*[(made,) for made in COMPARED.values()], SEVERAL]


@pytest.mark.parametrize("made", PAGES)
def test_the_page_has_its_own_tags_only_and_fetches_nothing(made: tuple[Callable[[], Comparison], ...]) -> None:
    root = parsed([one() for one in made])
    for element in elements(root):
        assert element.tag in OWN_TAGS | TABLE
        assert {key.lower() for key in element.attrib} <= OWN_ATTRIBUTES | {"scope", "tabindex"}
    (policy,) = (meta for meta in root.iter("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy.get("content") == POLICY
    (style,) = root.iter("style")
    assert not re.search(r"url\(|@import|expression", style.text or "")


@pytest.mark.parametrize("made", PAGES)
def test_every_link_leads_to_a_place_of_the_page(made: tuple[Callable[[], Comparison], ...]) -> None:
    root = parsed([one() for one in made])
    ids = [element.get("id") for element in elements(root) if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = [element.get("href") for element in root.iter("a")]
    assert all(target.startswith("#") for target in targets)
    assert {target[1:] for target in targets} <= set(ids)


@pytest.mark.parametrize("name", COMPARED)
def test_both_texts_stand_on_the_page_letter_by_letter(name: str) -> None:
    root = parsed([COMPARED[name]()])
    columns = root.xpath("//div[@class='half']")
    for article, column in enumerate(columns):
        for badge in column.xpath(".//a[contains(@class, 'badge')]"):
            assert badge.tail == " "
            badge.tail, badge.text = "", ""
        shown = ["".join(part.itertext()) for part in column.findall("p")]
        texts = [p.text for p in COMPARED[name]().passages if p.article == article]
        if name != "hostile":  # there unseen characters stand as badges
            assert [" ".join(one.split()) for one in shown] == [" ".join(one.split()) for one in texts]
        assert len(shown) == len(texts)


def test_every_entry_has_a_band_in_the_ribbon_and_a_place_on_both_sides() -> None:
    root = parsed([pool()])
    entries = [entry for fate in Fate for entry in Compared(pool()).entries(fate)]
    assert len(root.xpath("//figure[@class='ribbon']//a")) == len(entries)
    for n in range(1, len(entries) + 1):
        for side in "ab":
            assert root.xpath(f"//*[@id='r1-{side}{n}']"), (side, n)


def test_a_band_goes_from_where_a_part_stood_to_where_it_stands_and_can_be_seen() -> None:
    drawn = ribbon([Band(Span(0, 50), Span(100, 200), "reworded", "#x", "")], (100, 200))
    assert drawn.shapes[0].path.startswith("M0.0 0V")
    assert f"V{HEIGHT}H{float(WIDTH)}V" in drawn.shapes[0].path
    narrow = ribbon([Band(Span(10, 11), Span(0, 1), "conflict", "#x", "")], (10_000, 10_000)).shapes[0].path
    assert narrow.startswith("M1.0 0V")
    assert narrow.endswith("3.0 16V0z")
