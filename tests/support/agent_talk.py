"""A conversation of the SDK's own client with ``isoplan mcp``."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp.types import CallToolResult

from isoplan.models.scenario import checked_scenario
from isoplan.models.validation.reading import as_if_read
from isoplan.optimizer.recommend import recommend
from scenario_builder import grant, scenario_fields
from uncertain_household import FAILS, LISTS, RISKY_MARKET

PROGRAM = "from isoplan.cli.main import main; main()"


@dataclass(slots=True)
class Conversation:
    """What a client heard.

    Attributes:
        folder: The one that is open to the server, with ``sample.json`` in it.
        fields: Of the scenario in that file.
        answers: Of each call, by a name.
        progress: Words heard during each call.
        listed: Names of tools, prompts and resources.
        read: Text of each resource that was read, and of the prompt.
        refused: Words of what is an error of the protocol.
    """

    folder: Path
    fields: dict[str, Any]
    answers: dict[str, CallToolResult] = field(default_factory=dict)
    progress: dict[str, list[str]] = field(default_factory=dict)
    listed: dict[str, list[Any]] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


def plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields as JSON has them: each date as text."""
    found: dict[str, Any] = json.loads(json.dumps(_named_by_text(fields), default=str))
    return found


def _named_by_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _named_by_text(each) for name, each in value.items()}
    return value


def hold(folder: Path) -> Conversation:
    """Return what a client hears of a server to which a folder is open."""
    fields = plain(scenario_fields(grants=[grant(shares=4_000)]))
    (folder / "sample.json").write_text(json.dumps(fields), encoding="utf-8")
    _write_more(folder, fields)
    found = Conversation(folder, fields)
    anyio.run(_held, found)
    return found


def _write_more(folder: Path, fields: dict[str, Any]) -> None:
    """Write a plan of the household, and a scenario whose future parts."""
    plan = recommend(checked_scenario(as_if_read(fields, "sample"), "sample"))
    (folder / "earlier.json").write_text(plan.model_dump_json(), encoding="utf-8")
    parts = scenario_fields(
        grants=[grant(shares=4_000)],
        plan={"last_year": 2028},
        market=RISKY_MARKET,
        branches=[LISTS, FAILS],
    )
    (folder / "parts.json").write_text(json.dumps(plain(parts)), encoding="utf-8")


def a_month_later(fields: dict[str, Any]) -> dict[str, Any]:
    """The same household, planned anew."""
    year, _, rest = str(fields["plan"]["start"]).partition("-01-")
    return fields | {"plan": fields["plan"] | {"start": f"{year}-02-{rest}"}}


def _calls(talk: Conversation) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield a name, a tool and its arguments."""
    file = {"file": "sample.json"}
    tax = {"year": 2026, "filing_status": "single", "wages": 250_000}
    yield "check", "check", file
    yield "plan", "plan", file
    yield "compare", "compare", {"scenario": talk.fields}
    yield "room", "room", {"scenario": json.dumps(talk.fields)}
    yield "forms", "forms", file | {"year": 2026}
    yield "stress", "stress", file | {"paths": 20, "volatility": 0.4}
    other = {"scenario": talk.fields, "name": "the same again"}
    yield "others", "compare", file | {"others": [other]}
    two = [{"scenario": {}, "name": "twice"}, {"scenario": {}, "name": "twice"}]
    yield "wrong others", "compare", file | {"others": two}
    later = {"scenario": a_month_later(talk.fields), "depth": "none"}
    yield "against", "plan", later | {"against": "earlier.json"}
    yield "no plan", "plan", later | {"against": "sample.json"}
    lived = {"paths": 2, "volatility": 0.4, "replan": True}
    yield "replanned", "stress", file | lived
    yield "frontier", "frontier", {"file": "parts.json", "points": 2}
    yield "no outcomes", "frontier", file
    yield "tax", "tax", {"household": tax}
    yield "tax as TOML", "tax", {"household": 'year = 2026\nfiling_status = "single"'}
    yield "some fields", "room", file | {"fields": ["options", "federal"]}
    yield "wrong", "plan", {"scenario": 'name = "x"\n[plan]\nstart = "May"'}
    yield "wrong arguments", "plan", {"time_limit": -1, "depht": "all"}
    yield "wrong year", "room", file | {"year": 1999}
    yield "outside", "check", {"file": "/etc/hosts.toml"}
    yield "no such tool", "plam", {}


async def _held(talk: Conversation) -> None:
    """Hold the conversation."""
    call = ["-c", PROGRAM, "mcp", str(talk.folder)]
    server = StdioServerParameters(command=sys.executable, args=call)
    async with Client(stdio_client(server)) as client:
        talk.listed["tools"] = (await client.list_tools()).tools
        talk.listed["prompts"] = (await client.list_prompts()).prompts
        talk.listed["resources"] = (await client.list_resources()).resources
        for name, tool, arguments in _calls(talk):
            heard = talk.progress.setdefault(name, [])

            async def hear(
                at: float, of: float | None, words: str | None, into: list[str] = heard
            ) -> None:
                del at, of
                into.append(words or "")

            talk.answers[name] = await client.call_tool(
                tool, arguments, progress_callback=hear
            )
        for page in talk.listed["resources"]:
            told = await client.read_resource(page.uri)
            talk.read[page.uri] = getattr(told.contents[0], "text", "")
        prompt = await client.get_prompt("intake", {"told": "I have 500 options."})
        talk.read["intake"] = getattr(prompt.messages[0].content, "text", "")
        for asked in (
            client.get_prompt("intaek"),
            client.read_resource("isoplan://examples/none"),
        ):
            try:
                await asked
            except MCPError as error:
                talk.refused.append(str(error))
