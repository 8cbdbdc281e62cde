"""The commands given inputs that hold many articles: several reports, what was skipped told, boilerplate learnt and listed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.commands import TEXT, Shell, make_shell
from tests.documents import deleted, docx, inserted, paragraph, run as in_run

ABOUT = "Melby Post is read by forty thousand people on both sides of the sound every day."


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    return make_shell(capfdbinary, monkeypatch, tmp_path)


def lines(*records: object) -> bytes:
    return "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in records).encode()


def test_several_articles_of_one_file_are_several_reports(run: Shell) -> None:
    Path("day.jsonl").write_bytes(lines({"id": "a", "text": TEXT}, {"id": "b", "text": TEXT}))
    done = run("dedup check day.jsonl --format json")
    report = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert set(report) == {"schema_version", "reports"}
    assert [(one["article"]["id"], one["article"]["path"]) for one in report["reports"]] == [
        ("a", "day.jsonl:1"),
        ("b", "day.jsonl:2"),
    ]


def test_one_article_of_an_archive_is_one_report(run: Shell) -> None:
    with zipfile.ZipFile("one.zip", "w") as archive:
        archive.writestr("a.txt", TEXT)
    assert json.loads(run("dedup check one.zip --format json").out)["article"]["path"] == "one.zip/a.txt"


def test_a_bad_record_is_told_with_its_place_and_the_last_line_counts(run: Shell) -> None:
    Path("day.jsonl").write_bytes(lines({"text": TEXT}, "{broken", {"text": TEXT}))
    done = run("dedup check day.jsonl --format jsonl")
    assert done.code == 0
    assert len(done.out.splitlines()) == 2
    assert done.err.splitlines() == [
        "dedup: skipped: day.jsonl, line 2: it is not JSON at character 2",
        "dedup: 1 skipped, 2 articles read",
    ]
    assert run("dedup check -q day.jsonl --format jsonl").err == "dedup: 1 skipped, 2 articles read\n"


def test_reports_as_json_lines_are_written_as_they_come(run: Shell) -> None:
    Path("day.jsonl").write_bytes(lines(*({"text": TEXT, "id": n} for n in range(7))))
    streamed = run("dedup check day.jsonl --format jsonl").out
    assert run("dedup check day.jsonl --format jsonl -o reports.jsonl").code == 0
    assert Path("reports.jsonl").read_text(encoding="utf-8") == streamed
    assert len(streamed.splitlines()) == 7


def test_a_file_that_is_named_and_cannot_be_read_is_an_error(run: Shell) -> None:
    Path("bad.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = run("dedup check article.txt bad.png")
    assert (done.code, done.out) == (2, "")
    assert "bad.png is a PNG picture" in done.err


def test_a_folder_with_nothing_to_read_is_an_error(run: Shell) -> None:
    Path("empty").mkdir()
    done = run("dedup check empty")
    assert (done.code, done.err) == (2, "dedup: there is no article in empty; check the names\n")


def test_a_folder_is_read_by_glob(run: Shell) -> None:
    Path("some").mkdir()
    for name in ("a.txt", "b.md", "c.txt"):
        (Path("some") / name).write_text(TEXT, encoding="utf-8")
    done = run("dedup check some --glob '*.txt' --format json")
    assert [Path(one["article"]["path"]).name for one in json.loads(done.out)["reports"]] == ["a.txt", "c.txt"]


def test_fields_are_named_on_the_command_line_or_in_the_file(run: Shell) -> None:
    Path("day.csv").write_text(f'"a","b"\n"{ABOUT}","not this text"\n', encoding="utf-8")
    done = run("dedup check day.csv --text-field a --format json")
    assert json.loads(done.out)["passages"][0]["text"] == ABOUT
    Path("dedup.toml").write_text('text-field = "a"\n', encoding="utf-8")
    assert run("dedup check day.csv --format json").out == done.out
    told = run("dedup check day.csv --format json --no-config")
    assert told.code == 2
    assert "name it with --text-field" in told.err


def test_boilerplate_is_learnt_from_five_articles_of_a_source(run: Shell) -> None:
    records = [{"text": f"Story {n} of {n * n}.\n\n{ABOUT}", "source": "Melby Post"} for n in range(6)]
    Path("day.jsonl").write_bytes(lines(*records))
    for line, stdin in (("dedup check day.jsonl --format json", b""), ("dedup check - --format json", lines(*records))):
        reports = json.loads(run(line, stdin=stdin).out)["reports"]
        assert [one["passages"][1]["role"] for one in reports] == ["boilerplate"] * 6
        assert (
            ABOUT in reports[0]["tool"]["settings"]["boilerplate_phrases"]
            or "Story" in reports[0]["passages"][0]["text"]
        )
    few = json.loads(run("dedup check - --format json", stdin=lines(*records[:4])).out)["reports"]
    assert [one["passages"][1]["role"] for one in few] == ["prose"] * 4


def test_boilerplate_is_listed_in_a_file(run: Shell) -> None:
    Path("house.txt").write_text(f"# of the house\n{ABOUT}\n", encoding="utf-8")
    Path("a.txt").write_text(f"{TEXT}\n{ABOUT}\n", encoding="utf-8")
    done = run("dedup condense a.txt --boilerplate house.txt")
    assert (done.code, ABOUT in done.out) == (0, False)
    Path("dedup.toml").write_text('boilerplate = "house.txt"\n', encoding="utf-8")
    assert run("dedup condense a.txt").out == done.out
    assert "boilerplate-phrases" in run("dedup config show").out
    assert ABOUT in run("dedup condense a.txt --no-config").out
    assert run("dedup check a.txt --boilerplate house.txt -o house.txt").code == 2


@pytest.mark.parametrize(
    ("option", "said"), [("", "late"), ("--tracked accepted", "late"), ("--tracked original", "early")]
)
def test_both_readings_of_tracked_changes_can_be_had(option: str, said: str, run: Shell) -> None:
    draft = paragraph(
        in_run("The ferry to Tolm was "), deleted("early"), inserted(in_run("late")), in_run(" on Monday.")
    )
    Path("draft.docx").write_bytes(docx(draft))
    done = run(f"dedup condense draft.docx {option}")
    assert (done.code, done.out) == (0, f"The ferry to Tolm was {said} on Monday.")
    assert "tracked changes" in done.err
    assert said in run(f"dedup check draft.docx {option} --format json").out
