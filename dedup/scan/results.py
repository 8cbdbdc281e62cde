"""The tables that a scan gives its user: passages, pairs, clusters, and a plan with a reason in every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dedup.scan.files import replaced
from dedup.scan.joins import Joins, quoted
from dedup.scan.kernels.clusters import clustered
from dedup.scan.options import Options

RULES: Mapping[str, tuple[str, str]] = {
    "first": ("passage", "the first"),
    "longest": ("words DESC, passage", "the longest"),
    "most-facts": ("facts DESC, words DESC, passage", "the one with most facts"),
    "oldest": ("day NULLS LAST, passage", "the oldest"),
    "source-order": ("preferred, day NULLS LAST, passage", "of the source that comes first"),
}
"""How the copies of one thing are ordered, the one to keep first, and what is said of it."""

_SAME = "relation IN ('identical', 'near_duplicate', 'paraphrase')"


@dataclass(frozen=True)
class Results:
    """Writes the tables of a run. The views `cut`, `keyed` and `judged` hold what its stages have found."""

    joins: Joins
    options: Options

    def write(self) -> dict[str, Any]:
        """Write passages.parquet, pairs.parquet, clusters.parquet and plan.parquet. Return what they hold."""
        self._views()
        self._clusters()
        self._plan()
        rows = {
            "passages": self._copy(
                'SELECT c.passage, article, start, "end", role, text, source, date, path, line, flags, k.content '
                "FROM cut c LEFT JOIN keyed k ON k.key = c.key AND c.compared AND NOT c.learnt ORDER BY c.passage",
                "passages.parquet",
            ),
            "pairs": self._copy(f"{_PAIRS} ORDER BY a, b", "pairs.parquet"),
            "clusters": self._copy(
                "SELECT cluster, passage, weakest FROM grouped ORDER BY cluster, passage", "clusters.parquet"
            ),
            "plan": self._copy("SELECT passage, keep, reason, kept_instead FROM plan ORDER BY passage", "plan.parquet"),
        }
        return rows | self._counted()

    def _views(self) -> None:
        run, stage = self.joins.engine.execute, self.joins.stage
        run(f"CREATE OR REPLACE TEMP TABLE learnt AS SELECT * FROM {stage('learnt')}")
        run(
            f"CREATE OR REPLACE VIEW cut AS SELECT c.*, l.key IS NOT NULL AS learnt FROM {stage('read')} c "
            "LEFT JOIN learnt l ON l.source = c.source AND l.key = c.key"
        )
        run(f"CREATE OR REPLACE VIEW keyed AS SELECT * FROM {stage('keys')}")
        run(f"CREATE OR REPLACE TEMP TABLE judged AS SELECT * FROM {stage('forms')}")

    def _clusters(self) -> None:
        """Join contents to clusters, and passages with them; copies of one text are a cluster of their own if of no other."""
        import pyarrow as pa

        run = self.joins.engine.execute
        least = self.options.settings.group_at
        links = self._columns(
            f"SELECT a, b, score FROM judged WHERE duplicate AND {_SAME} AND score >= {least} AND conflicts = ''"
        )
        barred = self._columns("SELECT a, b, score FROM judged WHERE conflicts <> ''")
        found = clustered(links[0], links[1], links[2].astype(np.float64), barred[0], barred[1])
        run("DROP TABLE IF EXISTS members")
        table = pa.table({"content": found.content, "cluster": found.cluster, "weakest": found.weakest})
        self.joins.engine.register("found", table)
        run("CREATE TEMP TABLE members AS SELECT * FROM found")
        self.joins.engine.unregister("found")
        run(
            "CREATE OR REPLACE TEMP TABLE grouped AS SELECT coalesce(m.cluster, k.content) AS cluster, c.passage, k.content, "
            "coalesce(m.weakest, 1.0) AS weakest FROM cut c JOIN keyed k ON k.key = c.key AND c.compared AND NOT c.learnt "
            "LEFT JOIN members m ON m.content = k.content WHERE k.copies > 1 OR m.content IS NOT NULL"
        )

    def _columns(self, query: str) -> list[Any]:
        table = self.joins.engine.sql(query).to_arrow_table()
        return [column.to_numpy() for column in table.columns]

    def _plan(self) -> None:
        run, settings = self.joins.engine.execute, self.options.settings
        order, said = RULES[self.options.keep]
        run("DROP TABLE IF EXISTS counted")
        run(f"CREATE TEMP TABLE counted AS SELECT * FROM {self.joins.stage('facts')}")
        preferred = ", ".join("'" + name.replace("'", "''") + "'" for name in self.options.source_order)
        run(_ORDERED.format(order=order, preferred=preferred))
        run(_DECIDED.format(least=int(settings.min_words), said=said))
        run(_BOILERPLATE)

    def _copy(self, query: str, name: str) -> int:
        """Write what a query gives as a Parquet file of the run. Return how many rows it has."""
        with replaced(self.joins.work.folder / name) as part:
            found = self.joins.engine.execute(
                f"COPY ({query}) TO '{quoted(part)}' (FORMAT parquet, COMPRESSION zstd)"
            ).fetchone()
        return int(found[0])

    def _counted(self) -> dict[str, Any]:
        run = self.joins.engine.execute
        relations = dict(
            run(f"SELECT relation, count(*) FROM ({_PAIRS}) GROUP BY relation ORDER BY relation").fetchall()
        )
        words, dropped, cut_words = run(
            "SELECT coalesce(sum(c.words), 0), count(p.passage) FILTER (NOT p.keep), "
            "coalesce(sum(c.words) FILTER (NOT p.keep), 0) FROM cut c LEFT JOIN plan p USING (passage)"
        ).fetchone()
        number = run("SELECT count(DISTINCT cluster) FROM grouped").fetchone()[0]
        return {
            "relations": relations,
            "words": int(words),
            "dropped": int(dropped),
            "dropped_words": int(cut_words),
            "number_of_clusters": int(number),
        }


_PAIRS = (
    "SELECT * FROM judged UNION ALL SELECT k.content, c.passage, 'identical', 1.0, true, 1.0, 1.0, 1.0, 1.0, '', '', '' "
    "FROM cut c JOIN keyed k ON k.key = c.key AND c.compared AND NOT c.learnt WHERE c.passage <> k.content "
    "UNION ALL SELECT first, passage, 'identical', 1.0, true, 1.0, 1.0, 1.0, 1.0, '', '', '' FROM (SELECT passage, "
    "min(passage) OVER (PARTITION BY key) AS first FROM cut WHERE key IS NOT NULL AND (role = 'boilerplate' OR learnt)) "
    "WHERE passage <> first"
)

_ORDERED = """
CREATE OR REPLACE TEMP TABLE ordered AS
WITH told AS (
    SELECT g.*, c.words, c.day, c.flags, coalesce(f.facts, 0) AS facts,
        coalesce(nullif(list_position([{preferred}]::VARCHAR[], c.source), 0), 1000000) AS preferred
    FROM grouped g JOIN cut c USING (passage) LEFT JOIN counted f ON f.content = g.content
)
SELECT *,
    first_value(passage) OVER (PARTITION BY content ORDER BY {order}) AS copy,
    first_value(passage) OVER (PARTITION BY cluster ORDER BY {order}) AS kept,
    first_value(content) OVER (PARTITION BY cluster ORDER BY {order}) AS kept_content
