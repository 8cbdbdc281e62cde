"""The plain words of a report: relations, shares, counts, losses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dedup.passages import Conflict, Flag, Loss, Relation

RELATION = {
    Relation.IDENTICAL: "the same text",
    Relation.NEAR_DUPLICATE: "nearly the same words",
    Relation.PARAPHRASE: "the same in other words",
    Relation.SUMMARY: "one tells the other in short",
    Relation.CONFLICT: "they disagree",
    Relation.UNRELATED: "not the same",
}
FLAG = {
    Flag.TRUNCATED: "broken off",
    Flag.MASKED_WORD: "a word is masked",
    Flag.DANGLING: "refers to the passage before",
    Flag.HIDDEN: "hidden on the page",
    Flag.QUOTED: "quoted mail",
    Flag.OFF: "switched off",
    Flag.IGNORED: "ignored",
}
KINDS = {"word": "words"}


def many(number: int, one: str, more: str = "") -> str:
    """Return "1 word", "2 words", "1,234 words"."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def percent(share: float) -> str:
    """Return a share 0..1 as whole per cent; only what is certain is 100%, only what is nothing 0%."""
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < share < 1 else f"{share:.0%}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Return "a", "a and b", "a, b and c"."""
    return f" {last} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def sentence(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """Return the text in quotation marks, its line breaks as spaces."""
    return f"“{' '.join(text.split())}”"


def losses(lost: Iterable[Loss]) -> str:
    """Return what would be lost, figures and names before words: 'date “Friday”; words “the newspaper”'."""
    kinds: dict[str, dict[str, None]] = {}
    for loss in sorted(lost, key=lambda loss: (loss.kind == "word", loss.start)):
        kinds.setdefault(KINDS.get(loss.kind, loss.kind), {})[quoted(loss.text)] = None
    return "; ".join(f"{kind} {', '.join(texts)}" for kind, texts in kinds.items())


def disagreement(conflict: Conflict, *, turned: bool = False) -> str:
    """Return what two passages disagree on: 'number “99.9 %” against “99.5 %”'; `turned` names b's side first."""
    one, other = (conflict.b, conflict.a) if turned else (conflict.a, conflict.b)
    return f"{conflict.kind.value} {quoted(one)} against {quoted(other)}"
