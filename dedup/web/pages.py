"""The pages and the parts of pages: what a template is given. Everything that is put in is escaped."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import jinja2
from markupsafe import Markup

from dedup import __version__
from dedup.editing import Choice, Kind, Question
from dedup.exclusions import Exclusions
from dedup.passages import Relation
from dedup.stages.report import told_elsewhere
from dedup.stages.report.compared_page import comparison_page
from dedup.stages.report.desk import Desk as View, Detail, Item
from dedup.stages.report.display import visible
from dedup.stages.report.html import environment
from dedup.stages.report.plot import Plot, plot_of
from dedup.stages.report.told_elsewhere import Occurrence
from dedup.stages.report.view import Shown
from dedup.stages.report.wording import many, percent
from dedup.web.desk import MODES, Compared, Desk, Entry
from dedup.web.words import WORDS, said

EXPORTS = ("docx", "text", "md", "html", "json")
COMPARED_EXPORTS = ("html", "text", "md", "json", "pan")
KEYS = (
    ("j", "next"), ("k", "before"), ("a", "cut"), ("s", "other"), ("x", "both"), ("u", "undo"), ("r", "redo"),
    ("o", "open"), ("Shift A", "safe"), ("1 – 4", "tab"), ("e", "export"), ("?", "help"),
)  # fmt: skip
COMPARED_KEYS = (("j", "next"), ("k", "before"), ("o", "place"), ("d", "decide"), ("e", "export"), ("?", "help"))
SECTIONS = {
    Kind.CONFLICT: "conflicts",
    Kind.ELSEWHERE: "elsewhere",
    Kind.GROUP: "groups",
    Kind.LOOSE: "loose_items",
    Kind.BOILERPLATE: "boilerplate",
}


def inert(data: Any) -> Markup:
    """Return data as JSON that can stand in a script element: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=True, sort_keys=True)
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


@dataclass(frozen=True)
class Section:
    """The questions of one kind."""

    title: str
    items: tuple[Item, ...]
    lead: str = ""


@dataclass(frozen=True)
class Pages:
    """Renders pages. `token` is what a page sends with each request that changes something, `archive` an archive's name."""

    token: str
    archive: str = ""

    @cached_property
    def _templates(self) -> jinja2.Environment:
        made = environment()
        assert made.loader is not None
        made.loader = jinja2.ChoiceLoader([jinja2.PackageLoader("dedup.web"), made.loader])
        made.globals |= {
            "w": WORDS,
            "said": said,
            "modes": MODES,
            "keys": KEYS,
            "compared_keys": COMPARED_KEYS,
            "version": __version__,
        }
        made.globals |= {"archive": self.archive}
        return made

    def warm_up(self) -> None:
        """Compile the templates before someone waits for them."""
        for name in ("start.html", "desk.html", "detail.html", "elsewhere.html", "compare.html"):
            self._templates.get_template(name)

    def _page(self, template: str, data: dict[str, Any], /, **values: Any) -> str:
        data = {"token": self.token, "version": __version__, **data}
        return self._templates.get_template(template).render(data=inert(data), words=inert(dict(WORDS)), **values)

    def start(self, mode: str, example: str, job: dict[str, object] | None = None) -> str:
        """Return the page on which an article is pasted or opened; with a job it waits for that first."""
        return self._page("start.html", {"job": job} if job else {}, mode=mode, example_json=inert(example))

    def desk(self, desk: Desk) -> str:
        """Return the page on which an article is decided on."""
        view = desk.view
        sections = sections_of(desk, view)
        title, share = view.told_twice()
        data: dict[str, Any] = {"id": desk.id, "state": desk.state(), "name": view.view.name(), "mode": desk.mode}
        return self._page(
            "desk.html", data, desk=desk, view=view, sections=sections, headline=title, share=share, map=map_of(view),
            exports=EXPORTS, left_out=desk.now.left_out, nothing=Exclusions(), state=desk.state(),
            passages=passages_of(desk, view), publishers=publishers_of(desk), searched=searched(desk),
        )  # fmt: skip

    def detail(self, desk: Desk, key: str) -> str:
        """Return one question in full: both sides, why, and what each choice loses."""
        asked = desk.editing.questions[key]
        if asked.told:
            return self._templates.get_template("elsewhere.html").render(
                occurrences=occurrences_of(desk, asked), lost=desk.view.loss(asked.passage, desk.editing.cut_elsewhere(key)),
                choice=str(desk.now.choices.made.get(key, "")), note=noted(desk, key), clashes=asked.status == "keep_both",
                origin=desk.look.origin if desk.look else "archive", sure=how_sure_elsewhere(desk, asked),
            )  # fmt: skip
        return self._templates.get_template("detail.html").render(
            asked=asked, detail=detail_of(desk, asked), choice=str(desk.now.choices.made.get(key, "")),
            note=noted(desk, key),
        )  # fmt: skip

    def why(self, desk: Desk, key: str) -> str:
        """Return what a verdict rests on; it takes a moment, so it is asked for when it is opened."""
        asked = desk.editing.questions[key]
        texts = {passage.id: passage.text for passage in desk.editing.report.passages}
        if asked.told:
            one, other = texts[asked.passage], desk.editing.told_by(key)[0].text
        else:
            match = desk.editing.matches[key]
            one, other = texts[match.a], texts[match.b]
        found = desk.detector.explain(one, other, together=False)
        return self._templates.get_template("why.html").render(why=desk.view.why(found))

    def trail(self, desk: Desk) -> str:
        """Return the audit trail."""
        return self._templates.get_template("trail.html").render(lines=[*map(visible, trail_lines(desk.trail))])

    def compared(self, found: Compared) -> str:
        """Return the page of two articles."""
        page = comparison_page([found.comparison])
        data = {"id": found.id, "name": page.title}
        return self._page(
            "compare.html", data, found=found, page=page, view=page.comparisons[0], exports=COMPARED_EXPORTS
        )

    def calibrate(self, desk: Desk, pairs: list[dict[str, str]]) -> str:
        """Return the page on which pairs are judged."""
        data = {"id": desk.id, "pairs": len(pairs), "labels": desk.labels, "at": desk.detector.settings.reported_at}
        return self._page("calibrate.html", data, desk=desk, pairs=pairs, name=desk.view.telling.name)

    def lost(self, told: str) -> str:
        """Return the page that says why there is no other."""
        return self._page("lost.html", {}, told=told)


