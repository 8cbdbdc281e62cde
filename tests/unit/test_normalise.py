"""The text as it is compared."""

from __future__ import annotations

import pytest

from dedup.normalise import fold, shadow


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("\u201cYes\u201d \u2013 he\u2019s in", '"Yes" - he\'s in'),
        ("\u00ab\u00a0Oui\u00a0\u00bb \u2014 so", '" Oui " - so'),
        ("a\u2009b\u3000c\u00a0d", "a b c d"),
        ("co\u00adop\u200berate", "co\u00adop\u00aderate"),
        ("> He left.\n>> She stayed.", "  He left.\n   She stayed."),
        ("5 > 3", "5 > 3"),
        ("shares of*Orvane", "shares of Orvane"),
        ("a f*ck and a b*****d", "a f*ck and a b*****d"),
        ("a bast**d of a day", "a bast**d of a day"),
        ("**bold** and *so*", "  bold   and  so "),
        ("we*left", "we left"),
        ("A*serted", "A*serted"),
        ("x*Y", "x Y"),
    ],
)
def test_a_shadow_has_every_character_in_its_place(given: str, expected: str) -> None:
    assert shadow(given) == expected
    assert len(shadow(given)) == len(given)


def test_words_are_compared_without_case_and_compatibility_forms() -> None:
    assert fold("STRASSE") == fold("Stra\u00dfe") == "strasse"
    assert fold("\ufb01sh") == fold("F\u00adish") == "fish"


def test_a_cut_word_keeps_its_accents() -> None:
    assert fold("caf\u00e9") != fold("cafe")


def test_a_raised_figure_is_no_ordinary_one() -> None:
    assert fold("10\u00b2") != fold("102")
