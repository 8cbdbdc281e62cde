"""The stages in order, with an encoder that needs no weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from dedup.cutting import group_matches, letters
from dedup.errors import InputError
from dedup.hints import HINT
from dedup.likeness import Profile
from dedup.pairs import Remembering, Tools, relate, remembering, told_beside
from dedup.passages import Aligned, Article, CutStatus, Direction, Evidence, Relation, Role, Verdict
from dedup.pipeline import apply_cuts, check, find_matches, turned
from dedup.settings import Settings
from dedup.stages.judge import judge
from dedup.stages.segment import segment
from tests.fakes import FakeEncoder, basis, detector, matched, page_of, profiled, tools

DEPOT = "The council of Quern has approved the tram depot on Monday."
LONG = f"{DEPOT} Ilsa Brandt had asked for 12 million crowns. Work on the new rails begins in the spring of next year."
DUCKS = "Ducks swim on the frozen canal every winter."
ALWAYS = Tools(FakeEncoder(), tools().split, basis(part=0.9, same=0.9))


def test_an_article_without_repeats_stays_as_it_is() -> None:
    text = f"{DEPOT}\n\n{DUCKS}\n"
    found = check(Article(text), tools(), Settings())
    assert found.matches == found.clusters == found.cuts == ()
    assert found.condensed.text == text


def test_an_empty_article_has_nothing_in_it() -> None:
    found = check(Article(""), tools(), Settings())
    assert found.segmentation.passages == found.matches == ()
    assert found.condensed.text == ""


def test_a_copy_is_found_grouped_and_cut() -> None:
    found = check(Article(f"{DEPOT}\n\n{DUCKS}\n\n{DEPOT}\n"), tools(), Settings())
    assert [(match.a, match.b, match.relation) for match in found.matches] == [(0, 2, Relation.IDENTICAL)]
    (group,) = found.clusters
    assert (group.label, group.members, group.keep, group.condensed) == ("A", (0, 2), (0,), DEPOT)
    assert [(cut.passage, cut.status) for cut in found.cuts] == [(2, CutStatus.SAFE)]
    assert found.condensed.text == f"{DEPOT}\n\n{DUCKS}\n"
    assert found.condensed.verified


def test_a_group_of_which_a_passage_outside_says_all_goes_and_is_not_listed() -> None:
    approved, asked = DEPOT, "Ilsa Brandt had asked for 12 million crowns in March."
    rails = "Work on the new rails begins in the spring of next year."
    boats = "Fishermen from Ostrel blocked the harbour road with forty boats."
    train = "The night train to Berlin was cancelled because of heavy snow."
    whole = " ".join([approved, asked, rails, boats, train])
    text = "\n\n".join([whole, train, f"{approved} {asked}", f"{train} {boats}"])
    article = Article(text)
    passages = segment(article).passages
    matches = find_matches(passages, tools(), Settings())
    assert [group.members for group in group_matches(passages, matches)] == [(0, 2), (1, 3)]
    found = check(article, tools(), Settings())
    assert [(group.id, group.label, group.members, group.keep) for group in found.clusters] == [(0, "A", (0, 2), (0,))]
    assert [(cut.passage, cut.status, cut.covered_by) for cut in found.cuts] == [
        (n, CutStatus.SAFE, (0,)) for n in (1, 2, 3)
    ]
    assert found.condensed.text.strip() == whole


def test_a_text_too_long_is_refused_with_both_figures() -> None:
    with pytest.raises(InputError, match=r"1,200 words, more than the 1,000"):
        check(Article("word " * 1200), tools(), Settings(most_words=1000))
    check(Article("word " * 10), tools(), Settings(most_words=10))


def test_headings_are_not_matched() -> None:
    _, passages = page_of(DEPOT, DEPOT)
    headings = [replace(passage, role=Role.HEADING) for passage in passages]
    assert find_matches(headings, tools(), Settings()) == {}


def test_boilerplate_matches_its_copy_and_nothing_else() -> None:
    _, passages = page_of(DEPOT, DEPOT, f"{DEPOT} Now.", DEPOT)
    mixed = [replace(p, role=Role.BOILERPLATE) if p.id < 3 else p for p in passages]
    found = find_matches(mixed, tools(), Settings())
    assert list(found) == [(0, 1)]
    assert found[0, 1].relation is Relation.IDENTICAL


def test_copies_of_boilerplate_are_no_group() -> None:
    _, passages = page_of(DEPOT, DEPOT)
    furniture = [replace(passage, role=Role.BOILERPLATE) for passage in passages]
    assert group_matches(furniture, find_matches(furniture, tools(), Settings())) == ()


@pytest.mark.parametrize("role", [Role.QUOTE, Role.CAPTION])
def test_quotes_and_captions_are_matched_like_prose(role: Role) -> None:
    _, passages = page_of(DEPOT, DEPOT)
    assert list(find_matches([replace(passages[0], role=role), passages[1]], tools(), Settings())) == [(0, 1)]


@pytest.mark.parametrize("texts", [(DEPOT, LONG), (LONG, DEPOT)])
def test_in_a_summary_a_is_the_shorter(texts: tuple[str, str]) -> None:
    _, passages = page_of(*texts)
    (match,) = find_matches(passages, ALWAYS, Settings()).values()
    assert match.relation is Relation.SUMMARY
    assert passages[match.a].text == DEPOT
    for a_start, a_end, b_start, b_end in match.spans:
        assert passages[match.a].start <= a_start <= a_end <= passages[match.a].end
        assert passages[match.b].start <= b_start <= b_end <= passages[match.b].end


def test_very_short_passages_match_only_their_copies() -> None:
    texts = ["Work begins soon.", "Work begins soon.", "Work begins early."]
    found = relate(texts, ALWAYS, Settings(min_words=4))
    assert list(found) == [(0, 1)]
    assert (0, 2) in relate(texts, ALWAYS, Settings(min_words=3))


def test_a_turned_verdict_is_that_of_the_other_side() -> None:
    a, b = (
        profiled("Quern paid 12 million crowns for its depot."),
        profiled("Quern paid 21 million crowns for its depot. It rains."),
    )
    one = judge(a, b, tools().basis, Settings())
    other = turned(one)
    assert other == judge(b, a, tools().basis, Settings())
    assert one.a_in_b != one.b_in_a
    assert turned(other) == one
    assert (other.a_in_b, other.b_in_a) == (one.b_in_a, one.a_in_b)
    assert other.conflicts[0].a_span == one.conflicts[0].b_span
    assert other.evidence.spans == tuple(Aligned(s[2], s[3], s[0], s[1]) for s in one.evidence.spans)


def test_a_conflict_is_placed_on_the_page() -> None:
    a, b = "Quern paid 12 million crowns for its depot.", "Quern paid 21 million crowns for its depot."
    text, passages = page_of(DUCKS, a, b)
    match = find_matches(passages, ALWAYS, Settings())[1, 2]
    (conflict,) = match.conflicts
    assert text[slice(*conflict.a_span)] == conflict.a
    assert text[slice(*conflict.b_span)] == conflict.b
    assert "12" in conflict.a


def test_the_direction_says_which_side_tells_all() -> None:
    report = detector().check(f"{DEPOT}\n\n{DEPOT}")
    assert report.matches[0].direction is Direction.BOTH


def test_groups_that_save_most_come_first() -> None:
    _, passages = page_of(DUCKS, DUCKS, LONG, LONG)
    matches = {(0, 1): matched(0, 1), (2, 3): matched(2, 3)}
    groups = group_matches(passages, matches)
    assert [(group.label, group.members) for group in groups] == [("A", (2, 3)), ("B", (0, 1))]


def test_a_conflict_joins_nothing() -> None:
    _, passages = page_of(DEPOT, DEPOT)
    assert group_matches(passages, {(0, 1): matched(0, 1, Relation.CONFLICT, 0.4)}) == ()


def test_the_weakest_link_is_printed_to_four_places() -> None:
    _, passages = page_of(DEPOT, DEPOT)
    assert group_matches(passages, {(0, 1): matched(0, 1, score=0.87654321)})[0].weakest == 0.8765


def test_labels_go_on_after_z() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_cuts_that_are_applied_are_counted() -> None:
    report = detector().check(f"{DEPOT}\n\n{DEPOT}\n\n{DUCKS}")
    article = Article(f"{DEPOT}\n\n{DEPOT}\n\n{DUCKS}")
    matches = {(match.a, match.b): match for match in report.matches}
    nothing = apply_cuts(article, report.passages, report.cuts, [], matches, report.clusters)
    assert (nothing.text, nothing.words_before, nothing.words_after) == (article.text, 30, 30)
    assert (report.condensed.words_before, report.condensed.words_after) == (30, 19)


def test_how_two_texts_relate_does_not_depend_on_the_others() -> None:
    shared = "The council of Quern has not approved the tram depot in the valley"
    a = f"{shared}, Ilsa Brandt said. Fishermen complained bitterly about cod. Ducks swim along frozen canals each winter."
    b = f"{shared}, Jonas Wiik wrote. Bakers raised their wages again. Satellites orbit above distant oceans every evening."
    near = [a.replace("Ducks", "Swans"), b.replace("Bakers", "Millers")]
    settings = Settings(candidate_words=0.2)
    assert relate([a, b], tools(), settings).get((0, 1)) == relate([a, b, *near], tools(), settings).get((0, 1))


def test_of_many_texts_the_oldest_vectors_are_forgotten() -> None:
    asked: list[str] = []

    class Counting(FakeEncoder):
        def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
            asked.extend(texts)
            return super().encode(texts)

    encoder = Remembering(Counting(), most=2)
    for text in (DEPOT, DUCKS, LONG, DUCKS, DEPOT):
        encoder.encode([text])
    assert asked == [DEPOT, DUCKS, LONG, DEPOT]
    assert encoder.encode([DEPOT, DUCKS, LONG]).shape == (3, FakeEncoder().encode([LONG]).shape[1])


def test_reading_a_condensed_text_anew_encodes_and_judges_nothing_twice() -> None:
    asked: list[str] = []

    class Counting(FakeEncoder):
        def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
            asked.extend(texts)
            return super().encode(texts)

    encoder = Remembering(Counting())
    first, again = encoder.encode([DEPOT, DUCKS]), encoder.encode([DUCKS, DEPOT, DUCKS])
    assert asked == [DEPOT, DUCKS]
    assert (again == first[[1, 0, 1]]).all()
    judged: list[str] = []
    once = remembering(lambda a, b, *_: judged.append(a.text) or judge(a, b, basis(), Settings()))
    pair = profiled(DEPOT), profiled(LONG)
    assert once(*pair, basis(), Settings()) == once(*pair, basis(), Settings())
    assert judged == [DEPOT]


@pytest.mark.parametrize(("notes", "asked"), [((), [(1, 5), (2, 6)]), ((HINT,), [(1, 5)])])
def test_what_stands_beside_a_hint_is_not_asked(notes: tuple[str, ...], asked: list[tuple[int, int]]) -> None:
    texts = [f"Lorry {n} waits." for n in range(8)]
    profiles = {text: profiled(text) for text in texts}
    cosines = np.eye(8)
    for i, j in ((1, 5), (2, 6)):
        cosines[i, j] = cosines[j, i] = 0.8
    heard: list[tuple[str, str]] = []

    def decide(a: Profile, b: Profile, *_: object) -> Verdict:
        heard.append((a.text, b.text))
        return Verdict(Relation.PARAPHRASE, 0.9, True, 0.9, 0.9, (), Evidence(0.8, 0.5), notes)

    first = Verdict(Relation.PARAPHRASE, 0.9, True, 0.9, 0.9, (), Evidence(0.8, 0.5))
    rows = np.linalg.cholesky(cosines).astype(np.float32)
    added = told_beside(texts, {(0, 4): first}, rows, profiles, tools(), Settings(), decide)
    assert heard == [(texts[i], texts[j]) for i, j in asked]
    assert sorted(added) == asked


def test_of_many_copies_one_stays_and_what_else_repeats_is_found() -> None:
    texts = [DUCKS, *[DEPOT] * 30, DUCKS]
    found = check(Article("\n\n".join(texts)), tools(), Settings())
    assert [group.members for group in found.clusters] == [tuple(range(1, 31)), (0, 31)]
    assert {match.a for match in found.matches if match.b == 30} == set(range(1, 11))
    assert found.condensed.text == f"{DUCKS}\n\n{DEPOT}"
    assert any("20 further copies" in note for note in found.notes)


def test_further_copies_follow_the_first_into_its_group_though_some_of_them_stay() -> None:
    longer = f"{DEPOT} {DUCKS}"
    found = check(Article("\n\n".join([*[DEPOT] * 15, longer])), tools(), Settings())
    assert found.condensed.text.strip() == longer


def test_copies_of_page_furniture_are_told_as_copies_of_the_first_ones() -> None:
    _, passages = page_of(*["Share this"] * 40)
    furniture = [replace(passage, role=Role.BOILERPLATE) for passage in passages]
    assert len(find_matches(furniture, tools(), Settings())) == 10 * 9 // 2 + 10 * 30
