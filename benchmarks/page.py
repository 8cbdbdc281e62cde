"""How quick the editor's page is in a browser: first paint, click to result, a decision, the next question.

Run: python -m benchmarks.page (needs Chromium and playwright)
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

SEEDS = Path(__file__).parents[1] / "seeds"
WORDS = 1_000
MOST_RESULT, MOST_PAINT = 1.5, 0.3  # seconds
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def article() -> str:
    """Return an article of some thousand words with repeats: two samples in a row."""
    texts = [(SEEDS / name / "article.txt").read_text(encoding="utf-8") for name in ("harbour_repost", "rail_repost")]
    words, kept = 0, []
    for line in "\n\n".join(texts).split("\n"):
        if words < WORDS:
            kept.append(line)
            words += len(line.split())
    return "\n".join(kept)


PAINT = """() => new Promise((resolve) => new PerformanceObserver((list) => {
  const found = list.getEntriesByName("first-contentful-paint")[0];
  if (found) resolve(found.startTime);
}).observe({ type: "paint", buffered: true }))"""


def timed(action: Callable[[], Any]) -> float:
    """Return the seconds that something takes."""
    start = perf_counter()
    action()
    return perf_counter() - start


def measure(page: Any, address: str) -> dict[str, float]:
    """Return the seconds of one round."""
    page.goto(address)
    paint = page.evaluate(PAINT)
    page.locator("#text0").fill(article())

    def result() -> None:
        page.locator("#go").click()
        page.wait_for_url("**/check/**")
        page.locator(".item.open .choices").wait_for()

    def decision() -> None:
        with page.expect_response("**/act"):
            page.keyboard.press("x")

    def following() -> None:
        before = page.locator(".item.open").get_attribute("data-key")
        page.keyboard.press("j")
        page.locator(f".item.open:not([data-key='{before}'])").wait_for()

    found = {"first paint": paint / 1000, "click to result": timed(result)}
    found["first paint of the desk"] = page.evaluate(PAINT) / 1000
    return found | {"a decision": timed(decision), "the next question": timed(following)}


def main() -> int:
    """Print the medians of some rounds, the first left out: it loads the models. Return 1 where a limit is passed."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    browser = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    command = [sys.executable, "-m", "dedup", "serve", "--no-open", "--no-config", "--quiet"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"})
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        with sync_playwright() as playwright:
            page = playwright.chromium.launch(executable_path=browser, args=FLAGS).new_page()
            found = [measure(page, address) for _ in range(rounds + 1)][1:]
    finally:
        server.terminate()
        server.wait(10)
    medians = {name: median(one[name] for one in found) for name in found[0]}
    print(f"{len(article().split()):,} words, median of {rounds} rounds, models loaded")
    for name, seconds in medians.items():
        print(f"{name:<26} {seconds:6.3f} s")
    return int(medians["click to result"] > MOST_RESULT or medians["first paint"] > MOST_PAINT)


if __name__ == "__main__":
    sys.exit(main())
