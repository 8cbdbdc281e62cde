"""Articles cut into passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from dedup.archive.days import day_of
from dedup.archive.prepare import name_of
from dedup.archive.shingles import key_of, storable
from dedup.ignore import segmented
from dedup.passages import COMPARED, LEFT_ALONE, Article, Role
from dedup.scan.tables import CUT, schema
from dedup.settings import Settings
from dedup.words import count


def cut(articles: Sequence[Article], settings: Settings) -> Any:
    """Return a table of CUT: the passages of articles in reading order, numbered from 0.

    Headings and what the user has left alone have no key, so they match nothing. `page` is the same for articles of one text.
    """
    import pyarrow as pa

    rows: list[tuple[Any, ...]] = []
    for number, article in enumerate(articles):
        text = storable(article.text)
        level = article if text == article.text else replace(article, text=text)
        about = _about(level, number)
        for passage in segmented(level, settings).passages:
            takes_part = passage.role is not Role.HEADING and not LEFT_ALONE.intersection(passage.flags)
            rows.append(
                (
                    len(rows),
                    *about,
                    passage.start,
                    passage.end,
                    passage.line,
                    str(passage.role),
                    " ".join(passage.flags),
                    passage.text,
                    count(passage.text),
                    key_of(passage.text) if takes_part else None,
                    passage.role in COMPARED and takes_part,
                )
            )
    wanted = schema(CUT)
    columns = zip(*rows, strict=True) if rows else [[] for _ in wanted]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, wanted, strict=True)], schema=wanted)


def _about(article: Article, number: int) -> tuple[Any, ...]:
    page = int.from_bytes(blake2b(article.text.encode(), digest_size=8).digest(), "big", signed=True)
    return (
        number,
        name_of(article),
        article.path if article.path != "-" else "",
        storable(article.source.strip()),
        storable(article.date),
        day_of(article.date),
        page,
    )