FROM told
"""

_DECIDED = """
CREATE OR REPLACE TEMP TABLE plan AS
WITH beside AS (
    SELECT o.*, p.relation, p.score, p.conflicts, coalesce(p.duplicate, false) AS same,
        CASE WHEN p.a = o.content THEN p.only_a ELSE p.only_b END AS lacks
    FROM ordered o LEFT JOIN judged p
        ON p.a = least(o.content, o.kept_content) AND p.b = greatest(o.content, o.kept_content)
), decided AS (
    SELECT *, CASE
        WHEN words < {least} THEN 'short'
        WHEN passage = kept THEN 'kept'
        WHEN passage <> copy OR content = kept_content THEN 'copy'
        WHEN conflicts <> '' THEN 'conflict'
        WHEN NOT same THEN 'unsure'
        WHEN regexp_matches(flags, 'truncated|dangling') THEN 'part'
        WHEN lacks <> '' THEN 'lacks'
        ELSE 'told' END AS why
    FROM beside
)
SELECT passage, why NOT IN ('copy', 'told') AS keep, CASE why
        WHEN 'short' THEN 'kept: fewer than {least} words repeat by chance'
        WHEN 'kept' THEN 'kept: {said}'
        WHEN 'copy' THEN 'the same text as passage ' || copy
        WHEN 'unsure' THEN 'kept: not sure to say the same as passage ' || kept
        WHEN 'conflict' THEN 'kept: it disagrees with passage ' || kept || ' (' || conflicts || ')'
        WHEN 'part' THEN 'kept: it is broken off, or refers to what stands before it'
        WHEN 'lacks' THEN 'kept: passage ' || kept || ' does not say: ' || lacks
        ELSE 'passage ' || kept || ' says it (' || replace(relation, '_', ' ') || ', ' || printf('%.2f', score)
            || '), and nothing recognised is lost' END AS reason,
    CASE why WHEN 'copy' THEN copy WHEN 'told' THEN kept END AS kept_instead
FROM decided
"""

_BOILERPLATE = """
INSERT INTO plan
SELECT passage, true, 'kept: boilerplate of ' || CASE WHEN source = '' THEN 'its page' ELSE source END, NULL
FROM cut WHERE role = 'boilerplate' OR learnt
"""
