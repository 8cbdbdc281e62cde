"""An article on the editor's desk: its report, what was decided, undo and redo, and the trail of all of it."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from dedup.api import Detector
from dedup.calibration import Sample
from dedup.comparison import Comparison
from dedup.editing import Choice, Choices, Editing, Kind, Question
from dedup.elsewhere import Elsewhere
from dedup.errors import InputError
from dedup.exclusions import Exclusions, told_still, without
from dedup.passages import Article, Cut, Record, Report
from dedup.presets import PRESETS
from dedup.settings import Settings
from dedup.stages.report.desk import Desk as View
from dedup.stages.report.wording import listed, losses
from dedup.web.before import Before, Look

MOST_HELD = 40
"""Articles that are kept in memory; the one that was not used for longest goes first."""
MODES = ("strict", "normal", "loose")
TRAIL_VERSION = 1
LeftOut = tuple[tuple[str, ...], tuple[str, ...]]
"""Sources and articles that are left out."""


@dataclass(frozen=True, slots=True)
class Told(Record):
    """An article on whose word a passage goes, as the audit trail names it."""

    article: str
    title: str
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class Entry(Record):
    """One thing that the editor has done, as the audit trail has it. `told_by` are other articles that tell the passage."""

    n: int
    at: str
    done: str
    key: str = ""
    lines: tuple[int, ...] = ()
    relation: str = ""
    score: float | None = None
    why: str = ""
    note: str = ""
    words_after: int = 0
    told_by: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A state that undo can lead back to."""

    choices: Choices
    left_out: Exclusions
    done: str = ""


