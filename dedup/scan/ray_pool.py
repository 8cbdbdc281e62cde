"""Tasks on a Ray cluster: the same interface as the pool of processes; where a node is lost, its tasks run again elsewhere."""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from dedup.errors import DedupError, InputError
from dedup.scan.options import Options

Result = TypeVar("Result")
RETRIES = 8
"""How often a task is begun again when its machine or process is lost; what it raises itself is not tried again."""
_AHEAD = 2  # tasks a processor that wait for it
_STORE = 128 * 1024**2  # bytes of shared memory of a node that is begun here: tasks hand on files, not objects
_PATIENCE = 20.0  # seconds
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is told to anybody
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DEDUP_LOGS": "0",
}
_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


class RayPool:
    """The processors of a cluster, or of a node that is begun here where no address is given."""

    def __init__(self, options: Options) -> None:
        """Join the cluster. Raise InputError where there is none at the address, or Ray is not installed."""
        self._ray = joined(options)
        self.processes = max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def each(self, work: Callable[..., Result], tasks: Iterable[tuple[Any, ...]]) -> Iterator[Result]:
        """Yield what `work` gives for each task, in order. What it raises is raised here."""
        ray = self._ray
        run = ray.remote(num_cpus=1, max_retries=RETRIES, scheduling_strategy="SPREAD")(_call)
        waiting: deque[Any] = deque()
        try:
            for task in tasks:
                waiting.append(run.remote(work, task))
                if len(waiting) >= (1 + _AHEAD) * self.processes:
                    yield self._result(waiting.popleft())
            while waiting:
                yield self._result(waiting.popleft())
        finally:
            for one in waiting:
                ray.cancel(one, force=True)

    def _result(self, waited: Any) -> Any:
        try:
            return self._ray.get(waited)
        except self._ray.exceptions.RayTaskError as error:
            raise error.cause from None
        except self._ray.exceptions.RayError as error:
            reason = str(error).strip().splitlines()[0][:200]
            raise DedupError(
                f"the cluster lost a task {RETRIES} times ({reason}); give its nodes more memory or fewer processors, and run "
                "the same again: it goes on"
            ) from None

    def close(self) -> None:
        """Leave the cluster; a node that was begun here is ended."""
        self._ray.shutdown()


def joined(options: Options) -> Any:
    """Return Ray, connected to the cluster of the options."""
    quietly()
    try:
        import ray
    except ImportError:
        raise InputError(
            'dedup scan --engine ray needs packages more; install them with: pip install "dedup-passages[ray]"'
        ) from None
    told: dict[str, Any] = {
        "log_to_driver": False,
        "logging_level": "ERROR",
        "runtime_env": {"env_vars": {**_QUIET, **_THREADS}},
    }
    try:
        if options.address:
            _knock(options.address)
            ray.init(address=options.address, **told)
        else:
            own: dict[str, Any] = {
                "num_cpus": options.processes,
                "object_store_memory": _STORE,
                "include_dashboard": False,
            }
            ray.init(address="local", **own, **told)
    except (OSError, RuntimeError, ValueError) as error:
        reason = str(error).strip().splitlines()[0][:200]
        where = (
            f"there is no Ray cluster to join at {options.address}" if options.address else "no Ray node can be begun"
        )
        raise InputError(f"{where}: {reason}") from None
    return ray


def _knock(address: str) -> None:
    """Raise OSError or ValueError where nobody listens at HOST:PORT: Ray itself would wait for minutes."""
    if address == "auto":
        return  # Ray looks for a node of this machine
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError("it is no HOST:PORT, nor auto")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE):
        pass


def quietly() -> None:
    """Have Ray, before it is imported, send nothing to anybody."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)


def _call(work: Callable[..., Result], task: tuple[Any, ...]) -> Result:
    return work(*task)
