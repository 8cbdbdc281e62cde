"""The command line: what goes to stdout and stderr, how each command ends, and that nothing is edited in place."""

from __future__ import annotations

import io
import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dedup.api import Detector
from dedup.cli import main
from dedup.errors import VerificationError
from dedup.passages import Article, Report
from dedup.settings import Settings
from tests.fakes import FakeEncoder, FakeReader, detector

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seeds" / "harbour_repost" / "article.txt"
TEXT = (
    "The ferry to Tolm was late again on Monday, because of fog over the sound.\r\n"
    "\r\n"
    "Fishermen waited on the pier until the fog had lifted – over the northern sandbank.\r\n"
    "\r\n"
    "The ferry to Tolm was late again on Monday, because of fog over the sound.\r\n"
    "\r\n"
    "Leave a Reply"
)
SHORTER = (
    "The ferry to Tolm was late again on Monday, because of fog over the sound.\r\n"
    "\r\n"
    "Fishermen waited on the pier until the fog had lifted – over the northern sandbank."
)


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")


Run = Callable[..., Done]


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder that holds article.txt, with an encoder that needs no weights."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    Path("article.txt").write_bytes(TEXT.encode())

    def invoke(*args: str, stdin: bytes = b"", make: Callable[[Settings], object] = detector) -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsysbinary.readouterr()
        code = main.run(list(args), obj=make)
        found = capsysbinary.readouterr()
        return Done(code, found.out, found.err.decode())

    return invoke


