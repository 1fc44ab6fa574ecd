"""What commands share: errors to exit codes, the options of a solve, progress."""

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from isoplan.models.base.errors import InfeasiblePlan, IsoPlanError, NoPlanInTime
from isoplan.optimizer.solving.solution import Limits

Function = TypeVar("Function", bound=Callable[..., object])

DEFAULTS = Limits()
KNOWN_ERROR = 1
EXIT_CODES: dict[type[IsoPlanError], int] = {InfeasiblePlan: 3, NoPlanInTime: 4}


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
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(EXIT_CODES.get(type(error), KNOWN_ERROR)) from error


def solver_options(command: Function) -> Function:
    """Add ``--time-limit``, ``--gap`` and ``--solver`` to a command."""
    for option in (
        click.option(
            "--solver",
            type=click.Choice(["cbc", "highs"]),
            default="cbc",
            show_default=True,
            help="Asked first; where it fails the other takes its place.",
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
    """Say on stderr what is going on."""
    click.echo(message, err=True)
    sys.stderr.flush()
