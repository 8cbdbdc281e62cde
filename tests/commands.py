"""Runs commands as a shell would, in a folder that holds what the examples of the help texts and the README name."""

from __future__ import annotations

import io
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from dedup.cli import main
from dedup.settings import Settings
from tests.documents import deleted, docx, inserted, paragraph, run as run_of
from tests.fakes import detector

TEXT = (
    "The ferry to Tolm was late again on Monday, because of fog over the sound.\n\n"
    "Fishermen waited on the pier until the fog had lifted over the northern sandbank.\n\n"
    "The ferry to Tolm was late again on Monday, because of fog over the sound.\n\n"
    "Leave a Reply\n"
)
PAIRS = b"1\t1\t2\tThe mill burnt down.\tThe mill burnt down!\n0\t3\t4\tThe mill burnt down.\tIt rained.\n"
PAGE = "<html><body>" + "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n")) + "</body></html>"


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


Shell = Callable[..., Done]


def make_shell(capture: pytest.CaptureFixture[bytes], patch: pytest.MonkeyPatch, folder: Path) -> Shell:
    """Return what runs a command line in a folder with an article, a page, a list, an earlier report and a ledger."""
    patch.chdir(folder)
    patch.setenv("COLUMNS", "80")
    patch.delenv("NO_COLOR", raising=False)
    patch.delenv("FORCE_COLOR", raising=False)

    def run(line: str, *, stdin: bytes = b"", make: Callable[[Settings], object] = detector) -> Done:
        command, _, source = line.partition(" < ")
        name, *args = shlex.split(command)
        assert name == "dedup"
        data = Path(source.strip()).read_bytes() if source else stdin
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        capture.readouterr()
        code = main.run(args, obj=make)
        found = capture.readouterr()
        return Done(code, found.out.decode(), found.err.decode())

    Path("article.txt").write_bytes(TEXT.encode())
    Path("page.html").write_bytes(PAGE.encode())
    Path("one.txt").write_bytes(b"The mill burnt down on Monday.")
    Path("other.txt").write_bytes(b"On Monday the mill was destroyed by fire.")
    Path("original.txt").write_bytes(TEXT.encode())
    Path("repost.txt").write_bytes(TEXT.replace("Monday", "Friday", 1).encode())
    Path("phrases.txt").write_bytes(b"# house style\n\nLeave a reply\n")
    Path("news.jsonl").write_text(f'{{"body": {json.dumps(TEXT)}}}\n' * 2, encoding="utf-8")
    Path("folder").mkdir()
    Path("folder/page.html").write_bytes(PAGE.encode())
    Path("draft.docx").write_bytes(
        docx(paragraph(run_of("The ferry was "), deleted("early"), inserted(run_of("late"))))
    )
    Path("house.txt").write_bytes(b"# of the house\nWrite to us\n")
    Path("pairs.tsv").write_bytes(b"Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\n" + PAIRS)
    Path("sets").mkdir()
    Path("sets/mine.jsonl").write_bytes(b'{"a": "Snow fell.", "b": "Snow fell.", "label": 1}\n')
    Path("results.jsonl").write_bytes(b'{"set": "mine", "system": "dedup", "kind": "pairs", "items": 1, "f1": 1.0}\n')
    assert run("dedup check article.txt --format json -o earlier.json").code == 0
    assert run("dedup archive add news.dedup original.txt").code == 0
    assert run("dedup condense article.txt -o shorter.txt --ledger ledger.json").code == 0
    return run


def every_command(group: click.Group = main.cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command and group, the program itself first."""
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))
        else:
            yield (*path, name)
