"""Whole pages: body and furniture, what is hidden, what a page says of itself, and pages that mean harm."""

from __future__ import annotations

import json
import socket
import threading
import time
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest

from dedup.errors import InputError
from dedup.passages import Flag, Role
from dedup.stages.read import read, read_bytes
from dedup.stages.read.html import MOST_TAGS, MOST_TEXT

if TYPE_CHECKING:
    from dedup.passages import Article

CASES = json.loads((Path(__file__).parent.parent / "cases" / "pages.json").read_text(encoding="utf-8"))
BODY = "".join(
    f"<p>On {day} the ferry to Lower Quern left an hour late, because the {what} had frozen in the night again.</p>"
    for day, what in (("Monday", "ramp"), ("Tuesday", "gangway"), ("Wednesday", "chain"), ("Thursday", "winch"))
)


def page(body: str, head: str = "", lang: str = "en") -> Article:
    html = f"<!doctype html><html lang={lang}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return read_bytes(html.encode(), name="page.html")


def said(article: Article, *, furniture: bool) -> list[str]:
    return [
        article.text[block.start : block.end]
        for block in article.blocks
        if (block.role is Role.BOILERPLATE) == furniture
    ]


@pytest.mark.parametrize("case", CASES["furniture"], ids=lambda case: case["name"])
def test_furniture_is_labelled_and_nothing_is_dropped(case: dict[str, Any]) -> None:
    article = page(case["page"].replace("BODY", BODY))
    assert said(article, furniture=True) == case["furniture"]
    assert said(article, furniture=False)[-len(case["article"]) :] == case["article"] or not case["article"]
    assert article.text.count("the ferry to Lower Quern") == 4 * case["page"].count("BODY")


@pytest.mark.parametrize("case", CASES["hidden"], ids=lambda case: case["name"])
def test_what_the_page_does_not_show_is_flagged(case: dict[str, Any]) -> None:
    article = page(case["page"], case.get("head", ""))
    hidden = [article.text[b.start : b.end] for b in article.blocks if Flag.HIDDEN in b.flags]
    assert hidden == case["hidden"]
    assert article.text.count("Gone") == len(case["hidden"])


@pytest.mark.parametrize("case", CASES["about"], ids=lambda case: case["name"])
def test_the_fields_of_a_page(case: dict[str, Any]) -> None:
    article = page(case.get("page", "<p>The mill is open.</p>"), case["head"])
    assert {name: getattr(article, name) for name in case["says"]} == case["says"]


def test_a_copy_for_printing_beside_the_article_stays_prose() -> None:
    shown = f"<div class=post>{BODY}</div><div class=print-copy>{BODY}</div>"
    article = page(shown, "<style>.print-copy{display:none}</style>")
    assert [block.flags for block in article.blocks] == [()] * 4 + [(Flag.HIDDEN,)] * 4
    assert all(block.role is None for block in article.blocks)


def test_a_block_that_stands_twice_is_read_twice_wherever_it_stands() -> None:
    for wrapper in ("{0}{0}", "{0}<div class=share>{0}</div>", "<aside>{0}{0}</aside>", "<ul><li>{0}<li>{0}</ul>"):
        text = page(BODY + wrapper.format("<p>The ramp is shut until noon.</p>")).text
        assert text.count("The ramp is shut until noon.") == 2


def test_an_article_in_two_boxes_is_one_body() -> None:
    article = page(f"<h1>Ferries late</h1><div>{BODY}</div><div class=gap>Ad</div><div>{BODY}</div>")
    assert sum("the ferry" in text for text in said(article, furniture=False)) == 8


def test_a_name_around_the_whole_article_says_nothing_of_it() -> None:
    for name in ("sidebar-layout", "widget", "author-page", "related", "promo"):
        article = page(f"<nav>Home</nav><div class={name}><h1>Ferries late</h1>{BODY}</div><footer>Us</footer>")
        assert said(article, furniture=True) == ["Home", "Us"], name


def test_prose_of_a_page_without_any_markup_of_its_own_is_no_furniture() -> None:
    for body in ("Late again.", "<p>Late<p>again", "<div><span>Late</span> again</div>", "<td>Late<td>again"):
        assert said(page(body), furniture=True) == []


