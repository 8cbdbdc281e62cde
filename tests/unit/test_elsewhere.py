"""What other articles tell: a cut on their word is the editor's, says what is lost, leads back, and is never taken for safe."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from dedup.archive import Archive
from dedup.comparison import Comparison
from dedup.editing import Choice, Choices, Editing, Kind
from dedup.elsewhere import Elsewhere
from dedup.errors import InputError, VerificationError
from dedup.exclusions import Exclusions, told_still
from dedup.ledger import restore
from dedup.passages import Article, CutStatus, Relation
from dedup.stages.verify import verify_decided
from dedup.web.before import Archived, InArchive, InOriginal
from dedup.witnesses import told_in_original
from tests.fakes import FakeEncoder, detector, page_of
from tests.unit.test_editing import FERRY, OTHER_ROOF, ROOF, SAID, TEXT

ORIGINAL = "\n\n".join([FERRY, ROOF, SAID, "The bakery on the quay opens at five from the first of May."])
LAMPS = "Two lamps on the pier of Tolm have been dark since the storm in January, and nobody will pay for them."


@cache
def comparison() -> Comparison:
    return detector().compare(Article(ORIGINAL, title="The pool"), Article(TEXT))


@cache
def editing() -> Editing:
    article = Article(TEXT)
    report = detector().check(article)
    return detector().edit(article, report, told_in_original(report, comparison()))


def told() -> dict[int, str]:
    return {one.passage: key for key, one in editing().questions.items() if one.kind is Kind.ELSEWHERE}


def test_each_passage_that_is_told_elsewhere_is_asked_about_once_those_in_conflict_first() -> None:
    asked = [one for one in editing().questions.values() if one.kind is Kind.ELSEWHERE]
    assert {one.passage for one in asked} >= {0, 2, 3, 4, 5, 7, 8}
    assert asked[0].passage == 4
    assert asked[0].status is CutStatus.KEEP_BOTH
    assert {one.status for one in asked[1:]} == {CutStatus.REVIEW}
    assert [one.kind for one in editing().questions.values()] == sorted(
        [one.kind for one in editing().questions.values()], key=list(Kind).index
    )


def test_offsets_count_in_this_article_and_in_the_text_of_the_other() -> None:
    for one in editing().elsewhere:
        text = editing().report.passages[one.passage]
        assert one.text in ORIGINAL
        for clash in one.match.conflicts:
            assert TEXT[slice(*clash.a_span)] == clash.a
            assert one.text[slice(*clash.b_span)] == clash.b
        for span in one.match.spans:
            assert text.start <= span.a_start < span.a_end <= text.end
            assert 0 <= span.b_start < span.b_end <= len(one.text)


def test_what_is_cut_on_the_word_of_another_article_needs_no_witness_here() -> None:
    now = Choices()
    for n in (0, 3, 8):  # every copy of it
        now = editing().choose(now, told()[n], Choice.CUT)
    edited = editing().edited(now)
    assert FERRY not in edited.condensed.text
    assert {cut.status for cut in edited.cuts} == {CutStatus.REVIEW}
    ledger = editing().ledger(now)
    assert restore(edited.condensed.text, ledger) == TEXT
    assert all("The pool" in row.reason for row in ledger.rows)


def test_what_would_be_lost_is_what_the_other_article_does_not_say() -> None:
    assert editing().cut_elsewhere(told()[0]).would_lose == ()
    assert "2.5 million crowns" in [loss.text for loss in editing().cut_elsewhere(told()[4]).would_lose]


def test_a_copy_that_relied_on_it_is_not_cut_unseen() -> None:
    now = editing().choose(Choices(), told()[5], Choice.CUT)
    copy = Choice.CUT if editing().questions["5-7"].passage == 7 else Choice.KEEP_OTHER
    with pytest.raises(InputError, match="nothing that stays says it"):
        editing().choose(now, "5-7", copy)
    assert 7 not in editing().all_safe(now).gone


def test_keeping_it_takes_the_cut_back_and_there_is_no_other_to_keep() -> None:
    now = editing().choose(Choices(), told()[0], Choice.CUT)
    assert editing().choose(now, told()[0], Choice.KEEP_BOTH).gone == ()
    assert editing().take_back(now, told()[0]) == Choices()
    with pytest.raises(InputError, match="cut or kept"):
        editing().choose(now, told()[0], Choice.KEEP_OTHER)


def test_all_that_is_safe_takes_nothing_on_the_word_of_another_article() -> None:
    assert not set(told().values()) & set(editing().all_safe(Choices()).made)


@given(st.lists(st.tuples(st.sampled_from(sorted(editing().questions)), st.sampled_from(Choice)), max_size=12))
def test_whatever_is_decided_the_text_leads_back_and_a_cut_without_a_witness_here_has_one_elsewhere(
    decisions: list[tuple[str, Choice]],
) -> None:
    now = Choices()
    for key, choice in decisions:
        try:
            now = editing().choose(now, key, choice)
        except InputError:
            continue
    edited, elsewhere = editing().edited(now), editing().on_their_word(now)
    assert restore(edited.condensed.text, editing().ledger(now)) == TEXT
    assert {cut.passage for cut in edited.cuts} == set(now.gone)
    for cut in edited.cuts:
        alone = cut.status is CutStatus.BOILERPLATE or cut.passage in elsewhere
        assert alone or (set(cut.covered_by).isdisjoint(now.gone) and cut.covered_by)
    assert editing().decided(now).condensed == edited.condensed


def test_a_fact_that_no_article_tells_is_not_cut_unlisted() -> None:
    text, passages = page_of(ROOF, FERRY)
    cut = editing().cut_elsewhere(told()[2])
    unlisted = type(cut)(0, CutStatus.REVIEW, (), ())
    verify_decided(text, passages, [unlisted], FERRY, {}, told={0: [ROOF]})
    with pytest.raises(VerificationError, match="without saying so"):
        verify_decided(text, passages, [unlisted], FERRY, {}, told={0: [OTHER_ROOF]})
    with pytest.raises(VerificationError, match="nothing elsewhere tells it"):
        verify_decided(text, passages, [unlisted], FERRY, {}, told={0: [""]})


# -- where it comes from -----------------------------------------------------------------------------------------


@pytest.fixture
def archived(tmp_path: Path) -> Archived:
    small = FakeEncoder()
    with Archive.open(tmp_path / "news.dedup", detector=detector(), encoder=small) as archive:
        archive.add(
            [
                Article(f"{LAMPS}\n\n{FERRY}", id="a-1", title="Fog", source="Tolm Post", date="2024-01-05"),
                Article(f"{FERRY}\n\n{OTHER_ROOF}", id="b-1", source="Melby Ledger", date="2024-01-06"),
                Article(f"{FERRY}\n\n{LAMPS} It rained.", id="c-1"),
            ]
        )
    return Archived(tmp_path / "news.dedup", lambda: small)


def looked(
    archived: Archived, text: str, sources: tuple[str, ...] = (), articles: tuple[str, ...] = ()
) -> list[Elsewhere]:
    article = Article(text)
    return list(InArchive(article, archived)(detector(), detector().check(article), sources, articles).told)


def test_an_archive_tells_where_and_when_and_what_disagrees(archived: Archived) -> None:
    found = looked(archived, f"{LAMPS}\n\n{ROOF}")
    places = {(one.passage, one.article): one for one in found}
    assert places[0, "a-1"].named() == "“Fog” (Tolm Post, 2024-01-05)"
    assert places[0, "a-1"].match.relation is Relation.IDENTICAL
    assert places[1, "b-1"].clashes
    assert places[1, "b-1"].named() == "b-1 (Melby Ledger, 2024-01-06)"
    assert {one.publisher for one in found} == {"Tolm Post", "Melby Ledger", "c-1"}


def test_where_a_source_is_left_out_others_are_looked_up_in_its_place(archived: Archived) -> None:
    assert {one.article for one in looked(archived, FERRY)} == {"a-1", "b-1", "c-1"}
    assert {one.article for one in looked(archived, FERRY, sources=("Tolm Post",))} == {"b-1", "c-1"}
    assert {one.article for one in looked(archived, FERRY, ("Tolm Post",), ("c-1",))} == {"b-1"}


def test_what_is_left_out_of_the_report_is_left_out_here_too(archived: Archived) -> None:
    article = Article(f"{LAMPS}\n\n{SAID}")
    report = detector().check(article)
    found = InArchive(article, archived)(detector(), report, (), ()).told
    assert found
    assert told_still(report, found, Exclusions()) == found
    assert told_still(report, found, Exclusions(shorter_than=200)) == ()
    assert told_still(report, found, Exclusions(elsewhere=(0,))) == ()
    assert {one.source for one in told_still(report, found, Exclusions(sources=("Tolm Post",)))} == {""}


def test_with_other_settings_the_original_is_compared_anew() -> None:
    article = Article(TEXT)
    report = detector().check(article)
    look = InOriginal(Article(ORIGINAL), article, comparison())
    assert look(detector(), report, (), ()).told == told_in_original(report, comparison())
    strict = detector(type(detector().settings)(report_at=0.9))
    assert look(strict, strict.check(article), (), ()).told
