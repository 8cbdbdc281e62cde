"""One system over one file of paragraphs, in a process of its own: what it found, how long it took, how much memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from dedup.bench.sets import components
from dedup.bench.systems import shingles
from dedup.encoders import model_folder

SYSTEMS = ("fast", "full", "lexical", "semhash", "rensa")
PERMUTATIONS, BANDS = 128, 32
_LOOK = 0.2  # seconds between two looks at the memory


@dataclass(frozen=True)
class Run:
    """What a run took: seconds of wall and of processor, megabytes of all its processes together; and what it found."""

    seconds: float
    processor: float
    megabytes: float
    found: tuple[bool, ...]
    told: tuple[bool, ...]
    stages: dict[str, float]


def run(system: str, file: Path, wanted: Sequence[tuple[int, int]], memory: str = "2G") -> Run:
    """Return what a system makes of a file; `wanted` are pairs of records that tell the same."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        pairs = Path(folder) / "wanted.json"
        pairs.write_text(json.dumps(list(wanted)), encoding="utf-8")
        command = [sys.executable, "-m", "benchmarks.scan.runs", system, str(file), str(pairs), str(out), memory]
        since = time.monotonic()
        with subprocess.Popen(command) as process:
            most = _watched(process)
        if process.returncode:
            raise SystemExit(f"{system} ended with {process.returncode}")
        seconds = time.monotonic() - since
        plain = json.loads(out.read_text(encoding="utf-8"))
    return Run(**plain | {"seconds": round(plain["seconds"] or seconds, 1), "megabytes": round(most, 0)})


def _watched(process: subprocess.Popen[bytes]) -> float:
    """Return the most memory that a process and its children had together, in megabytes."""
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(_memory(one) for one in _tree(process.pid)))
        time.sleep(_LOOK)
    return most


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [one for child in task.read_text(encoding="ascii").split() for one in _tree(int(child))]
        except OSError:
            continue
    return found


def _memory(pid: int) -> float:
    """Return the memory of a process that is its own; what is mapped from files can be given back at any time."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def _records(file: Path) -> list[str]:
    return [str(json.loads(line)["text"]) for line in file.read_text(encoding="utf-8").splitlines()]


def _scanned(judge: str, file: Path, wanted: Sequence[tuple[int, int]], memory: str) -> Run:
    import pyarrow.parquet as pq

    from dedup.limits import bytes_of
    from dedup.scan import Options, scan
    from dedup.stages.read import Reading

    options = Options(
        inputs=(str(file),), reading=Reading(text_field="text", id_field="id"),
        judge="full" if judge == "full" else "fast", lexical_only=judge == "lexical", memory=bytes_of(memory),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        since = time.monotonic()
        manifest = scan(options, Path(folder) / "out")
        seconds = time.monotonic() - since
        passages = pq.read_table(Path(folder) / "out" / "passages.parquet", columns=["passage", "content", "article"])
        rows = pq.read_table(Path(folder) / "out" / "pairs.parquet", columns=["a", "b", "duplicate"]).to_pylist()
    content = dict(zip(passages.column("article").to_pylist(), passages.column("content").to_pylist(), strict=True))
    pairs = {(row["a"], row["b"]): row["duplicate"] for row in rows}

    def known(one: int, other: int) -> bool | None:
        a, b = sorted((content[str(one)] or 0, content[str(other)] or 0))
        return True if a == b else pairs.get((a, b))

    found = tuple(known(*pair) is True for pair in wanted)
    told = tuple(known(*pair) is not None for pair in wanted)
    stages = {name: stage["seconds"] for name, stage in manifest["stages"].items() if "seconds" in stage}
    stages["(pairs judged)"] = manifest["stages"]["weigh"]["chosen"]
    return Run(seconds, _processor(), 0, found, told, stages)


def _semhash(texts: Sequence[str], wanted: Sequence[tuple[int, int]]) -> Run:
    model = import_module("model2vec").StaticModel.from_pretrained(str(model_folder("static")))
    since = time.monotonic()
    result = import_module("semhash").SemHash.from_records(list(texts), model=model).self_deduplicate()
    seconds = time.monotonic() - since
    place = {text: n for n, text in reversed(list(enumerate(texts)))}
    edges = [(place[one.record], place[one.duplicate_of]) for one in result.filtered if one.duplicate_of]
    labels = components(len(texts), edges)
    found = tuple(texts[a] == texts[b] or labels[place[texts[a]]] == labels[place[texts[b]]] for a, b in wanted)
    return Run(seconds, _processor(), 0, found, found, {})


def _rensa(texts: Sequence[str], wanted: Sequence[tuple[int, int]]) -> Run:
    rensa = import_module("rensa")
    since = time.monotonic()
    runs = [shingles(text) for text in texts]
    told = time.monotonic()
    index = rensa.RMinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, num_bands=BANDS)
    sketches = []
    for n, some in enumerate(runs):
        sketch = rensa.RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update(some)
        index.insert(n, sketch)
        sketches.append(sketch)
    beside = [set(index.query(sketch)) for sketch in sketches]
    seconds = time.monotonic() - since
    found = tuple(texts[a] == texts[b] or b in beside[a] for a, b in wanted)
    stages = {"shingles": round(told - since, 2), "minhash": round(time.monotonic() - told, 2)}
    return Run(seconds, _processor(), 0, found, found, stages)


def lexical(texts: Sequence[str]) -> dict[str, float]:
    """Return the seconds of the lexical join in one process: words and their runs, then the pairs that share them."""
    import numpy as np
    import pyarrow as pa

    from dedup.archive.shingles import Shingler, words_of
    from dedup.scan.kernels.lexical import sharing
    from dedup.settings import Settings

    since = time.monotonic()
    shingler = Shingler()
    runs = [shingler.stored(words_of(text)) for text in texts]
    made = time.monotonic()
    owners = np.repeat(np.arange(len(runs)), [len(one) for one in runs])
    table = pa.table({"run": pa.array(np.concatenate(runs)), "content": pa.array(owners)})
    sharing(table, Settings().scan_cap)
    return {"shingles": round(made - since, 2), "join": round(time.monotonic() - made, 2)}


def _processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(sum(one.ru_utime + one.ru_stime for one in used), 1)


def main() -> None:
    """Run one system and write what came of it."""
    system, file, pairs, out, memory = sys.argv[1:]
    wanted = [tuple(pair) for pair in json.loads(Path(pairs).read_text(encoding="utf-8"))]
    if system in {"fast", "full", "lexical"}:
        found = _scanned(system, Path(file), wanted, memory)
    else:
        texts = _records(Path(file))
        found = _semhash(texts, wanted) if system == "semhash" else _rensa(texts, wanted)
    Path(out).write_text(json.dumps(asdict(found)), encoding="utf-8")
    sys.stdout.flush()
    if threading.active_count() > 1:
        os._exit(0)  # some peers leave threads behind


if __name__ == "__main__":
    main()
