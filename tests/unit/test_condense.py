"""Which passages may go. The matches are made up, so that only the rules of cutting are tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from dedup.passages import Cluster, Cut, CutStatus, Flag, Match, Passage, Relation, Role
from dedup.settings import Settings
from dedup.stages.condense import Page, condense, cut_by_hand, told_by_several
from tests.fakes import lexicon, matched, page_of, tools

DEPOT = "The council of Quern has approved the tram depot."
DEPOT_ON_MONDAY = "The council of Quern has approved the tram depot on Monday."
DEPOT_AGAIN = "The council of Quern approved the depot for the tram."
BRIDGE = "Lorries may not use the bridge at Carrow."


def cuts_of(
    passages: Sequence[Passage],
    matches: Mapping[tuple[int, int], Match],
    *groups: Sequence[int],
    pinned: Sequence[int] = (),
    **settings: object,
) -> dict[int, Cut]:
    clusters = [Cluster(n, "A", tuple(group), tuple(group), 0.9, "") for n, group in enumerate(groups)]
    page = page_with(passages, matches, pinned=pinned, **settings)
    return {cut.passage: cut for cut in condense(page, clusters)}


def page_with(
    passages: Sequence[Passage],
    matches: Mapping[tuple[int, int], Match],
    pinned: Sequence[int] = (),
    **settings: object,
) -> Page:
    sentences = {passage.id: tools().split(passage.text) for passage in passages}
    chosen = Settings(**settings)  # type: ignore[arg-type]
    return Page(passages, sentences, matches, lexicon(), chosen, frozenset(pinned))


def pair_of(a: str, b: str, match: Match | None = None, **given: object) -> dict[int, Cut]:
    _, passages = page_of(a, b)
    return cuts_of(passages, {(0, 1): match or matched(0, 1)}, (0, 1), **given)  # type: ignore[arg-type]


def safe(cuts: Mapping[int, Cut]) -> list[int]:
    return [n for n, cut in cuts.items() if cut.status is CutStatus.SAFE]


def test_of_two_that_say_the_same_the_second_goes() -> None:
    assert pair_of(DEPOT, DEPOT) == {1: Cut(1, CutStatus.SAFE, (0,), ())}


def test_the_one_that_says_more_stays() -> None:
    assert safe(pair_of(DEPOT, DEPOT_ON_MONDAY)) == [0]
    assert safe(pair_of(DEPOT_ON_MONDAY, DEPOT)) == [1]


def test_a_fact_that_nothing_else_says_is_offered_not_cut() -> None:
    a = "The council of Quern approved the depot on Monday."
    b = "In Quern the depot was approved by 12 councillors."
    cuts = pair_of(a, b)
    assert safe(cuts) == []
    (cut,) = cuts.values()
    assert cut.status is CutStatus.REVIEW
    assert cut.would_lose


def test_what_is_said_less_firmly_is_offered_and_the_word_told() -> None:
    firm, hedged = "The council of Quern approves the tram depot.", "The council of Quern may approve the tram depot."
    assert [cut.status for cut in pair_of(firm, hedged).values()] == [CutStatus.REVIEW]
    _, passages = page_of(firm, hedged)
    page = page_with(passages, {(0, 1): matched(0, 1)})
    told = {n: cut_by_hand(page, n) for n in (0, 1)}
    assert [[loss.text for loss in cut.would_lose] for cut in told.values() if cut] == [[], ["may"]]
    assert told[1] is not None
    (loss,) = told[1].would_lose
    assert f"{firm}\n\n{hedged}"[loss.start : loss.end] == "may"


def test_two_things_that_changed_places_are_not_covered() -> None:
    red = "The red valve is for hot water and the blue valve is for cold."
    (cut,) = pair_of(red, "The blue valve is for hot water and the red valve is for cold.").values()
    assert (cut.status, cut.would_lose) == (CutStatus.REVIEW, ())


def test_a_word_that_nothing_else_says_is_enough_to_ask() -> None:
    cuts = pair_of("The council wants money for railways and ports.", "The council wants money.")
    assert safe(cuts) == [1]


def test_what_would_lose_nearly_everything_is_not_even_offered() -> None:
    a = "The council of Quern approved the depot on Monday, 4 March."
    b = "Jonas Wiik and Ilsa Brandt paid 12 million crowns in Berlin."
    assert pair_of(a, b, review_residue=0.5) == {}
    assert pair_of(a, b, review_residue=1.0).keys() == {1}


def test_several_witnesses_may_cover_the_sentences_of_one() -> None:
    _, passages = page_of(DEPOT, BRIDGE, f"{DEPOT} {BRIDGE}")
    matches = {(0, 2): matched(0, 2), (1, 2): matched(1, 2), (0, 1): matched(0, 1)}
    assert cuts_of(passages, matches, (0, 1, 2)) == {2: Cut(2, CutStatus.SAFE, (0, 1), ())}
    assert safe(cuts_of(passages, matches, (0, 1, 2), pinned=[2])) == [0, 1]


def test_a_quotation_over_several_sentences_is_a_fact_of_the_passage_as_a_whole() -> None:
    said, called = 'It was late," said Ida Holm.', 'Jonas Wiik said: "Nobody came to the hall.'
    (cut,) = pair_of(f"{called} {said} {DEPOT}", f"{said} {DEPOT} {called}").values()
    assert cut.status is CutStatus.REVIEW
    assert [(loss.kind, loss.text.strip()) for loss in cut.would_lose] == [
        ("quote", f"said Ida Holm. {DEPOT} Jonas Wiik said:")
    ]


def test_the_fewest_words_stay() -> None:
    more = "The council of Quern has at last approved the tram depot."
    _, passages = page_of(more, DEPOT, f"{more} {BRIDGE}", BRIDGE)
    matches = {(a, b): matched(a, b) for a in range(4) for b in range(a + 1, 4)}
    assert safe(cuts_of(passages, matches, (0, 1, 2, 3))) == [0, 1, 3]


def test_a_match_that_is_no_duplicate_is_no_witness_of_a_safe_cut() -> None:
    cuts = pair_of(
        DEPOT, "The tram depot has approved the council of Quern.", matched(0, 1, Relation.SUMMARY, score=0.4)
    )
    assert safe(cuts) == []
    assert [cut.status for cut in cuts.values()] == [CutStatus.REVIEW]


def test_sentences_that_stand_in_passages_of_several_groups_are_told_by_them() -> None:
    both = f"{DEPOT} {BRIDGE}"
    _, passages = page_of(f"{DEPOT} It cost a lot.", f"{BRIDGE} Walkers may.", both)
    matches = {(n, 2): matched(n, 2, Relation.SUMMARY, score=0.3) for n in (0, 1)}
    page = page_with(passages, matches)
    assert [(cut.passage, cut.covered_by, cut.would_lose) for cut in told_by_several(page)] == [(2, (0, 1), ())]
    assert told_by_several(replace(page, relied_on=frozenset({2}))) == []
    assert told_by_several(replace(page, gone=frozenset({1}))) == []


def test_words_without_their_sentence_tell_nothing_where_the_pair_is_no_duplicate() -> None:
    jumbled = f"{DEPOT} Carrow may not use lorries at the bridge."
    _, passages = page_of(f"{DEPOT} It cost a lot.", f"{BRIDGE} Walkers may.", jumbled)
    matches = {(n, 2): matched(n, 2, Relation.SUMMARY, score=0.3) for n in (0, 1)}
    assert told_by_several(page_with(passages, matches)) == []


def test_both_parties_of_a_conflict_stay_and_name_each_other() -> None:
    _, passages = page_of(DEPOT, DEPOT)
    cuts = cuts_of(passages, {(0, 1): matched(0, 1, Relation.CONFLICT, score=0.1)})
    assert cuts == {0: Cut(0, CutStatus.KEEP_BOTH, (1,), ()), 1: Cut(1, CutStatus.KEEP_BOTH, (0,), ())}


def test_a_party_to_a_conflict_stays_in_its_group_too() -> None:
    _, passages = page_of(DEPOT, DEPOT, DEPOT)
    matches = {(0, 1): matched(0, 1), (1, 2): matched(1, 2, Relation.CONFLICT, score=0.1)}
    cuts = cuts_of(passages, matches, (0, 1))
    assert [cut.status for cut in cuts.values()] == [CutStatus.SAFE, CutStatus.KEEP_BOTH, CutStatus.KEEP_BOTH]


def test_a_conflict_with_two_names_both() -> None:
    _, passages = page_of(DEPOT, DEPOT, DEPOT)
    matches = {(0, 1): matched(0, 1, Relation.CONFLICT, 0.1), (0, 2): matched(0, 2, Relation.CONFLICT, 0.1)}
    assert cuts_of(passages, matches)[0].covered_by == (1, 2)


def test_what_is_broken_off_stays() -> None:
    _, passages = page_of(DEPOT, DEPOT, flags={1: (Flag.TRUNCATED,)})
    assert safe(cuts_of(passages, {(0, 1): matched(0, 1)}, (0, 1))) == [0]
    _, both = page_of(DEPOT, DEPOT, flags={0: (Flag.TRUNCATED,), 1: (Flag.TRUNCATED,)})
    assert cuts_of(both, {(0, 1): matched(0, 1)}, (0, 1)) == {}


def test_what_the_next_passage_refers_to_stays() -> None:
    _, passages = page_of(DEPOT, DEPOT, "It was a long night.", flags={2: (Flag.DANGLING,)})
    assert safe(cuts_of(passages, {(0, 1): matched(0, 1)}, (0, 1))) == [0]


def test_what_was_pinned_stays() -> None:
    _, passages = page_of(DEPOT, DEPOT)
    assert safe(cuts_of(passages, {(0, 1): matched(0, 1)}, (0, 1), pinned=[1])) == [0]
    assert cuts_of(passages, {(0, 1): matched(0, 1)}, (0, 1), pinned=[0, 1]) == {}


def test_boilerplate_goes_without_a_witness() -> None:
    _, passages = page_of(DEPOT, "No comments:")
    given = [passages[0], replace(passages[1], role=Role.BOILERPLATE)]
    assert cuts_of(given, {}) == {1: Cut(1, CutStatus.BOILERPLATE, (), ())}


@pytest.mark.parametrize(("rule", "goes"), [("first", 1), ("longest", 1), ("most-facts", 1)])
def test_of_equals_the_first_stays_whatever_the_rule(rule: str, goes: int) -> None:
    assert safe(pair_of(DEPOT, DEPOT, keep=rule)) == [goes]


def test_of_three_copies_two_go() -> None:
    _, passages = page_of(DEPOT, DEPOT, DEPOT)
    matches = {(0, 1): matched(0, 1), (0, 2): matched(0, 2), (1, 2): matched(1, 2)}
    cuts = cuts_of(passages, matches, (0, 1, 2))
    assert safe(cuts) == [1, 2]
    assert all(cut.covered_by == (0,) for cut in cuts.values())


def test_a_large_group_is_searched_one_at_a_time_and_keeps_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.stages.condense.MOST_SEARCHED", 2)
    _, passages = page_of(*[DEPOT] * 5)
    matches = {(a, b): matched(a, b) for a in range(5) for b in range(a + 1, 5)}
    cuts = cuts_of(passages, matches, range(5))
    assert len(safe(cuts)) == 4
    (kept,) = set(range(5)) - cuts.keys()
    assert all(cut.covered_by == (kept,) for cut in cuts.values())


def test_in_a_large_group_what_covers_a_cut_is_not_cut_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.stages.condense.MOST_SEARCHED", 0)
    more = "The council of Quern has approved the tram depot on Monday by 12 votes."
    _, passages = page_of(DEPOT_ON_MONDAY, more, DEPOT)
    matches = {(0, 1): matched(0, 1), (0, 2): matched(0, 2), (1, 2): matched(1, 2)}
    cuts = cuts_of(passages, matches, (0, 1, 2))
    assert safe(cuts) == [2]
    assert cuts[2].covered_by == (0,)


def test_in_a_large_group_what_is_cut_covers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last lacks one word of ten of each other; the other two lack two of each other, so only the last may go."""
    monkeypatch.setattr("dedup.stages.condense.MOST_SEARCHED", 0)
    words = "a " + " a ".join("harbour copper ferry bridge market lantern quarry orchard meadow chapel".split())
    _, passages = page_of(words.replace("ferry", "wagon"), words.replace("copper", "violin"), words)
    matches = {(0, 1): matched(0, 1), (0, 2): matched(0, 2), (1, 2): matched(1, 2)}
    cuts = cuts_of(passages, matches, (0, 1, 2), safe_residue=0.12, review_residue=0.0, telling_word=2.0)
    assert safe(cuts) == [2]
    assert cuts[2].covered_by == (0,)
    assert (
        safe(cuts_of(passages, matches, (0, 1, 2), safe_residue=0.12, review_residue=0.0)) == []
    )  # one telling word is lost


