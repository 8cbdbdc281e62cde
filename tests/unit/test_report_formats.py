"""The reports for tools and tickets: jsonl, Markdown, GitHub and SARIF, and that an article is inert in each."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from jsonschema import Draft4Validator, Draft202012Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token

from dedup.cli import main
from dedup.passages import Relation, Report
from dedup.stages.report import FORMATS, render
from dedup.stages.report.display import visible
from dedup.stages.report.findings import findings
from dedup.stages.report.markdown import escaped, paragraph
from dedup.stages.report.places import Place, Places
from dedup.stages.report.sarif import FINGERPRINT, uri_of
from dedup.stages.report.telling import Telling
from tests.fakes import detector
from tests.golden.made import BREAD, HOSTILE, MADE, MARKUP, bread, hostile, markup, match, nothing, report

Golden = Callable[[str, str], None]
ROOT = Path(__file__).parents[2]
ENDINGS = {"jsonl": "jsonl", "md": "md", "html": "html", "github": "github.txt", "sarif": "sarif"}
OBEYED = {"Cc", "Cf", "Cs"}
TEXTS = {"bread": BREAD, "hostile": HOSTILE, "markup": MARKUP, "nothing": BREAD[1:3]}


def text_of(name: str) -> str:
    return "\n".join(TEXTS[name]) + "\n"


def several() -> list[Report]:
    return [make() for make in MADE.values()]


@pytest.mark.parametrize("format_", ENDINGS)
@pytest.mark.parametrize("name", MADE)
def test_a_report_looks_as_agreed(name: str, format_: str, golden: Golden) -> None:
    golden(f"{name}.{ENDINGS[format_]}", render([MADE[name]()], format_, texts=[text_of(name)]))


@pytest.mark.parametrize("format_", ENDINGS)
def test_several_reports_look_as_agreed(format_: str, golden: Golden) -> None:
    golden(
        f"several.{ENDINGS[format_]}",
        render([nothing(), bread()], format_, texts=[text_of("nothing"), text_of("bread")]),
    )


def test_every_format_is_in_the_goldens() -> None:
    assert set(FORMATS) == {"text", "json", *ENDINGS}


def test_the_docs_name_every_format_and_their_pictures_are_there_and_small() -> None:
    docs = ROOT / "docs"
    text = (docs / "reports.md").read_text(encoding="utf-8")
    assert set(FORMATS) <= set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    pictures = re.findall(r"\]\((\S+\.png)\)", "".join(page.read_text(encoding="utf-8") for page in docs.glob("*.md")))
    assert set(pictures) == {path.name for path in docs.glob("*.png")}
    assert all((docs / picture).stat().st_size < 200_000 for picture in pictures)


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_is_written_that_a_terminal_would_obey(format_: str) -> None:
    told = render(several(), format_)
    assert {char for char in told if unicodedata.category(char) in OBEYED} <= {"\n", "\u200d"}


@pytest.mark.parametrize("format_", sorted(set(FORMATS) - {"html"}))
def test_only_a_page_loads_the_template_engine(format_: str) -> None:
    program = (
        "import sys, dedup.cli.main; from dedup.stages.report import render; from tests.golden.made import bread; "
        f"assert render([bread()], {format_!r}); print('jinja2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# -- the command line -------------------------------------------------------------------------------------------------

FERRY = "The ferry to Tolm was late again on Monday, because of fog over the sound, the harbour master said."


@pytest.fixture
def checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Callable[[str], str]:
    """Return what prints two files as `dedup check` reports them, the second with a repeat in its third line."""
    monkeypatch.chdir(tmp_path)
    Path("one.txt").write_text("Nothing is told twice here, in one short line.\n", encoding="utf-8")
    Path("two.txt").write_text(f"{FERRY}\n\n  {FERRY}\n", encoding="utf-8")

    def check(format_: str) -> str:
        assert main.run(["check", "one.txt", "two.txt", "--format", format_], obj=detector) == 0
        return capsysbinary.readouterr().out.decode()

    return check


def test_two_files_are_two_lines_of_jsonl(checked: Callable[[str], str]) -> None:
    assert [json.loads(line)["article"]["path"] for line in checked("jsonl").splitlines()] == ["one.txt", "two.txt"]


def test_columns_are_those_of_the_file(checked: Callable[[str], str]) -> None:
    (command,) = commands(checked("github"))
    assert (command["file"], command["line"], command["col"]) == ("two.txt", "3", "3")


def test_two_files_are_one_page_and_one_run(checked: Callable[[str], str]) -> None:
    assert checked("html").count('class="report"') == 2
    assert len(json.loads(checked("sarif"))["runs"][0]["artifacts"]) == 2


# -- jsonl ------------------------------------------------------------------------------------------------------------


def test_each_line_of_jsonl_is_a_report_that_keeps_to_the_schema() -> None:
    schema = json.loads((ROOT / "dedup" / "schema" / "check-v1.json").read_text(encoding="utf-8"))
    told = render(several(), "jsonl")
    lines = told.splitlines()  # splits at U+2028 as well: none may stand there raw
    assert told.endswith("\n")
    assert [Report.from_dict(json.loads(line)) for line in lines] == several()
    for line in lines:
        assert not list(Draft202012Validator(schema).iter_errors(json.loads(line)))


# -- Markdown ---------------------------------------------------------------------------------------------------------

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OWN_MARKUP = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close",
    "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close", "inline",
    "text", "strong_open", "strong_close", "code_inline",
}  # fmt: skip


def tokens(source: str) -> list[Token]:
    blocks = MARKDOWN.parse(source)
    return [*blocks, *(inner for block in blocks for inner in block.children or ())]


def read_back(source: str) -> str:
    return "".join(token.content for token in tokens(source) if token.type in {"text", "code_inline"})


@pytest.mark.parametrize("name", MADE)
def test_markdown_has_no_markup_but_the_reports_own(name: str) -> None:
    found = tokens(render([MADE[name]()], "md"))
    assert {token.type for token in found} <= OWN_MARKUP
    assert {token.content for token in found if token.type == "code_inline"} <= {"@", "#"}
    assert all(token.tag in {"h1", "h2", "h3"} for token in found if token.type == "heading_open")


def test_markdown_calls_nobody_and_links_nothing() -> None:
    told = render([markup()], "md")
    assert not re.search(r"(?<!`)@|(?<!`)#\d|https?://|www\.|(?<!\\)\]\(", told)


@given(st.text(max_size=80) | st.text("`@#*_[]<>&!\\-+1. )~$:/w", max_size=30))
def test_any_text_is_shown_by_markdown_as_it_is(text: str) -> None:
    shown = visible(" ".join(text.split()))
    if shown:
        assert read_back("> " + paragraph(escaped(text))) == shown
        assert read_back("- **Lost** words " + escaped(text)) == "Lost words " + shown


@given(st.text("ab`@#*_[]<>&!\\-+1. )~$", max_size=40), st.text("ab`@#*_[]<>&!\\-+1. )~$", max_size=40))
def test_bold_brackets_stay_what_they_are(one: str, other: str) -> None:
    texts = ("The mill " + one, "The mill " + other)
    made = report(texts, [match(0, 1, Relation.NEAR_DUPLICATE, 0.9)], [("A", (0, 1), 0.9)], path="made up")
    found = tokens(render([made], "md"))
    assert {token.type for token in found} <= OWN_MARKUP


def test_markdown_shows_conflicts_before_groups_and_what_would_be_lost() -> None:
    told = render([bread()], "md")
    parts = [
        "# Told twice: bread.txt",
        "## Conflicts: 1",
        "## A: Lines 6, 7 and 8",
        "**Lost** date",
        "## B: ",
        "## Condensed",
    ]
    assert [told.index(part) for part in parts] == sorted(told.index(part) for part in parts)
    assert "> A loaf that cost 3.20 crowns in May now costs \\[**4.80**\\] crowns." in told


# -- GitHub -----------------------------------------------------------------------------------------------------------

COMMAND = re.compile(r"::(?P<level>warning|notice) (?P<properties>[^:\n]*)::(?P<message>[^\n]*)")


def commands(told: str) -> list[dict[str, str]]:
    """Return the commands as GitHub's runner reads them."""
    found = []
    for line in told.splitlines():
        command = COMMAND.fullmatch(line)
        assert command, line
        read = {"level": command["level"], "message": unescaped(command["message"])}
        for item in command["properties"].split(","):
            name, value = item.split("=", 1)
            read[name] = unescaped(value.replace("%3A", ":").replace("%2C", ","))
        found.append(read)
    return found


def unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def test_github_is_given_file_line_and_column_and_a_warning_only_for_a_conflict() -> None:
    found = commands(render([bread()], "github", texts=[text_of("bread")]))
    assert [command["level"] for command in found] == ["warning"] + ["notice"] * 4
    first = found[0]
    assert (first["file"], first["line"], first["col"], first["endColumn"]) == ("bread.txt", "5", "47", "58")
    assert first["title"] == "Told twice, but not the same"
    assert "number “5.80 crowns” against “4.80 crowns”" in first["message"]


@pytest.mark.parametrize("name", MADE)
def test_a_github_line_is_one_command_whatever_the_article_says(name: str) -> None:
    made = MADE[name]()
    found = commands(render([made], "github"))
    assert [command["message"] for command in found] == [visible(f.message) for f in findings(Telling(made))]
    assert {command["file"] for command in found} <= {visible(made.article.path)}


def test_a_line_break_in_a_name_is_escaped() -> None:
    made = replace(bread(), article=replace(bread().article, path="a\r\n::error::b.txt"))
    assert {command["file"] for command in commands(render([made], "github"))} == {"a\r\n::error::b.txt"}


@pytest.mark.parametrize(
    ("path", "keys"), [("-", set()), ("", set()), ("page.html", {"file"}), ("a.md", {"file", "line"})]
)
def test_what_is_not_known_of_the_place_is_left_out(path: str, keys: set[str]) -> None:
    made = replace(bread(), article=replace(bread().article, path=path))
    for command in commands(render([made], "github")):
        assert command.keys() & {"file", "line"} == keys


