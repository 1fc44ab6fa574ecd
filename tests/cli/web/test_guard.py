"""The guard alone, without a server: what is let through and what is not."""

import asyncio
from typing import Any

import pytest

from isoplan.cli.web import safety
from isoplan.cli.web.safety import (
    MOST_BYTES,
    Access,
    Guard,
    TooLarge,
    body_of,
    header_of,
)

KEY = "k" * 43
ACCESS = Access(KEY, 80, frozenset({"127.0.0.1", "localhost"}))
RIGHT = {
    "host": "127.0.0.1:80",
    "origin": "http://127.0.0.1:80",
    "authorization": header_of(KEY),
    "content-type": "application/json",
}


def answered(headers: dict[str, str], path: str = "/api/check") -> int:
    """The status of an answer; 200 where the guard lets it through."""
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": [(n.encode(), v.encode()) for n, v in headers.items() if v],
    }
    asyncio.run(Guard(app, ACCESS, "the policy")(scope, receive, send))
    names = dict(sent[0]["headers"])
    assert names[b"content-security-policy"] == b"the policy"
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("origin", "", 200),
        ("host", "localhost:80", 403),
        ("host", "evil.example:80", 421),
        ("origin", "http://evil.example", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("authorization", "", 401),
        ("authorization", header_of("another"), 401),
        ("content-type", "text/plain", 415),
    ],
)
def test_one_wrong_header_is_enough(
    header: str, value: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all of them right it is let through."""
    monkeypatch.setattr(safety, "WRONG_KEY_S", 0.0)
    assert answered(RIGHT) == 200
    assert answered({**RIGHT, header: value}) == status


def test_the_page_s_own_files_need_no_key() -> None:
    """They hold nothing of anybody; another site may not have them either."""
    assert answered({"host": "127.0.0.1:80"}, "/main.js") == 200
    foreign = {"host": "127.0.0.1:80", "sec-fetch-site": "cross-site"}
    assert answered(foreign, "/main.js") == 403


def test_a_request_is_read_up_to_its_size() -> None:
    """Part by part; what goes beyond ends the reading."""

    async def read(parts: list[bytes]) -> bytes:
        left = list(parts)

        async def receive() -> Any:
            body = left.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(left)}

        return await body_of(receive)

    half = b"x" * (MOST_BYTES // 2)
    assert asyncio.run(read([half, half])) == half + half
    with pytest.raises(TooLarge):
        asyncio.run(read([half, half, b"x", half]))
