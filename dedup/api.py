"""The functions of the contract: settings, encoder and judge put together. `Detector` holds them, loaded once."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from dedup.comparing import compare as compare_articles
from dedup.comparison import Comparison
from dedup.crossencoder import NAME as CROSSENCODER, open_crossencoder
from dedup.cutting import page_of
from dedup.decision import load_decisions
from dedup.editing import Editing
from dedup.elsewhere import Elsewhere
from dedup.encoders import load_encoder, model_folder, models_folder
from dedup.errors import ModelError
from dedup.guard import Basis
from dedup.likeness import Profile
from dedup.pairs import Tools, profile_all, relate, with_clauses
from dedup.passages import (
    SCHEMA_VERSION,
    Article,
    ArticleInfo,
    Relation,
    Report,
    Tool,
    Verdict,
)
from dedup.pipeline import Findings, check as check_article
from dedup.sentences import Splitter
from dedup.settings import Settings
from dedup.stages.cluster import cluster
from dedup.stages.embed import Encoder
from dedup.stages.judge import judge as judge_pair
from dedup.stages.report.explain import Explanation, explain
from dedup.stated import answered, questions
from dedup.timing import Stopwatch
from dedup.together import Reader, in_doubt, levelled_pair, settled
from dedup.words import Lexicon, count

SAME = frozenset({Relation.IDENTICAL, Relation.NEAR_DUPLICATE, Relation.PARAPHRASE})
"""The relations of texts that say the same; a summary says a part."""


class Detector:
    """Finds passages that tell the same. Loads its models when they are first needed and keeps them."""

    def __init__(
        self, settings: Settings | None = None, *, encoder: Encoder | None = None, reader: Reader | None = None
    ) -> None:
        """Use `settings` (the defaults are what every published figure was measured with), and models of one's own."""
        self.settings = settings or Settings()
        self._encoder = encoder
        self._reader = reader
        self._tools: Tools | None = None
        self._together: Basis | None = None

    @property
    def tools(self) -> Tools:
        """Return the encoder, the sentence splitter and the judge, loading them the first time."""
        if self._tools is None:
            watch = Stopwatch()
            encoder = self._encoder or load_encoder(self.settings.model)
            watch.lap("encoder", f"{encoder.name} {encoder.revision}")
            basis = Basis(load_lexicon(), load_decisions(model_folder("judge") / "judge.json"))
            watch.lap("judge", f"{judge_revision()} from {models_folder()}")
            self._tools = Tools(encoder, Splitter(), basis)
        return self._tools

    @property
    def reader(self) -> Reader:
        """Return what reads two texts at once, loading it the first time; checking and comparing articles never ask for it."""
        if self._reader is None:
            watch = Stopwatch()
            self._reader = open_crossencoder()
            watch.lap("crossencoder", f"{self._reader.name} {self._reader.revision}")
        return self._reader

    @property
    def together(self) -> Basis:
        """Return what a pair that was read is decided with, loading it the first time."""
        if self._together is None:
            known, more = self.tools.basis, load_decisions(model_folder(CROSSENCODER) / "together.json")
            self._together = replace(known, decisions=known.decisions | more)
        return self._together

    def sharing(self, settings: Settings, wrap: Callable[[Tools], Tools] | None = None) -> Detector:
        """Return a detector with other settings and the models of this one, its tools wrapped where that is asked for."""
        tools = self.tools if wrap is None else wrap(self.tools)
        other = Detector(settings, encoder=tools.encoder, reader=self._reader)
        other._tools = tools
        return other

    def check(self, article: Article | str, *, boilerplate: Collection[str] = ()) -> Report:
        """Return what repeats inside an article. A str is taken as plain text, as it is.

        `boilerplate` are phrases and paragraphs that are boilerplate besides those of the settings.
        """
        article = Article(article) if isinstance(article, str) else article
        known = (*self.settings.boilerplate_phrases, *boilerplate)
        return self._report(
            article, check_article(article, self.tools, replace(self.settings, boilerplate_phrases=known))
        )

    def compare(self, original: Article | str, repost: Article | str) -> Comparison:
        """Return what became of an article in its repost: carried over, reworded, changed, dropped, added, in conflict."""
        a, b = (Article(one) if isinstance(one, str) else one for one in (original, repost))
        found = compare_articles(a, b, self.tools, self.settings)
        return Comparison(
            schema_version=SCHEMA_VERSION,
            tool=self.tool(),
            articles=(info_of(a), info_of(b)),
            passages=found.passages,
            matches=found.matches,
            passage_matches=found.passage_matches,
            dropped=found.dropped,
            added=found.added,
            dropped_spans=found.dropped_spans,
            added_spans=found.added_spans,
            shares=found.shares,
            newer=found.newer,
            notes=(*a.notes, *b.notes, *found.notes, *_notes(self.tools.encoder)),
        )

    def judge(self, pairs: Sequence[tuple[str, str]], *, together: bool = True) -> list[Verdict]:
        """Return how b relates to a, for each pair (a, b) in the order given.

        Both texts of a pair are read at once where that helps; `together=False` leaves it out, as `check` does.
        """
        texts = {text for pair in pairs for text in pair}
        if not texts:
            return []
        profiles = profile_all(texts, self.tools, self.settings)
        gate = self.settings.statement_gate
        close = {t for a, b in pairs if profiles[a].vector @ profiles[b].vector >= gate for t in (a, b)}
        profiles |= with_clauses([profiles[text] for text in sorted(close)], self.tools)
        sides = [(profiles[a], profiles[b]) for a, b in pairs]
        verdicts = [judge_pair(a, b, self.tools.basis, self.settings) for a, b in sides]
        return self._read(sides, verdicts) if together else verdicts

    def _read(self, sides: Sequence[tuple[Profile, Profile]], verdicts: Sequence[Verdict]) -> list[Verdict]:
        """Return the verdicts, those left in doubt settled by reading both texts at once."""
        found = list(verdicts)
        doubtful = [n for n, verdict in enumerate(found) if in_doubt(verdict, self.settings)]
        readings = self.reader.read([levelled_pair(*sides[n]) for n in doubtful]) if doubtful else []
        for n, reading in zip(doubtful, readings, strict=True):
            if reading is not None:
                found[n] = settled(found[n], sides[n], reading, self.together, self.settings)
        return self._read_facts(sides, found)

    def _read_facts(self, sides: Sequence[tuple[Profile, Profile]], verdicts: Sequence[Verdict]) -> list[Verdict]:
        """Return the verdicts, those whose facts clash settled by reading the sentences with those facts in one wording."""
        found = list(verdicts)
        asked = [
            questions(*pair, verdict, self.tools.basis, self.settings)
            for pair, verdict in zip(sides, found, strict=True)
        ]
        texts = [question.texts for some in asked for question in some]
        readings = iter(self.reader.read(texts) if texts else [])
        for n, some in enumerate(asked):
            if some:
                found[n] = answered(found[n], some, [next(readings) for _ in some], self.settings)
        return found

    def explain(self, a: str, b: str, *, together: bool = True) -> Explanation:
        """Return what the verdict on two texts rests on: each measure, the aligned sentences, the facts.

        The verdict is that of `judge`; with `together=False` it is that of `check`.
        """
        profiles = profile_all({a, b}, self.tools, self.settings)
        verdict = self.judge([(a, b)], together=together)[0]
        basis = self.together if together else self.tools.basis
        return explain(profiles[a], profiles[b], verdict, basis, self.settings)

    def edit(self, article: Article, report: Report, elsewhere: Sequence[Elsewhere] = ()) -> Editing:
        """Return what an editor decides on a report of this article with, and on what other articles tell of it."""
        matches = {(min(match.a, match.b), max(match.a, match.b)): match for match in report.matches}
        page = page_of(report.passages, matches, self.tools, self.settings)
        return Editing(article, report, page, self.tools.split, tuple(elsewhere))

    def group(self, texts: Sequence[str]) -> list[int]:
        """Return a label for each text: equal label = same content, labels numbered by first appearance.

        Every two texts of a group are judged the same, so groups are no chains, and texts in conflict are apart.
        Reading both at once can only take texts apart here: a label joins many pairs, and has to be sure twice.
        """
        distinct = sorted(set(texts))
        asked: dict[tuple[int, int], tuple[Profile, Profile]] = {}
        at = {text: n for n, text in enumerate(distinct)}

        def noting(a: Profile, b: Profile, basis: Basis, settings: Settings) -> Verdict:
            asked[at[a.text], at[b.text]] = (a, b)
            return judge_pair(a, b, basis, settings)

        before = relate(distinct, self.tools, self.settings, statements=False, decide=noting)
        alike = {pair: verdict for pair, verdict in before.items() if self._says_the_same(verdict)}
        after = self._read([asked[pair] for pair in alike], list(alike.values()))
        scores = {pair: v.score for pair, v in zip(alike, after, strict=True) if self._says_the_same(v)}
        groups = cluster(scores)
        root = {distinct[n]: group[0] for group in groups for n in group}
        labels: dict[int, int] = {}
        return [labels.setdefault(root.get(text, at[text]), len(labels)) for text in texts]

    def _says_the_same(self, verdict: Verdict) -> bool:
        """Return whether two texts belong under one label: not a part and its whole, nor a headline and a sentence."""
        same = verdict.relation in SAME and verdict.score >= self.settings.group_at
        return same and not verdict.evidence.features.get("form")

    def _report(self, article: Article, found: Findings) -> Report:
        return Report(
            schema_version=SCHEMA_VERSION,
            tool=self.tool(),
            article=info_of(article),
            passages=found.segmentation.passages,
            matches=found.matches,
            clusters=found.clusters,
            cuts=found.cuts,
            condensed=found.condensed,
            notes=(*article.notes, *found.segmentation.notes, *found.notes, *_notes(self.tools.encoder)),
        )

    def tool(self) -> Tool:
        """Return what reports say of the program: its version, its models and every setting."""
        encoder = self.tools.encoder
        models = {"encoder": f"{encoder.name} {encoder.revision}", "judge": judge_revision()}
        return Tool("dedup", installed_version(), models, self.settings.to_dict())


