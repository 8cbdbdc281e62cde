"""Two accounts of the same news in other words, which a scan doubts: what the full judge reads."""

from __future__ import annotations

import json
from pathlib import Path

PAIRS = (
    (
        "Mayor Ingrid Solheim told reporters on Tuesday that the Brattvik tunnel would stay shut until engineers "
        "had checked every bolt.",
        "The tunnel at Brattvik stays closed until each bolt has been examined by engineers, Mayor Ingrid Solheim "
        "said to journalists on Tuesday.",
    ),
    (
        "Fishermen from Halsnes have asked the ministry in Oslo to lift the ban on nets near the Skarv reef before "
        "the herring arrives.",
        "Before the herring comes, the ministry in Oslo should end its prohibition of nets around the Skarv reef, "
        "fishermen of Halsnes have demanded.",
    ),
    (
        "The Lindgren museum bought back a painting by Agnes Thorup that had hung in a Bergen bank for forty years.",
        "A picture that Agnes Thorup painted, and that a bank in Bergen displayed for forty years, was purchased "
        "again by the Lindgren museum.",
    ),
    (
        "Kvalvik Shipyard will deliver two electric ferries to the county of Rogaland and train the crews that are "
        "to sail them.",
        "The county of Rogaland gets two ferries with electric engines from Kvalvik Shipyard, which is going to "
        "teach the crews how to sail them.",
    ),
    (
        "Professor Emil Dahl believes that the Viking grave under the church at Tune was opened by robbers long "
        "before it was dug out.",
        "Robbers opened the grave of Vikings beneath the church of Tune long before the excavation, Professor Emil "
        "Dahl thinks.",
    ),
)


def rewordings(folder: Path) -> Path:
    """Write both accounts of each as articles of their own, and return the file."""
    lines = [
        json.dumps({"id": f"{n}.{side}", "source": "Post", "text": text})
        for n, pair in enumerate(PAIRS)
        for side, text in enumerate(pair)
    ]
    path = folder / "rewordings.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
