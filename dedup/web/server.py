"""The running server: a socket of this machine, the models loaded, files that were named opened."""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dedup.errors import DedupError, InputError
from dedup.passages import Article

if TYPE_CHECKING:
    from dedup.api import Detector
    from dedup.web.app import Server
    from dedup.web.before import Archived
    from dedup.web.pages import Pages

LOOPBACK = "127.0.0.1"
_LOOPS = frozenset({LOOPBACK, "localhost", "::1"})
MOST_AT_ONCE = 64
_SAMPLE = (
    "The ferry to Tolm was late on Monday, said Ida Holm.\n\nOn Monday Tolm's ferry came two hours late, Ida Holm said."
)


@dataclass(frozen=True)
class Place:
    """Where to serve: `port` 0 is a free one; `token` lets programs in, made anew where it is ""."""

    host: str = LOOPBACK
    port: int = 0
    token: str = ""
    open: bool = True


@dataclass(frozen=True)
class Start:
    """What the page begins with: articles to open, how sure, where a setting is kept, and an archive to look into."""

    articles: tuple[Article, ...] = ()
    mode: str = "normal"
    settings_file: Path | None = None
    archive: Archived | None = None


def serve(detector: Detector, start: Start, place: Place, tell: Callable[[str], None]) -> None:
    """Serve until interrupted. `tell` is given the address. Raise InputError where the address cannot be had."""
    import uvicorn

    from dedup.web.app import Server, make_app
    from dedup.web.guard import LOOPBACK as LOOPBACK_HOSTS, Rules

    alone = place.host in _LOOPS
    name = f"[{place.host}]" if ":" in place.host else place.host
    rules = Rules(
        token=place.token or secrets.token_urlsafe(24),
        hosts=LOOPBACK_HOSTS if alone else LOOPBACK_HOSTS | {name},
        key="" if alone else secrets.token_urlsafe(24),
    )
    server = Server(detector, rules, start.mode, start.settings_file, start.archive)
    config = uvicorn.Config(
        make_app(server), host=place.host, port=place.port, log_level="error", access_log=False, lifespan="off",
        ws="none", server_header=False, limit_concurrency=MOST_AT_ONCE, timeout_keep_alive=30,
    )  # fmt: skip
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    try:
        bound = config.bind_socket()
    except SystemExit:
        raise InputError(f"port {place.port} of {place.host} is taken or may not be used; name another") from None
    bound.listen()  # who opens the address at once waits for the server, and is not refused
    address = f"http://{name}:{bound.getsockname()[1]}"
    path = _first_page(server, start.articles, start.mode)
    key = f"?key={rules.key}" if rules.key else ""
    tell(f"{address}{path}{key}")
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    threading.Thread(target=_warm_up, args=(detector, server.pages), name="dedup-models", daemon=True).start()
    if place.open:
        webbrowser.open(f"{address}{path}{key}")
    uvicorn.Server(config).run(sockets=[bound])


def _warm_up(detector: Detector, pages: Pages) -> None:
    """Load the models and use each of them once while the page is opened: the first article waits for nothing."""
    pages.warm_up()
    with contextlib.suppress(DedupError):  # it is told where someone waits for an answer
        detector.check(_SAMPLE)


def _first_page(server: Server, articles: Sequence[Article], mode: str) -> str:
    """Return the address of the first page: of the result where one article or two are given, else the empty one."""
    if not articles:
        return "/"
    job = server.check(articles[0], mode) if len(articles) == 1 else server.compare(articles[0], articles[1], mode)
    return f"/jobs/{job.id}"