@dataclass
class Desk:
    """One article that is being edited. Methods that change it hold its lock."""

    article: Article
    detector: Detector
    found: Report
    mode: str
    clock: Callable[[], str]
    look: Look | None = None
    back: str = ""
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    trail: list[Entry] = field(default_factory=list)
    labels: dict[int, bool] = field(default_factory=dict)
    samples: list[Sample] | None = None
    _steps: list[Step] = field(default_factory=lambda: [Step(Choices(), Exclusions())])
    _at: int = 0
    _view: View | None = None
    _editing: dict[Exclusions, Editing] = field(default_factory=dict)
    _before: dict[LeftOut, Before] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def now(self) -> Step:
        """Return the state as it is."""
        return self._steps[self._at]

    @property
    def editing(self) -> Editing:
        """Return what is decided on, without what is left out."""
        if self.now.left_out not in self._editing:
            left_out = self.now.left_out
            report = without(self.article, self.found, left_out)
            told = told_still(report, self.before(left_out).told, left_out)
            self._editing[left_out] = self.detector.edit(self.article, report, told)
        return self._editing[self.now.left_out]

    def before(self, left_out: Exclusions | None = None) -> Before:
        """Return what other articles tell, looked up anew where sources are left out: others take their place."""
        sources, articles = (left_out.sources, left_out.articles) if left_out else ((), ())
        if (sources, articles) not in self._before:
            self._before[sources, articles] = (
                self.look(self.detector, self.found, sources, articles) if self.look else Before()
            )
        return self._before[sources, articles]

    @property
    def view(self) -> View:
        """Return the report as the page shows it."""
        report = self.editing.report
        if self._view is None or self._view.report is not report:
            self._view = View(report)
        return self._view

    def decide(self, key: str, choice: Choice, note: str = "") -> None:
        """Take a decision. Raise InputError where it cannot be taken."""
        with self.lock:
            choices = self.editing.choose(self.now.choices, key, choice)
            self._go_on(replace(self.now, choices=choices, done=str(choice)))
            self._write(str(choice), self.editing.questions[key], note)

    def take_back(self, key: str) -> None:
        """Leave a question open again."""
        with self.lock:
            self._go_on(replace(self.now, choices=self.editing.take_back(self.now.choices, key), done="take_back"))
            self._write("take_back", self.editing.questions[key])

    def all_safe(self) -> int:
        """Take every safe cut that is left. Return how many there were."""
        with self.lock:
            before = self.now.choices
            choices = self.editing.all_safe(before)
            new = [key for key in choices.made if key not in before.made]
            if new:
                self._go_on(replace(self.now, choices=choices, done="all_safe"))
                for key in new:
                    self._write("all_safe", self.editing.questions[key])
            return len(new)

    def leave_out(self, left_out: Exclusions, note: str = "") -> None:
        """Leave matches out of the report, and keep the decisions that still stand."""
        with self.lock:
            self.before(left_out)  # the archive may be gone: then nothing has changed
            self._go_on(replace(self.now, left_out=left_out, done="leave_out"))
            self._steps[self._at] = replace(self.now, choices=self.editing.again(self.now.choices))
            told = ", ".join(f"{name} {_shown(value)}" for name, value in left_out.to_dict().items() if value)
            self._write("leave_out", note=f"{told or 'nothing'}{'; ' + note if note else ''}")

    def reject(self, key: str, note: str = "") -> None:
        """Leave one match out: it is none. Raise InputError where there is no such question."""
        with self.lock:
            asked = self.editing.questions.get(key)
            left_out = self.now.left_out
            if asked is not None and asked.told:
                self.leave_out(replace(left_out, elsewhere=(*left_out.elsewhere, asked.passage)), note or "not a match")
                return
            if asked is None or asked.other is None:
                raise InputError("this is no match of two passages; keep it instead")
            pair = (min(asked.passage, asked.other), max(asked.passage, asked.other))
            self.leave_out(replace(left_out, matches=(*left_out.matches, pair)), note or "not a match")

    def undo(self) -> bool:
        """Go back a step. Return whether there was one."""
        return self._move(-1, "undo")

    def redo(self) -> bool:
        """Go forward again. Return whether there was a step."""
        return self._move(1, "redo")

    def place(self, before: dict[LeftOut, Before]) -> None:
        """Take what was looked up."""
        self._before = before

    def look_up(self, detector: Detector, found: Report) -> dict[LeftOut, Before]:
        """Return what other articles tell by what was ever left out: with a detector that is watched, it can be stopped."""
        asked = [((), ()), *(key for key in list(self._before) if any(key))]
        return {key: self.look(detector, found, *key) for key in asked} if self.look else {}

    def check_again(self, detector: Detector, found: Report, mode: str, before: dict[LeftOut, Before]) -> None:
        """Take another report of the same article, and keep the decisions that still stand."""
        with self.lock:
            self.detector, self.found, self.mode = detector, found, mode
            self._editing.clear()
            self._before = before
            self._steps = [replace(self.now, choices=self.editing.again(self.now.choices))]
            self._at = 0
            self._write("mode", note=mode)

    @property
    def can_undo(self) -> bool:
        """Return whether there is a step to go back."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Return whether there is a step to go forward."""
        return self._at + 1 < len(self._steps)

    def state(self) -> dict[str, Any]:
        """Return what the page shows of the decisions."""
        with self.lock:
            choices, questions = self.now.choices, self.editing.questions
            condensed = self.editing.edited(choices).condensed
            ahead = self.editing.all_safe(choices)
            return {
                "made": {key: str(choice) for key, choice in choices.made.items()},
                "gone": list(choices.gone),
                "before": condensed.words_before,
                "after": condensed.words_after,
                "open": sum(key not in choices.made for key in questions),
                "questions": len(questions),
                "safe": len(ahead.made) - len(choices.made),
                "undo": self.can_undo,
                "redo": self.can_redo,
                "steps": len(self.trail),
                "left_out": self.now.left_out.to_dict(),
            }

    def record(self) -> dict[str, Any]:
        """Return the audit trail as plain data: what was decided and why, in order, and the ledger that leads back."""
        with self.lock:
            choices = self.now.choices
            return {
                "schema_version": TRAIL_VERSION,
                "tool": self.found.tool.to_dict(),
                "article": self.found.article.to_dict(),
                "mode": self.mode,
                "left_out": self.now.left_out.to_dict(),
                "told_elsewhere": [one.to_dict() for one in self.editing.elsewhere],
                "trail": [entry.to_dict() for entry in self.trail],
                "decisions": {key: str(choice) for key, choice in choices.made.items()},
                "ledger": self.editing.ledger(choices).to_dict(),
            }

    def notes(self) -> dict[int, str]:
        """Return the last note that the editor wrote on each passage that goes."""
        found: dict[int, str] = {}
        for entry in self.trail:
            asked = self.editing.questions.get(entry.key)
            if entry.note and asked and entry.done in set(Choice):
                found[asked.passage if entry.done == Choice.CUT else asked.other or asked.passage] = entry.note
        return found

    def _go_on(self, step: Step) -> None:
        self._steps = [*self._steps[: self._at + 1], step]
        self._at += 1

    def _move(self, by: int, done: str) -> bool:
        with self.lock:
            if not 0 <= self._at + by < len(self._steps):
                return False
            undone = self.now.done if by < 0 else self._steps[self._at + 1].done
            self._at += by
            self._write(done, note=undone)
            return True

    def _write(self, done: str, asked: Question | None = None, note: str = "") -> None:
        edited = self.editing.edited(self.now.choices)
        entry = Entry(len(self.trail) + 1, self.clock(), done, note=note, words_after=edited.condensed.words_after)
        if asked is not None and asked.kind is Kind.ELSEWHERE:
            entry = self._of_told(entry, asked)
        elif asked is not None:
            lines = {p.id: p.line for p in self.found.passages}
            match = self.editing.matches.get(asked.key)
            goes, stays = asked.passage, asked.other
            if done == Choice.KEEP_OTHER:
                goes, stays = stays or goes, goes
            cut = next((cut for cut in edited.cuts if cut.passage == goes), None)
            entry = replace(
                entry,
                key=asked.key,
                lines=tuple(lines[n] for n in (goes, stays) if n is not None),
                relation=str(match.relation) if match else str(asked.kind),
                score=match.score if match else None,
                why=_why(cut, lines) if cut and done != Choice.KEEP_BOTH else "",
            )
        self.trail.append(entry)

    def _of_told(self, entry: Entry, asked: Question) -> Entry:
        """Return an entry on a passage that other articles tell: which they are, and what is lost with it."""
        told = self.editing.told_by(asked.key)
        line = next(passage.line for passage in self.found.passages if passage.id == asked.passage)
        cut = entry.done == Choice.CUT
        return replace(
            entry,
            key=asked.key,
            lines=(line,),
            relation=str(told[0].match.relation),
            score=told[0].match.score,
            why=told_by(told, self.editing.cut_elsewhere(asked.key)) if cut else "",
            told_by=tuple(Told(one.article, one.title, one.source, one.date) for one in told),
        )


