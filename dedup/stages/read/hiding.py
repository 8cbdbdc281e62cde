"""Which elements of a page are not shown: by attribute, by inline style, by a simple rule of a <style>, or by custom.

aria-hidden is none of these: it hides from screen readers what the eye sees.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

_HIDING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|!|$)"
    r"|(?:text-indent|left|right|top)\s*:\s*-\d{4,}(?:px|em)|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,])",
    re.IGNORECASE,
)
_SHOWING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*(?!none)[\w-]+|visibility\s*:\s*(?:visible|inherit|initial))", re.IGNORECASE
)
# Bootstrap, WordPress, HTML5 Boilerplate, Foundation and Tailwind hide by these; their style sheets are not in the page.
_BY_CUSTOM = frozenset(
    "hidden hide d-none is-hidden invisible visually-hidden visuallyhidden sr-only screen-reader-text screen-reader "
    "show-for-sr element-invisible print-only printonly only-print visible-print visible-print-block "
    "visible-print-inline d-print-block".split()
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_TOKEN = re.compile(r"[{}]")
_SELECTOR = re.compile(r"([a-zA-Z][\w]*)?((?:[.#][\w-]+)+)")
_NAME = re.compile(r"[.#][\w-]+")
_MOST_CSS = 2_000_000  # characters; what is beyond hides nothing, which shows more and loses nothing
_MOST_NAMES = 2_000  # characters
_MOST_RULES = 5_000  # that hide
_UNCONDITIONAL = re.compile(
    r"@(?:media\s+(?:screen|all|only screen)\s*(?:,\s*(?:screen|all)\s*)*|layer\b[^{]*|supports\b[^{]*)"
)


class Selector(NamedTuple):
    """`tag.class#id` without anything before or after it."""

    tag: str
    names: frozenset[str]  # ".class" and "#id"


class Hiding:
    """Tells whether an element is hidden by itself (what stands around it may hide it as well)."""

    def __init__(self, sheets: Iterable[str] = ()) -> None:
        """Take the style sheets of the page, in order."""
        self._rules: dict[str, list[Selector]] = {}
        selectors = hidden_by("\n".join(sheets)[:_MOST_CSS])[:_MOST_RULES]
        often = Counter(name for selector in selectors for name in selector.names)
        for selector in selectors:
            rarest = min(selector.names, key=lambda name: (often[name], name))
            self._rules.setdefault(rarest, []).append(selector)

    def hides(self, element: etree._Element) -> bool:
        """Return whether the element is hidden."""
        style = element.get("style", "")
        if element.get("hidden") is not None or (style and _HIDING.search(style)):
            return True
        names = names_of(element).split()
        by_custom = not _BY_CUSTOM.isdisjoint(names) and not _shown_elsewhere(names)
        if not by_custom and not self._ruled_out(element, names):
            return False
        return not (style and _SHOWING.search(style))

    def _ruled_out(self, element: etree._Element, names: list[str]) -> bool:
        if not self._rules:
            return False
        own = {f".{name}" for name in names} | ({f"#{element.get('id')}"} if element.get("id") else set())
        tag = element.tag
        return any(
            selector.names <= own and selector.tag in {"", tag}
            for name in own
            for selector in self._rules.get(name, ())
        )


def names_of(element: etree._Element) -> str:
    """Return the classes of an element, not more than any page has."""
    return element.get("class", "")[:_MOST_NAMES]


def _shown_elsewhere(names: list[str]) -> bool:
    """Return whether other classes show the element on some screens, as `d-none d-md-block` does."""
    return any(
        re.match(r"(?:[dx]?s?m?-?)(?:\w+[:-])?(?:block|flex|inline|grid|visible)|\w+:(?:block|flex|inline)", n)
        for n in names
    )


def hidden_by(sheet: str) -> list[Selector]:
    """Return the selectors of a sheet that hide on a screen of any size, less those that a later rule shows again."""
    hidden: dict[Selector, None] = {}
    for selectors, declarations in _rules(_COMMENT.sub(" ", sheet)):
        hides = _HIDING.search(declarations)
        if not hides and not _SHOWING.search(declarations):
            continue
        for text in selectors.split(","):
            if (found := _SELECTOR.fullmatch(text.strip())) is None:
                continue
            selector = Selector((found.group(1) or "").lower(), frozenset(_NAME.findall(found.group(2))))
            if hides:
                hidden[selector] = None
            else:
                hidden.pop(selector, None)
    return list(hidden)


def _rules(sheet: str) -> Iterable[tuple[str, str]]:
    """Yield the selectors and declarations of each rule that holds on any screen."""
    groups: list[bool] = []  # whether each open group, such as @media, holds
    opened, last = "", 0
    for brace in _TOKEN.finditer(sheet):
        before = sheet[last : brace.start()].strip()
        last = brace.end()
        if brace.group() == "{":
            if opened:  # a rule inside a rule: the outer one is a group
                groups.append(False)
            opened = before.rpartition(";")[2].strip() or "?"
            if opened.startswith("@"):
                groups.append(_UNCONDITIONAL.fullmatch(opened) is not None)
                opened = ""
        elif opened:
            if all(groups):
                yield opened, before
            opened = ""
        elif groups:
            groups.pop()
