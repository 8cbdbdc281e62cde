"""Makes words.npz: how common each stem is in open news text, and a small vector of each common word.

    python models/words/make.py --data FOLDER

FOLDER holds the corpus_*.jsonl.gz files. The vectors are those of the default encoder, less their mean, in their
first principal components; names, figures, weekdays and months have none, because a name that is merely similar is
another name. The result is counts and figures; no sentence of the corpora is in it.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA

from dedup.encoders import load_encoder
from dedup.normalise import fold, shadow
from dedup.words import Lexicon, spans

CORPORA = ("corpus_reuters21578_paragraphs", "corpus_company_news_md_paragraphs", "corpus_abc_paragraphs")
SHORTEST = 60  # characters: headlines and bylines count words wrongly
RAREST = 4  # paragraphs: below that a stem is as informative as an unseen one
DIMENSIONS = 96
NO_VECTOR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "sixty seventy eighty ninety hundred thousand million billion trillion first second third fourth fifth".split()
)


def paragraphs(folder: Path) -> Iterator[str]:
    seen: set[str] = set()
    for corpus in CORPORA:
        with gzip.open(folder / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                if len(text) >= SHORTEST and text not in seen:
                    seen.add(text)
                    yield text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data
    blank = Lexicon(2, {}, {}, np.zeros((1, 1), np.float32))
    frequency: Counter[str] = Counter()
    surfaces: defaultdict[str, Counter[str]] = defaultdict(Counter)
    total = 0
    for text in paragraphs(folder):
        level = shadow(text)
        total += 1
        here = set()
        for n, (start, end) in enumerate(spans(level)):
            word = level[start:end]
            stem = blank.stem(fold(word))
            here.add(stem)
            if n:  # the first word is capitalised whatever it is
                surfaces[stem][word] += 1
        frequency.update(here)
    stems = sorted(stem for stem, times in frequency.items() if times >= RAREST and stem)
    common = {stem: surfaces[stem].most_common(1)[0][0] for stem in stems if surfaces[stem]}
    lower = [
        s
        for s in stems
        if common.get(s, "X").islower() and common[s].isalpha() and common[s] not in NO_VECTOR and len(s) > 2
    ]
    vectors = load_encoder().encode([common[stem] for stem in lower])
    reduced = PCA(DIMENSIONS, svd_solver="full").fit_transform(vectors.astype(np.float64))
    reduced /= np.linalg.norm(reduced, axis=1, keepdims=True)
    packed = np.zeros((len(lower) + 1, DIMENSIONS), np.int8)  # row 0: no vector
    packed[1:] = np.round(reduced * 127)
    row = {stem: n for n, stem in enumerate(lower, 1)}
    target = Path(__file__).parent / "words.npz"
    np.savez_compressed(
        target,
        total=np.int64(total),
        stems=np.frombuffer("\n".join(stems).encode("utf-8"), np.uint8),
        frequencies=np.array([frequency[stem] for stem in stems], np.int32),
        rows=np.array([row.get(stem, 0) for stem in stems], np.int32),
        vectors=packed,
    )
    print(f"{total} paragraphs, {len(stems)} stems, {len(lower)} with a vector, {target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
