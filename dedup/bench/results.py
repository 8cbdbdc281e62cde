"""Results as JSON lines, and the table and the plots that are made from them alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from dedup.errors import InputError

Row = Mapping[str, Any]
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "pairs": {
        "average_precision": "AP",
        "f1": "F1",
        "threshold": "at",
        "best_f1": "best F1",
        "best_threshold": "at",
        "unsafe_merges": "unsafe",
        "calibration_error": "ECE",
        "cpu_seconds": "CPU s",
    },
    "groups": {
        "ari": "ARI",
        "precision": "prec.",
        "recall": "recall",
        "f1": "F1",
        "threshold": "at",
        "cpu_seconds": "CPU s",
    },
    "align": {
        "plagdet": "plagdet",
        "precision": "prec.",
        "recall": "recall",
        "granularity": "granul.",
        "false_alarms": "alarms",
        "cpu_seconds": "CPU s",
    },
}


def append(path: Path, row: Row) -> None:
    """Add a record to a file of results."""
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(row) + "\n")
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}); give another file with -o") from error


def read(path: Path) -> list[dict[str, Any]]:
    """Return the records of a file, of each set and system the last one."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
        last = {(row["set"], row["system"]): row for row in rows if row["kind"] in COLUMNS}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} holds no results ({error}); it is made by: dedup bench SET -o {path}") from error
    return list(last.values())


def table(rows: Sequence[Row]) -> str:
    """Return the figures as Markdown tables, one for each kind of set."""
    parts = []
    for kind, columns in COLUMNS.items():
        some = [row for row in rows if row["kind"] == kind]
        if some:
            head = ["set", "items", "system", *columns.values()]
            body = [
                [row["set"], f"{row['items']:,}", row["system"], *(_cell(row.get(key)) for key in columns)]
                for row in some
            ]
            parts.append(_aligned([head, *body]))
    return "\n".join(parts)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |\n" for row in rows]
    return "".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|\n", *lines[1:]])


def plot(rows: Sequence[Row], folder: Path) -> list[Path]:
    """Write two SVG files a set of pairs, precision by recall and reliability, and return their paths.

    The bytes do not depend on the day. Raise InputError where matplotlib is not installed.
    """
    try:
        figures: Any = import_module("matplotlib.figure")
        matplotlib: Any = import_module("matplotlib")
    except ImportError as error:
        raise InputError('plots need matplotlib; run: pip install "dedup-passages[bench]"') from error
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with matplotlib.rc_context({"svg.hashsalt": "dedup", "svg.fonttype": "none"}):
        for name in dict.fromkeys(row["set"] for row in rows if row["kind"] == "pairs"):
            some = [row for row in rows if row["set"] == name]
            for key, draw in (("curve", _precision_recall), ("reliability", _reliability)):
                shown = [row for row in some if row.get(key)]
                if shown:
                    figure = figures.Figure(figsize=(5, 4), layout="constrained")
                    draw(figure.add_subplot(title=name), shown)
                    path = folder / f"{name}.{key}.svg"
                    figure.savefig(path, format="svg", metadata={"Date": None})
                    made.append(path)
    return made


def _precision_recall(axes: Any, rows: Sequence[Row]) -> None:
    for row in rows:
        recalls, precisions = zip(*row["curve"], strict=True)
        axes.plot(recalls, precisions, label=f"{row['system']} (AP {row['average_precision']:.3f})")
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1), ylim=(0, 1.02))
    axes.legend(fontsize="small", loc="lower left")


def _reliability(axes: Any, rows: Sequence[Row]) -> None:
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle=":")
    for row in rows:
        scores, shares, _ = zip(*row["reliability"], strict=True)
        axes.plot(scores, shares, marker="o", label=f"{row['system']} (ECE {row['calibration_error']:.3f})")
    axes.set(xlabel="score", ylabel="share that is a duplicate", xlim=(0, 1), ylim=(0, 1.02))
    axes.legend(fontsize="small", loc="upper left")
