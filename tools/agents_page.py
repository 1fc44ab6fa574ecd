"""The conversation of docs/agents.md, held with the server (`make agents-page`).

The SDK's own client starts ``isoplan mcp scenarios`` and asks as an agent would.
"""

import json
import sys
from pathlib import Path
from textwrap import fill
from typing import Any

import anyio
from mcp import Client, StdioServerParameters, stdio_client

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "agents.md"
BEGIN, END = "<!-- CONVERSATION: begin -->\n", "<!-- CONVERSATION: end -->"
WIDTH = 88
SERVER = StdioServerParameters(
    command=sys.executable,
    args=["-c", "from isoplan.cli.main import main; main()", "mcp", "scenarios"],
    cwd=ROOT,
)
TOLD = """\
name = "From the chat"
plan = { start = 2026-12-01, last_year = 2030, inflation = 0.025 }
household = { filing_status = "single", wages = 210_000, state = "Calif." }
market = { prices = { 2026-12-01 = 12.5 } }
grants = [ { name = "hire", shares = 20_000, strike = 1.15 } ]
"""
FILE = "series_b_engineer.toml"
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("check", {"scenario": TOLD}),
    ("room", {"file": FILE, "fields": ["federal", "exercisable"]}),
    ("plan", {"file": FILE, "depth": "none", "fields": ["cash_needed", "set_aside"]}),
    ("tax", {"file": "/home/me/return.toml"}),
)
GIVEN_UP = ("stress", {"file": FILE, "volatility": 0.6, "paths": 100_000})


async def conversation() -> list[str]:
    """Return what is asked and answered, line by line."""
    lines: list[str] = []
    begun = anyio.Event()

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        del progress, total
        lines.append(f"   ... {message}")
        begun.set()

    async with Client(stdio_client(SERVER)) as client:
        for number, (tool, arguments) in enumerate(CALLS):
            lines.append(f"-> {tool} {_shown(arguments)}")
            answer = await client.call_tool(tool, arguments, progress_callback=hear)
            first = getattr(answer.content[0], "text", "")
            lines += _answer(first, is_error=answer.is_error)
            lines += _behind(answer.structured_content, with_left_out=number == 1)
            lines.append("")
        tool, arguments = GIVEN_UP
        lines.append(f"-> {tool} {_shown(arguments)}")
        begun = anyio.Event()

        async def ask() -> None:
            await client.call_tool(tool, arguments, progress_callback=hear)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            await begun.wait()
            tasks.cancel_scope.cancel()
        return [*lines, "-> cancel"]


def _answer(text: str, *, is_error: bool) -> list[str]:
    """Return the words of an answer, wrapped."""
    lines = text.splitlines()
    first = "<- error: " if is_error else "<- "
    return [
        fill(f"{'   ' if number else first}{line}", WIDTH, subsequent_indent="   ")
        for number, line in enumerate(lines)
    ]


def _shown(arguments: dict[str, Any]) -> str:
    """Return arguments in a line, a text of several in lines of its own."""
    text = arguments.get("scenario")
    if text is None:
        return json.dumps(arguments)
    indented = "".join(f"\n      {line}" for line in text.splitlines())
    return f'{{"scenario": the text{indented}\n   }}'


def _behind(structured: dict[str, Any], *, with_left_out: bool) -> list[str]:
    """Return the lines of a result's own fields, where few were asked for."""
    result = structured.get("result")
    if not isinstance(result, dict) or len(result) > 2:
        return []
    lines = [f"   result: {json.dumps(result)}"]
    if with_left_out:
        left_out = json.dumps(structured["assumptions"]["left_out"])
        lines.append(f"   assumptions.left_out: {left_out}")
    return [fill(line, WIDTH, subsequent_indent="   ") for line in lines]


def held() -> str:
    """Return the whole conversation, as if the checkout stood in somebody's home."""
    text = "\n".join(anyio.run(conversation))
    return text.replace(str(ROOT), "/home/me/isoplan")


def main() -> None:
    """Write the conversation into the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    text = f"{before}{BEGIN}```\n{held()}\n```\n{END}{after}"
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
