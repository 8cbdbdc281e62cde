"""What models are installed: name, size, purpose, licence, and whether their files are still as they were made.

`models/checksums.json` holds the checksum of every file that running needs; `python -m dedup.installed` writes it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from dedup.encoders import REINSTALL, known_models, model_folder, models_folder
from dedup.errors import ModelError, VerificationError
from dedup.passages import Record

CHECKSUMS = "checksums.json"
_NOT_RUN = {".md", ".py", ".pyc", ".svg"}
_NOT_SHIPPED = {"calibration.json"}
_LICENCE = re.compile(r"^(?:\|\s*licence\s*\|\s*|licence:\s*|## Licence\s+)([^\s,;|]+)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Model(Record):
    """One model: how many bytes its files have, what it is for, and under which licence it stands."""

    name: str
    bytes: int
    purpose: str
    licence: str
    path: str


def installed_models() -> tuple[Model, ...]:
    """Return the models that are installed, by name; what a card does not say is empty."""
    return tuple(_model(name) for name in known_models())


def _model(name: str) -> Model:
    folder = model_folder(name)
    card = _text(folder / "card.md")
    try:
        told = json.loads(_text(folder / "model.json") or "{}")
    except ValueError:
        told = {}
    title = next((line.lstrip("# ") for line in card.splitlines() if line.startswith("# ")), "")
    licence = _LICENCE.search(card)
    return Model(
        name,
        sum(path.stat().st_size for path in _files(folder)),
        str(told.get("purpose") or title.partition(": ")[2] or title),
        str(told.get("licence") or (licence.group(1).rstrip(".") if licence else "")),
        str(folder),
    )


def checksums() -> dict[str, dict[str, str]]:
    """Return the sha256 of each file that running needs, by model and name, as the files are now."""
    return {
        name: {path.relative_to(model_folder(name)).as_posix(): _sha256(path) for path in _files(model_folder(name))}
        for name in known_models()
    }


def recorded() -> dict[str, dict[str, str]]:
    """Return the recorded checksums. Raise ModelError where they are missing."""
    path = models_folder() / CHECKSUMS
    try:
        found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"the checksums {path} cannot be read ({error}); {REINSTALL}") from error
    return found


def verify_models() -> dict[str, int]:
    """Return how many files of each model were checked. Raise VerificationError naming the first that is damaged."""
    known = recorded()
    for name in known_models():
        if name not in known:
            raise VerificationError(f"the model {name} has no recorded checksums; {REINSTALL}")
    for name, files in known.items():
        for file, expected in files.items():
            path = models_folder() / name / file
            if not path.is_file():
                raise VerificationError(f"the model file {path} is missing; {REINSTALL}")
            if _sha256(path) != expected:
                raise VerificationError(f"the model file {path} is damaged; {REINSTALL}")
    return {name: len(files) for name, files in known.items()}


def checksums_text() -> str:
    """Return the checksums as they stand in their file."""
    return json.dumps(checksums(), indent=1) + "\n"


def _files(folder: Path) -> list[Path]:
    """Return the files of a model that running needs, sorted."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in _NOT_RUN)
    return sorted(path for path in found if path.name not in _NOT_SHIPPED and not path.name.startswith("."))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"the model file {path} cannot be read ({error.strerror}); {REINSTALL}") from error


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    (models_folder() / CHECKSUMS).write_text(checksums_text(), encoding="utf-8", newline="\n")
