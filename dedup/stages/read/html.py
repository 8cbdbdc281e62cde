"""HTML to text: every visible block in reading order, none dropped, with what the markup says of each.

Extractors of the main content remove repeated blocks, and repeats are what is looked for; so the tree is walked here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from dedup.errors import InputError
from dedup.passages import Article, Block, Flag, Role
from dedup.stages.read.labels import NOTHING, Label, label_of, overreaching
from dedup.stages.read.switch import OFF, SWITCHES, part_of, still_off, switch_of, without_switches

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
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_BLANK_LINES = re.compile(r"\r?\n(?:[ \t]*\r?\n)+")
_SENTENCE_END = re.compile("[.!?\u2026][\"'\u201d\u2019)\\]]*$")
_GAP = re.compile(f"[ \u2028{SWITCHES}]*\u2028[ \u2028{SWITCHES}]*")  # around a <br>, the switches among it
_RUN = re.compile(f"(?:[{SWITCHES}] ?)*([{SWITCHES}] ?)")  # of switches, of which the last counts
_BREAK = "\u2028"  # <br> while a block is collected; a U+2028 in the page's own text means the same
_CELL = "\u2029"  # the edge of a table cell
_SHORT_ROW = 400  # characters; a longer row is a layout table and its cells hold paragraphs
_SHORT_LINE = 60  # characters; lines this long that all end a sentence are paragraphs parted by single <br>


class _Place(NamedTuple):
    """What holds for the text inside an element."""

    label: Label = NOTHING
    hidden: bool = False
    verbatim: bool = False
    row: bool = False  # in a row of a data table, where paragraphs do not part


class _Found(NamedTuple):
    text: str
    role: Role | None
    hidden: bool
    off: bool

    @property
    def flags(self) -> tuple[Flag, ...]:
        return (Flag.HIDDEN,) * self.hidden + (Flag.OFF,) * self.off


def read_html(markup: str, shown: str) -> Article:
    """Return all visible text of a page, its blocks parted by blank lines, with title, date, site and language."""
    root = _parsed(markup, shown)
    if root is None:
        return Article(text="")
    collected = _Collected()
    found = list(_walk(root, collected))
    blocks: list[Block] = []
    at = 0
    for block in found:
        blocks.append(Block(at, at + len(block.text), block.role, block.flags))
        at += len(block.text) + 2
    return Article(
        text="\n\n".join(block.text for block in found),
        title=_meta(root, "og:title") or _line(root.findtext(".//title") or ""),
        source=_meta(root, "og:site_name"),
        date=_meta(root, "article:published_time", "datePublished", "dc.date", "dcterms.date", "date", "pubdate"),
        language=root.get("lang", ""),
        blocks=tuple(blocks),
        notes=(still_off(collected.off_since),) if collected.off_since else (),
    )


def _parsed(markup: str, shown: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_pis=True)
    try:
        root = etree.fromstring(without_switches(markup).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None  # nothing that could be a page: white space, or comments only
    if any("depth" in entry.message.lower() for entry in parser.error_log):  # the parser has dropped all that is deeper
        raise InputError(f"{shown} nests its tags more than 2,000 deep; save the article as plain text")
    return root


def _walk(root: etree._Element, collected: _Collected) -> Iterator[_Found]:
    wrong = overreaching(root)
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
            places.append(_place(element, places[-1], trusted=element not in wrong, in_article=articles > 0))
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
    hidden = outer.hidden or element.get("hidden") is not None or bool(_HIDING.search(element.get("style", "")))
    label = label_of(element, outer.label, in_article=in_article) if trusted else outer.label
    row = outer.row or (tag == "tr" and _is_data_row(element))
    return _Place(label, hidden, outer.verbatim or tag in _VERBATIM, row)


def _is_data_row(row: etree._Element) -> bool:
    size = 0
    for inner in row.iter():
        if inner.tag in {"table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}:
            return False
        size += len("" if isinstance(inner, etree._Comment) else inner.text or "") + len(inner.tail or "")
        if size > _SHORT_ROW:
            return False
    return True


class _Collected:
    """The text of the block that is being walked; hidden words inside a visible paragraph become a block after it."""

    def __init__(self) -> None:
        self._visible: list[str] = []
        self._hidden: list[str] = []
        self._off = False  # at the beginning of the block
        self.off_since = 0  # the line of the switch that nothing has switched on again

    def switch(self, comment: Any) -> None:
        """Take note of a comment that switches comparing off or on."""
        mark = switch_of(comment.text or "")
        self._visible.append(mark)
        self._hidden.append(mark)
        if mark:
            self.off_since = (self.off_since or comment.sourceline or 1) if mark == OFF else 0

    def add(self, text: str | None, place: _Place) -> None:
        if text:
            pieces = self._hidden if place.hidden else self._visible
            pieces.append(text if place.verbatim else _SPACES.sub(" ", text))

    def edge(self, tag: str, place: _Place) -> Iterator[_Found]:
        """Take note that an element begins or ends here, and give back the block that this completes."""
        if tag == "br":
            self.add("\n" if place.verbatim else _BREAK, place)
        elif tag in {"td", "th"}:
            self.add(_CELL, place)
        elif place.row and tag in _BLOCKS and tag != "tr":
            self.add(" ", place)
        elif tag in _BLOCKS:
            yield from self.flush(place)

    def flush(self, place: _Place) -> Iterator[_Found]:
        before = self._off
        for pieces, hidden in ((self._visible, False), (self._hidden, True)):
            text = "".join(pieces)
            pieces.clear()
            off = before
            for paragraph in _verbatim(text) if place.verbatim else _paragraphs(text):
                part = part_of(paragraph, off=off)
                off = part.after
                if said := part.text.strip("\r\n" if place.verbatim else None):
                    yield _Found(said, _role(place.label, said), hidden, part.off)
            self._off = off


def _role(label: Label, paragraph: str) -> Role | None:
    if label.role is Role.BOILERPLATE and not label.firm:
        prose = len(paragraph.split()) >= label.fewest and _SENTENCE_END.search(paragraph)
        return None if prose else label.role
    return label.role


def _verbatim(text: str) -> list[str]:
    return [part.strip("\r\n").rstrip() for part in _BLANK_LINES.split(text) if part.strip()]


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a block: two <br> part them; one <br> is a line, unless all lines are whole paragraphs.

    The cells of a table's row are parted by tabs.
    """
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


def _meta(root: etree._Element, *names: str) -> str:
    """Return the content of the first of the named <meta> elements that has one."""
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("itemprop") or meta.get("name") or ""
        said.setdefault(name.lower(), _line(meta.get("content", "")))
    return next((said[name.lower()] for name in names if said.get(name.lower())), "")


def _line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
