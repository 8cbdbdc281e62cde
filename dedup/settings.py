"""Every number that decides a result, with its reason. Measured figures are in DECISIONS.md and models/*/card.md."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.errors import SettingsError
from dedup.passages import Record

PARAGRAPH_MODES = ("auto", "blank", "line", "wrapped")
KEEP_RULES = ("most-facts", "first", "longest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Record):
    """The deciding numbers of a run; `Settings()` is what every published figure was measured with."""

    paragraphs: str = "auto"
    """How plain text is divided: auto, blank (lines), line (each is one), wrapped (hard line breaks)."""

    model: str = "minilm"
    """The encoder: the built-in one, or the name or path of a sentence-transformers model."""

    most_words: int = 500_000
    """A longer text is refused: comparing all passages with each other grows with the square of their number."""

    min_words: int = 4
    """Shorter passages match only identically: three words ("He said no.") repeat by chance."""

    duplicate_at: float = 0.5
    """The calibrated probability from which two passages count as the same content."""

    group_at: float = 0.6
    """The score from which `group` gives two texts one label. Higher than `duplicate_at`: a label joins many pairs, and
    one wrong pair spoils a group (147 articles with repeats: precision .953 at .5, .979 at .6, recall .914 and .896).
    """

    candidate_cosine: float = 0.5
    """Pairs below this cosine and below `candidate_words` are not judged."""

    candidate_words: float = 0.4
    """The share of the information of the shorter's words in the longer from which a pair is judged whatever its cosine."""

    look_closer: float = 0.1
    """Pairs whose every probability is lower are unrelated; their facts are not compared."""

    statement_cosine: float = 0.55
    """Clauses further apart than this are not looked at as the same statement."""

    statement_gate: float = 0.58
    """Passages below this cosine are not searched for a statement they share: it costs an encoding of every clause."""

    near_overlap: float = 2 / 3
    """The share of the shorter's distinct words that makes a near duplicate (by definition)."""

    near_length: float = 0.6
    """The least length ratio of a near duplicate (by definition)."""

    similar_length: float = 0.5
    """Below this length ratio the shorter can only be a summary of the longer (by definition)."""

    equal_length: float = 0.85
    """Passages that share a statement and are this nearly of one length are paraphrases: neither is the other in short."""

    statement_at: float = 0.45
    """The probability, by meaning and words alone, from which two clauses state the same."""

    summary_at: float = 0.25
    """The probability that a statement is shared, from which one passage is reported as telling the other in short.

    Lower than `duplicate_at` because nothing is cut for it: of 794 pairs of passages in 40 news articles that tell
    nothing twice it reports 13, half of them with reason.
    """

    beside_cosine: float = 0.6
    """How near two passages must be to count as told again because the passages beside them are (see stages/extend.py)."""

    beside_apart: int = 3
    """Only matches this many passages apart begin such a run: neighbours are alike without telling anything twice."""

    paraphrase_cosine: float = 0.77
    """Passages of comparable length that share a statement and are this near as a whole are paraphrases, not summaries."""

    copied_share: float = 0.5
    """The share of the shorter passage's information in whole sentences of the longer, from which they are reported."""

    copied_whole: float = 0.97
    """The same share from which the longer says all of the shorter, whatever the fitted decisions make of the rest."""

    copied_score: float = 0.95
    """The least score of such a pair, unless facts disagree: what stands there word for word is said there."""

    sentence_floor: float = 0.5
    """Sentences whose best partner is less near than this are not aligned, so their facts are not compared."""

    safe_residue: float = 0.12
    """The share of a passage's information that its witnesses may lack for a safe cut; typed facts may lack none."""

    telling_word: float = 0.42
    """The information of a word that alone forbids a safe cut: "prison" for "school" in sixty equal words."""

    review_residue: float = 0.6
    """A cut that would lose a larger share is not even offered for review."""

    keep: str = "most-facts"
    """Which passage of a group stays: the one with most facts, the first, or the longest; ties go to the first."""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.paragraphs not in PARAGRAPH_MODES:
            raise SettingsError(f"paragraphs is one of {', '.join(PARAGRAPH_MODES)}, not {self.paragraphs!r}")
        if self.keep not in KEEP_RULES:
            raise SettingsError(f"keep is one of {', '.join(KEEP_RULES)}, not {self.keep!r}")
        for name in ("duplicate_at", "candidate_cosine", "candidate_words", "near_overlap", "near_length"):
            if not 0 <= getattr(self, name) <= 1:
                raise SettingsError(f"{name} is a share between 0 and 1, not {getattr(self, name)!r}")