class Breaks:
    """A detector whose check fails as told."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __call__(self, settings: Settings) -> Breaks:
        return self

    def check(self, article: Article, *, boilerplate: Collection[str] = ()) -> Report:
        raise self.error


# -- check ------------------------------------------------------------------------------------------------------------


def test_check_reports_on_stdout_and_says_nothing_on_stderr(run: Run) -> None:
    done = run("check", "article.txt")
    assert (done.code, done.err) == (0, "")
    assert done.text.startswith("article.txt\n====")
    assert "Lines 1 and 5: the same text" in done.text
    assert "\x1b" not in done.text


def test_check_writes_json_to_a_file_and_nothing_to_stdout(run: Run) -> None:
    done = run("check", "article.txt", "--format", "json", "-o", "report.json")
    assert (done.code, done.out, done.err) == (0, b"", "")
    plain = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert plain["condensed"]["text"] == SHORTER
    assert plain["article"]["path"] == "article.txt"


def test_check_reads_standard_input(run: Run) -> None:
    done = run("check", "-", "--format", "json", stdin=TEXT.encode())
    assert [cut["status"] for cut in json.loads(done.out)["cuts"]] == ["safe", "boilerplate"]


def test_check_takes_several_files(run: Run) -> None:
    Path("other.txt").write_text("One line that nobody repeats anywhere.\n")
    done = run("check", "article.txt", "other.txt", "--format", "json")
    assert [report["article"]["path"] for report in json.loads(done.out)["reports"]] == ["article.txt", "other.txt"]
    assert "\n\nother.txt\n===" in run("check", "article.txt", "other.txt").text


def test_one_bad_file_of_several_means_no_report(run: Run) -> None:
    done = run("check", "article.txt", "gone.txt")
    assert (done.code, done.out) == (2, b"")


def test_the_options_become_settings(run: Run) -> None:
    asked = []

    def remember(settings: Settings) -> Detector:
        asked.append(settings)
        return detector(settings)

    run(
        *("check", "article.txt", "--paragraphs", "blank", "--keep", "first", "--min-words", "7", "--max-words", "99"),
        make=remember,
    )
    assert asked == [Settings(paragraphs="blank", keep="first", min_words=7, most_words=99)]


def test_notes_go_to_stderr_unless_quiet(run: Run) -> None:
    Path("old.txt").write_bytes("The café at the quay is shut until May.\n".encode("cp1252"))
    assert "dedup: old.txt: not UTF-8: read as Windows-1252" in run("check", "old.txt").err
    assert run("check", "old.txt", "-q").err == ""
    assert run("check", "old.txt", "--encoding", "cp1252").err == ""


def test_the_width_is_that_of_the_terminal_within_bounds(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns, widest in (("20", 40), ("100", 100), ("300", 120)):
        monkeypatch.setenv("COLUMNS", columns)
        assert max(map(len, run("check", "article.txt").text.splitlines())) <= widest


# -- condense and restore ---------------------------------------------------------------------------------------------


def test_condense_prints_the_text_and_nothing_else(run: Run) -> None:
    done = run("condense", "article.txt")
    assert (done.code, done.out, done.err) == (0, SHORTER.encode(), "")
    assert Path("article.txt").read_bytes() == TEXT.encode()


def test_restore_brings_the_article_back_to_the_last_byte(run: Run) -> None:
    assert run("condense", "article.txt", "-o", "shorter.txt", "--ledger", "ledger.json").code == 0
    assert Path("shorter.txt").read_bytes() == SHORTER.encode()
    assert run("restore", "shorter.txt", "ledger.json").out == TEXT.encode()
    assert run("restore", "-", "ledger.json", stdin=SHORTER.encode()).out == TEXT.encode()
    assert run("restore", "shorter.txt", "ledger.json", "-o", "again.txt").out == b""
    assert Path("again.txt").read_bytes() == TEXT.encode()


def test_restore_refuses_what_does_not_belong_together(run: Run) -> None:
    run("condense", "article.txt", "-o", "shorter.txt", "--ledger", "ledger.json")
    done = run("restore", "article.txt", "ledger.json", "-o", "again.txt")
    assert done.code == 2
    assert done.err.startswith("dedup: the condensed text is not the one this ledger was written for")
    assert not Path("again.txt").exists()
    assert "not JSON" in run("restore", "shorter.txt", "shorter.txt").err
    Path("latin.txt").write_bytes(b"caf\xe9")
    assert "latin.txt is not UTF-8" in run("restore", "latin.txt", "ledger.json").err
    assert "gone.txt cannot be read: no such file" in run("restore", "gone.txt", "ledger.json").err


def test_accepting_review_cuts_more_and_lists_the_loss(run: Run) -> None:
    Path("two.txt").write_text(
        "The council of Aldmark voted on Tuesday to close the old bridge for two years, the mayor said.\n\n"
        "Nobody from the parish was asked, and the buses will run by way of the mill instead.\n\n"
        "The council of Aldmark voted on Tuesday to close the old bridge for two years, the mayor said in Quern.\n",
        encoding="utf-8",
    )
    plain = run("condense", "two.txt", "--ledger", "plain.json")
    accepted = run("condense", "two.txt", "--accept", "review", "--ledger", "accepted.json", "--keep", "first")
    assert (plain.code, accepted.code) == (0, 0)
    rows = json.loads(Path("accepted.json").read_text(encoding="utf-8"))["rows"]
    kept = json.loads(Path("plain.json").read_text(encoding="utf-8"))["rows"]
    assert len(accepted.out) <= len(plain.out)
    assert len(rows) >= len(kept)
    assert all(row["would_lose"] for row in rows if row["status"] == "review")


def test_a_failed_self_check_ends_with_3_and_writes_nothing(run: Run) -> None:
    broken = Breaks(VerificationError("a witness is gone; nothing was written"))
    done = run("condense", "article.txt", "-o", "shorter.txt", "--ledger", "ledger.json", make=broken)
    assert (done.code, done.out, done.err) == (3, b"", "dedup: a witness is gone; nothing was written\n")
    assert os.listdir() == ["article.txt"]  # noqa: PTH208


def test_a_condensed_text_that_cannot_be_proved_is_not_written(run: Run) -> None:
    class Forged:
        def __init__(self, settings: Settings) -> None:
            self.real = Detector(settings, encoder=FakeEncoder(), reader=FakeReader())

        def check(self, article: Article) -> Report:
            made = self.real.check(article)
            return replace(made, cuts=tuple(replace(cut, covered_by=(cut.passage,)) for cut in made.cuts))

    done = run("condense", "article.txt", "-o", "shorter.txt", make=Forged)
    assert done.code == 3
    assert "a witness of it is gone too" in done.err
    assert not Path("shorter.txt").exists()


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "check article.txt -o article.txt",
        "check article.txt -o ./sub/../article.txt",
        "condense article.txt -o article.txt",
        "condense article.txt --ledger article.txt",
        "condense article.txt -o new.txt --ledger new.txt",
        "condense article.txt -o link.txt",
        "restore article.txt ledger.json -o ledger.json",
        "explain @article.txt x -o article.txt",
    ],
)
def test_nothing_is_edited_in_place(run: Run, command: str) -> None:
    Path("sub").mkdir()
    Path("ledger.json").write_text("{}")
    Path("link.txt").hardlink_to("article.txt")
    done = run(*shlex.split(command))
    assert done.code == 2
    assert "nothing is edited in place" in done.err
    assert Path("article.txt").read_bytes() == TEXT.encode()
    assert not Path("new.txt").exists()


def test_an_existing_output_is_replaced_in_one_step_and_keeps_its_rights(run: Run) -> None:
    Path("shorter.txt").write_text("old")
    Path("shorter.txt").chmod(0o640)
    before = Path("shorter.txt").stat().st_ino
    run("condense", "article.txt", "-o", "shorter.txt")
    after = Path("shorter.txt").stat()
    assert after.st_ino != before
    assert after.st_mode & 0o777 == 0o640
    assert sorted(os.listdir()) == ["article.txt", "shorter.txt"]  # noqa: PTH208


@pytest.mark.skipif(os.name == "nt", reason="there are no named pipes of this kind on Windows")
def test_a_pipe_is_written_to_and_not_replaced(run: Run) -> None:
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("condense", "article.txt", "-o", "pipe").code == 0
        assert os.read(reader, 10_000) == SHORTER.encode()
    finally:
        os.close(reader)
    assert Path("pipe").is_fifo()


@pytest.mark.parametrize(("name", "told"), [("gone/shorter.txt", "no such file"), (".", "is a directory")])
def test_an_output_that_cannot_be_written_is_one_sentence(run: Run, name: str, told: str) -> None:
    done = run("condense", "article.txt", "-o", name)
    assert done.code == 2
    assert told in done.err
    assert done.err.count("\n") == 1


# -- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("check", "missing argument 'FILE...'"),
        ("check gone.txt", "gone.txt does not exist"),
        ("condense .", "is a directory"),
        ("check empty.txt", "empty.txt is empty"),
        ("check binary.bin", "binary.bin"),
        ("check deep.html", "deep.html"),
        ("check article.txt --encoding klingon", "unknown encoding 'klingon'"),
        ("check article.txt --format xml", "'xml' is not one of 'text', 'json'"),
        ("check article.txt --paragraphs odd", "'odd' is not one of"),
        ("check article.txt --max-words 3", "more than the 3 that are checked at once"),
        ("check article.txt --max-words none", "'none' is not a valid integer"),
        ("check article.txt --colour", "no such option '--colour'"),
        ("condense article.txt --accept all", "'all' is not 'review'"),
        ("explain one ''", "one of the two texts is empty"),
        ("explain one @gone.txt", "gone.txt does not exist"),
        ("chekc article.txt", "no such command 'chekc'"),
    ],
)
def test_bad_input_is_one_sentence_and_ends_with_2(run: Run, command: str, told: str) -> None:
    Path("empty.txt").write_bytes(b" \n")
    Path("binary.bin").write_bytes(bytes(range(256)) * 20)
    Path("deep.html").write_text("<html><body>" + "<div>" * 20_000 + "deep" + "</div>" * 20_000)
    done = run(*shlex.split(command))
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith("dedup: ")
    assert told in done.err
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err


def test_a_file_name_cannot_play_tricks_on_the_terminal(run: Run) -> None:
    done = run("check", "gone\x1b[31m\u202e.txt")
    assert "\x1b" not in done.err
    assert "\u202e" not in done.err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (VerificationError("no"), 3)])
def test_each_end_has_its_exit_code(run: Run, error: BaseException, code: int) -> None:
    assert run("check", "article.txt", make=Breaks(error)).code == code


def test_a_fault_of_the_program_keeps_its_traceback(run: Run) -> None:
    with pytest.raises(ZeroDivisionError):
        run("check", "article.txt", make=Breaks(ZeroDivisionError()))


# -- explain and help -------------------------------------------------------------------------------------------------


def test_explain_shows_what_the_score_is_made_of(run: Run) -> None:
    done = run("explain", "The mill at Ostra burnt down on Monday.", "The mill at Ostra burnt down on Tuesday.")
    assert done.code == 0
    for part in (
        "Sentences that were compared",
        "Facts",
        "date “Monday” against “Tuesday”",
        "The decision",
        "together",
    ):
        assert part in done.text
    assert max(map(len, done.text.splitlines())) <= 80


def test_explain_adds_up(run: Run) -> None:
    Path("one.txt").write_text("The mill at Ostra burnt down. Nobody was hurt on Monday.\n")
    done = run("explain", "@one.txt", "The mill at Ostra burnt down in the night.", "--format", "json")
    plain = json.loads(done.out)
    decision = plain["decisions"][0]
    odds = decision["base"] + sum(part["adds"] for part in decision["parts"])
    assert plain["a"].startswith("The mill")
    assert abs(1 / (1 + 2.718281828**-odds) - decision["probability"]) < 0.001


def test_explain_says_when_two_texts_are_equal(run: Run) -> None:
    told = run("explain", "“It’s over,” she said.", '"It\'s over," she said.').text
    assert told.startswith("The same text; that A and B tell the same: 100%")


def test_no_arguments_show_the_help(run: Run) -> None:
    done = run()
    assert done.code == 2
    assert "Commands:" in done.err


def test_the_version_is_printed(run: Run) -> None:
    import dedup

    assert run("--version").text == f"dedup {dedup.__version__}\n"


# -- whole processes --------------------------------------------------------------------------------------------------


def process(*args: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m dedup` in a process of its own."""
    options: dict[str, object] = {"capture_output": True, "cwd": ROOT, "check": False, "timeout": 120} | more
    return subprocess.run([sys.executable, "-m", "dedup", *args], **options)  # type: ignore[call-overload,no-any-return]


