"""The reports: what an editor reads, what a program reads, and that neither can play tricks on a terminal."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from dedup.errors import SettingsError
from dedup.passages import CutStatus, Relation, Report
from dedup.stages.report import Look, render
from dedup.stages.report.diff import Marks, differing, marks_for
from dedup.stages.report.display import cells, visible, width_of, wrap
from dedup.stages.report.figures import Figures
from dedup.stages.report.telling import MOST_SHOWN
from dedup.stages.report.text import text_report
from dedup.stages.report.wording import many, percent
from tests.golden.made import MADE, bread, hostile, match, nothing, report

Golden = Callable[[str, str], None]
SEEDS = Path(__file__).parents[2] / "seeds"
OBEYED = {"Cc", "Cf", "Cs"}
SGR = re.compile(r"\x1b\[[0-9;]*m")


def columns_of(line: str) -> int:
    return width_of(cells(line.replace(" ", "x")))


@pytest.mark.parametrize("name", MADE)
def test_the_text_report_looks_as_agreed(name: str, golden: Golden) -> None:
    golden(f"{name}.txt", text_report([MADE[name]()]))


@pytest.mark.parametrize("name", MADE)
def test_the_json_report_is_as_agreed(name: str, golden: Golden) -> None:
    golden(f"{name}.json", render([MADE[name]()], "json"))


def test_a_narrow_terminal_gets_one_passage_above_the_other(golden: Golden) -> None:
    golden("bread_narrow.txt", text_report([bread()], width=44))


def test_colours_are_extra_and_brackets_stay(golden: Golden) -> None:
    golden("bread_colour.txt", text_report([bread()], colour=True))


def test_several_files_follow_each_other(golden: Golden) -> None:
    golden("several.txt", text_report([nothing(), bread()]))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("name", MADE)
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    assert max(map(columns_of, text_report([MADE[name]()], width=width).splitlines())) <= width


@pytest.mark.parametrize("colour", [False, True])
def test_nothing_is_printed_that_a_terminal_would_obey(colour: bool) -> None:
    told = SGR.sub("", text_report([hostile()], colour=colour))
    seen = {char for char in told if unicodedata.category(char) in OBEYED} - {"\n"}
    assert seen == {"\u200d"}  # joins the two parts of one emoji
    assert "<U+202E>" in told
    assert "<U+001B>" in told


@given(st.text(max_size=60), st.text(max_size=60), st.integers(40, 100))
def test_any_two_passages_can_be_shown(one: str, other: str, width: int) -> None:
    texts = ("ab " + one.replace("\n", " "), "ab " + other.replace("\n", " "))
    made = report(texts, [match(0, 1, Relation.NEAR_DUPLICATE, 0.9)], [("A", (0, 1), 0.9)], path="made up")
    told = text_report([made], width=width)
    assert all(columns_of(line) <= width for line in told.splitlines())
    assert not {char for char in told if unicodedata.category(char) in OBEYED} - {"\n", "\u200c", "\u200d"}
    assert Report.from_dict(json.loads(render([made], "json"))) == made


def test_the_columns_stand_straight_beside_wide_and_combining_letters() -> None:
    rows = [line for line in text_report([hostile()]).splitlines() if " │ " in line]
    assert len({columns_of(line.split("│")[0]) for line in rows}) == 1


def test_json_shows_bidi_and_escape_characters_as_escapes_of_the_same_value() -> None:
    written = render([hostile()], "json")
    assert not {char for char in written if unicodedata.category(char) in OBEYED} - {"\n"}
    assert "大阪" in written
    assert Report.from_dict(json.loads(written)) == hostile()


def test_one_report_is_a_document_and_several_are_a_list() -> None:
    one, two = bread(), nothing()
    several = json.loads(render([one, two], "json"))
    assert Report.from_dict(json.loads(render([one], "json"))) == one
    assert list(several) == ["schema_version", "reports"]
    assert [Report.from_dict(plain) for plain in several["reports"]] == [one, two]


def test_an_unknown_format_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(SettingsError, match="no report format 'xml'; there are: text, json"):
        render([], "xml", Look())


@pytest.mark.parametrize(
    ("a", "b", "only_a", "only_b"),
    [
        ("The mill burnt.", "The mill burnt down.", [], ["down"]),
        ("“It’s over,” she said.", '"It\'s over," she said', [], []),
        ("Costs rose by 1,200 crowns", "Costs rose by 1,300 crowns", ["1,200"], ["1,300"]),
        ("one two three", "four five six", ["one two three"], ["four five six"]),
        ("", "something", [], ["something"]),
    ],
)
def test_the_words_of_one_side_alone(a: str, b: str, only_a: list[str], only_b: list[str]) -> None:
    left, right = differing(a, b)
    assert [a[span.start : span.end] for span in left] == only_a
    assert [b[span.start : span.end] for span in right] == only_b


def test_a_lone_common_article_does_not_split_a_change() -> None:
    left, _ = differing("He met rivals of the crown in secret", "He saw friends for the queen openly")
    assert len(left) == 1


def test_signs_are_doubled_where_the_text_has_them() -> None:
    assert marks_for(["no signs"]) == Marks()
    assert marks_for(["pay [sic] up"]) == Marks(left=("[[", "]]"))
    assert "[[" in text_report([bread()])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u202eb", "a<U+202E>b"),
        ("a\x9bb", "a<U+009B>b"),
        ("soft\u00adhyphen", "soft<U+00AD>hyphen"),
        ("a\u200db", "a<U+200D>b"),
        ("\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648"),
        ("\ud800", "<U+D800>"),
        ("two\nlines", "two<U+000A>lines"),
    ],
)
def test_what_cannot_be_seen_gets_a_badge(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_lines_break_at_spaces_and_only_overlong_words_inside() -> None:
    lines = ["".join(cell.text for cell in line) for line in wrap(cells("to be or incomprehensibilities"), 8)]
    assert lines == ["to be or", "incompre", "hensibil", "ities"]


@pytest.mark.parametrize(
    ("share", "told"),
    [(0, "0%"), (0.004, "under 1%"), (0.5, "50%"), (0.994, "over 99%"), (0.99999, "over 99%"), (1, "100%")],
)
def test_only_what_is_certain_is_a_hundred_per_cent(share: float, told: str) -> None:
    assert percent(share) == told


def test_counts_have_their_plural() -> None:
    assert [many(n, "word") for n in (0, 1, 2, 1234)] == ["0 words", "1 word", "2 words", "1,234 words"]


def test_what_is_told_twice_is_counted_apart_from_what_is_told_in_part() -> None:
    figures = Figures(bread())
    whole = figures.words[5] + figures.words[6]
    assert (figures.told_twice, figures.told_in_part) == (whole, figures.words[1])
    assert figures.content_words == sum(figures.words.values()) - figures.words[9]


def test_a_group_shows_each_passage_with_the_one_that_covers_it() -> None:
    figures = Figures(bread())
    assert [(pair.a, pair.b) for pair in figures.pairs(figures.groups[0])] == [(5, 7), (5, 6)]


def test_a_disagreement_is_told_in_reading_order_whichever_side_is_shorter() -> None:
    made = bread()
    clash = next(found for found in made.matches if found.conflicts)
    (conflict,) = clash.conflicts
    turned = replace(conflict, a=conflict.b, b=conflict.a, a_span=conflict.b_span, b_span=conflict.a_span)
    other = replace(clash, a=clash.b, b=clash.a, conflicts=(turned,))
    told = text_report([replace(made, matches=tuple(other if found is clash else found for found in made.matches))])
    assert told == text_report([made])


def test_a_match_outside_the_groups_is_listed() -> None:
    assert [(pair.a, pair.b) for pair in Figures(bread()).loose] == [(1, 8)]
    assert "Also alike" in text_report([bread()])


def test_passages_on_one_line_are_told_apart() -> None:
    made = bread()
    made = replace(made, passages=tuple(replace(passage, line=1) for passage in made.passages))
    assert "line 1 (passage 6)" in text_report([made])


def test_a_very_long_passage_is_shown_in_part_and_says_so() -> None:
    text = " ".join(f"word{n}" for n in range(MOST_SHOWN + 50))
    made = report([text, text], [match(0, 1, Relation.NEAR_DUPLICATE, 0.9)], [("A", (0, 1), 0.9)])
    told = text_report([made])
    assert "... 50 more words" in told
    assert f"word{MOST_SHOWN}" not in told


@pytest.mark.weights
def test_the_report_of_a_real_article_has_its_parts() -> None:
    from dedup import check, read

    path = SEEDS / "harbour_repost" / "article.txt"
    found = check(read(path))
    told = text_report([found])
    copied = next(group for group in found.clusters if set(group.members) >= {2, 7})
    assert f"{copied.label} Lines 3 and 8: nearly the same words" in told
    assert "line 3 is safe to cut: line 8 says it" in told
    assert "line 23   Leave a Reply" in told
    assert {cut.passage for cut in found.cuts if cut.status is CutStatus.BOILERPLATE} == {22, 23}
    assert max(map(columns_of, told.splitlines())) <= 80


def test_what_else_speaks_for_a_match_is_said() -> None:
    made = bread()
    noted = tuple(replace(match, notes=("the passages beside them tell the same",)) for match in made.matches)
    told = " ".join(text_report([replace(made, matches=noted)]).split())
    assert "; the passages beside them tell the same" in told
    assert "beside them" not in text_report([made])
