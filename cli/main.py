"""The command `isoplan`: a group, with one file a command."""

import time
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from isoplan.cli.process.collector import without_collector
from isoplan.cli.process.stopping import leaving_solvers_behind, stopped_in_order
from isoplan.cli.process.streams import standard_streams
from isoplan.models.base.problems import listed, near_match

COMMANDS = {
    "plan": "Find the best schedule for SCENARIO, and prove it.",
    "compare": "Put the best schedule beside the ones people follow, or beside other "
    "scenarios.",
    "stress": "Follow the plan and the habits of SCENARIO over thousands of price "
    "paths.",
    "frontier": "Weigh the mean of SCENARIO's outcomes against the worst of them, plan "
    "by plan.",
    "room": "Count the options that a year has room for without AMT.",
    "report": "Write the plan for SCENARIO as a page, a workbook, a calendar or rows.",
    "batch": "Plan every household of FOLDER, a scenario file each, and summarize "
    "them.",
    "web": "Open a page in the browser to write, check and plan a scenario.",
    "forms": "Print the tax forms of SCENARIO's plan, line by line, from Form 3921 to "
    "8801.",
    "tax": "Work out the tax forms of each household in FILE, federal and state.",
    "states": "List what is modeled of each state, or of the state CODE with its "
    "sources.",
    "check": "Check the scenario in FILE and show what it holds.",
    "import": "Put the grants and exercises of FILES, .csv or .xlsx, into a scenario.",
    "init": "Write a commented starter scenario to FILE (scenario.toml).",
    "schema": "Print the JSON Schema of a scenario file, or of the inputs of isoplan "
    "tax.",
    "mcp": "Serve agents: check, plan, compare and the rest as tools of the MCP "
    "protocol.",
}
"""Each command with the first sentence of its help, the most used first: kept here so
that the list of commands is shown, and completed, without importing any."""
SCENARIO_FILES = (".toml", ".json")
"""How the names of scenario files end."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for.

    It runs on streams that may be closed or full, and ends in order when stopped.
    """

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - click's signature
        """Run a command; the clock of its time limit runs since Python started."""
        is_process = not args and extra.get("args") is None
        extra.setdefault("obj", time.monotonic() - is_process * time.process_time())
        with leaving_solvers_behind(), stopped_in_order(), standard_streams():
            return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run a command; click has its own exit code for a pipe that is closed."""
        with standard_streams():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands, the most used first."""
        del ctx
        return list(COMMANDS)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write each command with its first sentence, whole: click would cut it."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[CompletionItem]:
        """Return the commands and options that begin like a word."""
        commands = [
            CompletionItem(name, help=sentence)
            for name, sentence in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is asked for, or name the one that is meant."""
        name = args[0]
        if self.get_command(ctx, name) or name.startswith("-"):
            return super().resolve_command(ctx, args)
        raise click.UsageError(_no_such_command(name), ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        with without_collector():
            name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
            module = import_module(f"isoplan.cli.commands.{name}")
        command: click.Command = getattr(module, name)
        return command


def _no_such_command(name: str) -> str:
    """Return what is wrong with the name of a command, and what would be right."""
    if Path(name).suffix in SCENARIO_FILES:
        return f"{name!r} is a file, not a command; try: isoplan plan {name}"
    meant = near_match(name, COMMANDS)
    remedy = (
        f"did you mean {meant!r}?"
        if meant
        else f"commands: {listed(COMMANDS, most=len(COMMANDS))}"
    )
    return f"there is no command {name!r}; {remedy}"


@click.group(cls=LazyGroup)
@click.version_option(package_name="isoplan")
def main() -> None:
    """Plan the exercise and sale of incentive stock options.

    \N{BACKSPACE}
    For example:
        isoplan init my_options.toml     write a scenario to start from
        isoplan plan my_options.toml     the best schedule
        isoplan compare my_options.toml  beside what people follow

    Completion for bash (fish and zsh alike), in ~/.bashrc:

    \N{BACKSPACE}
        eval "$(_ISOPLAN_COMPLETE=bash_source isoplan)"

    \N{BACKSPACE}
    Exit codes: 0 done, 1 known error, 2 wrong usage, 3 no schedule keeps all
    limits, 4 no plan found in time, 5 some households of a batch without a plan,
    130 and 143 stopped, 141 output not read.
    """
