"""The report as SARIF 2.1.0, the form in which editors, review tools and code hosts take findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from dedup.normalise import levelled
from dedup.passages import Match, Passage, Relation, Report, Span
from dedup.stages.report.as_json import dumps
from dedup.stages.report.display import visible
from dedup.stages.report.findings import ABOUT, Finding, findings
from dedup.stages.report.places import Place, Places
from dedup.stages.report.telling import Telling
from dedup.stages.report.wording import RELATION, sentence

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "dedupPassages/v1"
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_LINK = re.compile(r"\]\s*\(")
Plain = dict[str, Any]


def sarif_report(reports: Sequence[Report], texts: Sequence[str] | None = None) -> str:
    """Return one run with the files as its artifacts. `texts` are those of the articles, for columns."""
    tellings = [Telling(report) for report in reports]
    results: list[Plain] = []
    for n, telling in enumerate(tellings):
        places = Places(telling.report, texts[n] if texts else None)
        seen: Counter[str] = Counter()
        results += [_result(finding, telling, places, n, seen) for finding in findings(telling)]
    tool = reports[0].tool if reports else None
    driver = {"name": tool.name if tool else "dedup", **({"version": tool.version} if tool else {})}
    run = {
        "tool": {"driver": {**driver, "rules": [_rule(relation) for relation in ABOUT]}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notes(reports)}],
        "artifacts": [_artifact(report, n) for n, report in enumerate(reports)],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(relation: Relation) -> Plain:
    title, text = ABOUT[relation]
    return {
        "id": str(relation),
        "name": "".join(map(str.capitalize, relation.split("_"))),
        "shortDescription": {"text": title},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": _level(relation)},
        "properties": {"tags": ["editing", "repetition"]},
    }


def _level(relation: Relation) -> str:
    return "warning" if relation is Relation.CONFLICT else "note"


def _result(finding: Finding, telling: Telling, places: Places, n: int, seen: Counter[str]) -> Plain:
    here, there = (telling.figures.passages[side] for side in (finding.here, finding.there))
    mark = _fingerprint(finding.match, here, there)
    seen[mark] += 1
    related = _location(there, None, telling.report, places, n)
    cut = telling.figures.cuts.get(here.id)
    return {
        "ruleId": str(finding.relation),
        "ruleIndex": list(ABOUT).index(finding.relation),
        "level": _level(finding.relation),
        "message": {"text": f"{_literal(finding.before)} [{finding.partner}](1) {_literal(finding.after)}"},
        "locations": [_location(here, finding.span, telling.report, places, n)],
        "relatedLocations": [
            {"id": 1, **related, "message": {"text": sentence(RELATION[finding.match.relation])}},
        ],
        "partialFingerprints": {FINGERPRINT: f"{mark}:{seen[mark]}"},
        "properties": {
            "relation": str(finding.match.relation),
            "score": finding.match.score,
            "duplicate": finding.match.duplicate,
            "passages": [here.id, there.id],
            **({"group": finding.group} if finding.group else {}),
            **({"cut": str(cut.status), "wouldLose": [loss.text for loss in cut.would_lose]} if cut else {}),
        },
    }


def _location(passage: Passage, span: Span | None, report: Report, places: Places, n: int) -> Plain:
    """Return where a passage stands, or the fact in it. A web page has no region: its text is not its source."""
    artifact: Plain = {"index": n}
    if uri := uri_of(report.article.path):
        artifact = {"uri": uri, "index": n}
    if not places.in_file:
        return {"physicalLocation": {"artifactLocation": artifact}}
    stretch = span or Span(passage.start, passage.end)
    text = passage.text[stretch.start - passage.start : stretch.end - passage.start]
    region = _region(places.of(passage, span), stretch) | {"snippet": {"text": text}}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _region(place: Place, stretch: Span) -> Plain:
    """Return lines, columns and characters; whole lines alone where the columns are not known."""
    if not place.column or not place.end_column:
        return {"startLine": place.line, "endLine": place.end_line}
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "charOffset": stretch.start,
        "charLength": stretch.end - stretch.start,
    }


def _artifact(report: Report, n: int) -> Plain:
    path, roles = report.article.path, ["analysisTarget"]
    if uri := uri_of(path):
        return {"location": {"uri": uri, "index": n}, "roles": roles}
    if path == "-":
        return {"description": {"text": "standard input"}, "roles": [*roles, "standardStream"]}
    return {"description": {"text": "the text"}, "roles": [*roles, "memoryContents"]}


def uri_of(path: str) -> str:
    """Return a path as a URI reference, relative where the path is; "" where the text is in no file."""
    if path in {"", "-"}:
        return ""
    drive = bool(_DRIVE.match(path))
    slashed = path.replace("\\", "/") if drive else path
    quoted = quote(slashed.encode("utf-8", "surrogatepass"), safe="/:" if drive else "/")
    return f"file://{'/' if drive else ''}{quoted}" if drive or path.startswith("/") else quoted


def _fingerprint(match: Match, here: Passage, there: Passage) -> str:
    """Return what stays the same when the passages move on the page: their words, first and second in a set order."""
    words = "\0".join([*sorted(levelled(passage.text) for passage in (here, there)), str(bool(match.conflicts))])
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _literal(text: str) -> str:
    """Return a text in which a reader of SARIF finds neither a placeholder nor a link; unseen characters as badges."""
    doubled = visible(text).replace("{", "{{").replace("}", "}}")
    if not _LINK.search(doubled):
        return doubled
    return re.sub(r"([\\\[\]])", r"\\\1", doubled)


def _notes(reports: Sequence[Report]) -> list[Plain]:
    return [
        {
            "level": "note",
            "message": {"text": _literal(note)},
            "locations": [{"physicalLocation": {"artifactLocation": {"index": n}}}],
        }
        for n, report in enumerate(reports)
        for note in report.notes
    ]
