"""Every number that decides a result, with its reason. Measured figures are in DECISIONS.md and models/*/card.md."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import pairwise
from types import MappingProxyType
from typing import TypeGuard

from dedup.errors import SettingsError
from dedup.passages import Record

PARAGRAPH_MODES = ("auto", "blank", "line", "wrapped")
KEEP_RULES = ("most-facts", "first", "longest")
TRACKED = ("accepted", "original")


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

    doubted: float = 0.3
    """What is left of the score of a pair whose facts clash or that is about another subject: such pairs state the same content
    far more seldom than their other measures say. Mean calibration error of six open sets .112 at 1, some .08 at .3.
    """

    read_from: float = 0.1
    """The score from which `judge` and `group` read both texts of a pair at once, where no fact has settled it. 1 reads
    nothing. Of four held-out sets 51 % of the pairs are read, 41 % of the letters; at .05 54 % and 44 %, with the same
    F1; at .3 46 % and 37 %, with .003 less on WMT21.
    """

    agree_at: float = 0.3
    """The probability that the facts of a pair that was read agree, below which it is no duplicate, though no typed fact
    clashes. On held-out groups one changed fact is called the same in .154 of the pairs (without it .171, at .4 .129), as
    many true ones are kept, and MRPC's F1 is .802 (.813, .747).
    """

    group_at: float = 0.6
    """The score from which `group` gives two texts one label. Higher than `duplicate_at`: a label joins many pairs, and
    one wrong pair spoils a group (147 articles with repeats: precision .953 at .5, .979 at .6, recall .914 and .896).
    """

    candidate_cosine: float = 0.5
    """Pairs below this cosine and below `candidate_words` are not judged."""

    candidate_words: float = 0.4
    """The share of the information of the shorter's words in the longer from which a pair is judged whatever its cosine."""

    candidate_sum: float = 0.7
    """A pair within `candidate_cosine` is judged only if cosine and share of words come to this together. 29 % of the pairs of
    100,000 words do not, and none of its 1,527 matches is among them. Words enough (`candidate_words`) need no cosine.
    """

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

    report_at: float | None = None
    """The score from which two passages are reported as telling the same; unset, the same as `duplicate_at`. Higher:
    fewer and surer matches, and cuts rest on these alone. Lower: what is between are hints, for which nothing is cut.
    """

    report_summary_at: float | None = None
    """As `report_at`, for the probability that a statement is shared; unset, the same as `summary_at`."""

    seed_at: float = 0.35
    """Two articles: the probability from which two sentences that tell the same begin a run (see stages/align.py)."""

    link_at: float = 0.05
    """Two articles: the probability from which two sentences are taken for a link inside a run."""

    link_beside_best: float = 0.5
    """Two articles: a link this much less sure than the best of its sentences is none."""

    common_word: int = 40
    """Two articles: a word that more sentences of one of them hold is no reason to compare two sentences."""

    most_between: int = 2
    """Two articles: so many sentences between two runs may be told by both without a sure link."""

    between_length: float = 0.3
    """Two articles: what stands between two runs is at least this much of one length on both sides, or parts them."""

    between_near: float = 0.25
    """Two articles: how near (mean of cosine and shared words) what stands between two runs must be to join them."""

    room_near: float = 0.35
    """Two articles: the same for sentences between two runs that only one side has: the other tells them beside."""

    extend_near: float = 0.42
    """Two articles: the same for a sentence at the end of a run, beside the next one of the other side."""

    extend_room: float = 0.5
    """Two articles: the same for a sentence at the end of a run that is told by the last one of the other side."""

    told_near: float = 0.35
    """Two articles: a sentence inside a run counts as told by one that is so near, if it has no link; else it is left over."""

    run_at: float = 0.75
    """Two articles: the probability, by all its links, from which a run is reported."""

    run_words: int = 8
    """Two articles: a run in other words has at least so many words on both sides."""

    kindred_share: float = 0.2
    """Two articles: where so many of the shorter's sentences have a nearest one that shares a rare word, both are about
    one event, and sentences nearest to each other count. Two accounts of one fire have .4, 600 pairs of other articles
    at most .11 outside of what they share.
    """

    kindred_cosine: float = 0.4
    """Two articles: how near two such sentences must be that have no nearer partner left (`candidate_cosine` else)."""

    kindred_beside: float = 0.35
    """Two articles: the same for a sentence told together with its neighbour by one long sentence of the other side."""

    kindred_most: int = 200
    """Two articles: with more sentences some are nearest to each other by chance, and that says nothing."""

    equal_words: int = 6
    """Two articles: sentences that are equal word for word are a run if they have so many words, or are whole passages."""

    most_encoded: int = 2_000
    """Two articles: so many sentences are compared by meaning, those that words speak for first; how many were left out
    is said. Encoding is what takes time: some 10 ms a sentence, and two books of 100,000 words have 10,000.
    """

    most_judged: int = 500
    """Two articles: so many passages are judged as a whole, with their clauses; what the others are, their sentences say."""

    archive_words: int = 4
    """An archive: passages of fewer words are found only where they are equal. As `min_words`, but written into the archive."""

    archive_line: int = 20
    """An archive: passages of fewer words that do not end as a sentence are found only where they are equal. They are lines of
    tables, of which an archive has thousands in one form: 29 of 200 sampled pairs, nearly all of them wrong.
    """

    archive_report_at: float = 0.65
    """An archive: duplicates of a lower score are not told. It offers each passage many that only look alike: of the pairs from
    .5 to .65 most are about one event and say different things. Costs 5 of 150 planted second translations, no near copy.
    """

    archive_near: float = 0.5
    """An archive: contents whose small vectors are further apart than this are not found by meaning."""

    archive_nearest: int = 30
    """An archive: so many contents are looked at for their meaning, the nearest first."""

    archive_sharing: int = 20
    """An archive: so many contents are looked at for the runs of words they share, those that share most first."""

    archive_runs: float = 1.5
    """An archive: the least weight of shared runs of words; one run that stands nowhere else weighs 1."""

    archive_alike: float = 0.4
    """An archive: the share of the fewer words' information from which it is so in any case; as `candidate_words`."""

    archive_sum: float = 0.85
    """An archive: a content is looked at closer if the cosine of the small vectors and that share come to this together.
    At 1.0 .885 of 200 planted paraphrases were found, at .85 .915; the judge alone knows .925 of them.
    """

    archive_likely: float = 0.25
    """An archive: the probability that two texts tell the same, by words and small vectors alone, from which MiniLM and the
    facts are asked. Of 85 duplicates among 478 candidates 84 have .2 and 80 have .3, of 354 unrelated pairs .68 and .51.
    """

    archive_judged: int = 6
    """An archive: so many contents are judged for a passage, the likeliest first; how many were left out is said."""

    ignore_phrases: tuple[str, ...] = ()
    """Phrases that are no evidence: a passage that is one is left alone, inside others their words do not count."""

    boilerplate_phrases: tuple[str, ...] = ()
    """Phrases and paragraphs that are boilerplate: a passage made of them alone is labelled so, wherever it stands."""

    learn_from: int = 5
    """Different articles of one source from which it is learnt what recurs on its pages; fewer may share a story."""

    learn_at: float = 0.5
    """The share of a source's articles in which a paragraph must stand, and more, to be its boilerplate (by definition)."""

    keep: str = "most-facts"
    """Which passage of a group stays: the one with most facts, the first, or the longest; ties go to the first."""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.paragraphs not in PARAGRAPH_MODES:
            raise SettingsError(f"paragraphs is one of {', '.join(PARAGRAPH_MODES)}, not {self.paragraphs!r}")
        if self.keep not in KEEP_RULES:
            raise SettingsError(f"keep is one of {', '.join(KEEP_RULES)}, not {self.keep!r}")
        for name in ("most_words", "min_words", "run_words", "equal_words", "most_encoded", "most_judged"):
            least = 1 if name.startswith("most_") else 0
            if getattr(self, name) < least:
                raise SettingsError(f"{name} is a number of words, {least} or more, not {getattr(self, name)!r}")
        for name, value in ((one.name, getattr(self, one.name)) for one in fields(self)):
            if isinstance(value, float) and name not in {"telling_word", "archive_runs"} and not 0 <= value <= 1:
                raise SettingsError(f"{name} is a share between 0 and 1, not {value!r}")

    @property
    def hints(self) -> bool:
        """Whether pairs are reported that are less sure than what the decisions ask for."""
        return self.reported_at < self.duplicate_at or self.summary_reported_at < self.summary_at

    @property
    def reported_at(self) -> float:
        """The score from which a pair is reported."""
        return self.duplicate_at if self.report_at is None else self.report_at

    @property
    def summary_reported_at(self) -> float:
        """The probability of a shared statement from which a pair is reported."""
        return self.summary_at if self.report_summary_at is None else self.report_summary_at