def test_help_needs_no_model_and_no_array_library() -> None:
    loaded = "print([name for name in ('numpy', 'lxml', 'onnxruntime') if name in sys.modules])"
    program = f"import sys; from dedup.cli.main import run; run(['--help']); {loaded}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == b"[]"


@pytest.mark.weights
def test_a_real_run_in_the_c_locale_writes_utf8() -> None:
    plain_c = {key: value for key, value in os.environ.items() if key not in {"LANG", "PYTHONUTF8", "PYTHONIOENCODING"}}
    done = process("check", str(SEED), env=plain_c | {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"})
    assert done.returncode == 0
    assert "│" in done.stdout.decode("utf-8")


@pytest.mark.weights
def test_a_real_run_reads_stdin_and_restores_it(tmp_path: Path) -> None:
    shorter, ledger = str(tmp_path / "shorter.txt"), str(tmp_path / "ledger.json")
    assert process("condense", "-", "-o", shorter, "--ledger", ledger, input=SEED.read_bytes()).returncode == 0
    assert process("restore", shorter, ledger).stdout == SEED.read_bytes()


@pytest.mark.weights
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGPIPE on Windows")
def test_a_reader_who_leaves_early_is_no_error() -> None:
    command = f"{shlex.quote(sys.executable)} -m dedup check {shlex.quote(str(SEED))} | true"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.weights
@pytest.mark.skipif(os.name == "nt", reason="signals are sent another way on Windows")
def test_ctrl_c_ends_with_130_and_no_traceback() -> None:
    heard = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "  # a shell's & ignores it
    command = [sys.executable, "-c", f"{heard}runpy.run_module('dedup', run_name='__main__')", "check", "-"]
    with subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1, cwd=ROOT) as running:
        assert running.stdin is not None
        running.stdin.write(b"wait")
        running.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(2)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (130, b"")
    assert b"Traceback" not in err
