"""The alignments as XML that the field's evaluators read: the detections of PAN's text alignment task.

The repost is the suspicious document, the original the source; offsets and lengths are in code points, as there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from xml.sax.saxutils import quoteattr

from dedup.comparison import ORIGINAL, REPOST, Comparison
from dedup.passages import ArticleInfo

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def pan_report(comparisons: Sequence[Comparison]) -> str:
    """Return the detections of one comparison as a `document`, of several as `document`s in `documents`."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    if len(comparisons) == 1:
        return "\n".join([*lines, *_document(comparisons[0], "")]) + "\n"
    documents = [line for one in comparisons for line in _document(one, "  ")]
    return "\n".join([*lines, "<documents>", *documents, "</documents>"]) + "\n"


def _document(comparison: Comparison, indent: str) -> list[str]:
    source, suspicious = (_name(comparison.articles[n]) for n in (ORIGINAL, REPOST))
    lines = [f"{indent}<document reference={quoteattr(suspicious)}>"]
    for match in comparison.matches:
        found = {
            "name": "detected-plagiarism",
            "type": str(match.relation),
            "this_offset": match.b.start,
            "this_length": match.b.end - match.b.start,
            "source_reference": source,
            "source_offset": match.a.start,
            "source_length": match.a.end - match.a.start,
        }
        attributes = " ".join(f"{key}={quoteattr(str(value))}" for key, value in found.items())
        lines.append(f"{indent}  <feature {attributes}/>")
    return [*lines, f"{indent}</document>"]


def _name(info: ArticleInfo) -> str:
    """Return the name of a file as the evaluators look for it, without its folder; else the id of the article."""
    name = PurePath(info.path).name if info.path not in {"", "-"} else info.id
    return _NOT_XML.sub("\ufffd", name)
