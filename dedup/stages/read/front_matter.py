"""What stands before a Markdown text between --- (YAML) or +++ (TOML): its title, source, date and language.

Only scalars at the left edge are read, by a few rules: a YAML library would bring tags, anchors and their bombs for four fields.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence

# A line ends in one way only: where CR LF is also CR and then LF, many of them take for ever.
_YAML = re.compile(r"---[ \t]*(?:\r\n|\n|\r(?!\n))(?:[^\r\n]*(?:\r\n|\n|\r(?!\n)))*?(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)")
_TOML = re.compile(r"\+\+\+[ \t]*(?:\r\n|\n|\r(?!\n))(?:[^\r\n]*(?:\r\n|\n|\r(?!\n)))*?\+\+\+[ \t]*(?=[\r\n]|\Z)")
_KEY = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*)|[ \t]*)$")
_BLOCK = re.compile(r"[|>][+-]?\d?$")
_COMMENT = re.compile(r"(?:^|[ \t])#.*$")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/"}
_NAMES = {
    "title": ("title", "headline"),
    "source": ("source", "publisher", "site", "publication"),
    "date": ("date", "published", "pubdate", "publishdate", "created"),
    "language": ("lang", "language", "locale"),
    "id": ("id", "guid", "slug"),
}


def front_matter(text: str) -> tuple[int, dict[str, str]]:
    """Return where the text begins, and what stands before it: title, source, date, language and id where it says them."""
    if found := _YAML.match(text):
        fields: Mapping[str, str] = _yaml(found.group().splitlines()[1:-1])
    elif found := _TOML.match(text):
        fields = _toml("\n".join(found.group().splitlines()[1:-1]))
    else:
        return 0, {}
    told = {name: next((fields[key] for key in keys if fields.get(key)), "") for name, keys in _NAMES.items()}
    return found.end(), {name: " ".join(value.split()) for name, value in told.items() if value}


def _yaml(lines: Sequence[str]) -> dict[str, str]:
    """Return the scalars at the left edge; of two with one name the last counts, as in YAML readers."""
    found: dict[str, str] = {}
    at = 0
    while at < len(lines):
        key = _KEY.match(lines[at].rstrip())
        at += 1
        if key is None:
            continue
        name, value = key.group(1).lower(), (key.group(2) or "").strip()
        more = []
        while at < len(lines) and (not lines[at].strip() or lines[at][:1] in " \t"):
            more.append(lines[at].strip())
            at += 1
        if _BLOCK.match(value):
            found[name] = " ".join(more)
        elif value[:1] in {"'", '"'} or (value and not value.startswith(("[", "{", "&", "*", "!"))):
            found[name] = _scalar(" ".join([value, *more]).strip())
    return found


def _scalar(value: str) -> str:
    if value.startswith('"') and (end := re.match(r'"((?:[^"\\]|\\.)*)"', value)):
        return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found.group(1), found.group()), end.group(1))
    if value.startswith("'") and (end := re.match(r"'((?:[^']|'')*)'", value)):
        return end.group(1).replace("''", "'")
    plain = _COMMENT.sub("", value).strip()
    return "" if plain in {"null", "~", "Null", "NULL"} else plain


def _toml(text: str) -> dict[str, str]:
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {key.lower(): str(value) for key, value in table.items() if not isinstance(value, (dict, list, bool))}
