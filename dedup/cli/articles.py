"""The articles of a command's inputs, one by one: what is skipped is told, progress shown, boilerplate learnt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from dedup.cli.output import STDIN, progress, say
from dedup.errors import InputError
from dedup.passages import Article, Skipped

if TYPE_CHECKING:
    from dedup.settings import Settings
    from dedup.stages.read import Progress, Reading


@dataclass
class Inputs:
    """What a command is given to read."""

    files: Sequence[str]
    reading: Reading
    quiet: bool = False
    articles: int = 0
    skipped: int = 0
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _at: Progress | None = None
    _behind: int = 0

    def each(self, settings: Settings) -> Iterator[Article]:
        """Yield the articles. Where there are many, what recurs on the pages of a source is learnt first, in `known`.

        Raise InputError where a file that was named cannot be read at all, or where nothing holds an article.
        """
        found = self._found()
        first = list(islice(found, settings.learn_from))
        if len(first) == settings.learn_from:
            from dedup.recurring import recurring

            held = STDIN in self.files  # it cannot be read again
            all_of_them = [*first, *found] if held else chain(first, found)
            with progress("learning what recurs on the pages of each source ...", quiet=self.quiet):
                self.known = recurring(all_of_them, settings)
            found = iter(all_of_them) if held else self._found(again=True)
        else:
            found = iter(first)
        yield from self._told(found)

    def as_they_come(self) -> Iterator[Article]:
        """Yield the articles, with nothing learnt before; else as `each`."""
        return self._told(self._found())

    def _told(self, found: Iterator[Article]) -> Iterator[Article]:
        for article in found:
            self.articles += 1
            yield article
        if not self.articles:
            raise InputError(f"there is no article in {', '.join(self.files)[:300]}; check the names")
        if self.skipped:
            say(f"dedup: {self.skipped:,} skipped, {self.articles:,} articles read")

    def share(self) -> str:
        """Return how much of the current file has been read, where that says something."""
        if self._at is None or not self._at.size or self._at.articles + self._at.skipped < 2:
            return ""
        return f", {min(99, 100 * self._at.done // self._at.size)}% of {self._at.path}"

    def _found(self, *, again: bool = False) -> Iterator[Article]:
        from dedup.stages.read import read_all

        for found in read_all(self.files, self.reading, progress=self._notice):
            if isinstance(found, Article):
                yield found
            elif not again:
                self._tell(found)

    def _tell(self, skipped: Skipped) -> None:
        if not skipped.place and skipped.path in self.files:
            raise InputError(skipped.reason)
        self.skipped += 1
        if not self.quiet:
            say(f"dedup: skipped: {skipped}")

    def _notice(self, at: Progress) -> None:
        if self._at is not None and self._at.path != at.path:
            self._behind += self._at.size or self._at.done
        self._at = at

    def read_so_far(self) -> int:
        """Return how many bytes of the inputs have been read."""
        return self._behind + (self._at.done if self._at else 0)
