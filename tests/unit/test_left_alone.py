"""What a user leaves out: parts that are switched off, phrases that are no evidence, matches of an earlier report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from dedup.baseline import read_baseline, without_known
from dedup.errors import InputError, VerificationError
from dedup.ignore import BUT_FOR, Ignored, never_met, phrases_of
from dedup.passages import Article, Cut, CutStatus, Flag, Relation, Report
from dedup.settings import Settings
from dedup.stages.read import read_bytes
from dedup.stages.report import render
from dedup.stages.segment import segment
from dedup.stages.verify import cut_out, slices, verify
from tests.commands import Shell, make_shell
from tests.fakes import detector, page_of
from tests.properties.invented import articles, examples

FERRY = "The ferry to Tolm was late again on Monday, because of fog over the sound."
PIER = "Fishermen waited on the pier until the fog had lifted over the northern sandbank."
OFF, ON = "<!-- dedup: off -->", "<!-- dedup: on -->"


@pytest.fixture
def shell(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    return make_shell(capsysbinary, monkeypatch, tmp_path)


def baseline_of(*reports: Report) -> str:
    return render(list(reports), "json")


# -- switched off -----------------------------------------------------------------------------------------------------


def switched(text: str, kind: str, mode: str = "auto") -> tuple[list[str], list[str], str]:
    """Return the passages that are on, those that are off, and the notes."""
    article = read_bytes(text.encode(), format=kind)
    passages = segment(article, paragraphs=mode).passages
    off = [p.text for p in passages if Flag.OFF in p.flags]
    return [p.text for p in passages if Flag.OFF not in p.flags], off, " ".join(article.notes)


@pytest.mark.parametrize(
    ("markup", "on", "off"),
    [
        (f"{OFF}<p>One.</p><p>Two.</p>{ON}<p>Three.</p>", ["Three."], ["One.", "Two."]),
        ("<p>One.</p><!--DEDUP:off--><p>Two.</p><!--dedup : on--><p>Three.</p>", ["One.", "Three."], ["Two."]),
        (f"<p>One {OFF}two{ON} three.</p><p>Four.</p>", ["Four."], ["One two three."]),
        (f"<div>A.<br><br>{OFF}B.<br><br>C.{ON}<br><br>D.</div>", ["A.", "D."], ["B.", "C."]),
        (f"<div>A.<br>{OFF}<br>B.<br><br>{ON}C.</div>", ["A.", "C."], ["B."]),
        (f"<pre>A.{OFF}\n\nB.\n\n{ON}C.</pre>", ["A.", "C."], ["B."]),
        (f"<table>{OFF}<tr><td>a</td><td>b</td></tr>{ON}<tr><td>c</td></tr></table>", ["c"], ["a\tb"]),
        (f"<p>One.</p><script>{OFF}</script><p>Two.</p><!-- dedup: off please --><p>Three.</p>", 3, []),
        (f"<p>One.</p><p hidden>Two.{OFF}</p><p hidden>Three.</p>{ON}<p>Four.</p>", 3, ["Three."]),
        ("<p>One.<!-- any -->two</p><p>\ufdd0Three.</p>", ["One.two", "Three."], []),
    ],
)
def test_a_page_is_switched_off_from_comment_to_comment(markup: str, on: list[str] | int, off: list[str]) -> None:
    found, without, note = switched(markup, "html")
    assert (found if isinstance(on, list) else len(found)) == on
    assert without == off
    assert note == ""


@pytest.mark.parametrize(
    ("text", "on", "off"),
    [
        (f"One.\n\n{OFF}\nTwo.\n\nThree.\n{ON}\n\nFour.", ["One.", "Four."], ["Two.", "Three."]),
        (f"One.\r\n\r\n{OFF}\r\n{ON}\r\nTwo.", ["One.", "Two."], []),
        (f"Say `{OFF}` to switch off.\n\nTwo.", 2, []),
        (f"```\n{OFF}\n```\n\nTwo.", ["Two."], []),
    ],
)
def test_markdown_is_switched_off_from_comment_to_comment(text: str, on: list[str] | int, off: list[str]) -> None:
    found, without, _ = switched(text, "markdown")
    assert (found if isinstance(on, list) else len(found)) == on
    assert without == off


@pytest.mark.parametrize(("kind", "gap"), [("html", "<p>"), ("markdown", "")])
def test_what_is_never_switched_on_is_off_to_the_end_with_a_note(kind: str, gap: str) -> None:
    found, off, note = switched(f"{gap}First.\n\n{OFF}\n\n{gap}Second.\n\n{gap}Third.", kind)
    assert "First." in " ".join(found)
    assert "Third." in " ".join(off)
    assert note == "dedup: off in line 3 is never switched on again, so the rest of the text is not compared"


def test_a_switched_off_part_is_neither_compared_nor_cut_and_stays(shell: Shell) -> None:
    page = f"<p>{FERRY}</p><p>{PIER}</p>{OFF}<p>{FERRY}</p><p>Leave a Reply</p>{ON}<p>Leave a Reply</p>"
    Path("off.html").write_text(page)
    report = json.loads(shell("dedup check off.html --format json").out)
    assert report["matches"] == report["clusters"] == []
    assert [cut["passage"] for cut in report["cuts"]] == [4]
    assert [("off" in passage["flags"]) for passage in report["passages"]] == [False, False, True, True, False]
    assert report["condensed"]["text"].count(FERRY) == 2


def test_the_verifier_lets_nothing_go_that_is_to_be_left_alone() -> None:
    text, passages = page_of(FERRY, FERRY, flags={1: (Flag.OFF,)})
    cut = Cut(1, CutStatus.SAFE, (0,), ())
    with pytest.raises(VerificationError, match="left alone"):
        verify(text, passages, [cut], [1], cut_out(text, slices(text, passages, [1])), {}, ())


# -- ignored phrases --------------------------------------------------------------------------------------------------


def test_a_list_has_comments_and_blank_lines() -> None:
    assert phrases_of("# ours\n\nRead  more\r\nFor our readers\nRead more\n") == ("Read more", "For our readers")


@pytest.mark.parametrize("text", ["Read more", "READ MORE!", "read\u00a0more", "“Read more”"])
def test_a_phrase_is_met_whatever_its_typography(text: str) -> None:
    ignored = Ignored.of(["read more"])
    assert [phrase for phrase, _ in ignored.met(text)] == ["read more"]
    assert len(ignored.blanked(text)) == len(text)


def test_only_whole_words_in_a_row_are_a_phrase_and_the_longest_counts() -> None:
    ignored = Ignored.of(["the sound", "fog over the sound"])
    assert [phrase for phrase, _ in ignored.met("the soundtrack, fog over the sound, the sound")] == [
        "fog over the sound",
        "the sound",
    ]


def test_a_passage_that_is_a_phrase_is_never_reported() -> None:
    text = f"{FERRY}\n\n{PIER}\n\n{FERRY}\n\nLeave a Reply"
    report = detector(Settings(ignore_phrases=(FERRY.upper(), "leave a reply"))).check(text)
    assert report.matches == report.cuts == ()
    assert [Flag.IGNORED in passage.flags for passage in report.passages] == [True, False, True, True]
    assert report.condensed.text == text


def test_words_of_a_phrase_are_no_evidence() -> None:
    formula = "as the harbour office of Tolm announced in its daily bulletin for seafarers and other readers"
    text = f"Two cranes were sold to Quern, {formula}.\n\nThe lighthouse gets a coat of red paint, {formula}."
    assert detector().check(text).matches
    assert detector(Settings(ignore_phrases=(formula,))).check(text).matches == ()


def test_what_differs_only_in_a_phrase_is_not_identical_and_loses_it_only_if_it_is_said() -> None:
    text = f"{FERRY}\n\n{PIER}\n\nIda Holm {FERRY}"
    report = detector(Settings(ignore_phrases=("Ida Holm",), keep="first")).check(text)
    (match,) = report.matches
    assert match.relation is Relation.NEAR_DUPLICATE
    assert BUT_FOR in match.notes
    assert "Ida Holm" in report.condensed.text


def test_a_phrase_that_is_never_met_gets_a_note(shell: Shell) -> None:
    Path("phrases.txt").write_text("Leave a reply\nso far away\n", encoding="utf-8")
    done = shell("dedup check article.txt --ignore phrases.txt")
    assert done.err == "dedup: phrases.txt: the phrase “so far away” was never met\n"
    assert shell("dedup check article.txt --ignore phrases.txt -q").err == ""
    assert "Leave a Reply" in shell("dedup condense article.txt --ignore phrases.txt").out
    assert never_met(["ferry"], detector().check(FERRY).passages) == ()


@given(
    articles(),
    st.sampled_from(["the old bridge", "said on Monday", "Port Ellery", "would cost", "prices for fresh fish"]),
)
@examples(25)
def test_ignoring_loses_no_fact_and_invents_no_identity(text: str, phrase: str) -> None:
    report = detector(Settings(ignore_phrases=(phrase,))).check(text)
    plain = detector().check(text)
    assert report.condensed.verified
    same = {(m.a, m.b) for m in report.matches if m.relation is Relation.IDENTICAL}
    assert same <= {(m.a, m.b) for m in plain.matches if m.relation is Relation.IDENTICAL}


# -- an earlier report ------------------------------------------------------------------------------------------------


def test_what_an_earlier_report_has_shown_is_left_out(shell: Shell) -> None:
    done = shell("dedup check article.txt --baseline earlier.json --format json --fail-on identical --fail-over 1%")
    report = json.loads(done.out)
    assert done.code == 0
    assert report["matches"] == report["clusters"] == []
    assert [cut["status"] for cut in report["cuts"]] == ["boilerplate"]
    assert report["condensed"]["text"].count(FERRY) == 2
    assert done.err == "dedup: article.txt: 1 match that stands in the baseline already left out\n"


def test_inserted_paragraphs_and_another_name_do_not_matter(shell: Shell) -> None:
    new = "Divers looked for the lost anchor of the pilot boat all week, in vain."
    Path("moved.txt").write_text(f"{new}\n\n{Path('article.txt').read_text()}\n\n{new}\n")
    report = json.loads(shell("dedup check moved.txt --baseline earlier.json --format json").out)
    assert [(match["a"], match["b"]) for match in report["matches"]] == [(0, 5)]


def test_a_third_copy_is_new() -> None:
    known = read_baseline(baseline_of(detector().check(f"{FERRY}\n\n{PIER}\n\n{FERRY}")), "x")
    article = Article(f"{FERRY}\n\n{PIER}\n\n{FERRY}\n\n{FERRY}")
    report = without_known(article, detector().check(article), known)
    assert len(report.matches) == 2


def test_of_several_reports_only_the_article_s_own_counts() -> None:
    text = f"{FERRY}\n\n{PIER}\n\n{FERRY}"
    known = read_baseline(
        baseline_of(
            detector().check(Article(text, path="a.txt")), detector().check(Article("Nothing twice.", path="b.txt"))
        ),
        "x",
    )
    for path, left in (("a.txt", 0), ("b.txt", 1), ("c.txt", 1)):
        article = Article(text, path=path)
        assert len(without_known(article, detector().check(article), known).matches) == left


@given(articles())
@examples(25)
def test_a_report_is_empty_against_itself_and_the_same_against_nothing(text: str) -> None:
    article = Article(text)
    report = detector().check(article)
    left = without_known(article, report, read_baseline(baseline_of(report), "x"))
    assert left.matches == left.clusters == ()
    assert {cut.status for cut in left.cuts} <= {CutStatus.BOILERPLATE}
    assert without_known(article, report, read_baseline(baseline_of(detector().check("One line.")), "x")) == report


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"reports": 3}', "no json"])
def test_what_is_no_report_is_refused_with_one_sentence(text: str) -> None:
    with pytest.raises(InputError, match=r"^old\.json is not .*dedup check --format json"):
        read_baseline(text, "old.json")