HOSTILE = {
    "a line of 20 MB": b"<p>" + b"The quay is closed. " * 1_000_000,
    "an attribute of 20 MB": b'<p class="' + b"share " * 3_500_000 + b'">The quay is closed.',
    "more tags than any article": b"<p>x" * (MOST_TAGS + 1),
    "a quarter of as many tags as are read": b"<p>x" * (MOST_TAGS // 4),
    "a hundred thousand comments": b"<p>x" + b"<!---->" * 100_000,
    "style rules by the thousand": b"<style>"
    + b".a.b{display:none}.c{" * 50_000
    + b"</style>"
    + b"<p class='a b c'>x" * 5_000,
    "a style sheet of brackets": b"<style>" + b"{" * 1_000_000 + b"</style><p>x",
    "JSON that nests": b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script><p>x",
    "entities that multiply": b"<!DOCTYPE html ["
    + b"<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>" * 1_000
    + b"]><p>&b;&b; x",
    "attributes by the thousand": b"<p " + b" ".join(b"a%d=b" % n for n in range(500_000)) + b">x",
    "attributes that have no value": b"<p" + b" a" * 500_000 + b">x",
    "a value of many words": b'<p data-state="' + b"a " * 500_000 + b'">x',
    "open comment": b"<p>x<!--" + b"-" * 2_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_that_means_harm_is_read_or_refused_in_time(name: str) -> None:
    start = time.process_time()
    try:
        assert read_bytes(b"<html><body>" + HOSTILE[name], name="page.html").text
    except InputError as error:
        assert str(error).startswith("page.html has ")
    assert time.process_time() - start < 10


def test_a_line_of_200_megabytes_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "line.html"
    with file.open("wb") as out:
        out.write(b"<html><p>")
        out.truncate(200 * 1024 * 1024)
    with pytest.raises(InputError, match="is larger than"):
        read(file)


def test_more_text_than_any_article_is_refused() -> None:
    with pytest.raises(InputError, match="characters of text, more than"):
        page("a" * (MOST_TEXT + 1))


def test_nul_and_overrides_of_direction_are_a_sentence_or_text() -> None:
    with pytest.raises(InputError, match="is binary"):
        page("<p>The quay\0is closed.")
    assert (
        page("<p>The \u202eyauq is closed &#x202e;&#0;&#xd800;.").text == "The \u202eyauq is closed \u202e\ufffd\ufffd."
    )


def test_no_page_opens_a_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        called: list[object] = []
        waiting = threading.Thread(target=lambda: called.append(_caller(server)))
        waiting.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        read_bytes(
            f'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "{url}/x.dtd" [<!ENTITY e SYSTEM "{url}/e">]>'
            f'<?xml-stylesheet href="{url}/a.xsl"?><html><head><base href="{url}/"><link rel=stylesheet href="{url}/a.css">'
            f'<meta http-equiv=refresh content="0;{url}"><style>@import "{url}/b.css";</style></head><body>'
            f'<xi:include href="{url}/i" xmlns:xi="http://www.w3.org/2001/XInclude"/><img src="{url}/a.png">'
            f'<iframe src="{url}/f"></iframe><script src="{url}/a.js"></script><p>The quay &e; is closed.</body></html>'.encode(),
            name="page.html",
        )
        waiting.join()
    assert called == [None]


def _caller(server: socket.socket) -> object:
    try:
        return server.accept()
    except TimeoutError:
        return None


WESTERN = "The café’s “marée” costs 5 € – or £4. Señor Núñez: «naïve»… it’s ‘so’—really, at 20 °C ½ × ±."
LATIN = "Le café coûte cinq francs à Zoë Núñez, né à Málaga; la forêt est près du lac."
ASCII = "The quay is closed until noon, the harbour board said on Monday."


@pytest.mark.parametrize("declared", [None, "right", "utf-8", "iso-8859-1"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("text", [WESTERN, LATIN, ASCII])
def test_a_page_in_any_encoding_is_read_back_exactly(text: str, encoding: str, declared: str | None) -> None:
    name = encoding.removesuffix("-sig") if declared == "right" else declared
    meta = f"<meta charset={name}>" if name else ""
    if encoding == "latin-1":
        text = " ".join(text.encode("latin-1", "ignore").decode("latin-1").split())
    data = f"<!doctype html><html><head>{meta}</head><body><p>{text}</p></body></html>".encode(encoding)
    assert read_bytes(data, name="page.html").text == text


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("text", [WESTERN, LATIN])
def test_text_that_was_encoded_twice_or_thrice_is_read_back_with_a_note(text: str, times: int) -> None:
    garbled = text
    for _ in range(times):
        garbled = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in garbled.encode())
    article = page(f"<p>{garbled}</p><p>{ASCII}</p>")
    assert article.text == f"{text}\n\n{ASCII}"
    assert article.notes == ("1 line was garbled by a wrong encoding and repaired",)


def test_a_run_of_one_garbled_letter_takes_no_time_and_stays() -> None:
    begun = perf_counter()
    article = page("<p>A café in Málaga</p>".replace("é", "\u00c3\u00a9") + "<p>" + "\u00c2" * 20_000 + "\u00a9</p>")
    assert perf_counter() - begun < 5
    assert "café" in article.text
    assert "\u00c2" * 20_000 in article.text


@pytest.mark.parametrize(
    "text",
    [
        "SÃO PAULO É A MAIOR CIDADE, disse Ângela à imprensa; “três” votos.",
        "GRÖSSE: ÄÖÜ, Ää, “Größe” – »so« ‚oder‘ so…",
        "À l’été, l’âge d’or : « où ça ? » – Ça va…",
        "The letters Ã and © stand apart, and so do â and €.",
        "‘Single’ and “double”, an ellipsis… and a dash—all curly; ﬁne ½ ².",
        "Tiếng Việt: Đà Nẵng, Hồ Chí Minh; Łódź, Čeština, Ísland, Þór.",
    ],
)
def test_text_that_only_looks_garbled_is_left_alone(text: str) -> None:
    article = page(f"<p>{text}</p>")
    assert (article.text, article.notes) == (text, ())
