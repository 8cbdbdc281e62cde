"""XML from anywhere: no entity is resolved, nothing is fetched, and what is too deep or too large is refused."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from dedup.errors import InputError
from dedup.stages.read.streams import printable

_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")

_ENTITIES = re.compile(r"(?:[^<]|<[?][^>]*>|<!--(?:(?!-->).)*-->)*<!DOCTYPE[^>\[]*\[[^\]]*<!ENTITY", re.DOTALL)


def parsed(text: str, shown: str, *, mend: bool = False) -> Any:
    """Return the root element. With `mend` what is broken is passed over, as readers of feeds do."""
    if _ENTITIES.match(text):
        raise InputError(
            f"{shown} defines entities of its own, which no feed or document needs; save the text by itself"
        )
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        attribute_defaults=False, huge_tree=False, remove_comments=True, remove_pis=True, recover=mend,
    )  # fmt: skip
    data = _DECLARATION.sub("", text).encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{shown} is damaged or was cut off ({printable(error)}); save it again") from None
    if root is None:
        raise InputError(f"{shown} holds no XML that can be read; save it again")
    return root


def local(element: Any) -> str:
    """Return the name of an element without its namespace, "" for what is none (a comment, an entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, *names: str) -> list[Any]:
    """Return the children with one of these names, whatever their namespace."""
    return [child for child in element if local(child) in names]


def text_of(element: Any, *names: str) -> str:
    """Return the text of the first child with one of these names that has some, the names tried in order."""
    for name in names:
        for child in children(element, name):
            if text := "".join(child.itertext()).strip():
                return text
    return ""


def attribute(element: Any, name: str) -> str:
    """Return an attribute whatever its namespace, or ""."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
