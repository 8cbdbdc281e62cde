"""The `dedup` command: its subcommands, and how it ends (exit codes, errors as one sentence)."""

from __future__ import annotations

import sys

import click

from dedup import __version__
from dedup.cli import options
from dedup.cli.archive import archive
from dedup.cli.bench import bench
from dedup.cli.check import check
from dedup.cli.compare import compare
from dedup.cli.completion import completion
from dedup.cli.condense import condense
from dedup.cli.config_show import config
from dedup.cli.explain import explain
from dedup.cli.models import models
from dedup.cli.output import hang_up, say
from dedup.cli.restore import restore
from dedup.cli.scan import scan
from dedup.cli.serve import serve
from dedup.errors import DedupError

INTERRUPTED = 130


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog=options.examples(
        "dedup check article.txt",
        "dedup condense article.txt -o shorter.txt --ledger ledger.json",
        "dedup restore shorter.txt ledger.json -o article-again.txt",
    ),
)
@click.version_option(__version__, prog_name="dedup", message="%(prog)s %(version)s")
def cli() -> None:
    """Find passages that tell the same thing twice, and cut them without losing a fact."""


for command in (check, condense, compare, archive, scan, serve, restore, explain, bench, models, config, completion):
    cli.add_command(command)


def main(args: list[str] | None = None) -> None:
    """Run the command and exit: 0 done, 1 a limit passed, 2 an error of use or input, 3 a failed self-check, 130 interrupted."""
    sys.exit(run(args))


def run(args: list[str] | None = None, *, obj: object = None) -> int:
    """Return the exit code of a command. `obj` makes the Detector from Settings, where not the real one is wanted."""
    try:
        result = cli.main(args, prog_name="dedup", standalone_mode=False, obj=obj)
        sys.stdout.flush()
    except DedupError as error:
        say(f"dedup: {error}")
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        say(f"dedup: {_in_one_sentence(error)}")
        return 2
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit:  # from click, without standalone_mode, only where nobody reads stdout any more
        hang_up()
        return 0
    return result if isinstance(result, int) else 0


def _in_one_sentence(error: click.ClickException) -> str:
    told = " ".join(error.format_message().split())
    told = told[:1].lower() + told[1:].rstrip(".")
    context = getattr(error, "ctx", None)
    return f"{told}; see {context.command_path} --help" if context else told
