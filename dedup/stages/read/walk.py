"""The blocks of a page's tree in reading order, none dropped, each with what the markup around it says.

Extractors of the main content remove repeated blocks, and repeats are what is looked for; so the tree is walked here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from dedup.passages import Role
from dedup.stages.read.hiding import Hiding, names_of
from dedup.stages.read.labels import NOTHING, Label, label_of, overreaching
from dedup.stages.read.switch import OFF, SWITCHES, part_of, switch_of
from dedup.stages.read.weigh import Found, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

_SKIPPED = frozenset(
    "head script style noscript template svg math iframe object embed applet audio video canvas map "
    "select datalist textarea input frameset noframes".split()
)
_BLOCKS = frozenset(
    "html body p div section article main header footer nav aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre "
    "listing xmp table thead tbody tfoot tr caption figure figcaption form fieldset legend address details summary "
    "dialog center hr menu dir button option search hgroup".split()
)
_VERBATIM = frozenset({"pre", "listing", "xmp"})
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_BLANK_LINES = re.compile(r"\r?\n(?:[ \t]*\r?\n)+")
_SENTENCE_END = re.compile("[.!?\u2026][\"'\u201d\u2019)\\]]*$")
_GAP = re.compile(f"[ \u2028{SWITCHES}]*\u2028[ \u2028{SWITCHES}]*")  # around a <br>, the switches among it
_RUN = re.compile(f"(?:[{SWITCHES}] ?)*([{SWITCHES}] ?)")  # of switches, of which the last counts
_BREAK = "\u2028"  # <br> while a block is collected; a U+2028 in the page's own text means the same
_CELL = "\u2029"  # the edge of a table cell
_MARKED = re.compile(f"[{_BREAK}{_CELL}{SWITCHES}]")
_SHORT_ROW = 400  # characters; a longer row is a layout table and its cells hold paragraphs
_SHORT_LINE = 60  # characters; lines this long that all end a sentence are paragraphs parted by single <br>


class _Place(NamedTuple):
    """What holds for the text inside an element."""

    label: Label = NOTHING
    suspect: tuple[float, int] = (0.0, 0)  # points of the innermost name that speaks for boilerplate, and its node
    node: int = 0  # the innermost block element, in the tree
    linked: bool = False
    hidden: bool = False
    verbatim: bool = False
    row: bool = False  # in a row of a data table, where paragraphs do not part


def blocks_of(root: etree._Element, tree: Tree, collected: Collected) -> Iterator[Found]:
    """Yield the blocks of a page, and fill `tree` with the elements they stand in."""
    wrong = overreaching(root)
    hiding = Hiding(style.text or "" for style in root.iter("style") if "print" not in style.get("media", ""))
    places = [_Place()]
    articles = skipped = 0
    for event, element in etree.iterwalk(root.getroottree(), events=("start", "end", "comment")):
        tag = element.tag
        if event == "comment":
            collected.switch(element)
            if not skipped:
                collected.add(element.tail, places[-1])
            continue
        if event == "start":
            if skipped or tag in _SKIPPED:
                skipped += 1
                continue
            articles += tag in {"article", "main"}
            yield from collected.edge(tag, places[-1])
            outer = places[-1]._replace(hidden=places[-1].hidden or hiding.hides(element))
            if tag in _BLOCKS:
                outer = outer._replace(node=tree.add(outer.node, tag, names_of(element)))
            places.append(_place(element, outer, trusted=element not in wrong, in_article=articles > 0))
            collected.add(element.text, places[-1])
        elif skipped:
            skipped -= 1
            if not skipped:
                collected.add(element.tail, places[-1])
        else:
            place = places.pop()
            if tag != "br":
                yield from collected.edge(tag, place)
            articles -= tag in {"article", "main"}
            collected.add(element.tail, places[-1])
    yield from collected.flush(_Place())


def _place(element: etree._Element, outer: _Place, *, trusted: bool, in_article: bool) -> _Place:
    tag = element.tag
    label = label_of(element, outer.label, in_article=in_article) if trusted else outer.label
    return outer._replace(
        label=label,
        suspect=(label.points, outer.node) if label.points and label is not outer.label else outer.suspect,
        linked=outer.linked or (tag == "a" and element.get("href") is not None),
        verbatim=outer.verbatim or tag in _VERBATIM,
        row=outer.row or (tag == "tr" and _is_data_row(element)),
    )


def _is_data_row(row: etree._Element) -> bool:
    size = 0
    for inner in row.iter():
        if inner.tag in {"table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}:
            return False
        size += len("" if isinstance(inner, etree._Comment) else inner.text or "") + len(inner.tail or "")
        if size > _SHORT_ROW:
            return False
    return True


class Collected:
    """The text of the block that is being walked; hidden words inside a visible paragraph become a block after it."""

    def __init__(self) -> None:
        """Begin with nothing collected."""
        self._visible: list[str] = []
        self._hidden: list[str] = []
        self._off = False  # at the beginning of the block
        self._letters = self._linked = 0  # of the block, and of these inside links
        self.off_since = 0  # the line of the switch that nothing has switched on again

    def switch(self, comment: Any) -> None:
        """Take note of a comment that switches comparing off or on."""
        mark = switch_of(comment.text or "")
        self._visible.append(mark)
        self._hidden.append(mark)
        if mark:
            self.off_since = (self.off_since or comment.sourceline or 1) if mark == OFF else 0

    def add(self, text: str | None, place: _Place) -> None:
        """Take in a piece of the text that stands at a place."""
        if text:
            pieces = self._hidden if place.hidden else self._visible
            pieces.append(text if place.verbatim else _SPACES.sub(" ", text))
            letters = len(text.strip())
            self._letters += letters
            self._linked += letters * place.linked

    def edge(self, tag: str, place: _Place) -> Iterator[Found]:
        """Take note that an element begins or ends here, and give back the block that this completes."""
        if tag == "br":
            self.add("\n" if place.verbatim else _BREAK, place)
        elif tag in {"td", "th"}:
            self.add(_CELL, place)
        elif place.row and tag in _BLOCKS and tag != "tr":
            self.add(" ", place)
        elif tag in _BLOCKS:
            yield from self.flush(place)

    def flush(self, place: _Place) -> Iterator[Found]:
        """Give back what is collected, in paragraphs."""
        before = self._off
        linked = self._linked / self._letters if self._letters else 0.0
        self._letters = self._linked = 0
        for pieces, hidden in ((self._visible, False), (self._hidden, True)):
            text = "".join(pieces)
            pieces.clear()
            if not text or text.isspace():  # a switch is not white space
                continue
            off = before
            for paragraph in _verbatim(text) if place.verbatim else _paragraphs(text):
                part = part_of(paragraph, off=off)
                off = part.after
                if said := part.text.strip("\r\n" if place.verbatim else None):
                    label = place.label
                    firm = label.role is Role.BOILERPLATE and label.firm
                    role = None if label.role is Role.BOILERPLATE else label.role
                    yield Found(said, role, hidden, part.off, place.node, linked, firm, *place.suspect)
            self._off = off


def _verbatim(text: str) -> list[str]:
    return [part.strip("\r\n").rstrip() for part in _BLANK_LINES.split(text) if part.strip()]


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a block: two <br> part them; one <br> is a line, unless all lines are whole paragraphs.

    The cells of a table's row are parted by tabs.
    """
    if not _MARKED.search(text):
        return [_SPACES.sub(" ", text)]
    cells = [_SPACES.sub(" ", cell).strip(" " + _BREAK) for cell in text.split(_CELL)]
    joined = re.sub(
        f"(\t[{SWITCHES}]+)(?=\t|$)|^([{SWITCHES}]+)\t", _no_cell, "\t".join(cell for cell in cells if cell)
    )
    found: list[str] = []
    for part in re.split(rf"{_BREAK}{{2,}}", _GAP.sub(_switches_last, _RUN.sub(r"\1", joined))):
        lines = [line for line in part.split(_BREAK) if line.strip()]
        whole = len(lines) > 1 and all(len(line) >= _SHORT_LINE and _SENTENCE_END.search(line) for line in lines)
        found += lines if whole else ["\n".join(lines)] if lines else []
    return [paragraph.strip() for paragraph in found if paragraph.strip()]


def _no_cell(switches: re.Match[str]) -> str:
    """Return the switches of a cell that holds nothing else, which is no cell."""
    return switches.group().strip("\t")


def _switches_last(gap: re.Match[str]) -> str:
    """Return the breaks of a gap and then its switches, which hold from the next line on."""
    return "".join(sorted(gap.group().replace(" ", ""), key=lambda char: char != _BREAK))
