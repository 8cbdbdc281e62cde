"""Laws of an archive, looked for exceptions by hypothesis: order and repetition of adding change nothing that is found."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, strategies as st

from dedup.archive import Archive
from dedup.earlier import ArchiveReport
from dedup.passages import Article
from tests.fakes import FakeEncoder, detector

SENTENCES = (
    "The ferry to Tolm was late again on Monday, because of fog over the sound near Ostvik.",
    "The ferry to Tolm was late again on Friday, because of fog over the sound near Ostvik.",
    "Because of fog over the sound near Ostvik, the ferry to Tolm was late again on Monday.",
    "A new roof for the swimming pool would cost 2.3 million crowns, said Ida Holm of the council.",
    "A new roof for the swimming pool would cost 2.5 million crowns, said Ida Holm of the council.",
    "Fishermen waited on the pier until the fog had lifted over the northern sandbank of Melby.",
    "Fishermen waited on the long pier until all the fog had lifted over the northern sandbank of Melby.",
    "# Late ferries",
    "He said no.",
)
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map("\n\n".join)
ARTICLES = st.lists(TEXTS, min_size=1, max_size=6).map(
    lambda texts: [
        Article(text, id=f"a{n}", source=("Post", "Wire")[n % 2], date=f"2024-01-{n + 1:02}")
        for n, text in enumerate(texts)
    ]
)
ASKED = Article("\n\n".join(SENTENCES), id="asked")


def found_in(articles: list[Article], *, lots: int = 1) -> ArchiveReport:
    with TemporaryDirectory() as place:
        folder = Path(place) / "laws.dedup"
        for n in range(lots):
            with Archive.open(folder, detector=detector(), encoder=FakeEncoder()) as archive:
                archive.add(articles[n::lots])
        with Archive.open(folder, detector=detector(), encoder=FakeEncoder()) as archive:
            report = archive.check(ASKED, top=99)
            assert archive.verify(repair=False).problems == ()
        return report


@given(ARTICLES, st.randoms(use_true_random=False))
def test_adding_in_another_order_finds_the_same(articles: list[Article], random: object) -> None:
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert found_in(shuffled) == found_in(articles)


@given(ARTICLES)
def test_adding_twice_or_in_parts_finds_the_same_as_adding_once(articles: list[Article]) -> None:
    once = found_in(articles)
    assert found_in([*articles, *articles]) == once
    assert found_in(articles, lots=2) == once


@given(ARTICLES)
def test_what_is_in_the_archive_is_identical_to_itself_and_every_place_is_where_it_says(
    articles: list[Article],
) -> None:
    texts = {article.id: article.text for article in articles}
    report = found_in(articles)
    for match in report.matches:
        assert texts[match.article_id][slice(*match.span)] == match.text
        for a_start, a_end, b_start, b_end in match.spans:
            passage = report.passages[match.passage]
            assert passage.start <= a_start <= a_end <= passage.end
            assert match.span.start <= b_start <= b_end <= match.span.end
        for conflict in match.conflicts:
            assert ASKED.text[slice(*conflict.a_span)] == conflict.a
            assert texts[match.article_id][slice(*conflict.b_span)] == conflict.b
    told = {match.passage for match in report.matches if match.relation == "identical"}
    archived = {part for text in texts.values() for part in text.split("\n\n") if not part.startswith("#")}
    assert told == {p.id for p in report.passages if p.text in archived}
    assert ArchiveReport.from_dict(report.to_dict()) == report


@given(ARTICLES, st.data())
def test_removing_undoes_adding(articles: list[Article], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(articles))
    rest = [article for article in articles if article is not gone]
    with (
        TemporaryDirectory() as place,
        Archive.open(Path(place) / "laws.dedup", detector=detector(), encoder=FakeEncoder()) as archive,
    ):
        archive.add(articles)
        archive.remove(gone.id)
        after = archive.check(ASKED, top=99)
        assert archive.verify(repair=False).problems == ()
    assert after.matches == found_in(rest).matches if rest else not after.matches
