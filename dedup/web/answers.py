"""From requests to what they ask for, and from what was made to answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dedup.errors import InputError
from dedup.passages import Article
from dedup.stages.read import read_bytes
from dedup.web.desk import MODES
from dedup.web.exports import Export
from dedup.web.words import WORDS

_TITLE = 90
"""Characters of the first line of a text that was pasted, by which it is called."""
_STATIC = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


def read_article(data: bytes, name: str) -> Article:
    """Return what was sent as an article, whatever its format. Raise InputError where there is no text in it."""
    if not data.strip():
        raise InputError(WORDS["no_text"])
    article = read_bytes(data, name=name)
    first = article.text.lstrip().partition("\n")[0].strip()
    return article if article.title or name else replace(article, title=first[:_TITLE])


def article_in(asked: Mapping[str, Any], field_name: str) -> Article:
    """Return the text of a field as an article. Raise InputError where there is none."""
    text = asked.get(field_name)
    if not isinstance(text, str) or not text.strip():
        raise InputError(f"{field_name} is the text of an article, and must not be empty")
    return Article(text, id=str(asked.get("id", ""))[:300], title=str(asked.get("title", ""))[:300])


def looked_in(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a look in the archive leaves out. Raise InputError where a list is none."""
    found: dict[str, Any] = {}
    for name in ("exclude_ids", "exclude_sources"):
        value = asked.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise InputError(f"{name} is a list of texts")
        found[name] = value
    top = asked.get("top", 3)
    if not isinstance(top, int) or isinstance(top, bool) or top < 1:
        raise InputError("top is a number from 1 on: how many earlier places of a passage are told")
    return found | {"since": str(asked.get("since", "")), "top": top}


def mode_in(asked: Mapping[str, Any], default: str) -> str:
    """Return strict, normal or loose. Raise InputError for anything else."""
    mode = asked.get("mode", default)
    if mode not in MODES:
        raise InputError(f"mode is one of {', '.join(MODES)}, not {str(mode)[:40]!r}")
    return str(mode)


async def json_of(request: Request) -> dict[str, Any]:
    """Return the object that is sent. Raise InputError for anything else."""
    try:
        found = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputError("the body is a JSON object; see docs/serve.md")
    return found


def as_file(made: Export) -> Response:
    """Return an export as a file to keep."""
    disposition = f'attachment; filename="{made.name}"'
    return Response(made.data, media_type=made.type, headers={"content-disposition": disposition})


def static_file(name: str) -> Response:
    """Return a script, a style sheet or the icon. Raise HTTPException where there is none of that name."""
    kind = _STATIC.get(Path(name).suffix, "")
    for package in ("dedup.web.static", "dedup.stages.report.templates"):
        file = files(package.rpartition(".")[0]).joinpath(package.rpartition(".")[2], name)
        if kind and "/" not in name and "\\" not in name and ".." not in name and file.is_file():
            return Response(file.read_bytes(), media_type=kind, headers={"cache-control": "no-cache"})
    raise HTTPException(404, "there is no such file")
