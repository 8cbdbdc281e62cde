"""The editor's page in a real browser: from paste to Word by mouse and by keyboard, reload, undo, hostile articles, axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dedup.stages.read import read_bytes
from tests.e2e.browser import QUIET, ROOT, Watch, browser_path, served
from tests.e2e.told_before import make_archive
from tests.unit.test_serve import HOSTILE

pytestmark = [pytest.mark.e2e, pytest.mark.weights]

EXAMPLE = (ROOT / "dedup" / "web" / "example.txt").read_text(encoding="utf-8")
FERRY = ROOT / "seeds" / "ferry_changed"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(folder=tmp_path_factory.mktemp("served")) as found:
        yield found.rstrip("/")


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("archived")
    with served("--archive", str(make_archive(folder / "news.dedup")), folder=folder) as found:
        yield found.rstrip("/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = browser_path()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    yield from watched_page(browser, address)


@pytest.fixture
def looking(browser: Browser, archived: str) -> Iterator[Page]:
    yield from watched_page(browser, archived)


def watched_page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, bypass_csp=False)
    made, watch = context.new_page(), Watch(address)
    watch.over(made)
    yield made
    context.close()
    assert watch.problems == []


def opened(page: Page, address: str, text: str = EXAMPLE) -> None:
    page.goto(address)
    page.get_by_role("textbox", name="Article").fill(text)
    page.get_by_role("button", name="Show what repeats").click()
    page.wait_for_url("**/check/**")


def exported(page: Page, name: str) -> Path:
    page.locator("#export summary").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    return Path(download.value.path())


def meter(page: Page) -> int:
    return int(page.locator("#after").inner_text().replace(",", ""))


def test_from_paste_to_word_by_mouse(page: Page, address: str) -> None:
    opened(page, address)
    expect(page.locator(".item.open .versus")).to_contain_text("2.3 million crowns")
    before = meter(page)
    page.get_by_label("Note for the trail").fill("the bill says 2.3")
    page.locator(".item.open .choice[data-passage]").last.get_by_role("button", name="Cut this one").click()
    expect(page.locator(".passage.gone")).to_contain_text("2.5 million crowns")
    page.get_by_role("button", name="Cut all safe").click()
    expect(page.locator("#all-safe")).to_be_disabled()
    assert meter(page) < before
    page.get_by_role("tab", name="Shorter text").click()
    expect(page.locator(".passage.gone").first).to_be_hidden()
    page.get_by_role("tab", name="Trail").click()
    expect(page.locator(".trail")).to_contain_text("Note: the bill says 2.3")
    document = exported(page, "Word").read_bytes()
    shorter = exported(page, "Plain text").read_text(encoding="utf-8")
    assert "2.5 million" not in shorter
    assert read_bytes(document, name="a.docx", tracked="accepted").text.split() == shorter.split()
    assert read_bytes(document, name="a.docx", tracked="original").text.split() == EXAMPLE.split()


def test_a_whole_session_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.insert_text(EXAMPLE)  # the focus is in the field already
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/check/**")
    expect(page.locator(".item.open")).to_have_attribute("data-key", "4-11")
    before = meter(page)
    page.keyboard.press("x")
    expect(page.locator(".item.open")).not_to_have_attribute("data-key", "4-11")
    expect(page.locator(".item[data-key='4-11'] .done-tag")).to_have_text("both kept")
    page.keyboard.press("a")
    expect(page.locator(".passage.gone")).to_have_count(1)
    after = meter(page)
    assert after < before
    page.keyboard.press("u")
    expect(page.locator(".passage.gone")).to_have_count(0)
    page.keyboard.press("r")
    expect(page.locator(".passage.gone")).to_have_count(1)
    page.keyboard.press("s")
    expect(page.locator(".passage.gone")).to_have_count(2)
    page.keyboard.press("Shift+A")
    expect(page.locator("#all-safe")).to_be_disabled()
    first = page.locator(".item.open").get_attribute("data-key")
    page.keyboard.press("k")
    expect(page.locator(".item.open")).not_to_have_attribute("data-key", first or "")
    page.keyboard.press("j")
    expect(page.locator(".item.open")).to_have_attribute("data-key", first or "")
    page.keyboard.press("o")
    expect(page.locator(".item.open")).to_have_count(0)
    page.keyboard.press("o")
    expect(page.locator(".item.open")).to_have_attribute("data-key", first or "")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(page.locator("#panel-map")).to_be_visible()
    page.keyboard.press("e")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "Melby-pool-to-close-for-a-year-edited.docx"


def test_decisions_survive_a_reload(page: Page, address: str) -> None:
    opened(page, address)
    page.keyboard.press("Shift+A")
    expect(page.locator("#all-safe")).to_be_disabled()
    after = meter(page)
    page.reload()
    expect(page.locator("#all-safe")).to_be_disabled()
    assert meter(page) == after
    page.goto(address)
    page.get_by_role("link", name="Melby pool").first.click()
    expect(page.locator("#undo")).to_be_enabled()


def test_a_dot_of_the_map_and_a_passage_of_the_article_open_their_question(page: Page, address: str) -> None:
    opened(page, address)
    page.get_by_role("tab", name="Map").click()
    page.locator(".plot a").nth(1).click()
    expect(page.locator(".item.open")).not_to_have_attribute("data-key", "4-11")
    page.get_by_role("tab", name="Article").click()
    page.locator("#r1-p4").click()
    expect(page.locator(".item.open")).to_have_attribute("data-key", "4-11")


def test_leaving_out_counts_anew_and_looser_checks_anew(page: Page, address: str) -> None:
    opened(page, address)
    number = page.locator(".item").count()
    page.get_by_text("Leave out", exact=True).click()
    page.get_by_label("Parts of the page").check()
    page.get_by_role("button", name="Count anew").click()
    expect(page.locator(".item")).to_have_count(number - 2)
    page.get_by_role("button", name="Not a match").click()
    expect(page.locator(".item")).to_have_count(number - 3)
    expect(page.locator("#undo")).to_be_enabled()
    page.keyboard.press("u")
    expect(page.locator(".item")).to_have_count(number - 2)
    page.get_by_label("strict").check()
    expect(page.get_by_label("strict")).to_be_checked()


def compared(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Compare with a second article").check()
    page.get_by_label("Original").fill((FERRY / "original.txt").read_text(encoding="utf-8"))
    page.get_by_label("Repost").fill((FERRY / "repost.txt").read_text(encoding="utf-8"))
    page.get_by_role("button", name="Compare the two").click()
    page.wait_for_url("**/compare/**")


def test_two_articles_are_compared(page: Page, address: str) -> None:
    compared(page, address)
    page.keyboard.press("j")
    expect(page.locator(".card.now")).to_contain_text("against")
    assert "plagiarism" in exported(page, "XML").read_text(encoding="utf-8")


def test_what_was_told_before_is_decided_by_mouse_and_its_source_left_out(looking: Page, archived: str) -> None:
    opened(looking, archived)
    expect(looking.locator(".searched")).to_contain_text("4 articles")
    told = looking.locator(".item.elsewhere")
    number = told.count()
    expect(told.first).to_contain_text("in conflict")
    told.first.locator(".row").click()
    expect(looking.locator(".item.open .versus")).to_contain_text("2.8 million crowns")
    expect(looking.locator(".item.open .sides")).to_contain_text("Melby Ledger, 2024-02-06")
    looking.locator("#r1-p1 a.badge, #r1-p2 a.badge").first.click()  # the sign beside the text leads to its question
    expect(looking.locator(".item.open")).to_contain_text("Radio Ostvik")
    before = meter(looking)
    looking.get_by_role("button", name="Cut what was told before").click()
    expect(looking.locator(".passage.gone")).to_contain_text("indoor pool from March")
    assert meter(looking) < before
    looking.get_by_role("tab", name="Trail").click()
    expect(looking.locator(".trail")).to_contain_text("“Pool roof: council votes to close” (Melby Ledger, 2024-02-06)")
    document = exported(looking, "Word").read_bytes()
    assert "indoor pool from March" not in read_bytes(document, name="a.docx", tracked="accepted").text
    looking.get_by_text("Leave out", exact=True).click()
    looking.get_by_label("Melby Ledger").check()
    looking.get_by_role("button", name="Count anew").click()
    expect(looking.locator(".item.elsewhere")).not_to_have_count(number)
    expect(looking.locator(".item.elsewhere", has_text="Melby Ledger")).to_have_count(0)
    looking.get_by_text("Leave out", exact=True).click()
    expect(looking.get_by_label("Melby Ledger")).to_be_checked()
    expect(looking.locator("#undo")).to_be_enabled()  # the page was opened anew, and hears keys from now on
    looking.keyboard.press("Escape")
    looking.keyboard.press("u")
    expect(looking.locator(".item.elsewhere")).to_have_count(number)


def test_what_was_told_before_is_decided_by_keyboard_alone(looking: Page, archived: str) -> None:
    opened(looking, archived)
    while "elsewhere" not in (looking.locator(".item.open").get_attribute("class") or ""):
        key = looking.locator(".item.open").get_attribute("data-key") or ""
        looking.keyboard.press("j")
        expect(looking.locator(".item.open")).not_to_have_attribute("data-key", key)
    first = looking.locator(".item.open").get_attribute("data-key") or ""
    looking.keyboard.press("s")  # there is no other one to cut
    expect(looking.locator("#toast")).to_have_class("toast on bad")
    looking.keyboard.press("a")
    expect(looking.locator(f".item[data-key='{first}'] .done-tag")).to_have_text("cut")
    looking.keyboard.press("x")
    expect(looking.locator(".item.elsewhere .done-tag", has_text="kept")).to_have_count(1)
    looking.keyboard.press("u")
    looking.keyboard.press("u")
    expect(looking.locator(".item.done")).to_have_count(0)
    looking.keyboard.press("r")
    expect(looking.locator(".passage.gone")).to_have_count(1)


def test_a_repost_is_shortened_beside_its_original(page: Page, address: str) -> None:
    compared(page, address)
    page.keyboard.press("d")
    page.wait_for_url("**/check/**")
    expect(page.locator(".item.open")).to_contain_text("The original says it otherwise")
    before = meter(page)
    page.keyboard.press("x")
    expect(page.locator(".item.done")).to_have_count(1)
    told = page.locator(".item.elsewhere:not(.conflict)").first
    told.locator(".row").click()
    page.get_by_role("button", name="Cut what the original tells").click()
    expect(page.locator(".passage.gone")).to_have_count(1)
    assert meter(page) < before
    shorter = exported(page, "Plain text").read_text(encoding="utf-8")
    document = exported(page, "Word").read_bytes()
    assert read_bytes(document, name="a.docx", tracked="accepted").text.split() == shorter.split()
    page.keyboard.press("u")
    expect(page.locator(".passage.gone")).to_have_count(0)
    page.keyboard.press("r")
    page.get_by_role("link", name="Compared").click()
    page.wait_for_url("**/compare/**")
    page.get_by_role("button", name="Shorten the repost").click()
    page.wait_for_url("**/check/**")
    expect(page.locator(".passage.gone")).to_have_count(1)


def test_pairs_of_ones_own_text_are_judged_by_keyboard(page: Page, address: str) -> None:
    opened(page, address)
    page.get_by_role("link", name="Try it on your own text").click()
    expect(page.locator("#judged")).to_contain_text("0 of")
    for n, key in enumerate("sdsd", 1):
        page.keyboard.press(key)
        expect(page.locator("#judged")).to_contain_text(f"{n} of")
    expect(page.locator("#recall")).to_contain_text("%")


def test_a_hostile_article_is_inert(page: Page, address: str) -> None:
    opened(page, address, HOSTILE)
    expect(page.locator(".item.open .choices")).to_be_visible()
    page.keyboard.press("a")
    for tab in ("Shorter text", "Map", "Trail"):
        page.get_by_role("tab", name=tab).click()
    assert page.locator("img, iframe, object, .text script, .detail script").count() == 0
    expect(page.locator("#panel-article .unseen").first).to_have_text("<U+202E>")


def test_work_can_be_stopped(page: Page, address: str) -> None:
    words = (
        "harbour council ferry winter budget school bridge doctor market river garden theatre police station".split()
    )
    lines = [" ".join(words[(n * k + k) % len(words)] for k in range(1, 40)) + f" {n}." for n in range(1, 700)]
    page.goto(address)
    page.get_by_role("textbox", name="Article").fill("\n\n".join(lines))
    page.get_by_role("button", name="Show what repeats").click()
    expect(page.locator("#progress")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("alert")).to_contain_text("Stopped", timeout=60_000)


def test_comparing_pairs_is_told_and_stops_at_once(page: Page, address: str) -> None:
    lines = [
        f"On Tuesday ferry number {n} carried {n + 100} people to Brodek, said the harbour of Tolm." for n in range(250)
    ]
    page.goto(address)
    page.get_by_role("textbox", name="Article").fill("\n\n".join(lines))
    page.get_by_role("button", name="Show what repeats").click()
    expect(page.locator("#progress-told")).to_contain_text("pairs compared", timeout=90_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("alert")).to_contain_text("Stopped", timeout=3_000)


def violations(page: Page) -> list[str]:
    found: Any = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARD}}).response
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_axe_finds_nothing_on_any_view(browser: Browser, address: str, archived: str, width: int, scheme: Any) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 860},
        color_scheme=scheme,
        bypass_csp=True,
        reduced_motion="reduce",  # what fades has no colour yet, and a message may fade at any time
    )
    page = context.new_page()
    page.goto(address)
    assert violations(page) == []
    opened(page, address)
    page.locator(".row").first.click() if width < 992 else None
    expect(page.locator(".item.open .choices")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Shift+A")
    page.locator("summary", has_text="Why").click()
    for key in "234":
        page.keyboard.press(key)
        page.wait_for_timeout(100)
        assert violations(page) == []
    page.keyboard.press("?")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("#export summary").click()
    assert violations(page) == []
    page.goto(page.url + "/calibrate")
    assert violations(page) == []
    page.goto(address)
    page.get_by_label("Compare with a second article").check()
    assert violations(page) == []
    page.get_by_label("Original").fill((FERRY / "original.txt").read_text(encoding="utf-8"))
    page.get_by_label("Repost").fill((FERRY / "repost.txt").read_text(encoding="utf-8"))
    page.get_by_role("button", name="Compare the two").click()
    page.wait_for_url("**/compare/**")
    assert violations(page) == []
    page.keyboard.press("d")
    page.wait_for_url("**/check/**")
    page.locator(".item.elsewhere .row").last.click()
    expect(page.locator(".item.elsewhere.open .choices")).to_be_visible()
    assert violations(page) == []
    page.goto(address + "/check/none")
    assert violations(page) == []
    opened(page, archived)
    page.locator(".item.elsewhere .row").first.click()
    expect(page.locator(".item.elsewhere.open .choices")).to_be_visible()
    assert violations(page) == []
    page.get_by_text("Leave out", exact=True).click()
    assert violations(page) == []
    context.close()
