"""What becomes of an article in its repost: examples of each fate, of moving, merging, ignoring, and of limits."""

from __future__ import annotations

import pytest

from dedup.comparison import Comparison, Fate
from dedup.errors import InputError
from dedup.limits import Limits
from dedup.passages import Article, FactKind, Relation, Role, Span
from dedup.settings import Settings
from dedup.stages.newer import newer
from dedup.stages.pieces import grouped, in_spans, out_of_order
from tests.fakes import detector

ROOF = "The council of Melby voted on Tuesday to spend 2.3 million crowns on a new roof for the swimming pool."
QUOTE = '"We have waited nine years for this roof," said Ida Holm, who heads the culture department.'
BUS = "Until the work is done, swimmers must take the bus to the indoor pool of the neighbouring town of Ostvik."
FERRY = "The ferry from Quern to Port Ellery was cancelled on Friday because nobody could see the pier for fog."
TRADE = "Traders on the northern market complained that the price of fresh fish had doubled since the spring."
OTHER = "Nobody has counted the herons on the lake since the warden left his hut by the shore last autumn."


def compared(original: str, repost: str, settings: Settings | None = None) -> Comparison:
    return detector(settings).compare(original, repost)


def fates(found: Comparison) -> list[Fate]:
    return [piece.fate for match in found.matches for piece in match.pieces]