def info_of(article: Article) -> ArticleInfo:
    """Return what a report says of its article."""
    return ArticleInfo(
        article.id or article.sha256[:12],
        article.title,
        article.path,
        article.sha256,
        count(article.text),
        article.language,
    )


def _notes(encoder: Encoder) -> tuple[str, ...]:
    if encoder.calibrated:
        return ()
    return (
        f"the scores are calibrated for the built-in encoder; with {encoder.name} take them as a ranking and check "
        "the thresholds on pairs of your own",
    )


def load_lexicon() -> Lexicon:
    """Return the background words stored in models/words. Raise ModelError where they are missing or damaged."""
    path = model_folder("words") / "words.npz"
    try:
        with np.load(path) as stored:
            stems = bytes(stored["stems"]).decode("utf-8").split("\n")
            rows = {stem: row for stem, row in zip(stems, stored["rows"].tolist(), strict=True) if row}
            frequencies = dict(zip(stems, stored["frequencies"].tolist(), strict=True))
            vectors = stored["vectors"].astype(np.float32)
            return Lexicon(int(stored["total"]), frequencies, rows, _unit(vectors))
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"the word list {path} cannot be read ({error}); install dedup-passages again") from error


def _unit(vectors: Any) -> Any:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(norms > 0, norms, 1.0)


def judge_revision() -> str:
    """Return the revision of the judge's figures."""
    stored = json.loads((model_folder("judge") / "judge.json").read_text(encoding="utf-8"))
    return str(stored["revision"])


def installed_version() -> str:
    """Return the version of the installed distribution, or the checkout's own."""
    try:
        return version("dedup-passages")
    except PackageNotFoundError:
        from dedup import __version__  # only here: dedup itself imports this module

        return __version__


@cache
def default_detector() -> Detector:
    """Return the detector behind the module's functions, made at the first call and kept."""
    return Detector()


def check(article: Article | str) -> Report:
    """Return what repeats inside an article; see Detector.check."""
    return default_detector().check(article)


def compare(original: Article | str, repost: Article | str) -> Comparison:
    """Return what became of an article in its repost; see Detector.compare."""
    return default_detector().compare(original, repost)


def judge(pairs: Sequence[tuple[str, str]]) -> list[Verdict]:
    """Return how b relates to a, for each pair (a, b); see Detector.judge."""
    return default_detector().judge(pairs)


def group(texts: Sequence[str]) -> list[int]:
    """Return a label for each text, equal for the same content; see Detector.group."""
    return default_detector().group(texts)
