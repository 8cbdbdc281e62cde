"""From reports to what a page shows of them: a pure function, so that a file and a server can share the template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dedup.passages import Cluster, Conflict, Cut, CutStatus, Flag, Match, Passage, Relation, Report, Role, Span
from dedup.stages.report.diff import differing
from dedup.stages.report.display import visible
from dedup.stages.report.figures import Figures
from dedup.stages.report.pieces import Run, compared, plain
from dedup.stages.report.plot import plot_of
from dedup.stages.report.telling import KEEP_BOTH, NO_CUT, Telling, beginning, shown
from dedup.stages.report.view import (
    Again,
    ArticleView,
    Badge,
    Disagreement,
    Figure,
    Group,
    Kept,
    Link,
    Offer,
    PageView,
    Pair,
    Shown,
    Side,
)
from dedup.stages.report.wording import FLAG, KINDS, RELATION, listed, many, percent, quoted, sentence

TONES = 5
"""Colours of groups; the style of the border, of which there are 4, goes on at another pace: 20 looks."""
MOST_LINKS = 5
"""Links from a passage to others of its group; how many more there are is said."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_STATUS = {
    CutStatus.SAFE: "safe to cut",
    CutStatus.REVIEW: "for you to decide",
    CutStatus.KEEP_BOTH: "keep both",
    CutStatus.BOILERPLATE: "boilerplate",
}


def page_view(reports: Sequence[Report]) -> PageView:
    """Return what a page of these reports shows. Anchors of the n-th begin with `r` and n."""
    articles = tuple(View(Telling(report), f"r{n}").article() for n, report in enumerate(reports, 1))
    title = articles[0].name if len(articles) == 1 else f"{len(articles)} articles"
    return PageView(f"Told twice: {title}", articles)


def edited_view(report: Report, gone: frozenset[int], trail: Sequence[str]) -> PageView:
    """Return what a page shows of a report on which an editor has decided: what went, and her trail."""
    article = View(Telling(report, gone), "r1").article()
    article = replace(article, trail=tuple(map(visible, trail)))
    return PageView(f"Edited: {article.name}", (article,))


