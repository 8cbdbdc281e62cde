"""Stores of objects on this machine: moto plays Amazon's, an emulator Google's, and a third refuses everything."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from dedup.stages.read.stores import Stored

BUCKET = "news"
KEYS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests", "AWS_EC2_METADATA_DISABLED": "true"}
"""What the stores here are asked with: they take anything. With the last, Amazon's client asks no machine for more."""


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def served(kind: str) -> Iterator[str]:
    """Yield what names of a store of a kind end with, "s3" or "gs"; it has the bucket `news`, and is gone afterwards."""
    port = free_port()
    if kind == "s3":
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    else:
        program = Path(sys.executable).parent / "gcp-storage-emulator"
        command = [
            str(program),
            "start",
            "--host=127.0.0.1",
            f"--port={port}",
            "--in-memory",
            f"--default-bucket={BUCKET}",
        ]
    with _running(command, port):
        if kind == "s3":
            _asked(port, "PUT", f"/{BUCKET}")
        yield f"?endpoint_override=127.0.0.1%3A{port}&scheme=http"


@contextlib.contextmanager
def refusing() -> Iterator[str]:
    """Yield what names of a store end with that lets nobody do anything."""

    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
            self.send_response(403)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said)

        do_HEAD = do_PUT = do_POST = do_GET  # noqa: N815 - as http.server looks for them

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"?endpoint_override=127.0.0.1%3A{server.server_port}&scheme=http"
    finally:
        server.shutdown()
        server.server_close()


def put(folder: Path, into: Stored) -> None:
    """Copy a folder, with those in it, to a store."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            (into / path.relative_to(folder).as_posix()).write_file(path)


def fetched(place: Stored, into: Path) -> Path:
    """Copy the files of a folder of a store to a folder of this machine, and return it."""
    into.mkdir(parents=True)
    for found in place.iterdir():
        (into / found.name).write_bytes(found.read_bytes())
    return into


@contextlib.contextmanager
def _running(command: Sequence[str], port: int) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, env={**os.environ, **KEYS})
    try:
        until = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError):
                _asked(port, "GET", "/")
                break
            assert process.poll() is None, f"{command[-1]} did not begin"
            assert time.monotonic() < until
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def _asked(port: int, method: str, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path)
        connection.getresponse().read()
    finally:
        connection.close()
