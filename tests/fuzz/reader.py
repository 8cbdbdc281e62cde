"""A process that reads inputs, and what became of each: time, memory and connections are bounded."""

from __future__ import annotations

import multiprocessing
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.fuzz.targets import TARGETS

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LONGEST = 10.0  # seconds for one input
MOST_MEMORY = 1024**3  # bytes at the peak, Python and the reader's libraries included
_CONNECTING = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}


@dataclass(frozen=True)
class Outcome:
    """What became of one input: the reader's sentence ("" where it was read), a fault ("" where there is none)."""

    said: str
    fault: str
    seconds: float


class Reader:
    """A process that reads inputs one by one; it is replaced when one takes too long or kills it."""

    def __init__(self, name: str) -> None:
        """Start the process for the target of this name."""
        self._name = name
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, inner = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._name, inner), daemon=True)
        self._process.start()
        inner.close()
        if not self._pipe.poll(60) or self._pipe.recv() != "ready":
            raise RuntimeError("the reading process has not started within a minute")

    def read(self, data: bytes) -> Outcome:
        """Return what became of one input."""
        start = time.monotonic()
        self._pipe.send_bytes(data)
        try:
            if self._pipe.poll(LONGEST):
                said, fault = self._pipe.recv()
                return Outcome(said, fault, time.monotonic() - start)
            fault = f"took more than {LONGEST:g} s"
        except (EOFError, ConnectionError):
            self._process.join(5)
            fault = f"the process ended with {self._process.exitcode}"
        self.close()
        self._start()
        return Outcome("", fault, time.monotonic() - start)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(name: str, pipe: Connection) -> None:
    sys.addaudithook(_refuse_connections)
    run = TARGETS[name].run
    run(b"<p>warm up")
    pipe.send("ready")
    while True:
        try:
            data = pipe.recv_bytes()
        except EOFError:
            return
        said = fault = ""
        try:
            said = run(data)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            fault = f"{type(error).__name__}: {error} ({_where(error)})"
        if (peak := _peak_memory()) > MOST_MEMORY:
            fault = fault or f"memory was {peak / 2**20:,.0f} MB at its peak"
            pipe.send((said, fault))
            return  # the peak never falls: the next input gets a new process
        pipe.send((said, fault))


def _where(error: BaseException) -> str:
    """Return the last places in this project's own files that an error came through."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "site-packages" not in f.filename]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-3:])


def _peak_memory() -> int:
    """Return the most bytes that this process has held, 0 where the system does not say (Windows)."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _refuse_connections(event: str, details: Any) -> None:
    if event in _CONNECTING:
        raise AssertionError(f"a connection was opened: {event} {details!r}")
