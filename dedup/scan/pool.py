"""Processes that work at once: tasks by name, results in the order of the tasks, no more of them in memory than are at work."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol, TypeVar

from dedup.errors import DedupError

Result = TypeVar("Result")
_AHEAD = 2  # tasks a process that wait for it


class Workers(Protocol):
    """What stages hand tasks to: processes here, or those of a cluster."""

    processes: int

    def each(self, work: Callable[..., Result], tasks: Iterable[tuple[Any, ...]]) -> Iterator[Result]:
        """Yield what `work` gives for each task, in order."""

    def close(self) -> None:
        """End what was begun."""


class Pool:
    """Some processes, begun when they are first needed; with one, the work is done here."""

    def __init__(self, processes: int) -> None:
        """Begin nothing yet."""
        self.processes = processes
        self._executor: ProcessPoolExecutor | None = None

    def each(self, work: Callable[..., Result], tasks: Iterable[tuple[Any, ...]]) -> Iterator[Result]:
        """Yield what `work` gives for each task, in order. What it raises is raised here."""
        if self.processes == 1:
            from threadpoolctl import threadpool_limits

            for task in tasks:
                with threadpool_limits(1):  # as in a process of its own: small products are slower on several threads
                    done = work(*task)
                yield done
            return
        waiting: deque[Future[Result]] = deque()
        executor = self._begun()
        try:
            for task in tasks:
                waiting.append(executor.submit(work, *task))
                if len(waiting) >= (1 + _AHEAD) * self.processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise DedupError(
                "a process of the scan was ended from outside, most likely for want of memory; give --max-memory less, "
                "or --workers 1, and run the same again: it goes on"
            ) from None
        finally:
            for future in waiting:
                future.cancel()

    def _begun(self) -> ProcessPoolExecutor:
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            with _environment(TOKENIZERS_PARALLELISM="false", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1"):
                self._executor = ProcessPoolExecutor(self.processes, mp_context=context, initializer=_quietly)
                # Processes are begun with the first tasks, and take the environment of that moment.
                list(self._executor.map(_nothing, range(self.processes)))
        return self._executor

    def close(self) -> None:
        """End the processes, whatever they are at."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None


def _quietly() -> None:
    """Leave Ctrl-C to the process that has begun this one, and end when that one is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _nothing(_: int) -> None:
    """Do nothing: it begins a process."""


@contextlib.contextmanager
def _environment(**wanted: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
