"""Adds made-up articles to an archive and says on stdout which are in it; it is meant to be killed: `... FOLDER COUNT`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from random import Random

from dedup.archive import Archive
from dedup.archive.adding import Added
from dedup.passages import Article
from tests.fakes import FakeEncoder, detector

_WORDS = (
    "harbour ferry council winter bridge crowns Monday Melby Ostvik fishermen fog report million town school".split()
)


def articles(count: int) -> Iterator[Article]:
    """Yield articles that depend on their number alone; every third has a passage that others have too."""
    for n in range(count):
        random = Random(n)
        passages = [" ".join(random.choices(_WORDS, k=14)) + f" {n} {k}." for k in range(random.randrange(1, 12))]
        passages += ["The ferry was late again on Monday because of fog over the sound."] if n % 3 == 0 else []
        yield Article("\n\n".join(passages), id=f"a{n}", source=f"s{n % 4}")


def main() -> None:
    """Add, and print the number of articles that are safe after each."""
    folder, count = sys.argv[1], int(sys.argv[2])
    with Archive.open(folder, detector=detector(), encoder=FakeEncoder()) as archive:

        def tell(added: Added) -> None:
            sys.stdout.write(f"{added.done}\n")  # a line an article: the parent reads how far it came
            sys.stdout.flush()

        archive.add(articles(count), tell=tell)


if __name__ == "__main__":
    main()
