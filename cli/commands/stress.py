"""`isoplan stress`: the plan and the habits followed over simulated prices."""

import math
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import click

from isoplan.cli.commands.shared import (
    QUIET,
    progress,
    reported,
    shown,
    solver_options,
    within,
)
from isoplan.cli.layout.width import terminal_width
from isoplan.cli.process.live_line import LiveLine
from isoplan.cli.process.streams import echo_json
from isoplan.cli.report.outputs import checked_outputs, write_all
from isoplan.cli.stress.stress_report import stress_report
from isoplan.cli.stress.stress_rows import stress_rows
from isoplan.models.inputs.market import MarketName
from isoplan.models.scenario import load_scenario
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.stress.over_outcomes import stressed
from isoplan.optimizer.stress.replanned import LIVED_PATHS, Where, replanned
from isoplan.optimizer.stress.stress import (
    MOST_CHANCE,
    MOST_PATHS,
    MOST_VOLATILITY,
    Asked,
)

MOST_SEED = 2**32 - 1


OfMarkets = tuple[tuple[MarketName, float], ...]
"""Numbers by market; None is the main one."""


def by_market(
    most: float,
) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], OfMarkets]:
    """Return what reads ``0.6`` and ``fund=0.2``, numbers from zero up to ``most``."""

    def read(
        context: click.Context, option: click.Parameter, given: tuple[str, ...]
    ) -> OfMarkets:
        """Return each market's name and number."""
        found = []
        for each in given:
            market, equals, text = each.rpartition("=")
            try:
                number = float(text)
            except ValueError:
                number = math.nan
            if not 0.0 <= number <= most:
                raise click.BadParameter(
                    f"{each!r} is no number from 0 to {most:g}; give one, or "
                    "NAME=NUMBER for a market by name",
                    context,
                    option,
                )
            found.append((market if equals else None, number))
        return tuple(found)

    return read


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--paths",
    type=click.IntRange(min=1, max=MOST_PATHS),
    help=f"How many price paths; {Asked().paths:,} if left out, with --replan "
    f"{LIVED_PATHS}.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0, max=MOST_SEED),
    default=Asked().seed,
    show_default=True,
    help="Of the random numbers: the same seed gives the same paths.",
)
@click.option(
    "--volatility",
    callback=by_market(MOST_VOLATILITY),
    multiple=True,
    metavar="[NAME=]V",
    help="Volatility a year, such as 0.6; NAME=0.2 for a market by name. The file's if "
    "left out.",
)
@click.option(
    "--jump",
    callback=by_market(MOST_CHANCE),
    multiple=True,
    metavar="[NAME=]CHANCE",
    help="Chance a year that the company fails, such as 0.05; none if left out.",
)
@click.option(
    "--replan",
    is_flag=True,
    help="Plan each path anew every January too, as people live: minutes.",
)
@click.option(
    "--keep",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="With --replan: keep each finished path there; a later run goes on from it.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="With --replan: plan on a Dask cluster, such as tcp://host:8786.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option(
    "--csv",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Write what each schedule comes to on each path, one a row.",
)
@click.option("--force", is_flag=True, help="Overwrite that file.")
@click.option("--wide", is_flag=True, help="Show all columns.")
@solver_options
def stress(
    *,
    scenario: Path,
    paths: int | None,
    seed: int,
    volatility: OfMarkets,
    jump: OfMarkets,
    replan: bool,
    folder: Path | None,
    scheduler: str | None,
    as_json: bool,
    file: Path | None,
    force: bool,
    wide: bool,
    time_limit: float,
    gap: float,
    solver: SolverName,
) -> None:
    """Follow the plan and the habits of SCENARIO over thousands of price paths.

    Prices move by chance around the market's own path, and every schedule is followed
    blindly: what each comes to, how often the plan is worth less than selling at
    exercise, the worst year's tax, the lowest cash, and AMT that never comes back.

    \N{BACKSPACE}
    For example:
        isoplan stress scenarios/series_b_engineer.toml --volatility 0.6
    and with a company that fails in one of twenty years:
        isoplan stress my_options.toml --volatility 0.8 --jump 0.05

    Where the file's future parts, the plan is the one over its outcomes.

    With --replan each path is planned anew every January at that day's price; the time
    limit is then that of each plan.
    """
    if not replan and (folder is not None or scheduler is not None):
        raise click.UsageError("--keep and --scheduler go with --replan; add it")
    count = paths or (LIVED_PATHS if replan else Asked().paths)
    asked = Asked(count, seed, dict(volatility), dict(jump))
    with reported():
        if file is not None:
            checked_outputs([file], force=force, days=False, endings=(".csv",))
        loaded = load_scenario(scenario)
        with within(time_limit, gap) as limits:
            found = stressed(loaded, asked, limits, solver, progress)
        if replan:
            where = Where(scheduler, folder=folder, version=version("isoplan"))
            each = Limits(time_limit, gap)
            with LiveLine(quiet=click.get_current_context().meta[QUIET]) as line:
                found = replanned(found, where, each, solver, line.tell)
        if file is not None:
            write_all({file: stress_rows(found)}, force=force)
    if as_json:
        echo_json(found.stress.model_dump_json(indent=2))
    else:
        shown(stress_report(found.stress, terminal_width(), every_column=wide))
