"""The figures of a report: how much is told twice, what each group saves, which matches stand outside the groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dedup.passages import Cluster, Cut, CutStatus, Match, Passage, Relation, Report, Role
from dedup.words import count

APPLIED = frozenset({CutStatus.SAFE, CutStatus.BOILERPLATE})


@dataclass(frozen=True)
class Figures:
    """What is counted of one report. Passages are asked for by their id."""

    report: Report
    applied: frozenset[int] | None = None
    """The passages that an editor has cut; None means those that `check` cuts."""

    @cached_property
    def passages(self) -> dict[int, Passage]:
        """Return the passages by id."""
        return {passage.id: passage for passage in self.report.passages}

    @cached_property
    def words(self) -> dict[int, int]:
        """Return the words of each passage."""
        return {passage.id: count(passage.text) for passage in self.report.passages}

    @cached_property
    def matches(self) -> dict[tuple[int, int], Match]:
        """Return the matches by their passages, the smaller id first."""
        return {(min(match.a, match.b), max(match.a, match.b)): match for match in self.report.matches}

    @cached_property
    def cuts(self) -> dict[int, Cut]:
        """Return the cuts by passage."""
        return {cut.passage: cut for cut in self.report.cuts}

    @property
    def content_words(self) -> int:
        """Return the words of the article without its boilerplate: what shares are taken of."""
        return sum(self.words[p.id] for p in self.report.passages if p.role is not Role.BOILERPLATE)

    @property
    def told_twice(self) -> int:
        """Return the words that are told twice: passages whose content a longer one of their group has as a whole."""
        return sum(self.saved(group)[0] for group in self.report.clusters)

    @property
    def told_in_part(self) -> int:
        """Return the words of passages that share the main point of a longer one and tell more of their own."""
        return sum(self.saved(group)[1] for group in self.report.clusters)

    def saved(self, group: Cluster) -> tuple[int, int]:
        """Return the words of a group that are told twice, and those of passages that are told twice in part."""
        members = sorted(group.members, key=lambda member: (-self.words[member], member))
        twice = part = 0
        for n, member in enumerate(members[1:], 1):
            if any(self.duplicates(member, longer) for longer in members[:n]):
                twice += self.words[member]
            else:
                part += self.words[member]
        return twice, part

    def duplicates(self, one: int, other: int) -> bool:
        """Return whether two passages count as the same content."""
        match = self.matches.get((min(one, other), max(one, other)))
        return match is not None and match.duplicate

    @property
    def groups(self) -> list[Cluster]:
        """Return the groups, those first in which most words are told twice, wholly or in part."""
        return sorted(self.report.clusters, key=lambda group: (-sum(self.saved(group)), group.id))

    @property
    def conflicts(self) -> list[Match]:
        """Return the matches that disagree somewhere, in reading order."""
        found = [m for m in self.report.matches if m.relation is Relation.CONFLICT or m.conflicts]
        return sorted(found, key=lambda match: (min(match.a, match.b), max(match.a, match.b)))

    @property
    def loose(self) -> list[Match]:
        """Return the other matches whose passages are in no common group, boilerplate left out."""
        group_of = {member: group.id for group in self.report.clusters for member in group.members}
        shown = set(map(id, self.conflicts))
        return [
            match
            for match in self.report.matches
            if id(match) not in shown
            and (match.a not in group_of or group_of[match.a] != group_of.get(match.b))
            and self.passages[match.a].role is not Role.BOILERPLATE
        ]

    @cached_property
    def gone(self) -> frozenset[int]:
        """Return the passages that are left out of the condensed version: by `check` the safe cuts and boilerplate."""
        if self.applied is not None:
            return self.applied
        return frozenset(cut.passage for cut in self.report.cuts if cut.status in APPLIED)

    def with_status(self, status: CutStatus) -> list[Cut]:
        """Return the cuts of that status, in reading order."""
        return [cut for cut in self.report.cuts if cut.status is status]

    def words_of(self, cuts: list[Cut]) -> int:
        """Return the words that these cuts would take out."""
        return sum(self.words[cut.passage] for cut in cuts)

    def pairs(self, group: Cluster) -> list[Match]:
        """Return the matches to show of a group: each passage with the one that covers it, or with the longest kept."""
        base = max(group.keep or group.members, key=lambda member: (self.words[member], -member))
        found: dict[tuple[int, int], Match] = {}
        for member in group.members:
            cut = self.cuts.get(member)
            partners = [w for w in cut.covered_by if w in group.members] if cut else []
            partner = partners[0] if partners else base
            pair = (min(member, partner), max(member, partner))
            if pair in self.matches:
                found[pair] = self.matches[pair]
        return list(found.values())