def sections_of(desk: Desk, view: View) -> tuple[Section, ...]:
    """Return the questions by kind, in their order."""
    by_kind: dict[Kind, list[Item]] = {}
    for asked in desk.editing.questions.values():
        by_kind.setdefault(asked.kind, []).append(item_of(desk, view, asked))
    return tuple(
        Section(WORDS[_heading(desk, kind)], tuple(items), told_share(desk) if kind is Kind.ELSEWHERE else "")
        for kind, items in by_kind.items()
    )


def _heading(desk: Desk, kind: Kind) -> str:
    """Return the name of the heading above the questions of a kind."""
    return f"told_{desk.look.origin}" if kind is Kind.ELSEWHERE and desk.look else SECTIONS[kind]


def told_share(desk: Desk) -> str:
    """Return how much of the article other articles tell, with the words that is a share of."""
    told = {one.passage for one in desk.editing.elsewhere if one.match.duplicate}
    figures = desk.view.telling.figures
    words, of = sum(figures.words[n] for n in told), figures.content_words
    if not words:
        return ""
    articles = len({one.article for one in desk.editing.elsewhere if one.match.duplicate})
    key = f"share_{desk.look.origin if desk.look else 'archive'}"
    return said(
        key, words=f"{words:,}", of=f"{of:,}", share=percent(words / max(1, of)), articles=many(articles, "article")
    )


def searched(desk: Desk) -> str:
    """Return in how many articles of the archive was looked, or "" where there is none."""
    if desk.look is None or desk.look.origin != "archive":
        return ""
    before = desk.before(desk.now.left_out)
    return said("searched", articles=many(before.searched, "article"))


def publishers_of(desk: Desk) -> list[dict[str, Any]]:
    """Return the sources of the archive that tell something of the article, those most often first; left out or not."""
    if desk.look is None or desk.look.origin != "archive":
        return []
    left_out = desk.now.left_out
    passages: dict[tuple[str, str], set[int]] = {}
    for one in (*desk.before().told, *desk.before(left_out).told):
        passages.setdefault((one.source, "" if one.source else one.article), set()).add(one.passage)
    for source in left_out.sources:
        passages.setdefault((source, ""), set())
    for article in left_out.articles:
        passages.setdefault(("", article), set())
    rows = [
        {
            "source": source, "article": article, "name": visible(source or article), "passages": len(ids),
            "out": source in left_out.sources if source else article in left_out.articles,
        }
        for (source, article), ids in passages.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["passages"], row["name"]))


