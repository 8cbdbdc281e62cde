"""Every example of every help text and of the README is a command that works; help fits on a terminal."""

from __future__ import annotations

import io
import re
from pathlib import Path

import click
import pytest

from dedup.cli import main
from tests.commands import Shell, every_command, make_shell

README = Path(__file__).parents[2] / "README.md"
COMMANDS = list(every_command())
LIMIT_PASSED = {"dedup check article.txt --fail-over 15% --fail-on conflict"}


def help_of(path: tuple[str, ...]) -> str:
    command: click.Command = main.cli
    context = click.Context(command, info_name="dedup", terminal_width=80)
    for word in path:
        assert isinstance(command, click.Group)
        command = command.commands[word]
        context = click.Context(command, info_name=word, parent=context, terminal_width=80)
    return command.get_help(context)


def examples_of(path: tuple[str, ...]) -> list[str]:
    return [line.strip() for line in help_of(path).splitlines() if line.startswith("    dedup ")]


def in_readme() -> list[str]:
    """Return the commands of the README's lists: what stands before two spaces, in blocks without a language."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    lines = [line for language, block in blocks if not language for line in block.splitlines()]
    lines = [line for line in lines if line.startswith("dedup ")]
    return [re.split(r" {2,}", line)[0] for line in lines]


EXAMPLES = list(dict.fromkeys([line for path in COMMANDS for line in examples_of(path)] + in_readme()))


@pytest.fixture
def shell(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    """Run commands in a folder with files; a server ends at once, and opens no browser."""
    monkeypatch.setattr("uvicorn.Server.run", lambda _, sockets: [socket.close() for socket in sockets])
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    return make_shell(capsysbinary, monkeypatch, tmp_path)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_has_three_examples(path: tuple[str, ...]) -> None:
    assert len(examples_of(path)) == 3


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_fits_on_80_columns(path: tuple[str, ...]) -> None:
    assert max(map(len, help_of(path).splitlines())) <= 80


@pytest.mark.parametrize("path", COMMANDS[1:], ids=" ".join)
def test_every_command_can_be_quiet_and_verbose(path: tuple[str, ...]) -> None:
    is_group = " COMMAND [ARGS]" in help_of(path)
    assert is_group or {"--quiet", "--verbose"} <= set(re.findall(r"--\w+", help_of(path)))


@pytest.mark.parametrize(
    "example", [pytest.param(one, marks=[pytest.mark.weights] if " scan " in one else []) for one in EXAMPLES]
)
def test_each_example_works(shell: Shell, example: str) -> None:
    if example.startswith(("dedup scan apply", "dedup scan undo")):
        assert shell("dedup scan article.txt -o scanned").code == 0
    if example.startswith("dedup scan undo"):
        assert shell("dedup scan apply scanned -o cleaned").code == 0
    done = shell(example)
    assert done.code == (1 if example in LIMIT_PASSED else 0), done.err
    assert "Traceback" not in done.err


def test_the_readme_lists_commands() -> None:
    assert len(in_readme()) >= 6


@pytest.mark.weights
@pytest.mark.parametrize(
    "example", [line for line in EXAMPLES if line.split()[1] in {"check", "compare", "condense", "explain"}]
)
def test_each_example_works_with_the_real_models(shell: Shell, example: str) -> None:
    from dedup.api import Detector

    assert shell(example, make=Detector).code == (1 if example in LIMIT_PASSED else 0)


def test_colours_are_never_written_with_no_color_and_can_be_asked_for(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b[" not in shell("dedup check article.txt").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in shell("dedup check article.txt").out
    shell("dedup check article.txt -o report.txt")
    assert "\x1b[" not in Path("report.txt").read_text(encoding="utf-8")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in shell("dedup check article.txt").out


def test_verbose_tells_on_stderr_what_was_done(shell: Shell) -> None:
    plain, told = shell("dedup check article.txt"), shell("dedup check article.txt -v")
    assert plain.out == told.out
    assert plain.err == ""
    for part in ("settings: the defaults", "segment:", "candidates:", "judge:", "verify:", "1 of 3 pairs"):
        assert part in told.err
    assert shell("dedup check article.txt").err == ""


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_and_how_to_install_it(shell: Shell, shell_name: str) -> None:
    done = shell(f"dedup completion {shell_name}")
    first, rest = done.out.split("\n", 1)
    assert first.startswith(f"# To install: dedup completion {shell_name} > ")
    assert f"_DEDUP_COMPLETE={shell_name}_complete" in rest


def test_a_shell_is_told_the_commands(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("_DEDUP_COMPLETE", "bash_complete"), ("COMP_WORDS", "dedup ch"), ("COMP_CWORD", "1")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(main, "hang_up", lambda: None)  # it would close the stdout that the test reads
    assert shell("dedup").out == "plain,check\n"


def test_an_article_may_come_from_stdin(shell: Shell) -> None:
    assert shell("dedup condense -", stdin=io.BytesIO(b"One line.").getvalue()).out == "One line."
