"""Settings from files: which file counts, what beats what, and what is refused with one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from dedup.cli import main
from dedup.cli.config import FIELDS, ONLY_TYPED, OPTIONS, find_config
from dedup.presets import PRESETS, reasons
from dedup.settings import Settings
from tests.commands import Shell, make_shell


@pytest.fixture
def shell(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    return make_shell(capsysbinary, monkeypatch, tmp_path)


def shown(shell: Shell, options: str = "") -> dict[str, tuple[object, str]]:
    done = shell(f"dedup config show --format json {options}")
    assert done.code == 0, done.err
    return {row["key"]: (row["value"], row["source"]) for row in json.loads(done.out)["settings"]}


def test_without_a_file_everything_is_a_default(shell: Shell) -> None:
    found = shown(shell)
    assert {source for _, source in found.values()} == {"default"}
    assert found["duplicate-at"] == (0.5, "default")


def test_the_command_line_beats_the_file_and_the_file_the_default(shell: Shell) -> None:
    Path("dedup.toml").write_text('min-words = 6\nkeep = "first"\nduplicate-at = 0.7\n')
    file = str(Path("dedup.toml").resolve())
    found = shown(shell, "--keep longest")
    assert found["min-words"] == (6, file)
    assert found["duplicate-at"] == (0.7, file)
    assert found["keep"] == ("longest", "--keep")
    assert shown(shell, "--no-config")["min-words"] == (4, "default")


def test_the_command_line_wins_even_with_the_default_value(shell: Shell) -> None:
    Path("dedup.toml").write_text("min-words = 6\n")
    assert shown(shell, "--min-words 4")["min-words"] == (4, "--min-words")


def test_what_the_file_says_reaches_the_detector(shell: Shell) -> None:
    from tests.fakes import detector

    asked: list[Settings] = []
    Path("dedup.toml").write_text(
        'strict = true\nreport-at = 0.8\nignore = "phrases.txt"\nignore-phrases = ["so far"]\n'
    )
    shell("dedup check article.txt", make=lambda settings: asked.append(settings) or detector(settings))
    (settings,) = asked
    assert (settings.report_at, settings.report_summary_at) == (0.8, PRESETS["strict"]["report_summary_at"])
    assert settings.ignore_phrases == ("so far", "Leave a reply")


def test_a_preset_of_the_command_line_beats_the_file(shell: Shell) -> None:
    Path("dedup.toml").write_text("strict = true\nreport-at = 0.8\n")
    assert shown(shell)["report-at"][0] == 0.8
    assert shown(shell, "--loose")["report-at"] == (PRESETS["loose"]["report_at"], "--loose")
    assert shown(shell, "--loose")["safe-residue"] == (Settings().safe_residue, "default")


def test_strict_and_loose_exclude_each_other(shell: Shell) -> None:
    assert "--strict and --loose exclude each other" in shell("dedup check article.txt --strict --loose").err


def test_the_nearest_file_counts_and_the_own_one_before_the_project(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "dedup.toml").write_text("")
    assert find_config(inner) == tmp_path / "dedup.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert find_config(inner) == tmp_path / "dedup.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.dedup]\nmin-words = 5\n")
    assert find_config(inner) == tmp_path / "a" / "pyproject.toml"
    (tmp_path / "a" / "dedup.toml").write_text("")
    assert find_config(inner) == tmp_path / "a" / "dedup.toml"


def test_a_file_can_be_named_and_its_paths_count_from_its_folder(shell: Shell) -> None:
    Path("sub").mkdir()
    Path("sub/own.toml").write_text('ignore = "list.txt"\nmin-words = 9\n')
    Path("sub/list.txt").write_text("so far\n")
    found = shown(shell, "--config sub/own.toml")
    assert found["min-words"][0] == 9
    assert found["ignore-phrases"][0] == ["so far"]


def test_a_format_of_another_command_is_passed_over(shell: Shell) -> None:
    Path("dedup.toml").write_text('format = "json"\nquiet = true\n')
    assert shell("dedup check article.txt").out.startswith("{")
    assert shell('dedup explain "The mill burnt." "The mill burnt down."').out.startswith("{")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("min-word = 3", "there is no key 'min-word'; did you mean 'min-words'?"),
        ("min_words = 3", "did you mean 'min-words'?"),
        ("most-words = 3", "did you mean"),
        ("zzz = 3", "dedup config show lists those there are"),
        ("output = 'x'", "can be given on the command line only"),
        ("min-words = 'four'", "min-words is a whole number, not 'four'"),
        ("min-words = true", "min-words is a whole number, not True"),
        ("min-words = -1", "min_words is a number of words, 0 or more, not -1"),
        ("duplicate-at = 2.0", "duplicate_at is a share between 0 and 1"),
        ("duplicate-at = '50%'", "duplicate-at is a number"),
        ("keep = 'all'", "keep is one of most-facts, first, longest"),
        ("strict = 1", "strict is true or false, not 1"),
        ("strict = true\nloose = true", "strict and loose exclude each other"),
        ("format = 'xml'", "format is one of text, json"),
        ("fail-over = '15'", "fail-over is a share"),
        ("fail-on = ['equal']", "fail-on is a list of identical"),
        ("ignore-phrases = 'x'", "ignore-phrases is a list of texts"),
        ("min-words = ", "is not TOML"),
    ],
)
def test_what_cannot_be_is_one_sentence_with_the_file(shell: Shell, text: str, told: str) -> None:
    Path("dedup.toml").write_text(text)
    done = shell("dedup check article.txt")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert str(Path("dedup.toml").resolve()) in done.err
    assert told in done.err
    assert shell("dedup check article.txt --no-config").code == 0


def test_a_broken_project_file_of_somebody_else_is_no_error(shell: Shell) -> None:
    Path("pyproject.toml").write_text("[project\n")
    assert shell("dedup check article.txt").code == 0
    Path("pyproject.toml").write_text("[tool.dedup]\nmin-words = \n")
    assert "is not TOML" in shell("dedup check article.txt").err


@pytest.mark.parametrize("line", ["--config gone.toml", "--config dedup.toml --no-config", "--no-config --config x"])
def test_a_wrong_use_is_one_sentence(shell: Shell, line: str) -> None:
    done = shell(f"dedup check article.txt {line}")
    assert done.code == 2
    assert done.err.count("\n") == 1


def test_every_option_is_a_key_or_is_named_as_none() -> None:
    archive = main.cli.commands["archive"]
    assert isinstance(archive, click.Group)
    commands = [main.cli.commands[name] for name in ("check", "condense", "explain")] + [*archive.commands.values()]
    options = {
        name.removeprefix("--")
        for command in commands
        for param in command.params
        if isinstance(param, click.Option)
        for name in param.opts
        if name.startswith("--")
    }
    assert options - FIELDS.keys() - OPTIONS.keys() == ONLY_TYPED & options
    assert OPTIONS.keys() <= options


def test_every_setting_has_its_reason() -> None:
    assert reasons().keys() == {*Settings.__dataclass_fields__}
    assert all(reasons().values())


def test_configuration_needs_no_array_library() -> None:
    import subprocess
    import sys

    loaded = "print([name for name in ('numpy', 'lxml', 'onnxruntime') if name in sys.modules])"
    for command in ("['config', 'show', '--strict']", "['completion', 'bash']", "['check', '--help']"):
        program = f"import sys; from dedup.cli.main import run; run({command}); {loaded}"
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, cwd=Path(__file__).parents[2]
        )
        assert done.stdout.splitlines()[-1] == b"[]"
