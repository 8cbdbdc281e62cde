"""What is joined over all parts of a run: DuckDB over the Parquet files, spilling to the run's folder when memory is short."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dedup.errors import DedupError
from dedup.scan.files import write_table
from dedup.scan.options import Options
from dedup.scan.tables import PAIRS
from dedup.scan.work import Work
from dedup.settings import Settings

ROWS_A_PART = 20_000
"""Contents whose signs are made together."""
PAIRS_A_PART = 100_000
"""Pairs that are weighed together."""
JUDGED_A_PART = 2_000
"""Pairs that are judged together: some seconds."""


@dataclass(frozen=True)
class Joins:
    """The tables of a run, and the engine that joins them."""

    work: Work
    engine: Any

    def contents(self, settings: Settings) -> dict[str, Any]:
        """Write the distinct texts of prose with how often each stands, and the boilerplate of each source."""
        run = self.engine.execute
        run(f"CREATE OR REPLACE VIEW cut AS SELECT * FROM {self.stage('read')}")
        run(_SIZES, [settings.learn_from])
        run(LEARNT, [settings.learn_at])
        self._write("SELECT * FROM learnt ORDER BY source, key", "learnt", ROWS_A_PART)
        run(KEYED)
        self._write("SELECT content, key, copies, words FROM keyed ORDER BY content", "keys", 10 * ROWS_A_PART)
        written = self._write(_TEXTS.format(least=int(settings.archive_words)), "contents", ROWS_A_PART)
        copies, distinct = run("SELECT coalesce(sum(copies), 0), count(*) FROM keyed").fetchone()
        learnt = run("SELECT count(*) FROM learnt").fetchone()[0]
        return {"compared": int(copies), "distinct": distinct, "signed": written, "boilerplate": learnt}

    def candidates(self, settings: Settings) -> None:
        """Write every pair that shares runs of words, or is near."""
        none = "(SELECT 0::BIGINT AS asked, 0::BIGINT AS other WHERE false)"
        near = self.stage("near") if self.work.parts("near") else none
        self._write(
            _CANDIDATES.format(lexical=self.stage("lexical"), near=near, least=min(1.0, settings.archive_runs)),
            "candidates",
            PAIRS_A_PART,
        )

    def likeliest(self, settings: Settings, cells: Any) -> dict[str, Any]:
        """Write the pairs to be judged with their texts: of each content those that are likeliest.

        `cells` is a table (content, cell): pairs of one cell come together, so that each text is looked at once.
        """
        run = self.engine.execute
        self.engine.register("cells", cells)
        run(f"CREATE OR REPLACE TEMP TABLE weighed AS SELECT a, b, near, alike, worth FROM {self.stage('weigh')}")
        run(_CHOSEN, [settings.scan_judged])
        texts = self.stage("contents")
        chosen = self._write(
            "SELECT w.a, w.b, w.near, w.alike, x.text AS text_a, y.text AS text_b FROM weighed w JOIN chosen USING (a, b) "
            f"JOIN {texts} x ON x.content = w.a JOIN {texts} y ON y.content = w.b JOIN cells c ON c.content = w.a "
            "ORDER BY c.cell, w.a, w.b",
            "chosen",
            JUDGED_A_PART,
        )
        worth = run("SELECT count(*) FROM weighed").fetchone()[0]
        return {"worth": worth, "chosen": chosen, "left_out": worth - chosen}

    def forms(self, settings: Settings) -> dict[str, Any]:
        """Write the judged pairs as they stand among all of them, and return how many are now less sure."""
        written = self._write(self.among("judge", ("judge",), settings), "forms", PAIRS_A_PART)
        duplicates = [f"SELECT count(*) FROM {self.stage(name)} WHERE duplicate" for name in ("judge", "forms")]
        before, after = (self.rows(query)[0][0] for query in duplicates)
        return {"pairs": written, "less_sure": before - after}

    def among(self, source: str, judged: Sequence[str], settings: Settings) -> str:
        """Return the query of the pairs of one stage, where those of `judged` stages tell which texts are forms."""
        names = ", ".join(name for name, _ in PAIRS if name not in {"score", "duplicate"})
        unlike = " UNION ".join(
            f"SELECT {one} AS content, {other} AS beside FROM {self.stage(name)} WHERE NOT duplicate"
            for name in judged
            for one, other in (("a", "b"), ("b", "a"))
        )
        return _FORMS.format(
            unlike=unlike,
            source=self.stage(source),
            least=int(settings.form_variants),
            named=float(settings.form_named),
            doubted=float(settings.doubted),
            most=settings.duplicate_at - 0.01,
            columns=", ".join(name for name, _ in PAIRS),
            others=names,
        )

    def linked(self, *, none: bool) -> None:
        """Write the texts of contents that have a duplicate in other words; with `none`, an empty table."""
        self._write(
            f"SELECT x.content, x.text FROM {self.stage('contents')} x WHERE {'false' if none else 'true'} AND x.content IN "
            f"(SELECT unnest([a, b]) FROM {self.stage('forms')} WHERE duplicate) ORDER BY x.content",
            "linked",
            ROWS_A_PART,
        )

    def with_texts(self, source: str, target: str) -> None:
        """Write pairs of one stage that are worth judging with their texts, as another."""
        texts = self.stage("contents")
        self._write(
            f"SELECT w.a, w.b, w.near, w.alike, x.text AS text_a, y.text AS text_b FROM {self.stage(source)} w "
            f"JOIN {texts} x ON x.content = w.a JOIN {texts} y ON y.content = w.b ORDER BY w.a, w.b",
            target,
            JUDGED_A_PART,
        )

    def rows(self, query: str) -> list[Any]:
        """Return the rows of a query."""
        found: list[Any] = self.engine.execute(query).fetchall()
        return found

    def stage(self, name: str) -> str:
        """Return the tables of a stage, as they stand in a query."""
        return f"read_parquet('{quoted(self.work.here(name) / '*.parquet')}')"

    def _write(self, query: str, stage: str, rows: int) -> int:
        """Write what a query gives in parts of so many rows. Return how many there are."""
        import pyarrow as pa

        folder = self.work.stage(stage)
        for old in self.work.parts(stage):
            old.unlink()
        written = number = 0
        reader = self.engine.sql(query).to_arrow_reader(rows)
        waiting: list[Any] = []
        held = 0
        for batch in reader:
            waiting.append(batch)
            held += len(batch)
            while held >= rows:
                table = pa.Table.from_batches(waiting, reader.schema)
                write_table(folder / f"{number:06d}.parquet", table.slice(0, rows))
                rest = table.slice(rows)
                waiting, held = rest.to_batches(), len(rest)
                number, written = number + 1, written + rows
        if held or not number:
            write_table(folder / f"{number:06d}.parquet", pa.Table.from_batches(waiting, reader.schema))
            written += held
        return written


_SIZES = """
CREATE OR REPLACE TEMP TABLE sizes AS
WITH pages AS (SELECT DISTINCT source, page FROM cut WHERE source <> '')
SELECT source, count(*) AS pages FROM pages GROUP BY source HAVING count(*) >= ?
"""

LEARNT = """
CREATE OR REPLACE TEMP TABLE learnt AS
SELECT c.source, c.key FROM cut c JOIN sizes USING (source) WHERE c.key IS NOT NULL
GROUP BY c.source, c.key, sizes.pages HAVING count(DISTINCT c.page) > ? * sizes.pages
"""
"""What recurs on most pages of a source; pages of one text are one page."""

KEYED = """
CREATE OR REPLACE TEMP TABLE keyed AS
SELECT min(c.passage) AS content, c.key, count(*) AS copies, arg_min(c.words, c.passage) AS words
FROM cut c LEFT JOIN learnt l ON c.source = l.source AND c.key = l.key
WHERE c.compared AND l.key IS NULL GROUP BY c.key
"""

_TEXTS = """
SELECT k.content, c.text FROM keyed k JOIN cut c ON c.passage = k.content WHERE k.words >= {least} AND k.copies = 1
UNION ALL
SELECT k.content, max(c.text) AS text FROM keyed k JOIN cut c ON c.key = k.key AND c.compared
WHERE k.words >= {least} AND k.copies > 1 GROUP BY k.content
ORDER BY 1
"""
"""Of texts that are the same but for typography and case, one is judged for all: the last by its letters, in whatever order
they come, which is rarely the one in capitals.
"""

_CANDIDATES = """
SELECT DISTINCT a, b FROM (
    SELECT a, b FROM {lexical} GROUP BY a, b HAVING sum(runs) >= {least}
    UNION ALL SELECT least(asked, other) AS a, greatest(asked, other) AS b FROM {near}
) ORDER BY a, b
"""

_CHOSEN = """
CREATE OR REPLACE TEMP TABLE chosen AS
WITH sides AS (
    SELECT a AS asked, a, b, worth, near + alike AS likely FROM weighed
    UNION ALL SELECT b, a, b, worth, near + alike FROM weighed
), ranked AS (
    SELECT a, b, row_number() OVER (PARTITION BY asked ORDER BY worth DESC, likely DESC, a, b) AS place FROM sides
)
SELECT DISTINCT a, b FROM ranked WHERE place <= ?
"""

_FORMS = """
WITH forms AS (
    SELECT content FROM ({unlike}) GROUP BY content HAVING count(*) >= {least}
), told AS (
    SELECT {others}, score AS before, duplicate AND relation <> 'identical' AND named < {named}
        AND (a IN (SELECT content FROM forms) OR b IN (SELECT content FROM forms)) AS doubtful, duplicate AS sure
    FROM {source}
), weighed AS (
    SELECT {others}, sure AND NOT doubtful AS duplicate,
        CASE WHEN doubtful THEN round(least({doubted} * before, {most}), 4) ELSE before END AS score
    FROM told
)
SELECT {columns} FROM weighed ORDER BY a, b
"""
"""What is told of this and that in one form of words is known by its variants: other texts that are alike and do not tell the
same. Such a text tells the same as another only if both name something.
"""


@contextlib.contextmanager
def opened(work: Work, options: Options) -> Iterator[Joins]:
    """Yield the engine of joins; what it raises for want of disk or memory is a sentence."""
    import duckdb

    spill = work.own("spill")
    engine = duckdb.connect()
    try:
        engine.execute(f"SET memory_limit = '{options.join_memory // 1024**2}MiB'")
        engine.execute(f"SET threads = {int(options.workers)}")
        engine.execute(f"SET temp_directory = '{quoted(spill)}'")
        engine.execute("SET preserve_insertion_order = true")
        engine.execute("SET enable_progress_bar = false")
        yield Joins(work, engine)
    except duckdb.OutOfMemoryException as error:
        raise DedupError(
            f"joining needs more memory or disk ({str(error).splitlines()[0][:200]}); give a larger --max-memory or make "
            "room, and run the same again: it goes on"
        ) from None
    finally:
        engine.close()


def quoted(path: Path) -> str:
    """Return a path as it stands between quotation marks in SQL."""
    return str(path).replace("'", "''")
