"""Reports made by hand for the goldens: what they say need not be what the judge would find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dedup.passages import (
    Aligned,
    Article,
    ArticleInfo,
    Cluster,
    Condensed,
    Conflict,
    Coverage,
    Cut,
    CutStatus,
    Direction,
    FactKind,
    Flag,
    Loss,
    Match,
    Passage,
    Relation,
    Report,
    Role,
    Span,
    Tool,
)
from dedup.stages.verify import cut_out, slices
from dedup.words import count

APPLIED = (CutStatus.SAFE, CutStatus.BOILERPLATE)
TOOL = Tool("dedup", "0.0.0", {"encoder": "none", "judge": "none"}, {"keep": "most-facts"})

BREAD = (
    "Bakers in Lom Shut Their Ovens",
    "The bakers of Lom have shut their ovens over the price of flour, the guild said.",
    "All nineteen bakers of Lom shut their ovens on Thursday because the mill at Ostra has doubled the price of flour, "
    "the guild’s warden, Edda Kroon, told reporters.",
    "A loaf that cost 3.20 crowns in May now costs 4.80 crowns.",
    "A loaf that cost 3.20 crowns in May now costs 5.80 crowns.",
    "The warden says that the mill's owner has not answered three letters.",
    "The warden says that the mill’s owner has not answered three letters.",
    "Since the spring the owner of the mill has left three letters of the warden without a reply.",
    "Nobody knows how long the ovens will stay cold [or who will pay].",
    "Share this page",
)
HOSTILE = (
    "The harbour at \u5927\u962a was closed for two days, 3 km of quay under water.",
    "The harbour at \u5927\u962a was \u202eshut\u202c for two days\x1b[31m, 4 km of quay under water.",
    "Cafe\u0301 owners on the quay \u2014 \U0001f468\u200d\U0001f373 and waiters \u2014 lost a week\u2019s takings.",
    "Caf\u00e9 owners on the quay - \U0001f468\u200d\U0001f373 and waiters - lost a week's takings.",
)

MARKUP = (
    "# Heading <script>alert(1)</script> & <b>bold</b>",
    "- The mill</p></main></style> paid *5* crowns to @lom/guild, see #12 and [the bill](javascript:alert`1`) {{ 7*7 }}.",
    "1. The mill <img src=x onerror=alert(1)> paid *6* crowns to @lom/guild, see #12 and [the bill](http://a.example/) {0}.",
    '::error file=x,line=1::The "owner" of www.mill.example & sons: 100%0A sure, `code` ``` and ~~struck~~ $x$ _so_.',
    "::error file=x,line=1::The 'owner' of www.mill.example & sons: 100%0A sure, `code` ``` and ~~struck~~ $x$ _so_.",
    "![Share](https://a.example/pixel.png) me@a.example <!-- --> &lt;i&gt; </textarea><svg onload=alert(1)>",
)


def passages(texts: Sequence[str], roles: dict[int, Role] | None = None) -> tuple[str, tuple[Passage, ...]]:
    """Return an article of one passage a line, and its passages."""
    found: list[Passage] = []
    at = 0
    for n, text in enumerate(texts):
        role = (roles or {}).get(n, Role.PROSE)
        found.append(Passage(n, at, at + len(text), n + 1, role, (), text))
        at += len(text) + 1
    return "\n".join(texts) + "\n", tuple(found)


def match(a: int, b: int, relation: Relation, score: float, *, cover: tuple[float, float] = (0.9, 0.9)) -> Match:
    """Return a match of two passages without spans."""
    return Match(
        a, b, relation, Direction.BOTH, score, score >= 0.5, 0.8, 0.7, Coverage(*cover), (Aligned(0, 5, 0, 5),), ()
    )


def report(
    texts: Sequence[str],
    matches: Sequence[Match] = (),
    clusters: Sequence[tuple[str, tuple[int, ...], float]] = (),
    cuts: Sequence[Cut] = (),
    *,
    path: str = "bread.txt",
    roles: dict[int, Role] | None = None,
    flags: dict[int, tuple[Flag, ...]] | None = None,
) -> Report:
    """Return a report of one passage a line with its condensed text as `check` would make it."""
    text, found = passages(texts, roles)
    found = tuple(replace(passage, flags=(flags or {}).get(passage.id, ())) for passage in found)
    gone = {cut.passage for cut in cuts if cut.status in APPLIED}
    kept = cut_out(text, slices(text, found, gone))
    groups = tuple(
        Cluster(n, label, members, tuple(m for m in members if m not in gone), weakest, "")
        for n, (label, members, weakest) in enumerate(clusters)
    )
    article = Article(text)
    return Report(
        1,
        TOOL,
        ArticleInfo(article.sha256[:12], "", path, article.sha256, count(text), "en"),
        found,
        tuple(matches),
        groups,
        tuple(cuts),
        Condensed(kept, count(text), count(kept), verified=True),
    )


def bread() -> Report:
    """Return a report with every relation, every status, a group of three and boilerplate."""
    _, found = passages(BREAD)
    clash = Conflict(
        FactKind.NUMBER,
        "4.80 crowns",
        "5.80 crowns",
        span_of(found[3], "4.80 crowns"),
        span_of(found[4], "5.80 crowns"),
    )
    matches = [
        match(1, 2, Relation.SUMMARY, 0.31, cover=(0.93, 0.28)),
        replace(match(3, 4, Relation.CONFLICT, 0.08), conflicts=(clash,)),
        match(5, 6, Relation.IDENTICAL, 1.0, cover=(1.0, 1.0)),
        match(5, 7, Relation.PARAPHRASE, 0.74, cover=(0.81, 0.7)),
        match(6, 7, Relation.PARAPHRASE, 0.74, cover=(0.81, 0.7)),
        match(1, 8, Relation.SUMMARY, 0.12, cover=(0.4, 0.3)),
    ]
    cuts = [
        Cut(1, CutStatus.REVIEW, (2,), (loss(found[1], "the guild said", "word"),)),
        Cut(3, CutStatus.KEEP_BOTH, (4,), ()),
        Cut(4, CutStatus.KEEP_BOTH, (3,), ()),
        Cut(6, CutStatus.SAFE, (5,), ()),
        Cut(7, CutStatus.REVIEW, (5,), (loss(found[7], "Since the spring", "date"), loss(found[7], "reply", "word"))),
        Cut(9, CutStatus.BOILERPLATE, (), ()),
    ]
    groups = [("A", (5, 6, 7), 0.74), ("B", (1, 2), 0.31)]
    roles = {0: Role.HEADING, 9: Role.BOILERPLATE}
    return report(BREAD, matches, groups, cuts, roles=roles, flags={8: (Flag.DANGLING,), 7: (Flag.HIDDEN,)})


def hostile() -> Report:
    """Return a report whose texts hold wide, combining, joined, bidi and escape characters."""
    _, found = passages(HOSTILE)
    clash = Conflict(FactKind.NUMBER, "3 km", "4 km", span_of(found[0], "3 km"), span_of(found[1], "4 km"))
    matches = [
        replace(match(0, 1, Relation.CONFLICT, 0.1), conflicts=(clash,)),
        match(2, 3, Relation.NEAR_DUPLICATE, 0.995, cover=(1.0, 0.999)),
    ]
    cuts = [
        Cut(0, CutStatus.KEEP_BOTH, (1,), ()),
        Cut(1, CutStatus.KEEP_BOTH, (0,), ()),
        Cut(3, CutStatus.SAFE, (2,), (loss(found[3], "waiters", "word"),)),
    ]
    return report(HOSTILE, matches, [("A", (2, 3), 0.995)], cuts, path="har\u202ebour.txt")


def markup() -> Report:
    """Return a report whose texts and name would be HTML, Markdown or commands, if somebody let them."""
    _, found = passages(MARKUP)
    clash = Conflict(FactKind.NUMBER, "5", "6", span_of(found[1], "5"), span_of(found[2], "6"))
    matches = [
        replace(match(1, 2, Relation.CONFLICT, 0.1), conflicts=(clash,)),
        match(3, 4, Relation.IDENTICAL, 1.0, cover=(1.0, 1.0)),
        match(0, 3, Relation.SUMMARY, 0.4),
    ]
    cuts = [
        Cut(1, CutStatus.KEEP_BOTH, (2,), ()),
        Cut(2, CutStatus.KEEP_BOTH, (1,), ()),
        Cut(4, CutStatus.SAFE, (3,), (loss(found[4], "www.mill.example", "word"),)),
        Cut(5, CutStatus.BOILERPLATE, (), ()),
    ]
    roles = {0: Role.HEADING, 5: Role.BOILERPLATE}
    made = report(MARKUP, matches, [("A", (3, 4), 1.0)], cuts, path='"><b>a, b:c%0A.txt', roles=roles)
    notes = ("a note: <i>“{0}”</i> [here](1)",)
    return replace(made, article=replace(made.article, language='en"><script>'), notes=notes)


def nothing() -> Report:
    """Return a report of an article that tells nothing twice."""
    return report(BREAD[1:3], path="clean.txt")


MADE = {"bread": bread, "hostile": hostile, "markup": markup, "nothing": nothing}


def span_of(passage: Passage, words: str) -> Span:
    """Return where the words stand in the article."""
    start = passage.start + passage.text.index(words)
    return Span(start, start + len(words))


def loss(passage: Passage, words: str, kind: str) -> Loss:
    """Return the loss of these words of a passage."""
    return Loss(kind, words, *span_of(passage, words))