def test_what_covers_a_safe_cut_is_not_offered() -> None:
    _, passages = page_of(DEPOT_ON_MONDAY, DEPOT, f"{DEPOT[:-1]} by 12 votes.")
    matches = {(0, 1): matched(0, 1), (0, 2): matched(0, 2), (1, 2): matched(1, 2)}
    cuts = cuts_of(passages, matches, (0, 1, 2), review_residue=1.0)
    assert {n: (cut.status, cut.covered_by) for n, cut in cuts.items()} == {
        1: (CutStatus.SAFE, (0,)),
        2: (CutStatus.REVIEW, (0,)),
    }


def test_what_covers_an_offer_is_not_offered_itself() -> None:
    many = f"{DEPOT[:-1]}, said Ilsa Brandt, Jonas Wiik and Clara Weiss."
    _, passages = page_of(many, f"{DEPOT[:-1]} on Monday in Ostrel.", f"{DEPOT[:-1]} on Monday by 12 votes.")
    matches = {(0, 1): matched(0, 1), (0, 2): matched(0, 2), (1, 2): matched(1, 2)}
    cuts = cuts_of(passages, matches, (0, 1, 2), review_residue=1.0)
    assert {n: cut.covered_by for n, cut in cuts.items()} == {0: (2,), 1: (2,)}
    assert all(cut.status is CutStatus.REVIEW for cut in cuts.values())