def told_by(told: tuple[Elsewhere, ...], cut: Cut) -> str:
    """Return which other articles tell a passage that goes, and what is lost with it."""
    return f"told by {listed([one.named() for one in told])}; lost: {losses(cut.would_lose) or 'no recognised fact'}"


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _why(cut: Cut, lines: dict[int, int]) -> str:
    """Return why a passage may go and what is lost with it, as the trail has it."""
    if not cut.covered_by:
        return "part of the page, not of the article"
    by = listed([f"line {lines[n]}" for n in cut.covered_by])
    lost = losses(cut.would_lose)
    return f"told by {by}; lost: {lost or 'no recognised fact'}"


@dataclass
class Compared:
    """Two articles that are compared."""

    articles: tuple[Article, Article]
    comparison: Comparison
    mode: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    desk: str = ""  # the desk on which its repost is decided on, once it was asked for


class Shelf:
    """What the server holds in memory, by its id; nothing of it is written to the disk."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._held: OrderedDict[str, Desk | Compared] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, one: Desk | Compared) -> None:
        """Hold one more; the one that was not used for longest goes when there are too many."""
        with self._lock:
            self._held[one.id] = one
            while len(self._held) > MOST_HELD:
                self._held.popitem(last=False)

    def desk(self, name: str) -> Desk | None:
        """Return an article by its id."""
        found = self._take(name)
        return found if isinstance(found, Desk) else None

    def compared(self, name: str) -> Compared | None:
        """Return a comparison by its id."""
        found = self._take(name)
        return found if isinstance(found, Compared) else None

    def _take(self, name: str) -> Desk | Compared | None:
        with self._lock:
            if name in self._held:
                self._held.move_to_end(name)
            return self._held.get(name)


def settings_for(base: Settings, mode: str) -> Settings:
    """Return the settings of a mode: strict, normal (as they are), or loose."""
    changes: dict[str, Any] = dict(PRESETS[mode]) if mode in PRESETS else {}
    return replace(base, **changes)
