"""An explanation for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from dedup.facts import Fact
from dedup.stages.report.diff import Marks, differing, marked, marks_for
from dedup.stages.report.display import Style, flow, paint, strong, wrap
from dedup.stages.report.explain import AlignedSentences, Decided, Explanation
from dedup.stages.report.wording import RELATION, percent, quoted, sentence

MEANING = {
    "cosine": "cosine of the two vectors",
    "aligned_s": "shorter's sentences: nearest in the longer",
    "aligned_l": "longer's sentences: nearest in the shorter",
    "aligned": "its sentences: nearest in the other",
    "words": "shared words, by information",
    "words_s": "shorter's words found in the longer",
    "words_l": "longer's words found in the shorter",
    "like_s": "shorter's words or like ones in the longer",
    "like_l": "longer's words or like ones in the shorter",
    "like": "its words, or like ones, in the other",
    "runs_s": "shorter's word pairs found in the longer",
    "runs_l": "longer's word pairs found in the shorter",
    "runs": "its word pairs found in the other",
    "back": "the other's words found in it",
    "order": "shared words in the same order",
    "letters": "cosine of the runs of four letters",
    "ratio": "words of the shorter / of the longer",
    "length_s": "log of the shorter's words",
    "length": "log of its words",
    "longer": "log of how much longer the other is",
    "form": "only one of the two ends as a sentence",
    "lack_s": "facts of the shorter that the longer lacks",
    "lack_l": "facts of the longer that the shorter lacks",
    "lack_anchors": "names and dates that each side has alone",
    "lack_numbers": "figures that each side has alone",
    "read": "both read at once: the same content (log-odds)",
    "before": "log-odds before they were read at once",
    "clash": "both read at once: facts that clash (log-odds)",
    "swap": "one run of words is exchanged for another",
    "swap_alike": "how alike the exchanged words are",
    "denied": 'only one of the two says "not"',
    "opposed": "a word of one has its opposite in the other",
}


def explanation_text(found: Explanation, *, width: int = 80, colour: bool = False) -> str:
    """Return the explanation as text of at most `width` columns; every line ends with a line break."""
    marks = marks_for([found.a, found.b])
    parts = [
        _verdict(found, width, colour=colour),
        _aligned(found, marks, width, colour=colour),
        _facts(found, width, colour=colour),
        *(_decision(decided, width, colour=colour) for decided in found.decisions[:1]),
        _others(found, width, colour=colour),
    ]
    return "\n\n".join("\n".join(line.rstrip() for line in part) for part in parts if part) + "\n"


def _verdict(found: Explanation, width: int, *, colour: bool) -> list[str]:
    verdict = found.verdict
    told = f"{RELATION[verdict.relation]}; that A and B tell the same: {percent(verdict.score)}"
    covered = f"B says {percent(verdict.a_in_b)} of A; A says {percent(verdict.b_in_a)} of B"
    lines = _heading(sentence(told), width, colour=colour)
    for reason in found.because:
        lines += flow(reason, width, "  - ", hang="    ")
    return lines + flow(covered + ".", width, "  - ", hang="    ")


def _aligned(found: Explanation, marks: Marks, width: int, *, colour: bool) -> list[str]:
    lines = _heading("Sentences that were compared", width, colour=colour)
    for pair in found.aligned:
        lines += _pair(pair, marks, width, colour=colour)
    return lines[:-1] if found.aligned else [*lines, *flow("None: A and B are too far apart.", width, "  ")]


def _pair(pair: AlignedSentences, marks: Marks, width: int, *, colour: bool) -> list[str]:
    only_a, only_b = differing(pair.a, pair.b)
    lines = []
    for name, text, only, side in (("A", pair.a, only_a, Style.LEFT), ("B", pair.b, only_b, Style.RIGHT)):
        body = wrap(marked(text, only, side, marks, colour=colour), width - 5)
        lines += [f"  {'' if n else name:<2} {paint(line, colour=colour)}" for n, line in enumerate(body)]
    for clash in pair.clashes:
        effect = (
            "a conflict" if clash.counted else "not counted as a conflict" + (f": {clash.why}" if clash.why else "")
        )
        told = f"{clash.kind.value} {quoted(clash.a)} against {quoted(clash.b)}: {effect}"
        lines += flow(told, width, "     ! ", hang="       ")
    return [*lines, ""]


def _facts(found: Explanation, width: int, *, colour: bool) -> list[str]:
    lines = _heading("Facts", width, colour=colour)
    rows = {
        "of A": found.facts_a,
        "of B": found.facts_b,
        "A alone": found.only_a,
        "B alone": found.only_b,
    }
    for label, facts in rows.items():
        lines += flow(_listed(facts), width, f"  {label:<9} ", hang=" " * 12)
    return lines


def _decision(decided: Decided, width: int, *, colour: bool) -> list[str]:
    odds = decided.base + sum(part.adds for part in decided.parts)
    lines = _heading(f"The decision: {decided.asks}", width, colour=colour)
    lines += [
        _row("measure", "value", "adds"),
        *(_row(_name(p.measure), f"{p.value:.4f}", f"{p.adds:+.3f}") for p in decided.parts),
    ]
    lines += [_row("where every pair starts", "", f"{decided.base:+.3f}")]
    return [*lines, _row("together (log-odds; 0 is 50%)", percent(decided.probability), f"{odds:+.3f}")]


def _others(found: Explanation, width: int, *, colour: bool) -> list[str]:
    if not found.decisions:
        return []
    lines = _heading("The other questions", width, colour=colour)
    for decided in found.decisions[1:]:
        lines += flow(f"{decided.asks} {percent(decided.probability)}", width, "  ")
    told = found.verdict.evidence.features["told"]
    return lines + flow(f"Does each tell a main statement of the other? {percent(told)}", width, "  ")


def _heading(text: str, width: int, *, colour: bool) -> list[str]:
    return [strong(line, colour=colour) for line in flow(text, width)] + ["-" * min(width, 80)]


def _row(name: str, value: str, adds: str) -> str:
    return f"  {name:<46} {value:>9} {adds:>8}"


def _name(measure: str) -> str:
    if measure.startswith("clash_"):
        return f"a {measure.removeprefix('clash_')} disagrees"
    return MEANING.get(measure, measure)


def _listed(facts: Iterable[Fact]) -> str:
    return ", ".join(dict.fromkeys(f"{fact.kind.value} {quoted(fact.text)}" for fact in facts)) or "none"