def test_where_nothing_is_told_twice_github_is_told_nothing() -> None:
    assert render([nothing()], "github") == ""


# -- SARIF ------------------------------------------------------------------------------------------------------------


@cache
def sarif_schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / "tests" / "schemas" / "sarif-schema-2.1.0.json").read_text("utf-8"))
    Draft4Validator.check_schema(schema)
    return schema


def run_of(*reports: Report, texts: list[str] | None = None) -> dict[str, Any]:
    """Return the only run of these reports, after a look at the official schema."""
    log = json.loads(render(list(reports), "sarif", texts=texts))
    assert not [error.message for error in Draft4Validator(sarif_schema()).iter_errors(log)]
    (run,) = log["runs"]
    return run


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("with_text", [True, False])
def test_sarif_is_valid(name: str, with_text: bool) -> None:
    run = run_of(MADE[name](), texts=[text_of(name)] if with_text else None)
    assert len(run["results"]) == len(findings(Telling(MADE[name]())))


def test_the_schema_finds_what_is_wrong() -> None:
    log = json.loads(render([bread()], "sarif"))
    log["runs"][0]["results"][0]["level"] = "bad"
    assert list(Draft4Validator(sarif_schema()).iter_errors(log))


def test_several_files_are_artifacts_of_one_run() -> None:
    run = run_of(*several(), texts=[text_of(name) for name in MADE])
    assert [a["location"]["uri"] for a in run["artifacts"]] == [uri_of(made.article.path) for made in several()]
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert run["artifacts"][place["index"]]["location"]["uri"] == place["uri"]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_regions_say_in_code_points_where_the_words_stand() -> None:
    for name in MADE:
        text = text_of(name)
        for result in run_of(MADE[name](), texts=[text])["results"]:
            for location in (*result["locations"], *result["relatedLocations"]):
                region = location["physicalLocation"]["region"]
                lines = text.split("\n")
                said = region["snippet"]["text"]
                assert text[region["charOffset"] : region["charOffset"] + region["charLength"]] == said
                assert region["startLine"] == region["endLine"]
                assert lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1] == said


def marks(made: Report) -> list[str]:
    return sorted(result["partialFingerprints"][FINGERPRINT] for result in run_of(made)["results"])


