"""Two passages word by word: what stands on one side only, and where the figures and names are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from dedup.facts import Fact, find_facts
from dedup.normalise import fold, shadow
from dedup.passages import FactKind, Span
from dedup.stages.report.display import Cell, Line, Style, cells
from dedup.words import spans

MARKED = frozenset({FactKind.NUMBER, FactKind.DATE, FactKind.TIME, FactKind.NAME, FactKind.PLACE})
SHORT_WORD = 3
"""A single common word of so few letters between two changes ("the") is shown as part of the change: easier to read."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs around what is marked. They are doubled where the passages hold such signs themselves."""

    left: tuple[str, str] = ("[", "]")
    right: tuple[str, str] = ("{", "}")
    fact: tuple[str, str] = ("_", "_")


def marks_for(texts: Iterable[str]) -> Marks:
    """Return signs that stand in none of the texts, as far as doubling them can bring that about."""
    held = set().union(*(set(text) & set("[]{}_") for text in texts), set())
    left, right, fact = Marks().left, Marks().right, Marks().fact
    return Marks(
        (left[0] * 2, left[1] * 2) if held & set(left) else left,
        (right[0] * 2, right[1] * 2) if held & set(right) else right,
        (fact[0] * 2, fact[1] * 2) if held & set(fact) else fact,
    )


def differing(a: str, b: str) -> tuple[list[Span], list[Span]]:
    """Return the runs of words that stand only in a, and those only in b; typography and case do not count."""
    (a_words, a_keys), (b_words, b_keys) = _tokens(a), _tokens(b)
    blocks = SequenceMatcher(None, a_keys, b_keys, autojunk=False).get_matching_blocks()[:-1]
    ends = {(0, 0), (len(a_keys), len(b_keys))}
    common = [
        block
        for block in blocks
        if _tells(a_keys[block.a : block.a + block.size])
        or ends & {(block.a, block.b), (block.a + block.size, block.b + block.size)}
    ]
    a_shared = {n for block in common for n in range(block.a, block.a + block.size)}
    b_shared = {n for block in common for n in range(block.b, block.b + block.size)}
    return _runs(a_words, a_shared), _runs(b_words, b_shared)


def facts_in(text: str) -> list[Span]:
    """Return where figures, dates and names stand; overlapping ones are joined."""
    return marked_facts(find_facts(text))


def marked_facts(facts: Iterable[Fact]) -> list[Span]:
    """Return where those of the facts stand that are marked, in the order given; overlapping ones are joined."""
    joined: list[Span] = []
    for fact in facts:
        if fact.kind not in MARKED or fact.unit == "initial":
            continue
        if joined and fact.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, fact.end))
        else:
            joined.append(Span(fact.start, fact.end))
    return joined


def marked(text: str, only: Sequence[Span], side: Style, marks: Marks, *, colour: bool) -> Line:
    """Return the cells of a passage: what it says alone in brackets, figures and names between signs or underlined."""
    facts = facts_in(text)
    styles = [Style.PLAIN] * len(text)
    for runs, style in ((only, side), (facts, Style.FACT)):
        for span in runs:
            styles[span.start : span.end] = [old | style for old in styles[span.start : span.end]]
    signs = [(span, marks.left if side is Style.LEFT else marks.right, side) for span in only]
    if not colour:
        signs += [(span, marks.fact, Style.FACT) for span in facts]
    line: Line = []
    at = 0
    for before, sign in _inserted(signs):
        place = _past_marks(text, before)
        line += cells(text[at:place], styles[at:place])
        line.append(sign)
        at = place
    return line + cells(text[at:], styles[at:])


def _inserted(signs: Sequence[tuple[Span, tuple[str, str], Style]]) -> list[tuple[int, Cell]]:
    """Return the signs by place; at one place inner ones close first and open last, and closing goes before opening."""
    rows = []
    for span, (opens, closes), style in signs:
        inner = int(style is Style.FACT)
        rows.append((span.start, 1, -span.end, inner, Cell(opens, len(opens), style & ~Style.FACT)))
        rows.append((span.end, 0, -span.start, -inner, Cell(closes, len(closes), style & ~Style.FACT)))
    return [(row[0], row[-1]) for row in sorted(rows, key=lambda row: row[:-1])]


def _tokens(text: str) -> tuple[list[Span], list[str]]:
    level = shadow(text)
    found = [Span(start, _past_marks(text, end)) for start, end in spans(level)]
    return found, [fold(level[span.start : span.end]) for span in found]


def _past_marks(text: str, place: int) -> int:
    """Return the place behind the combining marks that stand there: an accent is not torn from its letter."""
    while place < len(text) and unicodedata.combining(text[place]):
        place += 1
    return place


def _tells(run: Sequence[str]) -> bool:
    return len(run) > 1 or any(len(word) > SHORT_WORD or word[:1].isdigit() for word in run)


def _runs(words: Sequence[Span], shared: set[int]) -> list[Span]:
    runs: list[Span] = []
    for n, word in enumerate(words):
        if n in shared:
            continue
        if runs and n - 1 not in shared:
            runs[-1] = Span(runs[-1].start, word.end)
        else:
            runs.append(word)
    return runs
