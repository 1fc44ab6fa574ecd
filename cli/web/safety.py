"""Who may ask: the right address, the page itself, and whoever has the key.

A page of any site can send requests to this computer, and a name of any site can be
made to lead here. So each request must name this server (``Host``), come from its own
page (``Origin``, ``Sec-Fetch-Site``) and, unless it asks for the page's own files,
bring the key in a header that no other site can set. There are no cookies.
"""

import asyncio
import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
"""Of one request: far beyond any scenario that people write."""
BODY_WITHIN_S = 20.0
"""Seconds within which a request must have been sent."""
WRONG_KEY_S = 1.0
"""Seconds that a wrong key waits for its answer; one after another."""

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::(\d{1,5}))?", re.IGNORECASE)

HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""On every answer."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{report_style}'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""What a browser lets the page do. The report is shown in a frame that inherits it, so
its one style stands here by its digest; scripts come from files of the page alone."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask.

    Attributes:
        key: The token in the page's address, or the password of an office.
        port: Of the server.
        hosts: Names under which it is asked for.
        any_address: Whether any number of a computer may stand in place of a name: a
            name can be made to lead here by a stranger, a number cannot.
    """

    key: str
    port: int
    hosts: frozenset[str]
    any_address: bool = False

    def is_here(self, host: str) -> bool:
        """Return whether a ``Host`` names this server."""
        said = _HOST.fullmatch(host)
        if said is None or int(said[2] or 80) != self.port:
            return False
        name = said[1].lower()
        return name in self.hosts or (self.any_address and _is_address(name))

    def has_key(self, authorization: str) -> bool:
        """Return whether a header brings the key: ``Bearer`` and its base 64."""
        kind, _, sent = authorization.partition(" ")
        try:
            key = b64decode(sent.encode("ascii"), validate=True)
        except (NotBase64, UnicodeEncodeError):
            return False
        right = hmac.compare_digest(key, self.key.encode("utf-8"))
        return kind == "Bearer" and right


def header_of(key: str) -> str:
    """Return the header that brings a key."""
    return f"Bearer {b64encode(key.encode('utf-8')).decode('ascii')}"


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class TooLarge(Exception):
    """A request is larger than any scenario, or takes too long to come."""


@dataclass(slots=True)
class Guard:
    """Lets through what may be asked, and puts the policy on each answer.

    Attributes:
        app: Answers.
        access: Who may ask.
        policy: What a browser lets the page do.
        patience: One wrong key at a time.
    """

    app: ASGIApp
    access: Access
    policy: str
    patience: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = self.policy
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        if scope["type"] != "http":
            return
        why = await self._refusal(scope)
        if why is None:
            await self.app(scope, receive, sent)
        else:
            status, message = why
            refused = JSONResponse({"message": message}, status)
            await refused(scope, receive, sent)

    async def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return the status and the reason of a refusal; None to let it through."""
        headers = Headers(scope=scope)
        if len(headers.getlist("host")) != 1 or not self.access.is_here(
            headers["host"]
        ):
            return 421, "this address is not that of the server"
        own = {f"http://{headers['host']}", ""}
        if headers.get("origin", "") not in own:
            return 403, "another site may not ask"
        if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            return 403, "another site may not ask"
        if scope["path"].startswith("/api/"):
            if not self.access.has_key(headers.get("authorization", "")):
                async with self.patience:
                    await asyncio.sleep(WRONG_KEY_S)
                return 401, "the key is wrong: open the address that isoplan web shows"
            if scope["method"] == "POST" and not _is_json(headers):
                return 415, "send JSON"
        return None


def _is_json(headers: Mapping[str, Any]) -> bool:
    kind = str(headers.get("content-type", "")).partition(";")[0]
    return kind.strip().lower() == "application/json"


async def body_of(receive: Receive) -> bytes:
    """Return what a request brings.

    Raises:
        TooLarge: If it is too large, or takes too long.
        ConnectionError: If whoever asked has gone.
    """
    parts, size = [], 0
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ConnectionError
                part = message.get("body", b"")
                size += len(part)
                if size > MOST_BYTES:
                    raise TooLarge
                parts.append(part)
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise TooLarge from None
