"""`dedup compare` on the command line: formats, limits and their exit codes, several reposts, standard input, bad use."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.commands import TEXT, Shell, make_shell


@pytest.fixture
def shell(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    return make_shell(capsysbinary, monkeypatch, tmp_path)


def test_compare_reports_on_stdout_and_ends_with_0(shell: Shell) -> None:
    done = shell("dedup compare original.txt repost.txt")
    assert done.code == 0
    assert done.err == ""
    assert done.out.startswith("original.txt → repost.txt\n")
    assert "date “Monday” against “Friday”" in done.out


def test_compare_writes_json_to_a_file(shell: Shell) -> None:
    done = shell("dedup compare original.txt repost.txt --format json -o found.json")
    assert done.out == ""
    assert [one["path"] for one in json.loads(Path("found.json").read_text("utf-8"))["articles"]] == [
        "original.txt",
        "repost.txt",
    ]


def test_several_reposts_come_in_the_order_given(shell: Shell) -> None:
    plain = json.loads(shell("dedup compare original.txt repost.txt article.txt --format json").out)
    assert [report["articles"][1]["path"] for report in plain["reports"]] == ["repost.txt", "article.txt"]
    text = shell("dedup compare original.txt repost.txt article.txt").out
    assert text.startswith("original.txt: 2 reposts\n")


def test_pan_is_xml(shell: Shell) -> None:
    root = ElementTree.fromstring(shell("dedup compare original.txt repost.txt --format pan").out.encode())
    assert root.get("reference") == "repost.txt"


@pytest.mark.parametrize(
    ("limits", "code", "told"),
    [
        ("--fail-over 90%", 1, "repost.txt: the original tells 100% of its words, more than the 90% allowed"),
        ("--fail-over 100%", 0, ""),
        ("--fail-on conflict", 1, "repost.txt: 1 match is conflict"),
        ("--fail-on paraphrase", 0, ""),
    ],
)
def test_a_limit_that_is_passed_ends_with_1_and_the_report_is_written(
    shell: Shell, limits: str, code: int, told: str
) -> None:
    done = shell(f"dedup compare original.txt repost.txt {limits}")
    assert done.code == code
    assert told in done.err
    assert done.out


def test_one_of_the_articles_may_come_from_stdin(shell: Shell) -> None:
    done = shell("dedup compare original.txt -", stdin=TEXT.encode())
    assert done.code == 0
    assert "carried over" in done.out
    assert "The repost" in done.out


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("dedup compare original.txt", "missing argument"),
        ("dedup compare - -", "standard input can be one article only; name a file for the others"),
        ("dedup compare original.txt missing.txt", "missing.txt does not exist; check the name"),
        ("dedup compare original.txt repost.txt -o repost.txt", "nothing is edited in place"),
        ("dedup compare original.txt repost.txt --format sarif", "is not one of"),
        ("dedup compare original.txt repost.txt --fail-over 15", "a share of the words in per cent"),
        ("dedup compare original.txt repost.txt --fail-on lies", "parted by commas; not 'lies'"),
        ("dedup compare original.txt repost.txt --max-words 5", "the original has"),
    ],
)
def test_bad_use_is_one_sentence_and_ends_with_2(shell: Shell, command: str, told: str) -> None:
    done = shell(command)
    assert done.code == 2
    assert done.out == ""
    assert told in done.err
    assert done.err.count("\n") == 1


def test_a_phrase_that_is_never_met_is_told(shell: Shell) -> None:
    Path("phrases.txt").write_text("Nobody says this anywhere\n", "utf-8")
    assert "was never met" in shell("dedup compare original.txt repost.txt --ignore phrases.txt").err


def test_the_format_of_the_configuration_counts_where_there_is_one(shell: Shell) -> None:
    Path("dedup.toml").write_text('format = "pan"\n', "utf-8")
    assert shell("dedup compare original.txt repost.txt").out.startswith("<?xml")
    assert shell("dedup check article.txt").out.startswith("article.txt\n")
