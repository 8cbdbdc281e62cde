"""What stands before every request: who may ask, what they may send, and what a page of ours may load. Plain ASGI."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
MOST_BODY = 64_000_000
"""Bytes of a request: what `dedup check` reads of one file."""
TOKEN_HEADER = "x-dedup-token"
COOKIE = "dedup-key"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with no-referrer a browser sends "Origin: null" with its own forms
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
_SAFE_METHODS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Rules:
    """Who may ask. `token` goes with every request that changes something; `key` opens the pages where it is not ""."""

    token: str
    hosts: frozenset[str] = LOOPBACK
    key: str = ""
    most_body: int = MOST_BODY


class TooLargeError(Exception):
    """A request has sent more than it may."""


class Guard:
    """Refuses what does not come from our own page or from a program that has the token; adds the security headers."""

    def __init__(self, app: App, rules: Rules) -> None:
        """Stand before an application."""
        self._app, self._rules = app, rules

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or let the application answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refused(scope, headers)
        if refused:
            await _answer(send, *refused)
            return
        if self._rules.key and not self._opened(headers) and not _presents(headers, self._rules.token):
            await self._open(scope, send)
            return
        await self._counted(scope, receive, send)

    def _refused(self, scope: Message, headers: dict[str, str]) -> tuple[int, str] | None:
        """Return the status and the sentence with which a request is refused, None where it may pass."""
        host = headers.get("host", "")
        if _name(host) not in self._rules.hosts:
            return 400, "this address is not served here; use the one that dedup serve has printed"
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return 403, "the request comes from another page; use the page of dedup serve itself"
        site, mode = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-mode", "navigate")
        if site not in {"none", "same-origin"} and (mode != "navigate" or scope["method"] not in _SAFE_METHODS):
            return 403, "the request comes from another page; use the page of dedup serve itself"
        if scope["method"] not in _SAFE_METHODS and not _presents(headers, self._rules.token):
            return 403, f"the token is missing or wrong; send the one of this server in the header {TOKEN_HEADER}"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._rules.most_body:
            return 413, f"the request is larger than {self._rules.most_body:,} bytes; split the article"
        return None

    def _opened(self, headers: dict[str, str]) -> bool:
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and _equal(cookie.value, self._rules.key)

    async def _open(self, scope: Message, send: Send) -> None:
        """Let in who has the key in the address, and take it out of there."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[0]
        if not _equal(given, self._rules.key):
            await _answer(send, 403, "the key is missing; open the address that dedup serve has printed, with its key")
            return
        cookie = f"{COOKIE}={self._rules.key}; HttpOnly; SameSite=Strict; Path=/"
        await _answer(send, 303, "", {"location": scope["path"], "set-cookie": cookie})

    async def _counted(self, scope: Message, receive: Receive, send: Send) -> None:
        taken, started, refused = 0, False, False

        async def counting() -> Message:
            nonlocal taken, refused
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._rules.most_body:
                refused = True
                raise TooLargeError
            return message

        async def guarded(message: Message) -> None:
            nonlocal started
            if refused and not started:
                return  # what the application makes of the error is not what is told
            if message["type"] == "http.response.start":
                started = True
                known = {name.lower() for name, _ in message["headers"]}
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in known]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        try:
            await self._app(scope, counting, guarded)
        except TooLargeError:
            if not started:
                told = f"the request is larger than {self._rules.most_body:,} bytes; split the article"
                await _answer(send, 413, told)


def _name(host: str) -> str:
    """Return the name of a Host header, without its port."""
    try:
        found = urlsplit(f"//{host}")
        port = found.port  # raises for one that is no number
    except ValueError:
        return ""
    if found.username is not None or found.path or (port is None and host.endswith(":")):
        return ""
    name = found.hostname or ""
    return f"[{name}]" if ":" in name else name


def _presents(headers: dict[str, str], token: str) -> bool:
    return _equal(headers.get(TOKEN_HEADER, ""), token)


def _equal(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


async def _answer(send: Send, status: int, told: str, more: dict[str, str] | None = None) -> None:
    body = json.dumps({"error": told}).encode() if told else b""
    headers = HEADERS | {"content-type": "application/json", "content-length": str(len(body))} | (more or {})
    rows = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": rows})
    await send({"type": "http.response.body", "body": body})
