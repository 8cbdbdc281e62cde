"""Work that takes its time: it runs beside the page, says how far it is, and can be stopped at any pair or text."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from dedup.decision import Decision
from dedup.errors import DedupError
from dedup.pairs import Tools
from dedup.passages import Span
from dedup.stages.embed import Encoder

BLOCK = 32
"""Texts that are encoded between two looks at whether to stop."""
MOST_JOBS = 64
log = logging.getLogger("dedup.web")


class StoppedError(Exception):
    """The user has stopped the work."""


@dataclass
class Job:
    """One piece of work. `state` is waiting, running, done, stopped or failed; `url` is where its result is.

    `step` is what it does just now (encode, judge, before), `encoded` and `judged` count texts and measured pairs.
    """

    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    state: str = "waiting"
    step: str = "encode"
    encoded: int = 0
    judged: int = 0
    url: str = ""
    error: str = ""
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)

    def stop(self) -> None:
        """Ask the work to end: it does so at the next pair that is measured, sentence that is split, or text that is encoded."""
        self._stop.set()

    def notice(self, *, encoded: int = 0, judged: int = 0) -> None:
        """Count what is done. Raise StoppedError where the user has asked for an end."""
        if self._stop.is_set():
            raise StoppedError
        self.encoded += encoded
        self.judged += judged
        self.step = "judge" if judged else "encode" if encoded else self.step

    def begin(self, step: str) -> None:
        """Go on with another step. Raise StoppedError where the user has asked for an end."""
        self.notice()
        self.step = step

    def told(self) -> dict[str, object]:
        """Return what the page shows of it."""
        return {
            "id": self.id,
            "state": self.state,
            "step": self.step,
            "encoded": self.encoded,
            "judged": self.judged,
            "url": self.url,
            "error": self.error,
        }


def watched(job: Job) -> Callable[[Tools], Tools]:
    """Return what puts a job's eyes on the tools of a detector: results stay the same to the last digit."""

    def over(tools: Tools) -> Tools:
        def split(text: str) -> tuple[Span, ...]:
            job.notice()
            return tools.split(text)

        basis = replace(tools.basis, decisions=WatchedDecisions(tools.basis.decisions, job))
        return replace(tools, encoder=Watched(tools.encoder, job), split=split, basis=basis)

    return over


class WatchedDecisions(dict[str, Decision]):
    """Fitted decisions that tell a job how many pairs were measured: each pair asks the decision `likely` first."""

    def __init__(self, decisions: Mapping[str, Decision], job: Job) -> None:
        """Watch decisions."""
        super().__init__(decisions)
        self._job = job

    def __getitem__(self, name: str) -> Decision:
        """Return a decision."""
        self._job.notice(judged=name == "likely")
        return super().__getitem__(name)


class Watched:
    """An encoder that tells a job how many texts it has encoded. A vector does not depend on its company."""

    def __init__(self, encoder: Encoder, job: Job) -> None:
        """Watch an encoder."""
        self._encoder, self._job = encoder, job
        self.name, self.revision, self.calibrated = encoder.name, encoder.revision, encoder.calibrated

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Return one row of unit length a text, in the order given."""
        self._job.notice()
        if not texts:
            return self._encoder.encode(texts)
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))  # equal lengths together cost least
        rows: dict[int, NDArray[np.float32]] = {}
        for at in range(0, len(order), BLOCK):
            part = order[at : at + BLOCK]
            rows.update(zip(part, self._encoder.encode([texts[n] for n in part]), strict=True))
            self._job.notice(encoded=len(part))
        return np.stack([rows[n] for n in range(len(texts))])


class Workshop:
    """The jobs of a server: one runs at a time, the newest are remembered."""

    def __init__(self) -> None:
        """Begin with none."""
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._turn = threading.Lock()

    def start(self, run: Callable[[Job], str]) -> Job:
        """Return a job that runs by itself; what `run` returns is where its result is."""
        job = Job()
        self._jobs[job.id] = job
        while len(self._jobs) > MOST_JOBS:
            self._jobs.popitem(last=False)
        threading.Thread(target=self._run, args=(job, run), name=f"dedup-{job.id[:6]}", daemon=True).start()
        return job

    def get(self, name: str) -> Job | None:
        """Return a job by its id."""
        return self._jobs.get(name)

    def _run(self, job: Job, run: Callable[[Job], str]) -> None:
        with self._turn:
            job.state = "running"
            try:
                job.notice()
                job.url = run(job)
                job.state = "done"
            except StoppedError:
                job.state = "stopped"
            except DedupError as error:
                job.error, job.state = str(error), "failed"
            except Exception:
                log.exception("a check has failed")
                job.error, job.state = "this is a fault of dedup; its log says more, please report it", "failed"