def test_fingerprints_stay_when_passages_move_and_differ_from_each_other() -> None:
    made = bread()
    moved = replace(
        made, passages=tuple(replace(p, line=p.line + 7, start=p.start + 90, end=p.end + 90) for p in made.passages)
    )
    other = replace(made, passages=tuple(replace(p, text=p.text + " So.") for p in made.passages))
    assert marks(moved) == marks(made)
    assert len(set(marks(made))) == len(marks(made)) > 0
    assert not set(marks(other)) & set(marks(made))


def test_three_equal_passages_have_fingerprints_of_their_own() -> None:
    texts = ["The mill has burnt down."] * 3
    matches = [match(a, b, Relation.IDENTICAL, 1.0) for a, b in ((0, 1), (0, 2), (1, 2))]
    made = report(texts, matches, [("A", (0, 1, 2), 1.0)])
    assert [mark[-2:] for mark in marks(made)] == [":1", ":2"]


def test_a_message_of_sarif_links_to_the_partner_and_to_nothing_else() -> None:
    for result in run_of(markup())["results"]:
        links = re.findall(r"(?<!\\)\[([^\[\]\\]*)\]\(([^)]*)\)", result["message"]["text"])
        assert links == [(links[0][0], "1")]
        assert result["relatedLocations"][0]["id"] == 1
        assert not re.search(r"(?<!\{)\{0\}(?!\})", result["message"]["text"])


def test_a_rule_says_what_it_means_and_a_conflict_is_a_warning() -> None:
    run = run_of(bread())
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert set(rules) == {str(relation) for relation in Relation} - {"unrelated"}
    assert all(rule["help"]["text"] for rule in rules.values())
    assert {r["level"] for r in run["results"] if r["ruleId"] == "conflict"} == {"warning"}
    assert {r["level"] for r in run["results"] if r["ruleId"] != "conflict"} == {"note"}


def test_a_web_page_and_standard_input_have_no_region_that_would_be_wrong() -> None:
    page, piped = (replace(bread(), article=replace(bread().article, path=path)) for path in ("a page.html", "-"))
    place = run_of(page)["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a%20page.html", "index": 0}}
    run = run_of(piped)
    assert run["artifacts"][0]["roles"] == ["analysisTarget", "standardStream"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {"index": 0}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a/b c.txt", "a/b%20c.txt"),
        ("/tmp/ä.txt", "file:///tmp/%C3%A4.txt"),
        (r"C:\texts\a.txt", "file:///C:/texts/a.txt"),
        ("mailto:a.txt", "mailto%3Aa.txt"),
        ("#a?.txt", "%23a%3F.txt"),
        ("\udcff.txt", "%ED%B3%BF.txt"),
        ("-", ""),
        ("", ""),
    ],
)
def test_a_path_as_a_uri(path: str, uri: str) -> None:
    assert uri_of(path) == uri


# -- places -----------------------------------------------------------------------------------------------------------


def test_places_count_lines_and_columns_from_one() -> None:
    made = report(["The mill burnt", "down on Monday."])
    first, second = made.passages
    text = "The mill burnt\ndown on Monday.\n"
    assert Places(made, text).of(second, (second.start + 8, second.start + 14)) == Place(2, 9, 2, 15)
    assert Places(made).of(second) == Place(2, None, 2, None)
    assert Places(made).of(first) == Place(1, 1, 1, 15)


def test_a_passage_may_run_over_lines_of_any_kind() -> None:
    (passage,) = report(["One\r\ntwo\rthree\nfour"]).passages
    made = report(["One\r\ntwo\rthree\nfour"])
    for places in (Places(made, passage.text), Places(made)):
        assert places.of(passage) == Place(1, 1, 4, 5)
        assert places.of(passage, (5, 8)) == Place(2, 1, 2, 4)


def test_findings_point_at_what_may_go_and_name_each_match_once() -> None:
    found = findings(Telling(bread()))
    assert [(f.here, f.there) for f in found] == [(4, 3), (7, 5), (6, 5), (1, 2), (8, 1)]
    assert len({id(f.match) for f in found}) == len(found)
    assert found[0].relation is Relation.CONFLICT
    assert hostile().matches[1].relation is Relation.NEAR_DUPLICATE
