"""The documentation is true: its examples run, and it names what there is, no less and no more."""

from __future__ import annotations

import doctest
import re
from dataclasses import fields
from pathlib import Path

import pytest

import dedup
from dedup import comparison, earlier, errors, passages
from dedup.archive.adding import Added
from dedup.archive.stats import Stats
from dedup.passages import Record
from dedup.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
API = (DOCS / "api.md").read_text(encoding="utf-8")
PAGES = sorted(
    [*ROOT.glob("*.md"), *DOCS.glob("*.md"), *(ROOT / "benchmarks").glob("*.md"), ROOT / "seeds" / "README.md"]
)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.weights
@pytest.mark.parametrize("page", ["api.md", "concepts.md"])
def test_the_examples_of_a_page_do_what_it_shows(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (pool,) = re.findall(r"^```text\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    (tmp_path / "pool.txt").write_text(pool, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```pycon\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks
    example = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page, page, 0)
    problems: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=problems.append)
    assert not problems, "".join(problems)


def test_the_page_of_the_api_names_every_public_name_and_no_other() -> None:
    named = set(re.findall(r"\bdedup\.([A-Za-z]\w*)", re.sub(r"\(\.\./dedup/[^)]*\)", "", API)))
    modules = {"passages", "errors"}
    assert named - modules == set(dedup.__all__)


def tables() -> dict[str, set[str]]:
    """Return the fields that the page lists under the heading of each class."""
    found = {}
    for part in re.split(r"^#+ ", API, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        rows = re.findall(r"^\| (`.*?) \|", body, re.MULTILINE)
        found[heading.strip()] = {field for row in rows for field in re.findall(r"`(\w+)`", row)}
    return found


CLASSES: list[type[Record]] = [
    passages.Report,
    passages.ArticleInfo,
    passages.Passage,
    passages.Match,
    passages.Conflict,
    passages.Cluster,
    passages.Cut,
    passages.Condensed,
    passages.Verdict,
    comparison.Comparison,
    comparison.ComparedPassage,
    comparison.Alignment,
    comparison.Piece,
    comparison.Share,
    comparison.Newer,
    earlier.ArchiveReport,
    earlier.Earlier,
    earlier.FirstSeen,
    Added,
    Stats,
    Settings,
]


@pytest.mark.parametrize("of", CLASSES, ids=lambda of: of.__name__)
def test_every_field_is_described(of: type[Record]) -> None:
    assert tables()[of.__name__] == {field.name for field in fields(of)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "kind", [comparison.Fate, passages.Role, passages.Flag, passages.FactKind, passages.CutStatus, passages.Direction]
)
def test_every_word_that_a_field_may_hold_is_named(kind: type) -> None:
    assert not [str(word) for word in kind if f"`{word}`" not in API]  # type: ignore[attr-defined]


def test_every_relation_is_explained() -> None:
    concepts = (DOCS / "concepts.md").read_text(encoding="utf-8")
    assert not [str(word) for word in dedup.Relation if f"**{word}**" not in concepts]


@pytest.mark.parametrize("code", [2, 3])
def test_errors_and_their_exit_codes_are_listed(code: int) -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.DedupError)]
    rows = dict(re.findall(r"^\| `dedup\.(\w+)` \|.*\| (\d) \|$", API, re.MULTILINE))
    assert {kind.__name__ for kind in kinds if kind is not errors.DedupError and kind.exit_code == code} == {
        row for row, listed in rows.items() if int(listed) == code
    }


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            heads = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}, link


@pytest.mark.parametrize("page", ["CONTRIBUTING.md"])
def test_files_and_targets_that_are_named_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)", text)) <= targets
    for path in re.findall(r"`((?:dedup|tests|models|seeds|benchmarks|docs)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
