"""Word documents (DOCX): paragraphs and tables in order, tracked changes in one of their two readings.

Its XML is read here because python-docx leaves out tracked insertions, and would need an own reading of both anyway.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Any

from dedup.errors import InputError
from dedup.passages import Article, Flag, Role
from dedup.settings import TRACKED
from dedup.stages.read.layout import Part, laid_out
from dedup.stages.read.options import Reading
from dedup.stages.read.streams import ALWAYS_UNPACKED, DAMAGED, MOST_UNPACKED, damaged
from dedup.stages.read.xml import attribute, children, local, parsed, text_of

_ADDED, _TAKEN = frozenset({"ins", "moveTo"}), frozenset({"del", "moveFrom"})
_DROPPED = frozenset(
    {"instrText", "delInstrText", "fldData", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "Fallback"}
)
_AROUND = frozenset("sdt sdtContent customXml ins moveTo del moveFrom AlternateContent Choice".split())  # of paragraphs
_HEADING = re.compile(r"heading \d|title|subtitle")
_QUOTE = re.compile(r"(?:intense )?quote|block text")
_LONG_ROW = 400  # characters; a longer row is layout, and its cells hold paragraphs
_DEEPEST = 200


@dataclass
class _Draft:
    """What is known of a document while it is read."""

    gone: frozenset[str]  # elements of tracked changes whose text is not in the reading that is wanted
    styles: dict[str, str] = field(default_factory=dict)
    added: int = 0
    taken: int = 0


def read_docx(data: bytes, shown: str, reading: Reading) -> Article:
    """Return the text of a document, its headers and footers as boilerplate, its footnotes at the end."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED as error:
        raise damaged(shown, error) from None
    with archive:
        try:
            return _article(_Package(archive, shown, reading.max_bytes), shown, reading)
        except RecursionError:
            raise InputError(f"{shown} nests its parts too deep; save the article as plain text") from None


class _Package:
    """The parts of a document, each read no larger than it may be."""

    def __init__(self, archive: zipfile.ZipFile, shown: str, most: int) -> None:
        self._archive, self._shown, self._left = archive, shown, most
        self.names = frozenset(archive.namelist())

    def part(self, name: str) -> Any:
        """Return the root element of a part, None where there is none."""
        if name not in self.names:
            return None
        info = self._archive.getinfo(name)
        if info.file_size > ALWAYS_UNPACKED + MOST_UNPACKED * info.compress_size or info.file_size > self._left:
            raise InputError(f"{self._shown} unpacks to far more than a document needs; save the article as plain text")
        self._left -= info.file_size
        try:
            data = self._archive.read(info)
        except DAMAGED as error:
            raise damaged(self._shown, error) from None
        return parsed(data.decode("utf-8-sig", "replace"), self._shown)

    def main(self) -> str:
        """Return the name of the part with the text."""
        relations = self.part("_rels/.rels")
        for relation in () if relations is None else relations:
            if attribute(relation, "Type").endswith("/officeDocument"):
                return attribute(relation, "Target").lstrip("/")
        return "word/document.xml"

    def beside(self, main: str, kind: str) -> list[str]:
        """Return the parts of a kind that belong to the text, such as "header" or "styles"."""
        folder = dirname(main)
        relations = self.part(join(folder, "_rels", f"{main.rpartition('/')[2]}.rels"))
        found = [
            attribute(relation, "Target")
            for relation in (() if relations is None else relations)
            if attribute(relation, "Type").endswith(f"/{kind}")
        ]
        return sorted(
            target.lstrip("/") if target.startswith("/") else normpath(join(folder, target)) for target in found
        )


def _article(package: _Package, shown: str, reading: Reading) -> Article:
    main = package.main()
    root = package.part(main)
    body = None if root is None else next(iter(children(root, "body")), None)
    if body is None:
        raise InputError(f"{shown} has no text part; it is no Word document, or it was cut off")
    draft = _Draft(_TAKEN if reading.tracked == TRACKED[0] else _ADDED, _styles(package, main))
    parts = [
        *(_furniture(package, main, "header", draft)),
        *_blocks(body, draft),
        *(part for kind in ("footnotes", "endnotes") for part in _notes(package, main, kind, draft)),
        *(_furniture(package, main, "footer", draft)),
    ]
    text, blocks = laid_out(parts)
    core = package.part("docProps/core.xml")
    told = {} if core is None else {name: text_of(core, name) for name in ("title", "created", "language")}
    return Article(
        text=text,
        title=" ".join(told.get("title", "").split()),
        date=told.get("created", ""),
        language=told.get("language", ""),
        blocks=blocks,
        notes=_told(draft, reading.tracked),
    )


def _told(draft: _Draft, tracked: str) -> tuple[str, ...]:
    if not draft.added and not draft.taken:
        return ()
    other = TRACKED[1] if tracked == TRACKED[0] else TRACKED[0]
    how = "with them accepted" if tracked == TRACKED[0] else "as it was before them"
    changes = f"{draft.added} insertions and {draft.taken} deletions"
    return (f"the document has tracked changes ({changes}); it was read {how}, --tracked {other} reads the other",)


