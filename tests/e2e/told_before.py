"""Articles that were published before the sample of the page, made up for this project: an archive for tests and pictures."""

from __future__ import annotations

from pathlib import Path

from dedup.archive import Archive
from dedup.passages import Article

EARLIER = (
    Article(
        "The town of Melby will close its indoor pool from March until next spring, because the roof is no longer safe, "
        "the council decided on Tuesday.\n\n"
        "A new roof for the pool would cost 2.8 million crowns, said Ida Holm, who heads the culture department.\n\n"
        "“We have mended this roof four times in ten years, and each time we were told it would last,” Holm said. “It is "
        "cheaper to build it once.”\n\n"
        "Shopkeepers in the harbour street expect fewer visitors at the weekend, and ask for a later last bus.",
        id="ledger-4411",
        title="Pool roof: council votes to close",
        source="Melby Ledger",
        date="2024-02-06",
    ),
    Article(
        "The indoor pool of Melby is to stay closed from March until the following spring since its roof is unsafe, as the "
        "council resolved on Tuesday.\n\n"
        "The swimming club of Melby has 410 members. It fears for its children's groups, because it trains in Melby five "
        "evenings a week.\n\n"
        "The pool was built in 1974 and has been repaired four times since 2014.",
        id="coast-870",
        title="No swimming in Melby for a year",
        source="Coast Courier",
        date="2024-02-07",
    ),
    Article(
        "The town of Melby will close its indoor pool from March until next spring, because the roof is no longer safe, "
        "the council decided on Tuesday.\n\n"
        "The county will hear the school plan in May, and parents have until then to object.",
        id="radio-19",
        title="News in brief",
        source="Radio Ostvik",
        date="2024-02-08",
    ),
    Article(
        "Six lighthouses on the coast of Brodek are to be painted red and white again before the summer.\n\n"
        "The keepers left in 1987; since then the lamps have been looked after from Tolm by two engineers.",
        id="coast-871",
        title="Red and white again",
        source="Coast Courier",
        date="2024-03-01",
    ),
)


def make_archive(folder: Path) -> Path:
    """Return the folder of an archive that holds these articles."""
    with Archive.open(folder) as archive:
        archive.add(EARLIER)
    return folder
