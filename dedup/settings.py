"""Every number that decides a result, with its reason. Measured figures are in DECISIONS.md and models/*/card.md."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.bounds import check
from dedup.passages import Record

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
    """What is left of the score of a pair whose facts clash or that is about another subject: such pairs seldom state the same.
    Mean calibration error of six open sets .112 at 1, some .08 at .3."""

    read_from: float = 0.1
    """The score from which `judge` and `group` read both texts of a pair at once, where no fact has settled it; 1 reads nothing.
    Of four held-out sets 51 % of the pairs are read; at .05 54 % with the same F1, at .3 46 % with .003 less on WMT21."""

    agree_at: float = 0.2
    """The probability that the facts of a pair that was read agree, below which it is no duplicate. On held-out groups one
    changed fact is called the same in .112 of the pairs (at .15 .122, at .3 .100); WMT21's F1 is .940 (.943, .935)."""

    conflict_cosine: float = 0.4
    """The cosine from which `judge` and `group` read sentences whose facts clash, with those facts in one wording."""

    conflict_found: float = 0.97
    """How sure it is that such sentences state the same, from which a clash that words left open is a conflict."""

    conflict_kept: float = 0.5
    """As `conflict_found`: below it a conflict that words found is taken back."""

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

    most_pairs: int = 20_000
    """Where more pairs are candidates, and more than `pairs_a_passage`, only the nearest are judged, and a note says so.

    An article of 13,500 words has 450; 200 paragraphs that all follow one form have 19,900, and take a minute. Without a
    bound 2,000 of them would take two hours.
    """

    pairs_a_passage: int = 10
    """As `most_pairs`, for each passage: a long text may have more."""

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

    long_words: int = 100
    """Texts of so many words each are the same if they cover each other for the most part, whatever facts either has alone."""

    long_apart: float = 0.1
    """The share of the sentences of such texts that may seem to be about another subject or period: one of ten."""

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
    """An archive: passages of fewer words that do not end as a sentence may be lines of tables or lists, of which an archive has
    thousands in one form: 29 of 200 sampled pairs, nearly all of them wrong. They are found in other words only if they are of
    `archive_line_words` or more and hold few figures (`archive_line_figures`); a sentence that was cut off does.
    """

    archive_line_words: int = 10
    """See `archive_line`: the names of columns and points of lists are shorter."""

    archive_line_figures: float = 0.1
    """See `archive_line`: the share of words with a digit, from which such a line is one of figures."""

    archive_figures: float = 0.3
    """An archive: passages of which such a share of the words hold a digit are found only where they are equal, whatever their
    end: prices and rates are printed every day in one form. Of 225 duplicates read 7 have it, and all of them are wrong.
    """

    archive_report_at: float = 0.65
    """An archive: duplicates of a lower score are not told. It offers each passage many that only look alike: of the pairs from
    .5 to .65 most are about one event and say different things. Costs 5 of 150 planted second translations, no near copy.
    """

    archive_days: int = 1
    """An archive: a duplicate in other words counts as one only between articles at most so many days apart, where both have a
    day; else it is less sure. Of 400 duplicates read, this and the next two take 165 of 175 wrong, 77 of 225 right ones.
    """

    archive_context: float = 1.4
    """An archive: the least sum of a duplicate's score and of the share of rare words that two articles have in common: the
    less they share, the surer a passage must be. See `archive_days`.
    """

    archive_rare: float = 0.6
    """An archive: the information of a word from which it counts as rare, as most names do: of all words, the articles of one
    form about two companies share as many as two about one event.
    """

    archive_kindred: float = 0.8
    """An archive: between articles that share less of their rare words, a duplicate has `archive_said`."""

    archive_said: float = 0.75
    """An archive: the share of the information of the side that tells less which the other must have. Of 304 duplicates read,
    .88 of them right, this and `archive_kindred` leave 270, .91 of them right.
    """

    archive_copied: float = 0.97
    """An archive: the share of the shorter passage's runs of two words in the longer, from which it was copied: a duplicate
    whatever the day and the article, if it has `archive_line` words. At .95 forms that name another week begin to pass.
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

    archive_likely: float = 0.5
    """An archive: the probability that two texts tell the same, by words and small vectors alone, from which MiniLM and the
    facts are asked. Of 3,392 candidates (planted texts, and 150 articles of the corpora) 1,488 have it; so have 544 of the
    549 duplicates that are told, and 86 of the 102 conflicts. At .25, half the candidates of a check are judged for nothing.
    """

    archive_judged: int = 6
    """An archive: so many contents are judged for a passage, the likeliest first; how many were left out is said."""

    scan_cap: int = 32
    """A scan: a run of three words that more contents hold is passed over; its pairs would grow with their square. .15 % of
    the runs of 183,000 paragraphs that several hold; what shares no other run is found by its vector.
    """

    scan_near: float = 0.55
    """A scan: contents whose small vectors are further apart than this are not found by meaning."""

    scan_nearest: int = 10
    """A scan: so many contents are looked at for their meaning, the nearest first."""

    scan_worth: float = 0.08
    """A scan: the probability (models/scan) from which a pair is judged. From .03 on it would be half as many more, .001 more
    duplicates, and .08 more conflicts, of 16 of which one was about the same."""

    scan_worth_fast: float = 0.2
    """A scan by the fast judge: as `scan_worth`, of which it judges six tenths: .996 of the duplicates, .8 of the conflicts; of
    28 conflicts below .3 that were read two were about the same."""

    scan_judged: int = 3
    """A scan: so many contents are judged for a content, the likeliest first; each is also judged for its own likeliest."""

    scan_likely: float = 0.45
    """A scan: as `archive_likely`. Of 1,141 duplicates among 24,000 candidates 1,134 have it, of the rest two thirds have not."""

    scan_told: float = 5.0
    """A scan: what is told again is something if it tells so much: the sum of the information of its words."""

    scan_brief: float = 3.5
    """A scan: what tells less than `scan_told` and so much is something only if it was copied (`scan_brief_runs`) and is sure."""

    scan_brief_runs: float = 0.5
    """A scan: see `scan_brief`; the share of its runs of two words that stand in the other."""

    scan_runs: float = 0.75
    """A scan: a duplicate has `scan_sure`, or so large a share of runs of two words of the side that tells less. With these, of
    200 that were read 4 of 180 are wrong, 14 of 200 without; planted near repeats .87. Looser (brief from 3.0) 6 of 182, .91.
    """

    scan_sure: float = 0.85
    """A scan: see `scan_runs`."""

    form_variants: int = 2
    """A scan: a text that so many others are like without telling the same is a form of words, as wire copy has for loans."""

    form_named: float = 1.5
    """A scan: the information of rare words (`archive_rare`) that a form and a duplicate of it share, if it is no equal text."""

    alone_told: float = 2.5
    """A scan: what a less sure pair tells (see `scan_told`) to be a duplicate all the same, where neither text has a variant:
    what is worded like nothing else in an archive is no form of words. `scan_sure` is asked of its score.
    """

    alone_sure: float = 0.9
    """A scan: as `alone_told`, the score of a pair that names the same (`form_named`). Of the 101 pairs that the two rules add to
    some 13,000 about .8 are right; planted near repeats .84 to .925, second translations .06 to .29 (DECISIONS.md).
    """

    read_named: float = 1.0
    """A scan by the full judge: the rare words that both sides of a less sure pair have (as `form_named`), from which it is read
    at once, or what it tells (`alone_told`). Neither side has more than `form_variants` variants.
    """

    read_sure: float = 0.93
    """A scan by the full judge: the score of a pair that was read from which it is a duplicate."""

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
        check(self)

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