def page(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


CHANGES = {
    "a figure": (ROOF, ROOF.replace("2.3", "2.5"), FactKind.NUMBER, "2.3 million crowns", "2.5 million crowns"),
    "a day": (ROOF, ROOF.replace("Tuesday", "Thursday"), FactKind.DATE, "Tuesday", "Thursday"),
    "a word of a quotation": (
        QUOTE,
        QUOTE.replace("waited", "prayed"),
        FactKind.QUOTE,
        "We have waited nine years for this roof,",
        "We have prayed nine years for this roof,",
    ),
    "a figure within a quotation": (
        QUOTE,
        QUOTE.replace("nine", "ten"),
        FactKind.QUOTE,
        "We have waited nine years for this roof,",
        "We have waited ten years for this roof,",
    ),
}


@pytest.mark.parametrize(("one", "other", "kind", "a", "b"), CHANGES.values(), ids=CHANGES)
def test_what_was_changed_is_a_conflict_and_named(one: str, other: str, kind: FactKind, a: str, b: str) -> None:
    found = compared(page(TRADE, one, BUS), page(TRADE, other, BUS))
    assert [(c.kind, c.a, c.b) for c in found.conflicts] == [(kind, a, b)]
    assert Fate.CONFLICT in fates(found)
    assert [match.relation for match in found.passage_matches].count(Relation.CONFLICT) == 1


def test_an_altered_denial_is_a_conflict() -> None:
    found = compared(page(TRADE, "The rule does not apply to miners and nurses of the county.", BUS),
                     page(TRADE, "The rule does apply to miners and nurses of the county.", BUS))  # fmt: skip
    assert [conflict.kind for conflict in found.conflicts] == [FactKind.NEGATION]


def test_a_name_changed_between_sentences_that_agree_is_a_conflict() -> None:
    told = "All of them were taken to hospital in {}."
    found = compared(f"{ROOF} {told.format('Brodek')} {BUS}", f"{ROOF} {told.format('Ostrow')} {BUS}")
    assert [(conflict.a, conflict.b) for conflict in found.conflicts] == [("Brodek", "Ostrow")]


def test_the_same_form_of_another_day_is_nothing_told_again() -> None:
    monday = "On Monday, wheat closed at 212 dollars a tonne in Quern. Maize fell by 3 percent to 140 dollars."
    tuesday = "On Tuesday, wheat closed at 218 dollars a tonne in Quern. Maize rose by 2 percent to 143 dollars."
    found = compared(monday, tuesday)
    assert not found.conflicts
    assert not found.matches


def test_having_to_is_no_contradiction_of_must() -> None:
    found = compared(BUS, BUS.replace("must take", "will have to take"))
    assert fates(found) == [Fate.REWORDED]


def test_a_sentence_in_another_order_of_words_is_reworded() -> None:
    again = "Swimmers must take the bus to the indoor pool of the neighbouring town of Ostvik until the work is done."
    assert fates(compared(BUS, again)) == [Fate.REWORDED]


def test_a_fact_less_is_a_change_that_says_which() -> None:
    found = compared(ROOF, ROOF.replace(" on Tuesday", ""))
    (piece,) = found.matches[0].pieces
    assert piece.fate is Fate.CHANGED
    assert [(loss.kind, loss.text) for loss in piece.lost] == [("date", "Tuesday")]
    assert piece.gained == ()


def test_a_fact_more_is_a_change_too() -> None:
    (piece,) = compared(ROOF.replace(" on Tuesday", ""), ROOF).matches[0].pieces
    assert piece.fate is Fate.CHANGED
    assert [loss.text for loss in piece.gained] == ["Tuesday"]


def test_a_fact_that_moved_next_door_is_not_lost() -> None:
    found = compared(
        page(f"{ROOF} {BUS}"), page(f"{ROOF.replace(' on Tuesday', '')} On Tuesday, as was said before, {BUS.lower()}")
    )
    assert not [loss for match in found.matches for piece in match.pieces for loss in piece.lost]


def test_what_nobody_else_tells_is_dropped_or_added() -> None:
    found = compared(page(ROOF, FERRY), page(ROOF, OTHER))
    assert [found.passages[n].text for n in found.dropped] == [FERRY]
    assert [found.passages[n].text for n in found.added] == [OTHER]
    assert found.shares[0].alone == len(FERRY.split())


def test_a_sentence_dropped_from_a_passage_is_a_span_and_no_passage() -> None:
    original, repost = page(f"{ROOF} {FERRY}", BUS), page(ROOF, BUS)
    found = compared(original, repost)
    assert found.dropped == ()
    assert [original[span.start : span.end] for span in found.dropped_spans] == [FERRY]


def test_neighbours_are_one_span_across_passages() -> None:
    (match,) = compared(page(OTHER, ROOF, BUS), page(ROOF, BUS, FERRY)).matches
    assert match.a == Span(len(OTHER) + 2, len(page(OTHER, ROOF, BUS)))
    assert match.b == Span(0, len(page(ROOF, BUS)))


def test_what_only_stands_near_is_not_joined() -> None:
    found = compared(page(ROOF, FERRY, TRADE, OTHER, BUS), page(ROOF, BUS))
    assert len(found.matches) == 2


def test_what_was_put_in_another_order_is_moved() -> None:
    found = compared(page(ROOF, FERRY, TRADE, OTHER), page(OTHER, ROOF, FERRY, TRADE))
    assert [(match.moved, match.a.start) for match in found.matches] == [
        (False, 0),
        (True, len(page(ROOF, FERRY, TRADE, ""))),
    ]


def test_several_sentences_told_by_one_are_one_piece() -> None:
    short = "The council voted to spend 2.3 million crowns on a new roof for the pool."
    two = "The council of Melby voted on Tuesday on the pool. It is to spend 2.3 million crowns on a new roof for the pool."
    found = compared(two, short)
    assert len(found.matches) == 1
    (piece,) = found.matches[0].pieces
    assert piece.fate is Fate.CHANGED


def test_short_chance_resemblances_are_no_match() -> None:
    assert not compared(page(ROOF, "He said no."), page(FERRY, "He said no more.")).matches


def test_a_whole_passage_matches_however_short() -> None:
    found = compared(page(ROOF, "He said no."), page(FERRY, "He said no."))
    assert [match.relation for match in found.matches] == [Relation.IDENTICAL]


def test_headings_match_nothing_and_count_for_nothing() -> None:
    text = "The roof\n\n" + ROOF
    found = compared(text, text)
    assert found.passages[0].role is Role.HEADING
    assert [(match.a, match.b) for match in found.passage_matches] == [(1, 3)]
    assert found.shares[0].words == len(ROOF.split())


def test_an_ignored_phrase_is_no_evidence() -> None:
    phrase = "Reporting by our own staff in the harbour of Quern and elsewhere."
    one, other = page(ROOF, phrase), page(FERRY, phrase)
    assert compared(one, other).matches
    assert not compared(one, other, Settings(ignore_phrases=(phrase,))).matches


def test_the_limit_of_words_names_the_side() -> None:
    with pytest.raises(InputError, match="the repost has 40 words, more than the 20"):
        compared(TRADE, page(ROOF, BUS), Settings(most_words=20))


def test_more_sentences_than_are_encoded_are_compared_by_words_and_that_is_said() -> None:
    one = page(ROOF, FERRY, TRADE, OTHER)
    found = compared(one, one.replace("crowns", "dollars").replace("fog", "mist"), Settings(most_encoded=2))
    assert "sentences were compared by their words alone" in found.notes[0]
    assert len(found.matches) == 2 or found.shares[0].alone == 0


def test_passages_that_are_not_judged_say_so() -> None:
    found = compared(ROOF, ROOF.replace("2.3", "2.5"), Settings(most_judged=1))
    assert "1 of 1 pairs of passages were not judged as a whole" in found.notes[0]
    assert found.passage_matches[0].notes == (
        "not judged as a whole: the score is the share of the shorter that stands in aligned sentences",
    )


# -- limits ---------------------------------------------------------------------------------------------------------


def test_limits_are_of_the_words_that_the_original_tells_and_of_relations() -> None:
    found = compared(page(ROOF, FERRY), page(ROOF.replace("2.3", "2.5"), TRADE))
    assert Limits(over=0.9).passed_by_repost(found) == ()
    (told,) = Limits(over=0.1).passed_by_repost(found)
    assert told == "the original tells 54.05% of its words, more than the 10% allowed"
    assert Limits(on=frozenset({Relation.CONFLICT})).passed_by_repost(found) == ("1 match is conflict",)


# -- which is newer -------------------------------------------------------------------------------------------------

NEWER = {
    "dated later": (Article(ROOF, date="2024-05-01"), Article(ROOF, date="2024-05-03"), 1, "dated 2024-05-03"),
    "corrected": (Article(f"Correction: the sum was wrong.\n\n{ROOF}"), Article(ROOF), 0, "Correction: the sum was wrong."),
    "earlier version": (Article(ROOF), Article(f"{ROOF}\n\nAn earlier version of this article gave 2.3."), 1, "earlier version"),
    "updated later": (
        Article("Updated 2 May 2024\n\nA"),
        Article("Updated on 12 April 2024\n\nA"),
        0,
        "updated on 2024-05-02, the other 2024-04-12",
    ),
    "latest day named": (Article("It opened on 4 March 2021."), Article("It opened on 5 March 2021."), 1, "2021-03-05"),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "at", "why"), NEWER.values(), ids=NEWER)