def passages_of(desk: Desk, view: View) -> tuple[Shown, ...]:
    """Return the article, passage by passage, with the signs of what is told elsewhere."""
    signs = {
        asked.passage: told_elsewhere.badge(n, asked.passage, desk.editing.told_by(asked.key))
        for n, asked in enumerate(_told(desk), 1)
    }
    return tuple(
        replace(shown, badges=(signs[n], *shown.badges), look=shown.look or signs[n].look) if n in signs else shown
        for n, shown in zip((p.id for p in view.report.passages), view.passages, strict=True)
    )


def _told(desk: Desk) -> list[Question]:
    return [asked for asked in desk.editing.questions.values() if asked.told]


def occurrences_of(desk: Desk, asked: Question) -> list[Occurrence]:
    """Return what other articles tell of a passage, each beside it."""
    passage = desk.view.telling.figures.passages[asked.passage]
    return [told_elsewhere.occurrence(desk.view.telling, passage, one) for one in desk.editing.told_by(asked.key)]


def how_sure_elsewhere(desk: Desk, asked: Question) -> str:
    """Return how sure it is that another article tells a passage, and how much of it."""
    one = desk.editing.told_by(asked.key)[0]
    equal = one.match.relation is Relation.IDENTICAL
    same = "sure_equal" if equal else "sure_elsewhere" if one.match.duplicate else "sure_part"
    key = "sure_clash" if one.clashes else same
    return said(key, sure=percent(one.match.score), covered=percent(one.match.coverage.a_in_b))


def item_of(desk: Desk, view: View, asked: Question) -> Item:
    """Return a question as it stands in the list."""
    if asked.told:
        told, number = desk.editing.told_by(asked.key), _told(desk).index(asked) + 1
        passage = view.telling.figures.passages[asked.passage]
        status = "in_conflict" if told[0].clashes else f"tag_{desk.look.origin}" if desk.look else "in_conflict"
        return told_elsewhere.item(view.telling, number, passage, told, WORDS[status])
    if asked.kind is Kind.BOILERPLATE:
        return view.furniture(asked.key, asked.passage)
    return view.item(asked.key, desk.editing.matches[asked.key], asked.passage, asked.status, asked.group)


def detail_of(desk: Desk, asked: Question) -> Detail:
    """Return a question in full."""
    view, editing, gone = desk.view, desk.editing, desk.now.choices.gone
    if asked.other is None:
        one = view.loss(asked.passage, editing.cut(asked.passage))
        return Detail(None, view.whole(asked.passage), one, None, "")
    match = editing.matches[asked.key]
    losses = (
        view.loss(asked.passage, editing.cut_for(asked.passage, asked.other, gone)),
        view.loss(asked.other, editing.cut_for(asked.other, asked.passage, gone)),
    )
    return Detail(view.pair(match, asked.group), (), *losses, view.how_sure(match))


def map_of(view: View) -> Plot:
    """Return the dot plot; each dot leads to its question."""
    return plot_of(view.telling, view.link)


def noted(desk: Desk, key: str) -> str:
    """Return the last note on a question."""
    return next((entry.note for entry in reversed(desk.trail) if entry.key == key and entry.note), "")


_DONE = {
    str(Choice.CUT): "Cut",
    str(Choice.KEEP_BOTH): "Kept",
    str(Choice.KEEP_OTHER): "Cut the other one,",
    "all_safe": "Cut, with all that is safe,",
    "take_back": "Left open again",
    "undo": "Undone",
    "redo": "Done again",
    "leave_out": "Left out",
    "mode": "Checked again, how sure",
}


def trail_lines(trail: list[Entry]) -> list[str]:
    """Return the audit trail in sentences."""
    return [_line(entry) for entry in trail]


def _line(entry: Entry) -> str:
    between = " and line " if entry.done == Choice.KEEP_BOTH else ", beside line "
    lines = f" line {between.join(map(str, entry.lines))}" if entry.lines else ""
    about = f" ({entry.relation.replace('_', ' ')}{_sure(entry.score)})" if entry.relation else ""
    why = f": {entry.why}" if entry.why else ""
    note = f". Note: {entry.note}" if entry.key else f": {entry.note.replace('_', ' ')}"
    told = f"{_DONE.get(entry.done, entry.done)}{lines}{about}{why}{note if entry.note else ''}"
    return f"{entry.at[11:19]} {told}. {entry.words_after:,} words stay."


def _sure(score: float | None) -> str:
    return "" if score is None else f", {percent(score)}"
