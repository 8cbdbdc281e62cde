"""What a scan does after its pairs are judged: facts of the copies, the audit, the tables, the manifest and the report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dedup.encoders import model_info
from dedup.overview import Part, Repeated, Scanned, ScanPair
from dedup.scan import joins, tasks
from dedup.scan.audit import Audit, counted as audited, likeliest, sampled
from dedup.scan.files import write_table, write_text
from dedup.scan.local import Local
from dedup.scan.results import Results
from dedup.scan.work import MANIFEST
from dedup.stages.report.scan_html import scan_html

MOST_SHOWN, MOST_DAYS = 40, 60


@dataclass(frozen=True)
class Ending:
    """The last stages of a run."""

    local: Local

    def run(self, stages: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
        """Write every result. Return the manifest, which is written last: with it a run is whole."""
        once = self.local.once
        facts = once("facts", self._facts)
        audit = once("audit", self._audit)
        with joins.opened(self.local.work, self.local.options) as joined:
            results = Results(joined, self.local.options)
            written = results.write()
            found = self._overview(results)
        manifest = about | {
            "rows": {name: written[name] for name in ("passages", "pairs", "clusters", "plan")},
            "counts": written,
            "stages": stages | {"facts": facts},
            "audit": None if not audit else audit | {"told": Audit.from_dict(audit).told},
            "caps": caps_of(stages, self.local.options.settings),
        }
        write_text(self.local.work.folder / "report.html", scan_html(found, manifest))
        write_text(self.local.work.folder / MANIFEST, json.dumps(manifest, indent=1) + "\n")
        return manifest

    def _facts(self) -> dict[str, Any]:
        """Count the facts of every text that is told in other words too, where the plan asks for them."""
        wanted = self.local.options.keep == "most-facts"
        with joins.opened(self.local.work, self.local.options) as joined:
            joined.linked(none=not wanted)
        sources = [(source, ()) for source in self.local.work.parts("linked")]
        return {"counted": sum(self.local.parts("facts", tasks.count_facts, sources))}

    def _audit(self) -> dict[str, Any]:
        options = self.local.options
        signs = self.local.arrays()
        places = sampled(signs, options.audited)
        if not len(places):
            return {}
        folder = self.local.work.stage("audited")
        write_table(folder / "000000.parquet", likeliest(signs, places))
        with joins.opened(self.local.work, options) as joined:
            joined.with_texts("audited", "asked")
        self.local.judged("asked", "audit")
        self.local.read_again("audit", ("judge", "audit"))
        with joins.opened(self.local.work, options) as joined:
            among = joined.among("audit", ("judge", "audit"), options.settings)
            exhaustive = joined.rows(f"SELECT a, b FROM ({among}) WHERE duplicate")
            run = joined.rows(f"SELECT a, b FROM {joined.stage('forms')} WHERE duplicate")
        told = {content for pair in run for content in pair}
        return audited(signs.content[places].tolist(), exhaustive, run, told).to_dict()

    def _overview(self, results: Results) -> Scanned:
        """Return what the report shows."""
        rows = results.joins.rows
        again = "coalesce(sum(c.words) FILTER (WHERE NOT p.keep), 0)"
        table = "cut c LEFT JOIN plan p USING (passage)"
        by_source = rows(
            f"SELECT c.source, count(DISTINCT c.number), sum(c.words), {again} AS again FROM {table} GROUP BY c.source "
            f"ORDER BY again DESC, c.source LIMIT {MOST_SHOWN}"
        )
        by_month = rows(
            f"SELECT substr(c.day, 1, 7) AS month, count(DISTINCT c.number), sum(c.words), {again} FROM {table} "
            "WHERE c.day IS NOT NULL GROUP BY month ORDER BY month"
        )
        pair = (
            "SELECT p.a, p.b, x.text, y.text, x.article, y.article, p.score, p.conflicts FROM judged p JOIN cut x ON "
            "x.passage = p.a JOIN cut y ON y.passage = p.b WHERE {} ORDER BY {} LIMIT {}"
        )
        conflicts = rows(pair.format("p.relation = 'conflict'", "p.overlap DESC, p.a, p.b", MOST_SHOWN))
        reworded = rows(pair.format("p.duplicate AND p.relation <> 'identical'", "hash(p.a * 31 + p.b), p.a", 12))
        return Scanned(
            name=self.local.work.out.name,
            sources=tuple(Part(*row) for row in by_source),
            months=tuple(Part(*row) for row in by_month),
            largest=tuple(_largest(rows)),
            conflicts=tuple(ScanPair(*row) for row in conflicts),
            reworded=tuple(ScanPair(*row) for row in reworded),
        )


def _largest(rows: Callable[[str], list[Any]]) -> Iterator[Repeated]:
    """Yield the clusters of which most words would be saved, each by its first passage."""
    clusters = rows(
        "SELECT g.cluster, sum(c.words) - max(c.words) AS saved, max(c.words), count(DISTINCT c.number), "
        "count(DISTINCT c.source), list(DISTINCT c.day) FROM grouped g JOIN cut c USING (passage) JOIN plan p USING (passage) "
        "GROUP BY g.cluster HAVING count(*) FILTER (WHERE NOT p.keep) > 0 ORDER BY saved DESC, g.cluster "
        f"LIMIT {MOST_SHOWN}"
    )
    for cluster, _, words, articles, sources, days in clusters:
        ((text, article, source),) = rows(f"SELECT text, article, source FROM cut WHERE passage = {int(cluster)}")
        told = tuple(sorted(day for day in days if day))[:MOST_DAYS]
        yield Repeated(text, int(words), articles, sources, article, source, told)


def caps_of(stages: dict[str, Any], settings: Any) -> list[str]:
    """Return which bounds a run has come to, each as a sentence."""
    told = []
    if passed := stages["lexical"]["runs_passed_over"]:
        told.append(
            f"{passed:,} runs of three words stand in more than {settings.scan_cap} distinct passages and were not followed "
            "(scan_cap)"
        )
    if parted := stages["near"]["cells_parted"]:
        told.append(f"{parted:,} groups of all but equal vectors were too large, and were compared in parts only")
    if left := stages["weigh"]["left_out"]:
        told.append(
            f"{left:,} pairs were not judged: each passage only with its {settings.scan_judged} likeliest (scan_judged)"
        )
    return told


def models_of(judge: str) -> dict[str, str]:
    """Return the models of a run with the beginning of their checksums."""
    from dedup.api import judge_revision
    from dedup.encoders import model_folder

    names = ("static", "minilm", "crossencoder") if judge == "full" else ("static",)
    found = {name: model_info(model_folder(name)).revision for name in names}
    return found | {"judge": judge_revision()}
