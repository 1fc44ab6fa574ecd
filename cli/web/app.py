"""The server's routes: the page's files, and what the page asks for.

Each request brings all that it is about. Its answer is lines of JSON, one by one as
they come about; whoever closes the connection ends the work.
"""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from isoplan.cli.web.safety import POLICY, Access, Guard, TooLarge, body_of
from isoplan.optimizer.processes.async_pool import Ahead, AsyncPool
from isoplan.optimizer.processes.not_done import NotDone

SHORT_S = 10.0
"""Seconds that reading, checking and editing a text may take."""
SLIDE_S = 20.0
"""Seconds that a plan with its sliders moved may take."""
DEEPEST = 12
"""Brackets within brackets of a request; a scenario in the form has half of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page may ask for.

    Attributes:
        fields: What a request must bring, with the type of each.
        seconds: That it may take; None for the time of a plan.
        plans: Whether it solves: the processes that plan do it, not the quick ones.
    """

    fields: Mapping[str, type]
    seconds: float | None = SHORT_S
    plans: bool = False


ASKED = {
    "schema": Asked({}),
    "example": Asked({"name": str}),
    "clients": Asked({}),
    "client": Asked({"name": str}),
    "read": Asked({"text": str}),
    "check": Asked({"text": str}),
    "edit": Asked({"text": str, "edits": list}),
    "import": Asked({"text": str, "files": list}),
    "keep": Asked({"text": str, "places": dict}),
    "slide": Asked({"text": str, "places": dict}, SLIDE_S, plans=True),
    "plan": Asked({"text": str}, None, plans=True),
}
"""By name."""


@dataclass(frozen=True, slots=True)
class Page:
    """What answers the page.

    Attributes:
        quick: Processes that read and check.
        planners: Processes that plan.
        time_limit: Seconds of a plan.
        about: Told to the page at its start.
        is_shared: Whether it serves many people, who take turns by their addresses.
    """

    quick: AsyncPool
    planners: AsyncPool
    time_limit: float
    about: Mapping[str, Any]
    is_shared: bool = False

    @asynccontextmanager
    async def running(self, _: Starlette) -> AsyncIterator[None]:
        """Start the processes, and end them at the end."""
        await self.quick.open()
        await self.planners.open()
        try:
            yield
        finally:
            await asyncio.gather(self.quick.close(), self.planners.close())

    async def answer(self, request: Request) -> Response:
        """Answer a request with lines of JSON."""
        name = request.path_params["name"]
        asked = ASKED.get(name)
        if asked is None:
            return JSONResponse({"message": f"there is no {name}"}, 404)
        try:
            given = given_in(await body_of(request.receive), asked)
        except TooLarge:
            return JSONResponse({"message": "the request is too large"}, 413)
        except ValueError as error:
            return JSONResponse({"message": str(error)}, 400)
        except ConnectionError:
            return Response(status_code=400)
        seconds = asked.seconds or self.time_limit
        who = request.client.host if self.is_shared and request.client else ""
        pool = self.planners if asked.plans else self.quick
        soon = asked.seconds is not None
        return _Lines(_said(pool.ask((name, given), seconds, soon=soon, who=who)))

    async def start(self, _: Request) -> Response:
        """Return what the page must know before it asks for anything else."""
        return JSONResponse(dict(self.about))


async def _said(
    asked: AsyncGenerator[object, None],
) -> AsyncGenerator[Mapping[str, Any], None]:
    """Yield what is said of a task, the last one its answer."""
    try:
        async with aclosing(asked) as said:
            async for each in said:
                if isinstance(each, Ahead):
                    yield {"kind": "waiting", "ahead": each.count}
                elif isinstance(each, Mapping):
                    yield each
    except NotDone as error:
        yield {"kind": "refused", "message": str(error), "problems": []}
    except Exception as error:
        yield {"kind": "defect", "message": _defect(error)}


def _defect(error: Exception) -> str:
    trace = "\n".join(getattr(error, "__notes__", []))
    return f"a defect of isoplan: {type(error).__name__}: {error}\n{trace}"


def given_in(body: bytes, asked: Asked) -> dict[str, Any]:
    """Return what a request brings.

    Raises:
        ValueError: If that is not what was to be brought.
    """
    try:
        given = json.loads(body or b"{}", parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ValueError("the request is not JSON") from None
    if not isinstance(given, dict) or given.keys() != asked.fields.keys():
        raise ValueError(
            f"the request must bring {', '.join(asked.fields) or 'nothing'}"
        )
    for name, kind in asked.fields.items():
        if type(given[name]) is not kind:
            raise ValueError(f"{name} must be of type {kind.__name__}")
    if _depth(given) > DEEPEST:
        raise ValueError("the request is nested too deeply")
    if not all(_is_edit(each) for each in given.get("edits", [])):
        raise ValueError("an edit has a path of names and places, and perhaps a value")
    if not all(_is_file(each) for each in given.get("files", [])):
        raise ValueError("a file has a name and its content, each a text")
    if not all(_is_number(each) for each in given.get("places", {}).values()):
        raise ValueError("the place of a slider is a number")
    return given


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_file(file: object) -> bool:
    return (
        isinstance(file, dict)
        and file.keys() == {"name", "content"}
        and all(isinstance(each, str) for each in file.values())
    )


def _is_edit(edit: object) -> bool:
    if not isinstance(edit, dict) or not {"path"} <= edit.keys() <= {"path", "value"}:
        return False
    path = edit["path"]
    return isinstance(path, list) and all(
        isinstance(step, str | int) and not isinstance(step, bool) for step in path
    )


_BODY = "http.response.body"


class _Lines(Response):
    """An answer that is sent line by line; a reader who goes away ends its making."""

    media_type = "application/x-ndjson"

    def __init__(self, lines: AsyncGenerator[Mapping[str, Any], None]) -> None:
        super().__init__(headers={"x-accel-buffering": "no"})
        del self.headers["content-length"]
        self.lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until there is no more, or nobody reads it."""
        del scope
        writing = asyncio.ensure_future(self._write(send))
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (writing, leaving):
                task.cancel()
            await asyncio.gather(writing, leaving, return_exceptions=True)

    async def _write(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200}
        await send({**start, "headers": self.raw_headers})
        async with aclosing(self.lines) as lines:
            async for line in lines:
                body = json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n"
                await send({"type": _BODY, "body": body, "more_body": True})
        await send({"type": _BODY, "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    """Return when whoever asked has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def app_of(page: Page, access: Access) -> ASGIApp:
    """Return the server: the page's files, and what it asks for, behind the guard."""
    static = files("isoplan.cli.web").joinpath("static")
    routes = [
        Route("/api/start", page.start, methods=["GET"]),
        Route("/api/{name}", page.answer, methods=["POST"]),
        Mount("/", StaticFiles(directory=str(static), html=True)),
    ]
    policy = POLICY.format(report_style=_style_of_reports())
    return Guard(Starlette(routes=routes, lifespan=page.running), access, policy)


def _style_of_reports() -> str:
    """Return the digest of the style that every report has."""
    folder = files("isoplan.cli.report").joinpath("templates")
    style = folder.joinpath("style.css").read_text(encoding="utf-8")
    return b64encode(sha256(style.encode()).digest()).decode("ascii")
