"""`dedup archive`: what each command prints and returns, and that errors are one sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.archive.adding import Added
from dedup.cli.archive_add import Pace
from tests.commands import Shell, make_shell
from tests.fakes import FakeEncoder, detector

FERRY = "The ferry to Tolm was late again on Monday, because of fog over the sound."
POOL = "A new roof for the swimming pool would cost 2.3 million crowns, said Ida Holm of the culture department."
NEWS = [
    {"id": "n1", "text": f"{FERRY}\n\n{POOL}", "date": "2024-01-05", "source": "Post"},
    {"id": "n2", "text": FERRY, "date": "2024-03-05", "source": "Wire"},
]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    shell = make_shell(capfdbinary, monkeypatch, tmp_path)
    Path("day.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in NEWS), encoding="utf-8")
    assert shell("dedup archive add own.dedup day.jsonl").code == 0
    return shell


def test_adding_says_what_came_of_it(run: Shell) -> None:
    assert run("dedup archive add new.dedup day.jsonl").err == "dedup: 2 articles added; 3 new passages in new.dedup\n"
    assert (
        run("dedup archive add new.dedup day.jsonl").err
        == "dedup: 0 articles added, 2 there already; 0 new passages in new.dedup\n"
    )
    changed = [{**NEWS[1], "text": POOL}, "broken"]
    Path("more.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in changed), encoding="utf-8")
    done = run("dedup archive add new.dedup more.jsonl")
    assert done.code == 0
    assert "0 articles added, 1 new version; 1 new passage" in done.err
    assert "skipped" in done.err
    assert run("dedup archive add -q new.dedup day.jsonl").err == ""


def test_a_check_as_text(run: Shell) -> None:
    Path("now.txt").write_text(
        f"{FERRY}\n\n{POOL.replace('2.3', '2.5')}\n\nSomething else happened in town.", encoding="utf-8"
    )
    done = run("dedup archive check own.dedup now.txt")
    assert done.code == 0
    assert done.out.startswith("now.txt\n====")
    for part in (
        "15 of 39 words (38%) were told before: 1 passage, 2 articles.",
        "1 conflict with what was published. Look there first.",
        "Searched: 2 articles.",
        "number “2.5 million crowns” against “2.3 million crowns”",
        "Line 1: the same text, 15 words; first in n1, Post, 2024-01-05, in all 2 articles",
        "  earlier   n1, Post, 2024-01-05: the same text",
    ):
        assert part in re.sub(r"\n *", " ", done.out) or part in done.out, part
    assert max(map(len, done.out.splitlines())) <= 80


def test_a_check_as_data_and_what_is_left_out(run: Shell) -> None:
    Path("now.txt").write_text(FERRY, encoding="utf-8")

    def ids(options: str) -> list[str]:
        done = run(f"dedup archive check own.dedup now.txt --format json {options}")
        assert done.code == 0, done.err
        return [match["article_id"] for match in json.loads(done.out)["matches"]]

    assert ids("") == ["n1", "n2"]
    assert ids("--top 1") == ["n1"]
    assert ids("--exclude-source Post") == ["n2"]
    assert ids("--exclude-id n2") == ["n1"]
    assert ids("--since 2024-02-01") == ["n2"]
    report = json.loads(run("dedup archive check own.dedup now.txt --format json").out)
    assert report["article"]["path"] == "now.txt"
    assert report["archived"] == 2
    assert report["first_seen"] == [
        {"passage": 0, "article_id": "n1", "source": "Post", "date": "2024-01-05", "articles": 2}
    ]


@pytest.mark.parametrize(("format_", "begins"), [("md", "# Told before: now.txt"), ("html", "<!DOCTYPE html>")])
def test_a_check_to_be_mailed(run: Shell, format_: str, begins: str) -> None:
    changed = POOL.replace("2.3", "2.5").replace("Ida", "<script>alert(1)</script> Ida")
    Path("now.txt").write_text(f"{FERRY}\n\n{changed}", encoding="utf-8")
    done = run(f"dedup archive check own.dedup now.txt --format {format_} -o out")
    assert done.code == 0
    text = Path("out").read_text(encoding="utf-8")
    assert text.lstrip().startswith(begins)
    assert "n1, Post, 2024-01-05" in text.replace("\\", "")
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")


def test_strict_tells_less_than_loose_and_both_exclude_each_other(run: Shell) -> None:
    Path("now.txt").write_text(f"{FERRY[:-1]} of Ostvik, the captain said again.", encoding="utf-8")

    def told(option: str) -> list[tuple[str, float]]:
        report = json.loads(run(f"dedup archive check own.dedup now.txt --format json {option}").out)
        return [(one["article_id"], one["score"]) for one in report["matches"] if one["duplicate"]]

    plain = told("")
    assert plain
    assert set(told("--strict")) <= set(plain) <= set(told("--loose"))
    assert all(score >= 0.8 for _, score in told("--strict"))
    done = run("dedup archive check own.dedup now.txt --strict --loose")
    assert (done.code, done.err) == (2, "dedup: --strict and --loose exclude each other; give one\n")


def test_several_articles_are_several_reports(run: Shell) -> None:
    done = run("dedup archive check own.dedup day.jsonl --format json")
    assert [one["article"]["id"] for one in json.loads(done.out)["reports"]] == ["n1", "n2"]
    assert "2 articles" in run("dedup archive check own.dedup day.jsonl --format html").out


def test_articles_are_listed_and_removed(run: Shell) -> None:
    assert (
        run("dedup archive list own.dedup").out == "n1: Post, 2024-01-05, 2 passages\nn2: Wire, 2024-03-05, 1 passage\n"
    )
    assert run("dedup archive list own.dedup --source Wire").out == "n2: Wire, 2024-03-05, 1 passage\n"
    rows = [json.loads(line) for line in run("dedup archive list own.dedup --format jsonl").out.splitlines()]
    assert rows == json.loads(run("dedup archive list own.dedup --format json").out)
    assert [(row["id"], row["version"], row["day"]) for row in rows] == [
        ("n1", 1, "2024-01-05"),
        ("n2", 1, "2024-03-05"),
    ]
    assert run("dedup archive remove own.dedup n1").err == "dedup: 1 article removed from own.dedup\n"
    assert run("dedup archive list own.dedup").out == "n2: Wire, 2024-03-05, 1 passage\n"
    gone = run("dedup archive remove own.dedup n1")
    assert (gone.code, gone.out) == (2, "")
    assert gone.err == "dedup: there is no article 'n1' in own.dedup; dedup archive list shows them\n"


def test_an_archive_is_counted_verified_and_written_out(run: Shell) -> None:
    told = run("dedup archive stats own.dedup").out
    assert "2 articles (2 with their versions) of 2 sources" in told
    assert "1 passages (33.3%) are word for word in an earlier one" in told
    stats = json.loads(run("dedup archive stats own.dedup --format json").out)
    assert (stats["articles"], stats["passages"], stats["contents"]) == (2, 3, 2)
    assert run("dedup archive verify own.dedup").out == "own.dedup is whole: 2 versions of articles, 3 passages\n"
    assert len(run("dedup archive export own.dedup").out.splitlines()) == 3
    assert run("dedup archive export own.dedup -o rows.csv").err == "dedup: 3 passages written to rows.csv\n"
    assert Path("rows.csv").read_text(encoding="utf-8").startswith("article,version,current,")
    assert run("dedup archive report own.dedup -o page.html").code == 0
    assert "told before, word for word" in Path("page.html").read_text(encoding="utf-8")


def test_what_cannot_be_mended_ends_with_3(run: Shell) -> None:
    with Archive.open("own.dedup", detector=detector(), encoder=FakeEncoder()) as archive:
        archive._store.connection.execute("UPDATE contents SET text = 'x' WHERE id = 1")
    done = run("dedup archive verify own.dedup --no-repair")
    assert (done.code, done.out) == (3, "")
    assert "1 texts are not what was stored" in done.err
    assert "own.dedup is not whole" in done.err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "dedup archive check none.dedup article.txt",
            "there is no archive at none.dedup; make one with: dedup archive add",
        ),
        (
            "dedup serve --archive none.dedup --no-open",
            "there is no archive at none.dedup; make one with: dedup archive add",
        ),
        ("dedup serve --archive article.txt --no-open", "is a file, and an archive is a folder"),
        ("dedup archive stats article.txt", "is a file, and an archive is a folder"),
        ("dedup archive add folder article.txt", "holds other files and no archive"),
        ("dedup archive add own.dedup gone.txt", "gone.txt does not exist"),
        ("dedup archive check own.dedup article.txt --since soon", "'soon' is no day"),
        ("dedup archive check own.dedup article.txt -o article.txt", "nothing is edited in place"),
        ("dedup archive add own.dedup article.txt --max-memory 5", "max-memory is a size such as 800M"),
        ("dedup archive export own.dedup -o gone/rows.csv", "cannot be written"),
        ("dedup archive check own.dedup article.txt --max-words 2", "more than the 2 that are checked at once"),
    ],
)
def test_an_error_is_one_sentence(run: Shell, line: str, told: str) -> None:
    done = run(line)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert done.err.count("\n") == 1


def test_what_is_going_on_is_shown_with_its_rate_and_how_long_it_takes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 1000)
    pace = Pace([str(tmp_path)])
    pace.since -= 10
    line = pace.line(Added(articles=5, passages=2_000), 500)
    assert re.fullmatch(r"adding: 2,000 passages, (200|199) a second, 50% read, 10 s left", line)
    assert Pace(["-"]).line(Added(unchanged=3), 0).endswith("a second, 3 articles there already")
