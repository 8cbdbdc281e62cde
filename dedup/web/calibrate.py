"""Judging pairs of one's own text: which are shown, what thresholds would find of them, and keeping one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from dedup.calibration import KEY, Sample, nearest_pairs, rates, spread, with_setting
from dedup.errors import InputError, SettingsError
from dedup.presets import PRESETS
from dedup.stages.report.display import visible
from dedup.web.desk import Desk


@dataclass(frozen=True)
class Trial:
    """`settings_file` is the dedup.toml that a setting is kept in, None where another file is in force."""

    settings_file: Path | None

    def samples(self, desk: Desk) -> list[Sample]:
        """Return the pairs of a desk, chosen once."""
        with desk.lock:
            if desk.samples is None:
                texts = {passage.id: passage.text for passage in desk.found.passages}
                pairs = nearest_pairs(desk.found.passages, desk.detector.tools, desk.detector.settings)
                asked = [(texts[a], texts[b]) for a, b in pairs]
                desk.samples = spread(pairs, desk.detector.judge(asked, together=False))  # the scores of the report
            return desk.samples

    def pairs(self, desk: Desk) -> list[dict[str, str]]:
        """Return the texts of the pairs."""
        texts = {passage.id: visible(" ".join(passage.text.split())) for passage in desk.found.passages}
        return [{"one": texts[sample.a], "other": texts[sample.b]} for sample in self.samples(desk)]

    def judged(self, desk: Desk, labels: object) -> dict[str, Any]:
        """Return what each threshold would find of the pairs that were judged."""
        samples = self.samples(desk)
        if not isinstance(labels, dict) or not all(isinstance(same, bool) for same in labels.values()):
            raise InputError("labels are true or false by the number of the pair")
        desk.labels = {int(n): same for n, same in labels.items() if str(n).isdecimal() and int(n) < len(samples)}
        settings = desk.detector.settings
        named = {name: values["report_at"] for name, values in PRESETS.items()} | {"normal": settings.duplicate_at}
        return {
            "judged": len(desk.labels),
            "of": len(samples),
            "rates": [rate.to_dict() for rate in rates(samples, desk.labels)],
            "modes": {name: rates(samples, desk.labels, [at])[0].to_dict() for name, at in named.items()},
        }

    def keep(self, at: object) -> dict[str, str]:
        """Write a threshold into dedup.toml. Return where it stands. Raise SettingsError where it cannot."""
        if not isinstance(at, (int, float)) or isinstance(at, bool):
            raise SettingsError(f"{KEY} is a number, not {str(at)[:40]!r}")
        path = self.settings_file
        if path is None:
            raise SettingsError(f"the settings in force are not in a dedup.toml; write {KEY} = {at} into them by hand")
        try:
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            part = path.with_name(f".{path.name}.{token_hex(4)}.part")
            part.write_text(with_setting(before, float(at)), encoding="utf-8", newline="")
            part.replace(path)
        except OSError as error:
            reason = (error.strerror or os.strerror(error.errno or 0)).lower()
            raise SettingsError(f"{path} cannot be written: {reason}; write {KEY} = {at} by hand") from None
        return {"path": str(path), "line": f"{KEY} = {round(float(at), 4)}"}