def test_what_would_be_lost_is_placed_in_the_article() -> None:
    text, passages = page_of(BRIDGE, DEPOT, f"{DEPOT} It cost 12 million crowns. {BRIDGE} Jonas Wiik is glad.")
    pinned = [0, 1]
    matches = {(0, 2): matched(0, 2), (1, 2): matched(1, 2), (0, 1): matched(0, 1)}
    cut = cuts_of(passages, matches, (0, 1, 2), pinned=pinned)[2]
    assert cut.status is CutStatus.REVIEW
    assert all(text[loss.start : loss.end] == loss.text for loss in cut.would_lose)
    assert {"12 million crowns", "Jonas Wiik"} <= {loss.text for loss in cut.would_lose}


def test_names_that_changed_places_are_not_covered_by_one_that_says_more_besides() -> None:
    short, long = (
        "The council of Quern sued the town of Carrow.",
        "The town of Carrow sued the council of Quern on Monday.",
    )
    assert safe(
        pair_of(
            short, long.replace("town of Carrow sued the council of Quern", "council of Quern sued the town of Carrow")
        )
    ) == [0]
    assert safe(pair_of(short, long)) == []


def test_names_that_changed_places_are_not_covered() -> None:
    a = "Ilsa Brandt overtook Clara Weiss on the way to the summit."
    b = "Clara Weiss overtook Ilsa Brandt on the way to the summit."
    assert safe(pair_of(a, b)) == []


