"""The server: what the other files hold, over the Model Context Protocol.

Standard output is the protocol's alone: while it serves, the SDK sends whatever else is
printed to standard error.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

import anyio
from mcp import MCPError, types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server

from isoplan.cli.agents.asked import TOOLS
from isoplan.cli.agents.calls import answer_to, pool_for
from isoplan.cli.agents.intake import intake
from isoplan.cli.agents.reading import pages, text_of
from isoplan.cli.agents.said import unanswered
from isoplan.models.base.problems import named_remedy
from isoplan.models.law.federal_figures import LAST_PUBLISHED_YEAR
from isoplan.optimizer.processes.async_pool import AsyncPool

INSTRUCTIONS = (
    "isoplan finds the schedule for exercising and selling incentive stock options "
    "that leaves the most after tax, and proves it. Every figure comes from the "
    "scenario: never invent a grant date, a strike, a price or an income; ask the user "
    "(prompt intake). Call check first. Money is US dollars, rates are fractions, "
    "dates are year-month-day. Repeat assumptions.left_out and notes beside results. "
    f"Figures of the law after {LAST_PUBLISHED_YEAR} are projected. isoplan computes; "
    "it gives no tax advice."
)
TOLD = "told"
Context = ServerRequestContext[AsyncPool]
PROMPT = types.Prompt(
    name="intake",
    title="Collect what a scenario needs",
    description="Asks the user for what the scenario file needs, and invents nothing.",
    arguments=[
        types.PromptArgument(
            name=TOLD, description="What the user has said already.", required=False
        )
    ],
)


def serve(folders: Sequence[Path]) -> None:
    """Serve one client on the standard streams until it goes.

    Args:
        folders: Those whose scenario files may be read.
    """
    anyio.run(_serve, [folder.resolve() for folder in folders])


async def _serve(folders: Sequence[Path]) -> None:
    @asynccontextmanager
    async def living(_: Server[AsyncPool]) -> AsyncIterator[AsyncPool]:
        pool = pool_for(folders)
        await pool.open(ready=1)
        try:
            yield pool
        finally:
            with anyio.CancelScope(shield=True):
                await pool.close()

    server = Server(
        "isoplan",
        title="isoplan",
        version=version("isoplan"),
        instructions=INSTRUCTIONS,
        lifespan=living,
        on_list_tools=_tools,
        on_call_tool=_call,
        on_list_prompts=_prompts,
        on_get_prompt=_prompt,
        on_list_resources=_resources,
        on_read_resource=_resource,
    )
    async with stdio_server() as (asked, answers):
        await server.run(asked, answers, server.create_initialization_options())


async def _tools(context: Context, params: Any) -> types.ListToolsResult:  # noqa: ANN401
    del context, params
    harmless = types.ToolAnnotations(
        read_only_hint=True,
        destructive_hint=False,
        idempotent_hint=True,
        open_world_hint=False,
    )
    return types.ListToolsResult(
        tools=[
            types.Tool(
                name=name,
                title=tool.title,
                description=tool.description,
                input_schema=tool.arguments.model_json_schema(),
                annotations=harmless,
            )
            for name, tool in TOOLS.items()
        ]
    )


async def _call(
    context: Context, params: types.CallToolRequestParams
) -> types.CallToolResult:
    """Answer a call; one that the client cancels is given up with its process."""
    number = count(1)

    async def tell(words: str) -> None:
        await context.session.report_progress(next(number), None, words)

    if params.name in TOOLS:
        pool = context.lifespan_context
        said = await answer_to(params.name, params.arguments or {}, pool, tell)
    else:
        remedy = named_remedy(params.name, TOOLS, "tools")
        said = unanswered(f"There is no tool {params.name!r}; {remedy}", "UnknownTool")
    return types.CallToolResult(
        content=[
            types.TextContent(text=said["text"]),
            types.TextContent(text=json.dumps(said["structured"])),
        ],
        structured_content=said["structured"],
        is_error=said["is_error"],
    )


async def _prompts(context: Context, params: Any) -> types.ListPromptsResult:  # noqa: ANN401
    del context, params
    return types.ListPromptsResult(prompts=[PROMPT])


async def _prompt(
    context: Context, params: types.GetPromptRequestParams
) -> types.GetPromptResult:
    del context
    if params.name != PROMPT.name:
        raise MCPError(
            types.INVALID_PARAMS,
            f"there is no prompt {params.name!r}; the only one is {PROMPT.name!r}",
        )
    text = intake(LAST_PUBLISHED_YEAR, (params.arguments or {}).get(TOLD, ""))
    message = types.PromptMessage(role="user", content=types.TextContent(text=text))
    return types.GetPromptResult(description=PROMPT.description, messages=[message])


async def _resources(context: Context, params: Any) -> types.ListResourcesResult:  # noqa: ANN401
    del context, params
    return types.ListResourcesResult(
        resources=[
            types.Resource(
                uri=page.uri,
                name=page.name,
                description=page.description,
                mime_type=page.mime_type,
            )
            for page in pages()
        ]
    )


async def _resource(
    context: Context, params: types.ReadResourceRequestParams
) -> types.ReadResourceResult:
    del context
    known = {page.uri: page for page in pages()}
    uri = str(params.uri)
    text = text_of(uri)
    if text is None:
        raise MCPError(
            types.INVALID_PARAMS,
            f"there is nothing at {uri}; {named_remedy(uri, known, 'resources')}",
        )
    mime_type = known[uri].mime_type
    contents = types.TextResourceContents(uri=uri, mime_type=mime_type, text=text)
    return types.ReadResourceResult(contents=[contents])
