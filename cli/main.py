"""The command `isoplan`: a group, with one file a command."""

import time
from importlib import import_module
from typing import Any

import click

from isoplan.cli.process.stopping import leaving_solvers_behind, stopped_in_order
from isoplan.cli.process.streams import standard_streams

COMMANDS = (
    "plan",
    "compare",
    "room",
    "report",
    "forms",
    "tax",
    "states",
    "check",
    "init",
    "schema",
)


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

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"isoplan.cli.commands.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name="isoplan")
def main() -> None:
    """Plan the exercise and sale of incentive stock options.

    \N{BACKSPACE}
    Exit codes: 0 done, 1 known error, 2 wrong usage, 3 no schedule keeps all
    limits, 4 no plan found in time, 130 and 143 stopped, 141 output not read.
    """
