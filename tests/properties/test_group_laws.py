"""Laws of `group`: labels by first appearance, whatever the order, and nothing in conflict together."""

from __future__ import annotations

from itertools import combinations

from hypothesis import example, given, strategies as st

from dedup.normalise import levelled
from tests.fakes import detector
from tests.properties.invented import any_text, changed, examples, statements, told


@st.composite
def collections(draw: st.DrawFn) -> list[str]:
    """Short texts, some of which tell the same, some nearly."""
    texts: list[str] = []
    for _ in range(draw(st.integers(1, 2))):
        said = draw(statements())
        again = draw(st.lists(st.one_of(st.just(said), changed(said)), min_size=1, max_size=3))
        texts += [draw(told(one)) for one in again]
    return texts


texts = st.one_of(collections(), collections(), st.lists(any_text, max_size=4))


def grouped(labels: list[int]) -> set[frozenset[int]]:
    return {frozenset(n for n, label in enumerate(labels) if label == one) for one in labels}


@given(texts)
@examples(50)
@example([])
@example(["", " ", "The fish market burned."])
def test_labels_are_numbered_by_first_appearance(given_texts: list[str]) -> None:
    labels = detector().group(given_texts)
    assert len(labels) == len(given_texts)
    seen: list[int] = []
    for label in labels:
        if label not in seen:
            seen.append(label)
    assert seen == list(range(len(seen)))


@given(texts, st.data())
@examples(40)
def test_the_order_and_the_repeating_of_texts_do_not_matter(given_texts: list[str], data: st.DataObject) -> None:
    labels = detector().group(given_texts)
    again = data.draw(st.lists(st.sampled_from(given_texts), max_size=2)) if given_texts else []
    order = data.draw(st.permutations(range(len(given_texts) + len(again))))
    longer = [*given_texts, *again]
    moved = detector().group([longer[n] for n in order])
    back = [moved[order.index(n)] for n in range(len(given_texts))]
    assert grouped(back) == grouped(labels)


@given(texts)
@examples(40)
def test_equal_labels_mean_that_every_two_are_the_same_content(given_texts: list[str]) -> None:
    labels = detector().group(given_texts)
    pairs = list(combinations(range(len(given_texts)), 2))
    verdicts = detector().judge([(given_texts[i], given_texts[j]) for i, j in pairs])
    for (i, j), verdict in zip(pairs, verdicts, strict=True):
        if given_texts[i] == given_texts[j]:
            assert labels[i] == labels[j]
        if labels[i] == labels[j]:
            assert verdict.duplicate


@given(collections(), st.data())
@examples(40)
def test_texts_that_differ_in_case_and_typography_alone_have_one_label(given: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(given))
    twin = f" {text.upper()}\n".replace('"', "\u201c").replace("-", "\u2014")
    assert levelled(twin) == levelled(text)
    labels = detector().group([*given, twin])
    assert labels[-1] == labels[given.index(text)]
