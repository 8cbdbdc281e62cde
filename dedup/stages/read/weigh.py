"""Which blocks of a page are page furniture: a sum of readable reasons, none of which removes anything.

The body of the page is the smallest element that holds most of its prose. Doubt means prose: boilerplate is left out of
the condensed text. The points were set on one half of 132 real news pages (benchmarks.html).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from dedup.passages import Flag, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile("[.!?\u2026\u3002\u0964][\"'\u201d\u2019)\\]]*$")
_SENTENCE = re.compile("[.!?\u2026\u3002\u0964]")
_PROSE_CHARACTERS = 80  # a block of prose; menus, teasers and buttons are mostly shorter
_PROSE_LINKED = 0.5  # of its letters
_BODY_SHARE = 0.7  # of the prose of an element stands in one inside it: then that one is looked at
_SECOND_BODY = 0.15  # of the body's prose in one box beside it: then that box is body too
_DOUBT = 0.3  # what prose counts that is hidden, or in a box whose name speaks for furniture
_LEAVES = frozenset("p li dd dt blockquote pre td th h1 h2 h3 h4 h5 h6 figure".split())
_LINKED = 0.8  # of the letters of a block that is hardly more than links
_ALL_LINKED = 0.95
_LONG_LINK = 40  # words
_SHORT_SENTENCE = 8
_LONG_SENTENCE = 20
_SHORT_BYLINE = 14
_BYLINE = re.compile(r"^(?:by|von|par|por|updated|published|posted)\b|\b(?:19|20)\d\d\b|\b\d?\d:\d\d\b", re.IGNORECASE)
AT_LEAST = 1.0
"""So many points make a block boilerplate."""


class Found(NamedTuple):
    """A block of the page: its text, what the markup says of it, and where in the tree it stands."""

    text: str
    role: Role | None
    hidden: bool
    off: bool
    node: int = 0
    linked: float = 0.0  # share of its letters inside links
    firm: bool = False  # the markup says boilerplate, whatever the text is
    suspect: float = 0.0  # points for the name of what it stands in
    suspect_node: int = 0  # the element of that name

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Return the flags that the page gives the block."""
        return (Flag.HIDDEN,) * self.hidden + (Flag.OFF,) * self.off


@dataclass
class Tree:
    """The elements of a page in document order; element 0 is what holds them all."""

    parents: list[int] = field(default_factory=lambda: [0])
    marks: list[str] = field(default_factory=lambda: [""])  # tag and classes
    tags: list[str] = field(default_factory=lambda: [""])

    def add(self, parent: int, tag: str, names: str) -> int:
        """Return the number of a new element."""
        self.parents.append(parent)
        self.tags.append(tag)
        self.marks.append(f"{tag}.{names}")
        return len(self.parents) - 1

    def sums(self, own: Sequence[float]) -> list[float]:
        """Return for each element the sum of a figure over it and all it holds."""
        total = list(own)
        for node in range(len(total) - 1, 0, -1):
            total[self.parents[node]] += total[node]
        return total

    def last(self) -> list[int]:
        """Return for each element the last one that it holds."""
        last = list(range(len(self.parents)))
        for node in range(len(last) - 1, 0, -1):
            parent = self.parents[node]
            last[parent] = max(last[parent], last[node])
        return last


class Body(NamedTuple):
    """Where the article stands: ranges of elements, in order; the kinds of its paragraphs; the elements around it."""

    ranges: tuple[tuple[int, int], ...]
    likes: frozenset[str]
    around: frozenset[int] = frozenset()

    def holds(self, node: int) -> bool:
        """Return whether an element is part of the body."""
        return any(first <= node <= last for first, last in self.ranges)

    def inside(self, node: int) -> bool:
        """Return whether the body stands inside an element, whose name then says nothing of it."""
        return node in self.around

    def before(self, node: int) -> bool:
        """Return whether an element stands before the body."""
        return bool(self.ranges) and node < self.ranges[0][0]


def with_furniture(found: Sequence[Found], tree: Tree) -> list[Found]:
    """Return the blocks with role boilerplate where enough speaks for it."""
    body = _body(found, tree)
    headline = next((n for n, block in enumerate(found) if tree.tags[block.node] == "h1"), len(found))
    furniture = [
        block.firm or sum(reasons(block, body, tree, headed=n > headline).values()) >= AT_LEAST
        for n, block in enumerate(found)
    ]
    _head_by_head(found, furniture, headline, body)
    return [
        block._replace(role=Role.BOILERPLATE) if is_furniture else block
        for block, is_furniture in zip(found, furniture, strict=True)
    ]


