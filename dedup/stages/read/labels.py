"""What an element of a page says of the text inside it: navigation, forms, comments, captions, quotations, headings.

A label never removes anything. Boilerplate is left out of the condensed text, so in doubt there is no label: prose in a
loosely labelled place (an aside, a box of related stories) stays prose, and an element that holds the article itself
is not labelled whatever it is called.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from dedup.passages import Role
from dedup.stages.read.hiding import names_of


class Label(NamedTuple):
    """A role; `firm` means that even whole sentences inside have it and that nothing inside is labelled otherwise.

    Where it is not firm, `points` speak for boilerplate, and the text decides with them (weigh.py).
    """

    role: Role | None = None
    firm: bool = False
    points: float = 0.0


NOTHING = Label()
_BOILERPLATE = Label(Role.BOILERPLATE, firm=True)
_PERHAPS = Label(Role.BOILERPLATE, points=2.0)
_HINT = Label(Role.BOILERPLATE, points=1.2)  # inside the article, a sentence stays prose
_BESIDE = Label(Role.BOILERPLATE, points=1.5)  # an aside may hold the article's key points
_QUOTE = Label(Role.QUOTE)
_CAPTION = Label(Role.CAPTION)

_BY_TAG = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Label(Role.HEADING)),
    "blockquote": _QUOTE,
    "figcaption": _CAPTION,
    "caption": _CAPTION,
    **dict.fromkeys(("nav", "footer", "form", "button", "menu", "dialog", "search"), _BOILERPLATE),
    "aside": _BESIDE,
    "header": _PERHAPS,
}
_BY_ARIA_ROLE = {
    **dict.fromkeys(("navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar"), _BOILERPLATE),
    **dict.fromkeys(("banner", "complementary"), _PERHAPS),
    "heading": Label(Role.HEADING),
}
# Words of class names and ids. Each is common on news pages for exactly this.
_BY_WORD = {
    **dict.fromkeys(
        "nav navbar navigation submenu breadcrumb breadcrumbs pagination pager footer colophon copyright cookie "
        "cookies consent gdpr newsletter newsletters subscribe subscription signup paywall share sharing sharebar "
        "shares "
        "sharedaddy addthis social comment comments commentlist respond disqus advert adverts advertisement "
        "advertising ad ads adsbygoogle sponsored login skiplink toolbar".split(),
        _BOILERPLATE,
    ),
    **dict.fromkeys(
        "menu sidebar related recommended recommendations trending popular recirc promo promos outbrain taboola "
        "popup modal banner masthead tags".split(),
        _PERHAPS,
    ),
    **dict.fromkeys(
        "author authors bio biography byline bylines dateline timestamp cta donation donations donate disclosure "
        "disclaimer textwidget widgettitle teaser teasers carousel playlist ticker topics toc secondary overlay sponsor "
        "readmore catlinks navbox editsection printfooter meta".split(),
        _HINT,
    ),
    **dict.fromkeys(("pullquote", "blockquote"), _QUOTE),
    **dict.fromkeys(("caption", "figcaption", "credit", "credits"), _CAPTION),
}
_FIRST_WINS = (Role.QUOTE, Role.CAPTION)  # an aside of class "pullquote" is a quotation
# Class names that tell the subject or the state of the page: "tag-cookies", "has-sidebar", "no-comments".
_NOT_A_PLACE = re.compile(
    r"(?:tag|category|cat|topic|post(?=[-_]\d)|has|is|no|not|js|with|without|hide|show)[-_]", re.IGNORECASE
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NEVER_BY_NAME = frozenset({"html", "body", "main", "article"})
# Inside a sentence, a link of class "newsletter-link" is a word of the sentence.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small span strike "
    "strong sub sup time tt u var wbr br".split()
)
_SURELY = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "caption", "blockquote", "button"})
_MOST_OF_PAGE = 0.6


def label_of(element: etree._Element, inside: Label, *, in_article: bool) -> Label:
    """Return what holds for the text of `element`, which stands `inside` a place and perhaps in the article itself."""
    if inside.firm:
        return inside
    own = _own_label(element)
    if own is NOTHING or (element.tag == "header" and in_article):
        return inside
    if element.tag == "footer" and inside.role is Role.QUOTE:
        return inside
    return own


def overreaching(root: etree._Element) -> frozenset[etree._Element]:
    """Return the labelled elements that hold the headline, the article or most of the page: their labels are wrong."""
    sizes: list[tuple[etree._Element, int, bool]] = []
    open_sizes, open_holds = [0], [False]
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            open_sizes[-1] += len((element.tail or "").strip())
            continue
        if event == "start":
            open_sizes.append(len((element.text or "").strip()))
            open_holds.append(element.tag in {"h1", "main"})
            continue
        size, holds = open_sizes.pop(), open_holds.pop()
        if element.tag not in _SURELY and _own_label(element) is not NOTHING:
            sizes.append((element, 0 if element.tag == "nav" else size, holds))
        open_sizes[-1] += size + len((element.tail or "").strip())
        open_holds[-1] = open_holds[-1] or holds
    most = _MOST_OF_PAGE * open_sizes[0]
    return frozenset(element for element, size, holds in sizes if holds or size > most)


def _own_label(element: etree._Element) -> Label:
    tag = element.tag
    if tag in _INLINE:
        return NOTHING
    named = NOTHING if tag in _NEVER_BY_NAME else _by_name(f"{names_of(element)} {element.get('id', '')[:200]}")
    if named.role in _FIRST_WINS or (tag == "aside" and named is not NOTHING):
        return named
    return _BY_TAG.get(tag) or _BY_ARIA_ROLE.get(element.get("role", "").lower()) or named


def _by_name(names: str) -> Label:
    found = [
        _BY_WORD[word.lower()]
        for name in names.split()
        if not _NOT_A_PLACE.match(name)
        for word in _WORDS.findall(name)
        if word.lower() in _BY_WORD
    ]
    firm = [label for label in found if label.firm]
    return (firm or found or [NOTHING])[0]