PRESETS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "strict": MappingProxyType({"report_at": 0.6, "report_summary_at": 0.5, "safe_residue": 0.06}),
        "loose": MappingProxyType({"report_at": 0.35, "report_summary_at": 0.1}),
    }
)
"""What a user wants, as settings. Measured on 17 articles with truth (DECISIONS.md), plainly: 56 of 80 pairs, 8 false.

strict: the score from which groups are made (`group_at`), and half the residue of a safe cut: 53 of 80 pairs, 6 false, no
hard negative merged (2 before). loose: hints from .35: 58 of 80 pairs, 13 false; below .3 there are more false than true.
Neither changes what is decided: conflicts are always reported, and no cut rests on a hint.
"""


def preset(name: str) -> Mapping[str, float]:
    """Return the settings that "strict" or "loose" stands for. Raise SettingsError for another name."""
    if name not in PRESETS:
        raise SettingsError(f"there is no preset {name!r}; there are: {', '.join(PRESETS)}")
    return PRESETS[name]


def reasons() -> dict[str, str]:
    """Return why each setting is what it is: the text under its field, in one line."""
    (made,) = (node for node in ast.parse(inspect.getsource(sys.modules[__name__])).body if _is_settings(node))
    found = {}
    for field, text in pairwise(made.body):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            found[ast.unparse(field.target)] = " ".join(str(text.value.value).split())
    return found


def _is_settings(node: ast.stmt) -> TypeGuard[ast.ClassDef]:
    return isinstance(node, ast.ClassDef) and node.name == Settings.__name__