def test_a_quotation_goes_only_if_the_same_words_stay() -> None:
    a = 'Ilsa Brandt said in Quern: "We shall rebuild the depot."'
    b = "Ilsa Brandt said in Quern that she would rebuild the depot."
    assert 0 not in safe(pair_of(a, b, safe_residue=1.0))
    assert safe(pair_of(a, a)) == [1]


def test_a_fact_stated_by_the_witness_of_another_sentence_only_is_asked_about() -> None:
    _, passages = page_of(
        DEPOT, f"{BRIDGE} The bridge closed on Monday.", f"{DEPOT_ON_MONDAY} {BRIDGE} The bridge closed on Monday."
    )
    matches = {(0, 2): matched(0, 2), (1, 2): matched(1, 2, Relation.SUMMARY, score=0.3)}
    cuts = cuts_of(passages, matches, (0, 1, 2), pinned=[0, 1], safe_residue=1.0, telling_word=2.0)
    assert [cut.status for cut in cuts.values()] == [CutStatus.REVIEW]


def test_a_sentence_counts_only_where_it_stands_though_its_neighbour_stands_there_too() -> None:
    turned = "The new tram depot the council of Quern has approved."
    _, passages = page_of(f"{BRIDGE} {DEPOT.replace('the tram', 'the new tram')}", f"{BRIDGE} {turned}")
    kept = matched(0, 1, Relation.SUMMARY, score=0.3)
    assert told_by_several(page_with(passages, {(0, 1): kept})) == []
    assert [cut.passage for cut in told_by_several(page_with(passages, {(0, 1): matched(0, 1)}))] == [1]


def test_what_it_refers_to_is_looked_up_in_what_stays() -> None:
    depot = "The tram depot has at last been approved by it."
    _, passages = page_of(BRIDGE, "The council met.", depot, "The council has approved the tram depot.")
    page = page_with(passages, {(2, 3): matched(2, 3)}, pinned=[2])
    assert [cut.passage for cut in told_by_several(page)] == [3]
    assert told_by_several(replace(page, gone=frozenset({1}))) == []