def test_which_looks_newer_and_why(one: Article, other: Article, at: int, why: str) -> None:
    found = newer(one, other)
    assert found is not None
    assert found.article == at
    assert why in found.why
    swapped = newer(other, one)
    assert swapped is not None
    assert (swapped.article, swapped.why) == (1 - at, found.why)


@pytest.mark.parametrize(
    "text", [ROOF, "Corrections officers met in Melby.", "It was on 4 March.", "The updated plan costs 3 crowns."]
)
def test_nothing_looks_newer_without_a_date_or_a_correction(text: str) -> None:
    assert newer(Article(text), Article(ROOF)) is None


# -- parts ----------------------------------------------------------------------------------------------------------


def test_groups_are_put_together_by_the_surest_link_and_by_nearness() -> None:
    sure = {(0, 0): 0.9, (1, 0): 0.6, (2, 1): 0.9}
    near = {(3, 1): 0.5}
    found = grouped(range(4), range(2), sure, lambda i, j: near.get((i, j), 0.0), 0.35)
    assert found == [((0, 1), (0,)), ((2, 3), (1,))]
    assert grouped(range(4), range(2), sure, lambda _i, _j: 0.0, 0.35) == [((0, 1), (0,)), ((2,), (1,))]


def test_sentences_that_follow_each_other_are_one_span() -> None:
    spans = [Span(0, 5), Span(6, 9), Span(12, 20)]
    assert in_spans([0, 1], spans) == (Span(0, 9),)
    assert in_spans([0, 2], spans) == (Span(0, 5), Span(12, 20))


def test_the_order_that_most_of_the_text_keeps_is_the_order() -> None:
    places = [(Span(0, 10), Span(90, 100)), (Span(10, 60), Span(0, 50)), (Span(60, 90), Span(50, 80))]
    assert out_of_order(places) == [True, False, False]
    assert out_of_order([]) == []