def _head_by_head(found: Sequence[Found], furniture: list[bool], headline: int, body: Body) -> None:
    """Let headings be what they head: furniture if there is nothing else up to the next one, text if text follows.

    Text follows where it stands in the same box of the body, whose name speaks for furniture but not loudly enough.
    """
    only = False  # whether all that stands between here and the next heading or the end is furniture
    for n in range(len(found) - 1, headline, -1):
        block, after = found[n], found[n + 1] if n + 1 < len(found) else None
        if furniture[n] and block.role is Role.HEADING and after and block.suspect_node and body.holds(block.node):
            furniture[n] = block.firm or furniture[n + 1] or after.suspect_node != block.suspect_node
        if furniture[n]:
            only = only or after is None or (after.role is Role.HEADING and not furniture[n + 1])
        else:
            furniture[n] = only and block.role is Role.HEADING
            only = furniture[n]


def reasons(block: Found, body: Body, tree: Tree, *, headed: bool) -> dict[str, float]:
    """Return what speaks for a block being furniture (above 0) and against it (below)."""
    words = len(_WORD.findall(block.text))
    inside = body.holds(block.node) or not body.ranges
    said = {} if body.inside(block.suspect_node) else {"named": block.suspect}
    said |= _by_sentence(block, words)
    if not inside:
        before = body.before(block.node)
        said["outside"] = 0.5 if before and headed else 1.5
        if _mark(tree, block.node) in body.likes:
            said["like the body"] = -1.5
        if words <= _SHORT_BYLINE and _BYLINE.search(block.text):
            said["byline"] = 0.5
    if block.linked > _LINKED and words <= _LONG_LINK:
        said["links"] = _for_links(block, tree.tags[block.node], inside, headed and body.before(block.node))
    if block.role in {Role.CAPTION, Role.QUOTE}:
        said["caption or quotation"] = -1.0
    if tree.tags[block.node] == "h1" and (inside or body.before(block.node)):
        said["headline"] = -3.0
    return said


def _for_links(block: Found, tag: str, inside: bool, under_headline: bool) -> float:
    """Return the points of a block that is hardly more than links."""
    if inside:  # a paragraph that is nothing but a link leads elsewhere; a list of links may be the article's own
        return (
            1.0 if tag in {"p", "div"} and block.linked > _ALL_LINKED and not _SENTENCE_END.search(block.text) else 0.5
        )
    return 0.4 if under_headline and block.role is Role.HEADING else 1.0


def _by_sentence(block: Found, words: int) -> dict[str, float]:
    if words < _SHORT_SENTENCE or not _SENTENCE_END.search(block.text):
        return {}
    return {"prose": -1.5} if words >= _LONG_SENTENCE else {"sentence": -1.0}


def _prose(block: Found) -> float:
    """Return the letters of a block that count as prose."""
    if block.firm or block.linked > _PROSE_LINKED or len(block.text) < _PROSE_CHARACTERS:
        return 0.0
    doubt = (_DOUBT if block.suspect >= AT_LEAST else 1.0) * (_DOUBT if block.hidden else 1.0)
    return len(block.text) * (1 - block.linked) * doubt if _SENTENCE.search(block.text) else 0.0


def _body(found: Sequence[Found], tree: Tree) -> Body:
    own = [0.0] * len(tree.parents)
    for block in found:
        own[block.node] += _prose(block)
    total = tree.sums(own)
    if not total[0]:
        return Body((), frozenset())
    children: dict[int, list[int]] = {}
    for node in range(1, len(total)):
        if total[node]:
            children.setdefault(tree.parents[node], []).append(node)
    root, beside, around = 0, [], {0}
    while inner := children.get(root):
        best = max(inner, key=lambda node: (total[node], -node))
        if total[best] < _BODY_SHARE * total[root] or tree.tags[best] in _LEAVES:
            break
        beside += [node for node in inner if node != best]
        root = best
        around.add(root)
    last = tree.last()
    roots = sorted([root, *(node for node in beside if total[node] >= _SECOND_BODY * total[root])])
    ranges = tuple((node, last[node]) for node in roots)
    body = Body(ranges, frozenset(), frozenset(around))
    likes: dict[str, float] = {}
    for block in found:
        if body.holds(block.node):
            mark = _mark(tree, block.node)
            likes[mark] = likes.get(mark, 0) + _prose(block)
    return body._replace(likes=frozenset(mark for mark, size in likes.items() if size > 0.3 * total[root]))


def _mark(tree: Tree, node: int) -> str:
    """Return the kind of a block: its element and the one around it, with their classes."""
    return f"{tree.marks[tree.parents[node]]} > {tree.marks[node]}"
