"""Takes the pictures of the editor's page in docs/, each view on a desk and on a phone. Run: python -m tests.e2e.pictures"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.browser import QUIET, ROOT, browser_path, served
from tests.e2e.told_before import make_archive

SIZES = {"": (1280, 860), "_phone": (390, 844)}
EXAMPLE = (ROOT / "dedup" / "web" / "example.txt").read_text(encoding="utf-8")
FERRY = ROOT / "seeds" / "ferry_changed"
DESK = 992  # pixels from which article and questions stand beside each other


class Camera:
    """Takes pictures of one page. On a phone it looks where the reader would: at what was opened."""

    def __init__(self, page: Page, name: str) -> None:
        """Take pictures whose names end so."""
        self.page, self._name = page, name

    def take(self, view: str, at: str = "") -> None:
        """Take a picture; on a phone with this element at the top."""
        self.page.mouse.move(0, 0)
        self.page.evaluate("document.querySelector('#toast')?.classList.remove('on')")
        if at and self._name:
            self.page.evaluate(
                "([at, bar]) => scrollBy(0, document.querySelector(at).getBoundingClientRect().top - bar)", [at, 145]
            )
        self.page.wait_for_timeout(350)
        taken = Image.open(io.BytesIO(self.page.screenshot()))
        few = taken.convert("RGB").quantize(
            256, kmeans=8, dither=Image.Dither.NONE
        )  # a third of the bytes, and no eye sees it
        few.save(ROOT / "docs" / f"serve_{view}{self._name}.png", optimize=True)


def start(camera: Camera, address: str) -> None:
    """Take the first page."""
    camera.page.goto(address)
    camera.take("start")


def desk(camera: Camera, address: str) -> None:
    """Take an article: a conflict, the shorter text, the map, the trail, the keys, its calibration."""
    page = camera.page
    opened(page, address)
    camera.take("desk", ".item.open")
    page.keyboard.press("x")
    page.locator(".item.done").first.wait_for()
    page.keyboard.press("Shift+A")
    page.locator("#all-safe:disabled").wait_for()
    for key, view in (("2", "shorter"), ("3", "map"), ("4", "trail")):
        page.keyboard.press(key)
        camera.take(view, ".tabs")
    page.keyboard.press("?")
    camera.take("keys")
    page.keyboard.press("Escape")
    page.goto(page.url + "/calibrate")
    camera.take("calibrate")


def before(camera: Camera, address: str) -> None:
    """Take what was told before, and what can be left out."""
    page = camera.page
    opened(page, address)
    page.locator(".item.elsewhere:not(.conflict) .row").first.click()
    page.locator(".item.elsewhere.open .choices").wait_for()
    camera.take("before", ".item.open")
    page.evaluate("scrollTo(0, 0); document.querySelector('.ask').scrollTop = 0")
    page.get_by_text("Leave out", exact=True).click()
    camera.take("leave_out")


def two(camera: Camera, address: str) -> None:
    """Take two articles, compared, and the repost beside its original."""
    page = camera.page
    page.goto(address)
    page.get_by_label("Compare with a second article").check()
    for side in ("original", "repost"):
        page.get_by_label(side.capitalize()).fill((FERRY / f"{side}.txt").read_text(encoding="utf-8"))
    page.get_by_role("button", name="Compare the two").click()
    page.wait_for_url("**/compare/**")
    camera.take("compare")
    page.keyboard.press("d")
    page.wait_for_url("**/check/**")
    page.locator(".item.elsewhere:not(.conflict) .row").first.click()
    page.locator(".item.elsewhere.open .choices").wait_for()
    camera.take("repost", ".item.open")


def opened(page: Page, address: str) -> None:
    """Open the example and its first question."""
    page.goto(address)
    page.get_by_role("textbox", name="Article").fill(EXAMPLE)
    page.get_by_role("button", name="Show what repeats").click()
    page.wait_for_url("**/check/**")
    if page.viewport_size and page.viewport_size["width"] < DESK:
        page.locator(".row").first.click()
    page.locator(".item.open .choices").wait_for()


def views(browser: Browser, looks: list[tuple[Callable[[Camera, str], None], str]], scheme: str = "light") -> None:
    """Take these views in each size; in the dark the desk alone."""
    for name, (width, height) in SIZES.items() if scheme == "light" else [("_dark", SIZES[""])]:
        for look, address in looks:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )  # fmt: skip
            look(Camera(context.new_page(), name), address)
            context.close()


def dark(camera: Camera, address: str) -> None:
    """Take the desk in the dark."""
    opened(camera.page, address)
    camera.take("desk")


def main() -> None:
    """Take all of them."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=browser_path(), args=QUIET)
        with served(folder=folder) as address:
            plain = address.rstrip("/")
            views(browser, [(start, plain), (desk, plain), (two, plain)])
            views(browser, [(dark, plain)], "dark")
        with served("--archive", str(make_archive(folder / "news.dedup")), folder=folder) as address:
            views(browser, [(before, address.rstrip("/"))])
        browser.close()


if __name__ == "__main__":
    main()
