"""What an article says of itself: front matter, and the language it is told by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dedup.stages.read import read_bytes
from dedup.stages.read.language import language_of

CASES = json.loads((Path(__file__).parents[1] / "cases" / "languages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "text"), CASES["told"], ids=[code for code, _ in CASES["told"]])
def test_the_language_is_told_by_script_and_small_words(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", CASES["not_told"])
def test_a_text_that_shows_no_language_has_none(text: str) -> None:
    assert language_of(text) == ""


@pytest.mark.parametrize(("language", "text"), CASES["told"], ids=[code for code, _ in CASES["told"]])
def test_a_note_says_what_is_calibrated_where_the_language_is_another(language: str, text: str) -> None:
    article = read_bytes(text.encode())
    assert article.language == language
    assert ["calibrated on English only" in note for note in article.notes] == [True] * (language != "en")


def test_what_a_page_says_of_its_language_counts() -> None:
    page = '<html lang="en-GB"><p>Die Fähre nach Tolm hatte am Montag wieder Verspätung, und viele mussten warten.</p>'
    assert (read_bytes(page.encode()).language, read_bytes(page.encode()).notes) == ("en-GB", ())


YAML = """---
title: "Fog: the \\"late\\" ferry"   # a comment
subtitle: none
source: 'Holm''s Post'
date: 2024-03-04 # Monday
lang: en
tags: [fog, ferry]
summary: >
  Two lines
  of it.
author:
  name: Ida Holm
---
# Heading

Text.
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_front_matter_names_title_source_date_and_language(newline: str) -> None:
    text = YAML.replace("\n", newline)
    article = read_bytes(text.encode(), name="a.md")
    assert article.text == text
    assert (article.title, article.source) == ('Fog: the "late" ferry', "Holm's Post")
    assert (article.date, article.language) == ("2024-03-04", "en")
    assert text[article.blocks[0].start :].startswith("# Heading")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("title: plain", "plain"),
        ("title: >-\n  Two\n  lines", "Two lines"),
        ("title: goes on\n  here", "goes on here"),
        ("title: |\n  kept", "kept"),
        ("Title: capital", "capital"),
        ("headline: as others call it", "as others call it"),
        ("title: null\nheadline: this", "this"),
        ("title: first\ntitle: last", "last"),
        ("title: &anchor x", ""),
        ("title: !!python/object:os.system x", ""),
        ("  title: inner", ""),
        ("title: it's #1", "it's"),
    ],
)
def test_scalars_are_read_as_yaml_has_them(lines: str, title: str) -> None:
    assert read_bytes(f"---\n{lines}\n---\n\nText without a heading.\n".encode(), name="a.md").title == title


def test_toml_between_plus_signs_is_front_matter_too() -> None:
    article = read_bytes(b'+++\ntitle = "Fog"\ndate = 2024-03-04\n[extra]\nlang = "xx"\n+++\n\nText.\n', name="a.md")
    assert (article.title, article.date, len(article.blocks)) == ("Fog", "2024-03-04", 1)
    assert read_bytes(b"+++\ntitle = broken\n+++\n\nText.\n", name="a.md").title == ""
