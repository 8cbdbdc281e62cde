"""Draws the calibration of the judge's decisions: `python models/judge/draw.py` writes calibration.svg beside calibration.json.

One panel a decision, one line a set: what share of the pairs with a score was positive, out of fold. On the diagonal a
score is what it says. A point is the larger the more pairs it stands for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
SIDE, GAP, COLUMNS = 220, 60, 4
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#999999")

Bins = Sequence[Sequence[float]]


def panel(name: str, sets: dict[str, Bins], left: int, top: int) -> list[str]:
    """Return one panel: its frame, the diagonal, a line a set and their names."""
    found = [
        f'<g transform="translate({left},{top})"><text y="-8" font-weight="bold">{escape(name)}</text>',
        f'<rect width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>',
        f'<line x1="0" y1="{SIDE}" x2="{SIDE}" y2="0" stroke="#bbb" stroke-dasharray="4 3"/>',
    ]
    for n, (set_name, bins) in enumerate(sets.items()):
        colour = COLOURS[n % len(COLOURS)]
        points = [(round(score * SIDE, 1), round((1 - share) * SIDE, 1), count) for score, share, count in bins]
        line = " ".join(f"{x},{y}" for x, y, _ in points)
        found.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        found += [
            f'<circle cx="{x}" cy="{y}" r="{min(7.0, 1 + math.log10(count) * 1.5):.1f}" fill="{colour}"/>'
            for x, y, count in points
        ]
        found.append(f'<text x="6" y="{14 + 13 * n}" fill="{colour}">{escape(set_name)}</text>')
    ends = f'<text y="{SIDE + 14}">0</text><text x="{SIDE}" y="{SIDE + 14}" text-anchor="end">score 1</text>'
    return [*found, ends, "</g>"]


def drawing(reliability: dict[str, dict[str, Bins]]) -> str:
    """Return the whole drawing as SVG."""
    rows = -(-len(reliability) // COLUMNS)
    width, height = COLUMNS * (SIDE + GAP) + GAP, rows * (SIDE + GAP) + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="11">',
        "<title>Share of positives by score, out of fold</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for n, (name, sets) in enumerate(reliability.items()):
        at = n % COLUMNS, n // COLUMNS
        parts += panel(name, sets, GAP + at[0] * (SIDE + GAP), GAP // 2 + 10 + at[1] * (SIDE + GAP))
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> None:
    """Write calibration.svg."""
    kept = json.loads((HERE / "calibration.json").read_text(encoding="utf-8"))
    (HERE / "calibration.svg").write_text(drawing(kept["reliability"]), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
