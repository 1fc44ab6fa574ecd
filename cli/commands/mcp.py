"""`isoplan mcp`: the tools of isoplan for agents."""

import sys
from pathlib import Path

import click

from isoplan.cli.commands.shared import reported
from isoplan.cli.process.stopping import ends_at_once
from isoplan.cli.process.streams import say
from isoplan.models.base.errors import IsoPlanError


@click.command()
@click.argument(
    "folders",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    nargs=-1,
)
def mcp(*, folders: tuple[Path, ...]) -> None:
    """Serve agents: check, plan, compare and the rest as tools of the MCP protocol.

    A client, such as a chat program, starts this command by its settings and talks to
    it on standard input and output. Scenario files are read in FOLDERS alone; without
    any, a client gives a scenario as text.

    \N{BACKSPACE}
    For example:
        isoplan mcp ~/options
    """
    with reported():
        try:
            from isoplan.cli.agents.server import serve
        except ImportError as error:
            raise IsoPlanError(
                f"isoplan mcp needs the package mcp, which is not installed or cannot "
                f"be loaded: {error}; run pip install 'isoplan[mcp]'"
            ) from error
    if sys.stdin is not None and sys.stdin.isatty():
        say("Waiting for an MCP client on standard input; Ctrl-C ends it.")
    ends_at_once()
    serve(folders)
