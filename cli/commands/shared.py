"""What commands share: errors to exit codes, the options of a solve, progress."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, get_args

import click

from isoplan.cli.layout.color import colors_wanted, painted
from isoplan.cli.process.exit_codes import exit_code_of
from isoplan.cli.process.live_line import LiveLine
from isoplan.cli.process.streams import say
from isoplan.cli.process.time_over import stopped_late
from isoplan.models.base.errors import IsoPlanError
from isoplan.optimizer.solving.solution import Limits, SolverName

Function = TypeVar("Function", bound=Callable[..., object])

DEFAULTS = Limits()
LINE, QUIET = "isoplan.line", "isoplan.quiet"
"""Where a command keeps its line of progress, and whether none is wanted."""


class FiniteRange(click.FloatRange):
    """A range of numbers without ``nan`` and ``inf``, which click lets through."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's own signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Return the number, or fail with click's own exit code."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number; give one", param, ctx)
        return number


@contextmanager
def reported() -> Iterator[None]:
    """Turn the tool's own errors into lines on stderr and the documented exit code."""
    try:
        yield
    except IsoPlanError as error:
        say(f"Error: {error}")
        raise SystemExit(exit_code_of(error)) from error


@contextmanager
def within(time_limit: float, gap: float) -> Iterator[Limits]:
    """Yield limits whose clock has run since the command began, and show progress.

    What cannot look at the clock is stopped a little after the time is over: reading
    the law, the audit, the report.
    """
    context = click.get_current_context()
    limits = Limits(time_limit, gap).started(context.obj)
    with (
        LiveLine(quiet=context.meta.get(QUIET, False)) as line,
        stopped_late(limits),
    ):
        context.meta[LINE] = line
        yield limits


def _keep(context: click.Context, _: click.Parameter, quiet: bool) -> None:
    """Keep for :func:`within` whether progress is wanted."""
    context.meta[QUIET] = quiet


def solver_options(command: Function) -> Function:
    """Add ``--time-limit``, ``--gap``, ``--solver`` and ``--quiet`` to a command."""
    for option in (
        click.option(
            "-q",
            "--quiet",
            is_flag=True,
            expose_value=False,
            callback=_keep,
            help="Show no progress. A pipe never gets any.",
        ),
        click.option(
            "--solver",
            type=click.Choice(get_args(SolverName)),
            default="auto",
            show_default=True,
            help="Asked first; another replaces one that fails. auto: by size.",
        ),
        click.option(
            "--gap",
            type=FiniteRange(min=0),
            default=DEFAULTS.gap_dollars,
            show_default=True,
            metavar="DOLLARS",
            help="Distance from the best possible that counts as proven.",
        ),
        click.option(
            "--time-limit",
            type=FiniteRange(min=0, min_open=True),
            default=DEFAULTS.time_limit_s,
            show_default=True,
            metavar="SECONDS",
            help="Stop with the best plan found so far.",
        ),
    ):
        command = option(command)
    return command


def progress(message: str) -> None:
    """Say on a terminal what is going on, within :func:`within`."""
    context = click.get_current_context(silent=True)
    line = context.meta.get(LINE) if context else None
    if line is not None:
        line.tell(message)


def shown(text: str) -> None:
    """Print a report, with colors on a terminal."""
    click.echo(painted(text), color=colors_wanted())
