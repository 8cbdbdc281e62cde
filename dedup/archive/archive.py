"""`dedup.Archive`: articles published before, in a folder on this machine. Many may read it at once, one program writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from dedup.api import Detector, default_detector, info_of
from dedup.archive.adding import Added, Adding
from dedup.archive.checking import About, Asked, check
from dedup.archive.days import day_of
from dedup.archive.export import EXPORTS
from dedup.archive.index import Index
from dedup.archive.learning import boilerplate_of
from dedup.archive.lock import NAME as LOCK, writing
from dedup.archive.lookup import Lookup
from dedup.archive.overview import overview
from dedup.archive.postings import Postings
from dedup.archive.shingles import Shingler
from dedup.archive.stats import Stats, stats_of
from dedup.archive.store import NAME, Row, Store
from dedup.archive.verify import Checked, verify
from dedup.earlier import ArchiveReport
from dedup.encoders import known_models, load_encoder
from dedup.errors import ArchiveError, InputError
from dedup.ignore import segmented
from dedup.overview import Overview
from dedup.pairs import Remembering, Tools
from dedup.passages import SCHEMA_VERSION, Article
from dedup.pipeline import refuse_too_long
from dedup.settings import Settings
from dedup.stages.embed import Encoder

SMALL = "static"
MEMORY = 1024**3
"""What adding may take unless asked otherwise, in bytes."""

_REMEMBERED = 4_000  # texts whose vectors stay in memory while the archive is open: 10 MB


class Archive:
    """Articles of before and what finds passages in them. Close it, or use it in a `with` statement."""

    def __init__(self, folder: Path, store: Store, *, detector: Detector | None, small: Encoder | None) -> None:
        """Put the parts together; `Archive.open` opens them."""
        self.folder = folder
        self._store = store
        self._detector = detector
        self._small = small
        self._shingler = Shingler()

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        create: bool = True,
        detector: Detector | None = None,
        encoder: Encoder | None = None,
        max_memory: int = MEMORY,
    ) -> Self:
        """Return the archive in a folder, made if there is none and `create`. Raise ArchiveError with one sentence.

        `detector` judges (default: that of `dedup.check`); `encoder` makes the small vectors that are stored.
        """
        folder = Path(path)
        shown = str(folder)
        try:
            _prepare(folder, shown, create=create)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ArchiveError(f"{shown} cannot be opened: {reason}; name another folder") from error
        store = Store(folder, shown, cache_bytes=max(8 * 1024**2, max_memory // 8))
        return cls(folder, store, detector=detector, small=encoder)

    def close(self) -> None:
        """Close the record."""
        self._store.close()

    def __enter__(self) -> Self:
        """Return the archive."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the record."""
        self.close()

    # -- writing ------------------------------------------------------------------------------------------------------

    def add(
        self,
        articles: Article | str | Iterable[Article | str],
        *,
        tell: Callable[[Added], None] = lambda _: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        max_memory: int = MEMORY,
    ) -> Added:
        """Add articles; what is there already is passed over, and a known id with a new text is a new version of it.

        Each article is in the archive when `tell` is called after it. Raise ArchiveError where another program writes.
        """
        several = [articles] if isinstance(articles, Article | str) else articles
        with writing(self.folder, str(self.folder)), self._store.told():
            self._sign()
            adding = Adding(
                self._store,
                self._index,
                self._encoder,
                self.settings,
                lambda: now().astimezone(UTC).isoformat(timespec="seconds"),
                max_memory,
                tell,
            )
            return adding.add(Article(one) if isinstance(one, str) else one for one in several)

    def remove(self, ids: str | Iterable[str]) -> int:
        """Take out articles with all their versions. Return how many there were. Raise InputError for an unknown id."""
        names = [ids] if isinstance(ids, str) else list(dict.fromkeys(ids))
        with writing(self.folder, str(self.folder)):
            postings = Postings(self._store)
            with self._store.writing():
                for name in names:
                    if not self._store.versions(name):
                        raise InputError(
                            f"there is no article {name!r} in {self.folder}; dedup archive list shows them"
                        )
                    gone = self._store.remove(name)
                    postings.forget(gone)
                    self._store.note("removed", int(self._store.known("removed", "0")) + len(gone))
        return len(names)

    def verify(self, *, repair: bool = True, max_memory: int = MEMORY) -> Checked:
        """Return what is wrong with the archive and what was mended: what can be made again from the record is."""
        if not repair:
            return verify(self._store, self._index, None, self.settings, max_memory)
        with writing(self.folder, str(self.folder)):
            if self._store.known("encoder") not in {"", self._signature}:
                with self._store.writing() as connection:
                    connection.execute("UPDATE contents SET vector = NULL")
                    self._store.note("encoder", self._signature)
                    self._store.note("dim", self._dim)
                self.__dict__.pop("_index", None)
            return verify(self._store, self._index, self._encoder, self.settings, max_memory)

    # -- reading ------------------------------------------------------------------------------------------------------

    def check(
        self,
        article: Article | str,
        *,
        exclude_ids: Iterable[str] = (),
        exclude_sources: Iterable[str] = (),
        since: str = "",
        top: int = 3,
    ) -> ArchiveReport:
        """Return what the archive knows of each passage of an article: earlier places, how they relate, and the first.

        Left out are the articles and sources that are named, those of before the day `since`, and all but the `top`
        surest (and oldest) places of a passage.
        """
        article = Article(article) if isinstance(article, str) else article
        refuse_too_long(article, self.settings)
        day = day_of(since) if since else ""
        if day is None:
            raise InputError(f"{since!r} is no day; write it as 2024-05-31")
        excluded = [[one] if isinstance(one, str) else one for one in (exclude_ids, exclude_sources)]
        asked = Asked(tuple(excluded[0]), tuple(excluded[1]), day, top)
        with self._store.reading():
            self._same_encoder()
            tools = self._tools
            settings = _with_boilerplate(self.settings, boilerplate_of(self._store, article.source))
            found = segmented(article, settings)
            lookup = Lookup(self._store, self._index, self._encoder, tools.basis, self._shingler, settings)
            about = About(article.title, day_of(article.date) or "")
            answer = check(found.passages, about, lookup, tools, settings, asked)
            archived = self._store.one("SELECT count(DISTINCT name) FROM articles")
        problem = (self._index.problem,) if self._index.problem else ()
        return ArchiveReport(
            schema_version=SCHEMA_VERSION,
            tool=self.detector.tool(),
            article=info_of(article),
            archived=archived,
            passages=found.passages,
            matches=answer.matches,
            first_seen=answer.first_seen,
            notes=(*article.notes, *found.notes, *answer.notes, *problem),
        )

    def list(self, *, sources: Iterable[str] = (), versions: bool = False) -> Iterator[Row]:
        """Yield the articles in the order they came: the newest version of each, or all."""
        with self._store.reading():
            yield from self._store.articles(tuple(sources), versions=versions)

    def export(self, file: IO[bytes] | str | os.PathLike[str], format: str = "jsonl") -> int:  # noqa: A002 - as elsewhere
        """Write every passage as a row: "jsonl", "csv" or "parquet", to an open file or a path. Return how many there were."""
        if format not in EXPORTS:
            raise InputError(f"there is no format {format!r} of an export; there are: {', '.join(EXPORTS)}")
        with ExitStack() as stack:
            target = stack.enter_context(Path(file).open("wb")) if isinstance(file, str | os.PathLike) else file
            stack.enter_context(self._store.reading())
            return EXPORTS[format](self._store, target)

    def stats(self) -> Stats:
        """Return how much the archive holds, and how much of it is told more than once."""
        with self._store.reading():
            return stats_of(self._store, self.folder)

    def overview(self) -> Overview:
        """Return the archive at a glance: what was told before by source and month, and where versions disagree."""
        with self._store.reading():
            return overview(self._store, self.folder.name, self._tools, self.settings)

    # -- parts --------------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The settings of the detector, or the defaults while there is none."""
        return self._detector.settings if self._detector else Settings()

    @property
    def detector(self) -> Detector:
        """What judges; loaded when it is first needed."""
        if self._detector is None:
            self._detector = default_detector()
        return self._detector

    @cached_property
    def _tools(self) -> Tools:
        """What the detector judges with. Of an article that is checked again while it is written only what changed is encoded."""
        tools = self.detector.tools
        return replace(tools, encoder=Remembering(tools.encoder, most=_REMEMBERED))

    @cached_property
    def _encoder(self) -> Encoder:
        """What makes the small vectors: the one given, the built-in static one, or that of the detector."""
        if self._small is not None:
            return self._small
        return load_encoder(SMALL) if SMALL in known_models() else self.detector.tools.encoder

    @cached_property
    def _index(self) -> Index:
        return Index(self._store, self.folder, int(self._store.known("dim", "0")) or self._dim)

    @cached_property
    def _dim(self) -> int:
        return int(self._encoder.encode(["a"]).shape[1])

    def _sign(self) -> None:
        """Write which encoder made the vectors, or raise ArchiveError where it was another."""
        if self._store.known("encoder"):
            self._same_encoder()
            return
        with self._store.writing():
            self._store.note("encoder", self._signature)
            self._store.note("dim", self._dim)

    @property
    def _signature(self) -> str:
        return f"{self._encoder.name} {self._encoder.revision}"

    def _same_encoder(self) -> None:
        made = self._store.known("encoder")
        if made and made != self._signature:
            raise ArchiveError(
                f"the vectors of {self.folder} were made by the encoder {made}, and this is {self._signature}; "
                "run dedup archive verify to make them again"
            )


def _prepare(folder: Path, shown: str, *, create: bool) -> None:
    """Make the folder where it is missing and may be made. Raise ArchiveError where it is something else."""
    if folder.exists() and not folder.is_dir():
        raise ArchiveError(f"{shown} is a file, and an archive is a folder; name a folder")
    if (folder / NAME).is_file():
        return
    if not create:
        raise ArchiveError(f"there is no archive at {shown}; make one with: dedup archive add {shown} FILE...")
    if folder.is_dir() and any(path.name != LOCK for path in folder.iterdir()):
        raise ArchiveError(f"{shown} holds other files and no archive; name a new folder")
    folder.mkdir(parents=True, exist_ok=True)


def _with_boilerplate(settings: Settings, paragraphs: tuple[str, ...]) -> Settings:
    return (
        replace(settings, boilerplate_phrases=(*settings.boilerplate_phrases, *paragraphs)) if paragraphs else settings
    )
