"""The ledger: it leads back to the original from any condensed text, and refuses what does not belong to it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from dedup.cutting import APPLIED
from dedup.errors import LedgerError, VerificationError
from dedup.ledger import Ledger, make_ledger, read_ledger, restore
from dedup.passages import Article, Cut, CutStatus, Report, Span
from dedup.pipeline import with_cuts
from dedup.stages.report.as_json import dumps
from dedup.stages.segment import segment
from dedup.stages.verify import cut_out
from tests.fakes import detector
from tests.golden.made import bread, report

BREAKS = st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\n \n", "\n\t", " ", "\u2028", "\n\n\n"])
PIECES = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("ab .\u202e\u0301\r\n"), max_size=30)
TEXT = (
    "The ferry to Tolm was late again on Monday, because of fog over the sound.\r\n"
    "\r\n"
    "Fishermen waited on the pier until the fog had lifted – over the northern sandbank.\r\n"
    "\r\n"
    "The ferry to Tolm was late again on Monday, because of fog over the sound.\r\n"
    "\r\n"
    "Leave a Reply"
)


def report_of(text: str, gone: set[int], statuses: tuple[CutStatus, ...] = (CutStatus.SAFE,)) -> Report:
    """Return a report of the text as it is divided, with cuts nobody would suggest."""
    passages = segment(Article(text)).passages
    cuts = tuple(Cut(n, statuses[n % len(statuses)], (), ()) for n in sorted(gone) if n < len(passages))
    return replace(report([]), passages=passages, cuts=cuts)


@given(st.lists(st.tuples(PIECES, BREAKS), max_size=8), st.sets(st.integers(0, 8)))
def test_restoring_a_condensed_text_gives_the_original(pieces: list[tuple[str, str]], gone: set[int]) -> None:
    text = "".join(piece + end for piece, end in pieces)
    made = report_of(text, gone)
    ledger = make_ledger(Article(text), made, [cut.passage for cut in made.cuts])
    condensed = cut_out(text, [Span(row.start, row.end) for row in ledger.rows])
    assert restore(condensed, read_ledger(dumps(ledger.to_dict()))) == text
    assert all(row.text == text[row.start : row.end] for row in ledger.rows)


def test_the_ledger_belongs_to_what_condense_writes() -> None:
    article = Article(TEXT)
    made = detector().check(article)
    gone = [cut.passage for cut in made.cuts if cut.status in APPLIED]
    ledger = make_ledger(article, made, gone)
    assert [row.status for row in ledger.rows] == [CutStatus.SAFE, CutStatus.BOILERPLATE]
    assert restore(made.condensed.text, ledger) == TEXT
    assert ledger.condensed.words == made.condensed.words_after


def test_a_row_names_who_says_it_and_why() -> None:
    article = Article(TEXT)
    made = detector().check(article)
    row = make_ledger(article, made, [cut.passage for cut in made.cuts if cut.status in APPLIED]).rows[0]
    assert row.covered_by == (0,)
    assert [TEXT[span.start : span.end] for span in row.witnesses] == [made.passages[0].text]
    assert row.reason == "passage 0 says it, no recognised fact is lost"


def test_the_words_that_an_accepted_cut_loses_are_in_the_ledger() -> None:
    made = bread()
    article = Article("\n".join(passage.text for passage in made.passages) + "\n")
    ledger = make_ledger(article, made, [1])
    assert [loss.text for loss in ledger.rows[0].would_lose] == ["the guild said"]
    assert ledger.rows[0].reason == "accepted by the user: passage 2 says part of it, the rest is lost"


def test_accepting_a_cut_whose_loss_is_not_listed_is_refused() -> None:
    made = bread()
    article = Article("\n".join(passage.text for passage in made.passages) + "\n")
    silent = replace(made, cuts=tuple(replace(cut, would_lose=()) for cut in made.cuts))
    with pytest.raises(VerificationError, match="without saying so"):
        with_cuts(article, silent, {CutStatus.REVIEW})


def test_a_cut_without_a_suggestion_is_refused() -> None:
    with pytest.raises(VerificationError, match="no suggestion says why"):
        make_ledger(Article(TEXT), report_of(TEXT, set()), [1])


def test_a_ledger_that_does_not_lead_back_is_not_handed_out() -> None:
    made = report_of(TEXT, {1, 2})
    crossed = tuple(replace(passage, start=passage.start - 30) for passage in made.passages)
    with pytest.raises(VerificationError, match="does not lead back"):
        make_ledger(Article(TEXT), replace(made, passages=crossed), [1, 2])


def stored() -> tuple[str, Ledger]:
    made = report_of(TEXT, {1, 3})
    ledger = make_ledger(Article(TEXT), made, [1, 3])
    return cut_out(TEXT, [Span(row.start, row.end) for row in ledger.rows]), ledger


@pytest.mark.parametrize("change", [lambda text: text + "\n", lambda text: text.replace("\r\n", "\n"), lambda _: ""])
def test_another_condensed_text_is_refused(change) -> None:  # noqa: ANN001
    condensed, ledger = stored()
    with pytest.raises(LedgerError, match="not the one this ledger was written for"):
        restore(change(condensed), ledger)


@pytest.mark.parametrize(
    ("key", "value"),
    [("start", -5), ("start", 10_000), ("end", 0), ("text", ""), ("text", "X"), ("start", 3)],
)
def test_a_changed_row_is_refused(key: str, value: object) -> None:
    condensed, ledger = stored()
    plain = json.loads(dumps(ledger.to_dict()))
    plain["rows"][0][key] = value
    with pytest.raises(LedgerError, match="the ledger is damaged"):
        restore(condensed, read_ledger(json.dumps(plain)))


def test_a_missing_row_or_two_in_the_wrong_order_are_refused() -> None:
    condensed, ledger = stored()
    for rows in (ledger.rows[:1], ledger.rows[::-1], ()):
        with pytest.raises(LedgerError, match="the ledger is damaged"):
            restore(condensed, replace(ledger, rows=rows))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1, 2]", "no ledger of version 1"),
        ('{"schema_version": 2}', "no ledger of version 1"),
        ('{"schema_version": 1}', "damaged"),
    ],
)
def test_what_is_no_ledger_is_refused_with_a_sentence(text: str, told: str) -> None:
    with pytest.raises(LedgerError, match=told):
        read_ledger(text)


def test_a_changed_slice_of_the_same_length_is_refused() -> None:
    condensed, ledger = stored()
    first = ledger.rows[0]
    forged = replace(first, text="X" + first.text[1:])
    with pytest.raises(LedgerError, match="what it rebuilds is not the original"):
        restore(condensed, replace(ledger, rows=(forged, *ledger.rows[1:])))
