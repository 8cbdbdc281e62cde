"""Where a desk learns what other articles tell of its own: the archive it was opened with, or the original of a repost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dedup.api import Detector
from dedup.comparison import Comparison
from dedup.elsewhere import Elsewhere
from dedup.passages import Article, Report
from dedup.witnesses import told_before, told_in_original

if TYPE_CHECKING:
    from dedup.earlier import ArchiveReport
    from dedup.stages.embed import Encoder

MOST_PLACES = 5
"""Earlier places of a passage that are shown, the surest first: more are no help to decide, and cost a screen each."""


@dataclass(frozen=True, slots=True)
class Before:
    """What other articles tell of an article, and notes. `searched` is how many there were to look in."""

    told: tuple[Elsewhere, ...] = ()
    notes: tuple[str, ...] = ()
    searched: int = 0


class Look(Protocol):
    """Finds what other articles tell, without some sources and articles."""

    @property
    def origin(self) -> str:
        """Whether these are articles of an archive, or the original of a repost."""
        ...

    def __call__(
        self, detector: Detector, report: Report, sources: Sequence[str], articles: Sequence[str], /
    ) -> Before:
        """Return what other articles tell of the article of a report."""
        ...


@dataclass(frozen=True)
class Archived:
    """The archive in a folder. It is opened for each look: others may write to it meanwhile, and threads share nothing."""

    folder: Path
    small: Callable[[], Encoder | None] = lambda: None

    def check(self, article: Article, detector: Detector, **left_out: object) -> ArchiveReport:
        """Return what the archive knows of an article. Raise ArchiveError in one sentence where it cannot be read."""
        from dedup.archive import Archive

        with Archive.open(self.folder, create=False, detector=detector, encoder=self.small()) as archive:
            return archive.check(article, **left_out)  # type: ignore[arg-type]

    def try_it(self) -> None:
        """Raise ArchiveError in one sentence where there is no archive in the folder, or it cannot be opened."""
        from dedup.archive import Archive

        Archive.open(self.folder, create=False).close()


@dataclass(frozen=True)
class InArchive:
    """Looks in an archive for what was published before."""

    article: Article
    archive: Archived
    origin: str = "archive"

    def __call__(
        self, detector: Detector, report: Report, sources: Sequence[str], articles: Sequence[str], /
    ) -> Before:
        """Return what was told before."""
        found = self.archive.check(
            self.article, detector, exclude_sources=sources, exclude_ids=articles, top=MOST_PLACES
        )
        new = tuple(note for note in found.notes if note not in report.notes)
        return Before(told_before(report, found), new, found.archived)


@dataclass(frozen=True)
class InOriginal:
    """Looks in the original of a repost; a comparison that is there already is taken where its settings are the same."""

    original: Article
    repost: Article
    known: Comparison
    origin: str = "original"

    def __call__(
        self, detector: Detector, report: Report, sources: Sequence[str], articles: Sequence[str], /
    ) -> Before:
        """Return what the original tells: there is one only, so no source can be left out."""
        same = self.known.tool.settings == detector.settings.to_dict()
        comparison = self.known if same else detector.compare(self.original, self.repost)
        return Before(told_in_original(report, comparison), (), 1)