def _styles(package: _Package, main: str) -> dict[str, str]:
    """Return the English name of each style: "Heading 1" is called berschrift1 in a German document."""
    found = {}
    for name in package.beside(main, "styles"):
        root = package.part(name)
        for style in () if root is None else children(root, "style"):
            named = next((attribute(one, "val") for one in children(style, "name")), "")
            found[attribute(style, "styleId")] = named.lower()
    return found


def _furniture(package: _Package, main: str, kind: str, draft: _Draft) -> Iterator[Part]:
    seen = set()
    for name in package.beside(main, kind):
        root = package.part(name)
        for part in () if root is None else _blocks(root, draft):
            if part.text not in seen:
                seen.add(part.text)
                yield Part(part.text, Role.BOILERPLATE)


def _notes(package: _Package, main: str, kind: str, draft: _Draft) -> Iterator[Part]:
    for name in package.beside(main, kind):
        root = package.part(name)
        for note in () if root is None else root:
            if attribute(note, "type") not in {"separator", "continuationSeparator", "continuationNotice"}:
                yield from _blocks(note, draft)


def _blocks(container: Any, draft: _Draft, depth: int = 0) -> Iterator[Part]:
    """Yield the paragraphs of a body, a cell or a note, and the rows of its tables."""
    if depth > _DEEPEST:
        raise RecursionError
    before = ""  # of paragraphs whose ends are tracked away
    for element in container:
        name = local(element)
        if name == "p":
            text, boxes = _text(element, draft)
            before += text
            if not _end_is_gone(element, draft):
                yield Part(before, *_look(element, draft))
                before = ""
            for box in boxes:
                yield from _blocks(box, draft, depth + 1)
        elif name == "tbl":
            yield from _rows(element, draft, depth + 1)
        elif name in _AROUND and name not in draft.gone:
            yield from _blocks(element, draft, depth + 1)
    yield Part(before)


def _rows(table: Any, draft: _Draft, depth: int) -> Iterator[Part]:
    """Yield a row as one paragraph, its cells parted by tabs; the paragraphs of its cells where it is long."""
    if depth > _DEEPEST:
        raise RecursionError
    for row in table:
        if local(row) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _rows(row, draft, depth + 1)
        if local(row) != "tr" or _row_is_gone(row, draft):
            continue
        cells = [[part for part in _blocks(cell, draft, depth + 1) if part.text.strip()] for cell in _cells(row)]
        texts = ["\n".join(part.text.strip() for part in cell) for cell in cells if cell]
        if sum(map(len, texts)) <= _LONG_ROW and all(len(cell) < 2 for cell in cells):
            yield Part("\t".join(texts))
        else:
            yield from (part for cell in cells for part in cell)


def _cells(row: Any) -> Iterator[Any]:
    for element in row:
        if local(element) == "tc":
            yield element
        elif local(element) in {"sdt", "sdtContent", "customXml"}:
            yield from _cells(element)


def _row_is_gone(row: Any, draft: _Draft) -> bool:
    return any(local(mark) in draft.gone for properties in children(row, "trPr") for mark in properties)


def _end_is_gone(paragraph: Any, draft: _Draft) -> bool:
    """Return whether the end of a paragraph is tracked away, so that the next goes on in it."""
    marks = (mark for own in children(paragraph, "pPr") for run in children(own, "rPr") for mark in run)
    return any(local(mark) in draft.gone for mark in marks)


def _text(paragraph: Any, draft: _Draft) -> tuple[str, list[Any]]:
    """Return the text of a paragraph in the reading that is wanted, and the text boxes that hang on it."""
    pieces: list[str] = []
    boxes: list[Any] = []
    waiting = [iter(paragraph)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        name = local(element)
        draft.added += name in _ADDED
        draft.taken += name in _TAKEN
        if name == "txbxContent":
            boxes.append(element)
        elif name in {"t", "delText"}:
            pieces.append(element.text or "")
        elif name in {"tab", "ptab"}:
            pieces.append("\t")
        elif name in {"br", "cr"}:
            pieces.append("\n")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name not in draft.gone and name not in _DROPPED:
            waiting.append(iter(element))
    return "".join(pieces), boxes


def _look(paragraph: Any, draft: _Draft) -> tuple[Role | None, tuple[Flag, ...]]:
    """Return the role that a paragraph's style gives it, and whether all of it is hidden."""
    properties = children(paragraph, "pPr")
    style = next((attribute(one, "val") for own in properties for one in children(own, "pStyle")), "")
    name = draft.styles.get(style, style.lower())
    level = next((attribute(one, "val") for own in properties for one in children(own, "outlineLvl")), "9")
    role = None
    if _HEADING.fullmatch(name) or level in set("012345678"):
        role = Role.HEADING
    elif name == "caption":
        role = Role.CAPTION
    elif _QUOTE.fullmatch(name):
        role = Role.QUOTE
    runs = [run for run in paragraph.iter() if local(run) == "r" and children(run, "t")]
    hidden = bool(runs) and all(_is_hidden(run) for run in runs)
    return role, (Flag.HIDDEN,) if hidden else ()


def _is_hidden(run: Any) -> bool:
    marks = [mark for own in children(run, "rPr") for mark in children(own, "vanish")]
    return any(attribute(mark, "val") not in {"0", "false", "off"} for mark in marks)
