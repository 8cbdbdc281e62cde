"""What an editor can do on a desk, by the name that a page sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from dedup.editing import Choice
from dedup.errors import InputError
from dedup.exclusions import Exclusions
from dedup.web.desk import Desk


def act(desk: Desk, asked: Mapping[str, Any]) -> None:
    """Do what is asked. Raise InputError in one sentence where that cannot be."""
    action = str(asked.get("action"))
    if action not in _ACTIONS:
        raise InputError(f"there is no action {action[:40]!r}; there are: {', '.join(_ACTIONS)}")
    _ACTIONS[action](desk, asked)


def _decide(desk: Desk, asked: Mapping[str, Any]) -> None:
    choice = str(asked.get("choice"))
    if choice not in set(Choice):
        raise InputError(f"a choice is one of {', '.join(Choice)}, not {choice[:40]!r}")
    desk.decide(str(asked.get("key")), Choice(choice), str(asked.get("note") or "")[:1000])


def _leave_out(desk: Desk, asked: Mapping[str, Any]) -> None:
    desk.leave_out(Exclusions.from_dict(asked.get("left_out") or {}), str(asked.get("note") or "")[:1000])


def _reject(desk: Desk, asked: Mapping[str, Any]) -> None:
    desk.reject(str(asked.get("key")), str(asked.get("note") or "")[:1000])


def _leave_source(desk: Desk, asked: Mapping[str, Any]) -> None:
    """Leave out a source of the archive; of an article without one the article itself."""
    left_out, source, article = desk.now.left_out, str(asked.get("source") or ""), str(asked.get("article") or "")
    if source:
        left_out = replace(left_out, sources=tuple(sorted({*left_out.sources, source})))
    elif article:
        left_out = replace(left_out, articles=tuple(sorted({*left_out.articles, article})))
    else:
        raise InputError("say which source is to be left out, or which article")
    desk.leave_out(left_out)


_ACTIONS: Mapping[str, Callable[[Desk, Mapping[str, Any]], object]] = {
    "decide": _decide,
    "take_back": lambda desk, asked: desk.take_back(str(asked.get("key"))),
    "all_safe": lambda desk, _: desk.all_safe(),
    "undo": lambda desk, _: desk.undo(),
    "redo": lambda desk, _: desk.redo(),
    "leave_out": _leave_out,
    "leave_source": _leave_source,
    "reject": _reject,
}
