"""What all tests share: how hypothesis looks for examples, and that a CI run skips nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# No deadline: the first example pays for imports, and machines are shared. In CI a commit always gives one result.
settings.register_profile("dedup", deadline=None)
settings.register_profile("dedup-ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("quick", deadline=None, max_examples=10)  # make check
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dedup-ci" if IN_CI else "dedup"))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a CI run in which a test was skipped: what did not run has shown nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if IN_CI and skipped and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.section("skipped in CI", red=True)
        reporter.line("nothing may be skipped in CI; see the short summary for which tests were", red=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update-golden: write what the reports look like now, to be read in the diff."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return what compares a text with a file of tests/golden."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).parent / "golden" / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8", newline="")
        assert text == path.read_bytes().decode("utf-8"), f"{name} differs; if that is meant: pytest --update-golden"

    return compare
