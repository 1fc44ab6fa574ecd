"""The command `isoplan`: a group, with one file a command."""

from importlib import import_module

import click

COMMANDS = ("plan", "compare", "tax", "states", "check", "init", "schema")


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

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
    limits, 4 no plan found in time.
    """
