"""Time and memory of `dedup check` on one long text: `python -m benchmarks.long_article --data FOLDER [--words 100000]`.

The text is drawn (seeded) from the open corpora: neighbouring paragraphs of wire stories, so subjects repeat as they do
in a long text. The targets are 60 s and 1 GB for 100,000 words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CORPORA = ("corpus_reuters21578_paragraphs", "corpus_company_news_md_paragraphs", "corpus_abc_paragraphs")


def text_of(folder: Path, words: int, seed: int = 1) -> str:
    """Return paragraphs of the corpora, in runs of ten neighbours, of about so many words."""
    paragraphs: list[str] = []
    for corpus in CORPORA:
        with gzip.open(folder / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
            paragraphs += [" ".join(json.loads(line)["text"].split()) for line in lines]
    draw = random.Random(seed)
    chosen: list[str] = []
    count = 0
    while count < words:
        start = draw.randrange(len(paragraphs) - 10)
        run = [paragraph for paragraph in paragraphs[start : start + 10] if paragraph]
        chosen += run
        count += sum(len(paragraph.split()) for paragraph in run)
    return "\n\n".join(chosen) + "\n"


def main() -> None:
    """Print seconds and peak memory of the whole process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("DEDUP_DATA"))
    parser.add_argument("--words", type=int, default=100_000)
    arguments = parser.parse_args()
    if not arguments.data:
        parser.error("name the folder of the corpora with --data or DEDUP_DATA")
    import resource  # not on Windows; only this benchmark needs it

    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "long.txt", Path(folder) / "report.json"
        path.write_text(text_of(Path(arguments.data), arguments.words), encoding="utf-8")
        began = time.perf_counter()
        command = [sys.executable, "-m", "dedup", "check", str(path), "--format", "json", "-o", str(out)]
        subprocess.run(command, check=True)
        seconds = time.perf_counter() - began
        report = json.loads(out.read_text(encoding="utf-8"))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{report['article']['words']:,} words, {len(report['passages']):,} passages, {len(report['matches']):,} matches: "
        f"{seconds:.1f} s wall, {used.ru_utime + used.ru_stime:.1f} s of processor, {used.ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
