"""`dedup completion`: the script that lets a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from dedup.cli import options
from dedup.cli.output import write

INSTALL = {
    "bash": "dedup completion bash > ~/.local/share/bash-completion/completions/dedup",
    "zsh": "dedup completion zsh > ~/.dedup-complete.zsh && echo '. ~/.dedup-complete.zsh' >> ~/.zshrc",
    "fish": "dedup completion fish > ~/.config/fish/completions/dedup.fish",
}


@click.command(
    short_help="Print a script that completes commands in a shell.",
    epilog=options.examples("dedup completion bash", "dedup completion zsh", "dedup completion fish"),
)
@click.argument("shell", type=click.Choice(list(INSTALL)), metavar="bash|zsh|fish")
@options.loudness
@click.pass_context
def completion(context: click.Context, /, shell: str, *, quiet: bool) -> None:
    """Print a script that completes commands and options. Its first line says how to install it."""
    made = get_completion_class(shell)
    if made is None:  # click has these three built in
        raise click.UsageError(f"there is no completion for {shell}", context)
    script = made(context.find_root().command, {}, "dedup", "_DEDUP_COMPLETE")
    # Not script.source(), which runs bash to ask for its version: there may be none here.
    write(f"# To install: {INSTALL[shell]}\n{script.source_template % script.source_vars()}\n", None)
