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
READ_A_PART = 200
"""Pairs that are read together: some seconds."""


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

    def doubtful(self, stage: str, judged: Sequence[str], settings: Settings) -> None:
        """Write the pairs of a stage that are worth reading, with their texts. `judged` as in `among`."""
        query = _DOUBTFUL.format(
            variants=self._variants(judged),
            source=self.stage(stage),
            texts=self.stage("contents"),
            most=int(settings.form_variants),
        )
        self._write(query, f"{stage}_doubtful", READ_A_PART)

    def forms(self, settings: Settings) -> dict[str, Any]:
        """Write the judged pairs as they stand among all of them, and return how many are now less sure, and how many surer."""
        written = self._write(self.among("judge", ("judge",), settings), "forms", PAIRS_A_PART)
        less, more = self.rows(
            "SELECT count(*) FILTER (x.duplicate AND NOT y.duplicate), count(*) FILTER (y.duplicate AND NOT x.duplicate) "
            f"FROM {self.stage('judge')} x JOIN {self.stage('forms')} y USING (a, b)"
        )[0]
        return {"pairs": written, "less_sure": less, "surer": more}

    def among(self, source: str, judged: Sequence[str], settings: Settings) -> str:
        """Return the query of the pairs of one stage, where those of `judged` stages tell which variants a text has."""
        decided = {"relation", "score", "duplicate", "conflicts"}
        read = self.stage(f"{source}_read") if self.work.parts(f"{source}_read") else _NOT_READ
        return _AMONG.format(
            variants=self._variants(judged),
            source=self.stage(source),
            read=read,
            least=int(settings.form_variants),
            named=float(settings.form_named),
            doubted=float(settings.doubted),
            most=settings.duplicate_at - 0.01,
            columns=", ".join(name for name, _ in PAIRS),
            others=", ".join(name for name, _ in PAIRS if name not in decided),
        )

    def _variants(self, judged: Sequence[str]) -> str:
        """Return the query of how many other texts each is like without telling the same, by the pairs of some stages."""
        unlike = " UNION ".join(
            f"SELECT {one} AS content, {other} AS beside FROM {self.stage(name)} WHERE NOT duplicate"
            for name in judged
            for one, other in (("a", "b"), ("b", "a"))
        )
        return f"SELECT content, count(*) AS number FROM ({unlike}) GROUP BY content"

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

_DOUBTFUL = """
WITH variants AS ({variants})
SELECT s.a, s.b, x.text AS text_a, y.text AS text_b
FROM {source} s LEFT JOIN variants u ON u.content = s.a LEFT JOIN variants v ON v.content = s.b
JOIN {texts} x ON x.content = s.a JOIN {texts} y ON y.content = s.b
WHERE s.open AND coalesce(greatest(u.number, v.number), 0) <= {most}
ORDER BY s.a, s.b
"""

_NOT_READ = """(
    SELECT 0::BIGINT AS a, 0::BIGINT AS b, '' AS relation, 0::DOUBLE AS score, '' AS conflicts, false AS same, false AS denied
    WHERE false
)"""

_AMONG = """
WITH variants AS ({variants}), told AS (
    SELECT s.*, coalesce(greatest(x.number, y.number), 0) AS number, r.score AS read_score,
        nullif(r.relation, '') AS read_relation, r.conflicts AS read_conflicts,
        coalesce(r.same, false) AS same, coalesce(r.denied, false) AS denied
    FROM {source} s LEFT JOIN {read} r USING (a, b)
    LEFT JOIN variants x ON x.content = s.a LEFT JOIN variants y ON y.content = s.b
), weighed AS (
    SELECT *, duplicate AND relation <> 'identical' AND named < {named} AND number >= {least} AS doubtful,
        alone > 0 AND number <= 1 AND NOT denied AS lone
    FROM told
), decided AS (
    SELECT {others}, coalesce(read_relation, relation) AS relation,
        (duplicate OR same OR lone) AND NOT doubtful AS duplicate,
        CASE WHEN read_relation IS NULL THEN conflicts ELSE read_conflicts END AS conflicts,
        CASE WHEN doubtful THEN round(least({doubted} * score, {most}), 4) WHEN read_relation IS NOT NULL THEN read_score
            WHEN lone THEN alone ELSE score END AS score
    FROM weighed
)
SELECT {columns} FROM decided ORDER BY a, b
"""
"""What is told of this and that in one form of words is known by its variants: other texts that are alike and do not tell the
same. Such a text tells the same as another only if both name something. Where each is the only one that is like the other,
they are no form, and less is asked. What was read has its relation from there if it is sure.
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