@dataclass(frozen=True)
class View:
    """One report as a page shows it; the anchors of its parts begin with `anchor`."""

    telling: Telling
    anchor: str

    @property
    def figures(self) -> Figures:
        """Return what is counted of the report."""
        return self.telling.figures

    def article(self) -> ArticleView:
        """Return all of it."""
        report, figures = self.telling.report, self.figures
        info, of = report.article, max(1, figures.content_words)
        boilerplate = figures.with_status(CutStatus.BOILERPLATE)
        return ArticleView(
            anchor=self.anchor,
            name=self.name(),
            subtitle=visible(info.path) if info.title.strip() and info.path not in {"", "-"} else "",
            language=self.language(),
            headline=self.telling.told_twice(),
            twice=round(100 * figures.told_twice / of, 2),
            part=round(100 * figures.told_in_part / of, 2),
            figures=self._summary(),
            notes=tuple(map(visible, report.notes)),
            conflicts=tuple(self.conflict(match) for match in figures.conflicts),
            groups=tuple(self._group(group) for group in figures.groups),
            loose=tuple(Link(sentence(self.telling.alike(m)), self._passage(max(m.a, m.b))) for m in figures.loose),
            boilerplate_title=self.telling.boilerplate(),
            boilerplate=tuple(self._left_out(cut) for cut in boilerplate),
            passages=tuple(map(self.shown, report.passages)),
            plot=plot_of(self.telling, self._link),
            condensed_title=self.telling.condensed().removeprefix("Condensed version: ").rstrip("."),
            shorter=bool(figures.gone),
            condensed=tuple(map(self._kept, report.passages)),
            made_by=visible(f"{report.tool.name} {report.tool.version}; text sha256 {info.sha256[:16]}"),
        )

    def name(self) -> str:
        """Return what the article is called."""
        return visible(" ".join(self.telling.report.article.title.split()) or self.telling.name)

    def language(self) -> str:
        """Return the language of the article as an attribute may have it, or ""."""
        language = self.telling.report.article.language
        return language if _LANGUAGE.fullmatch(language) else ""

    def _summary(self) -> tuple[Figure, ...]:
        figures, made = self.figures, self.telling.report.condensed
        conflicts = len(figures.conflicts)
        called = "conflict" if conflicts == 1 else "conflicts"
        rows = [Figure(f"{conflicts:,}", called, "conflicts", "clash" if conflicts else "none")]
        for status in (CutStatus.SAFE, CutStatus.REVIEW):
            words = figures.words_of(figures.with_status(status))
            told = f"{'word' if words == 1 else 'words'} {_STATUS[status]}"
            rows.append(Figure(f"{words:,}", told, "groups", str(status) if words else "none"))
        less = f"words condensed, of {made.words_before:,}"
        rows.append(Figure(f"{made.words_after:,}", less, "condensed", "kept"))
        return tuple(Figure(row.number, row.text, f"#{self.anchor}-{row.href}", row.kind) for row in rows)

    # -- anchors and badges -------------------------------------------------------------------------------------

    def _passage(self, n: int) -> str:
        return f"#{self.anchor}-p{n}"

    def _pair_anchor(self, match: Match) -> str:
        return f"{self.anchor}-m{min(match.a, match.b)}-{max(match.a, match.b)}"

    def _link(self, match: Match) -> str:
        """Return where a match is shown: its comparison, its group, or the later passage in the article."""
        if id(match) in self.numbers:
            return "#" + self._conflict_anchor(match)
        if id(match) in self._compared:
            return "#" + self._pair_anchor(match)
        group = self._group_of.get(match.a)
        if group and match.b in group.members:
            return f"#{self.anchor}-{group.label}"
        return self._passage(max(match.a, match.b))

    @cached_property
    def _compared(self) -> set[int]:
        return {id(match) for group in self.figures.groups for match in self.figures.pairs(group)}

    @cached_property
    def _group_of(self) -> dict[int, Cluster]:
        return {member: group for group in self.figures.groups for member in group.members}

    @cached_property
    def looks(self) -> dict[str, str]:
        """Return colour and border of each group."""
        return {group.label: f"tone{n % TONES} border{n % 4}" for n, group in enumerate(self.figures.groups)}

    def _badge(self, group: Cluster, member: int, href: str, title: str) -> Badge:
        label = f"{group.label}{sorted(group.members).index(member) + 1}"
        return Badge(label, href, title, self.looks[group.label])

    def _clash_badge(self, match: Match, href: str, title: str) -> Badge:
        return Badge(f"≠{self.numbers[id(match)]}", href, title, "conflict")

    @cached_property
    def numbers(self) -> dict[int, int]:
        """Return the number of each conflict, by the identity of its match."""
        return {id(match): n for n, match in enumerate(self.figures.conflicts, 1)}

    # -- comparisons --------------------------------------------------------------------------------------------

    def _sides(self, match: Match, group: Cluster | None = None) -> tuple[Side, ...]:
        left, right = sorted((match.a, match.b))
        texts = [shown(self.figures.passages[n]) for n in (left, right)]
        if match.relation is Relation.IDENTICAL:
            again = Again(self._sign(match, right, group), self.telling.where(right))
            return (self._side(match, left, compared(texts[0], ()), group, again),)
        sides = []
        for n, text, only in zip((left, right), texts, differing(*texts)):
            runs = compared(text, only, self._clashes(match, n, len(text)))
            sides.append(self._side(match, n, runs, group))
        return tuple(sides)

    def _side(
        self, match: Match, n: int, runs: tuple[Run, ...], group: Cluster | None, again: Again | None = None
    ) -> Side:
        about = ", ".join([many(self.figures.words[n], "word"), *(FLAG[f] for f in self.figures.passages[n].flags)])
        badge = self._sign(match, n, group)
        return Side(badge, sentence(self.telling.where(n)), about, again, runs, self.telling.more(n))

    def _sign(self, match: Match, n: int, group: Cluster | None) -> Badge:
        """Return the badge of a passage beside its text: it leads to the passage in the article."""
        title = f"{sentence(self.telling.where(n))} in the article"
        if group is None and id(match) not in self.numbers:
            return Badge("~", self._passage(n), title, "loose")
        if group is None:
            return self._clash_badge(match, self._passage(n), title)
        return self._badge(group, n, self._passage(n), title)

    def _clashes(self, match: Match, n: int, most: int) -> list[Span]:
        """Return where a passage holds what the other disagrees with, counted from its beginning."""
        start = self.figures.passages[n].start
        spans = [conflict.a_span if n == match.a else conflict.b_span for conflict in match.conflicts]
        return [Span(s.start - start, s.end - start) for s in spans if 0 <= s.start - start < s.end - start <= most]

    def conflict(self, match: Match) -> Pair:
        """Return two passages that disagree, side by side."""
        left, right = sorted((match.a, match.b))
        return Pair(
            self._conflict_anchor(match),
            f"≠{self.numbers[id(match)]}",
            sentence(self.telling.both(left, right)),
            "",
            "",
            self._sides(match),
            tuple(_disagreement(conflict, turned=match.a > match.b) for conflict in match.conflicts),
            sentence(KEEP_BOTH) if match.relation is Relation.CONFLICT else "",
        )

    def _conflict_anchor(self, match: Match) -> str:
        """Return the anchor of a conflict: its own, for a match that disagrees in part is compared in its group too."""
        return f"{self.anchor}-c{self.numbers[id(match)]}"

    def pair(self, group: Cluster | None, match: Match) -> Pair:
        """Return two passages side by side; of no group where they stand in none."""
        same = match.relation is Relation.IDENTICAL
        return Pair(
            self._pair_anchor(match),
            "",
            f"{sentence(self.telling.both(*sorted((match.a, match.b))))}: {RELATION[match.relation]}",
            self.telling.how_sure(match),
            "" if same else self.telling.covered(match),
            self._sides(match, group),
        )

    def _group(self, group: Cluster) -> Group:
        pairs = self.figures.pairs(group)
        cuts = [cut for cut in self.telling.cuts(group) if self.telling.cut(cut)[0]]
        return Group(
            anchor=f"{self.anchor}-{group.label}",
            label=group.label,
            look=self.looks[group.label],
            where=sentence(self.telling.both(*sorted(group.members))),
            relations=sentence(listed(list(dict.fromkeys(RELATION[match.relation] for match in pairs)))),
            words=many(sum(self.figures.saved(group)), "word"),
            weakest=percent(group.weakest) if len(group.members) > 2 else "",
            pairs=tuple(self.pair(group, match) for match in pairs),
            offers=tuple(map(self.offer, cuts)),
            advice="" if cuts else sentence(f"no cut {NO_CUT.removeprefix('none ')}"),
        )

    def offer(self, cut: Cut) -> Offer:
        """Return what is suggested for a passage and what would be lost."""
        kinds: dict[str, list[str]] = {}
        for loss in sorted(cut.would_lose, key=lambda loss: (loss.kind == "word", loss.start)):
            words = kinds.setdefault(KINDS.get(loss.kind, loss.kind), [])
            if visible(quoted(loss.text)) not in words:
                words.append(visible(quoted(loss.text)))
        return Offer(
            status=_STATUS[cut.status],
            verdict=sentence(self.telling.cut(cut)[0]),
            href=self._passage(cut.passage),
            lost=tuple((kind, tuple(words)) for kind, words in kinds.items()),
            safe=cut.status is CutStatus.SAFE,
            box=cut.status in {CutStatus.SAFE, CutStatus.REVIEW},
        )

    @cached_property
    def _plain(self) -> dict[int, tuple[Run, ...]]:
        return {passage.id: plain(passage.text) for passage in self.telling.report.passages}

    # -- the article --------------------------------------------------------------------------------------------

    def shown(self, passage: Passage) -> Shown:
        """Return a passage in its article, with its badges and links."""
        n = passage.id
        group, cut = self._group_of.get(n), self.figures.cuts.get(n)
        badges: list[Badge] = []
        links: list[Link] = []
        clashes: list[Span] = []
        for match in self._conflicts_of.get(n, ()):
            other = match.b if n == match.a else match.a
            badges.append(self._clash_badge(match, self._passage(other), f"Go to {self.telling.where(other)}"))
            links.append(Link(f"not the same in {self.telling.where(other)}", self._passage(other)))
            links.append(Link("compare", "#" + self._conflict_anchor(match)))
            clashes += self._clashes(match, n, len(passage.text))
        if group:
            others = sorted((member for member in group.members if member != n), key=lambda m: (m < n, m))
            badges.append(self._badge(group, n, self._passage(others[0]), f"Go to {self.telling.where(others[0])}"))
            links += [self._again(member) for member in sorted(others[:MOST_LINKS])]
            if (more := len(others) - MOST_LINKS) > 0:
                links.append(Link(f"and in {many(more, 'more passage')}", f"#{self.anchor}-{group.label}"))
            links.append(Link("compare", f"#{self.anchor}-{group.label}"))
        return Shown(
            anchor=self._passage(n)[1:],
            line=passage.line,
            role=str(passage.role),
            look="conflict" if n in self._conflicts_of else self.looks[group.label] if group else "",
            status=str(cut.status) if cut else "",
            status_text=self._status_text(cut) if cut else "",
            flags=tuple(FLAG[flag] for flag in passage.flags if flag is not Flag.QUOTED),
            badges=tuple(badges),
            links=tuple(links),
            runs=plain(passage.text, clashes) if clashes else self._plain[n],
        )

    def _status_text(self, cut: Cut) -> str:
        decided = self.telling.applied
        return "cut" if decided is not None and cut.passage in decided else _STATUS[cut.status]

    @cached_property
    def _conflicts_of(self) -> dict[int, list[Match]]:
        found: dict[int, list[Match]] = {}
        for match in self.figures.conflicts:
            for n in (match.a, match.b):
                found.setdefault(n, []).append(match)
        return found

    def _again(self, member: int) -> Link:
        return Link(f"told again in {self.telling.where(member)}", self._passage(member))

    def _kept(self, passage: Passage) -> Kept:
        n = passage.id
        if n not in self.figures.gone:
            return Kept(self._passage(n), str(passage.role), self._plain[n])
        by = self.figures.cuts[n].covered_by
        say = "says" if len(by) == 1 else "say"
        why = f"{self.telling.both(*by)} {say} it" if passage.role is not Role.BOILERPLATE and by else "boilerplate"
        where, words = sentence(self.telling.where(n)), many(self.figures.words[n], "word")
        return Kept(self._passage(n), str(passage.role), (), f"{where} is left out, {words}: {why}")

    def _left_out(self, cut: Cut) -> Link:
        text = visible(beginning(self.figures.passages[cut.passage].text))
        return Link(f"{sentence(self.telling.where(cut.passage))}: {text}", self._passage(cut.passage))


def _disagreement(conflict: Conflict, *, turned: bool) -> Disagreement:
    one, other = (conflict.b, conflict.a) if turned else (conflict.a, conflict.b)
    return Disagreement(str(conflict.kind), visible(quoted(one)), visible(quoted(other)))
