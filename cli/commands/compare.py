"""`isoplan compare`: the plan beside schedules people follow, or other scenarios."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoplan.cli.commands.shared import (
    progress,
    reported,
    shown,
    solver_options,
    within,
)
from isoplan.cli.layout.width import terminal_width
from isoplan.cli.outcomes.outcomes_report import beside_report
from isoplan.cli.process.exit_codes import ExitCode, exit_code_of
from isoplan.cli.process.streams import echo_json, say
from isoplan.cli.render.comparison_table import comparison_report
from isoplan.cli.render.scenarios_table import scenarios_report
from isoplan.models.base.errors import FutureParts, ScenarioErrors
from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.results.comparison import Comparison
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.optimizer.compare import compare as compare_schedules
from isoplan.optimizer.compare_scenarios import Failures, compare_scenarios
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes
from isoplan.optimizer.solving.solution import SolverName

if TYPE_CHECKING:
    from isoplan.models.results.scenario_comparison import ScenarioComparison


@click.command()
@click.argument("scenarios", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@click.option("--wide", is_flag=True, help="Show all columns, in several tables.")
@solver_options
def compare(
    *,
    scenarios: tuple[Path, ...],
    as_json: bool,
    wide: bool,
    time_limit: float,
    gap: float,
    solver: SolverName,
) -> None:
    """Put the best schedule beside the ones people follow, or beside other scenarios.

    With one scenario: its plan, the schedules people follow, and its own. With several:
    the plan of each, beside that of the first. The time limit is that of all together.
    With one whose future parts: the plan over its outcomes beside the schedules that do
    not look ahead, outcome by outcome.

    \N{BACKSPACE}
    For example:
        isoplan compare scenarios/series_b_engineer.toml
    and what moving to Washington, a raise or a later IPO is worth:
        isoplan compare today.toml washington.toml raise.toml later_ipo.toml
    """
    loaded = _loaded(scenarios)
    failures: Failures = {}
    result: Comparison | ScenarioComparison | OutcomesPlan
    with reported(), within(time_limit, gap) as limits:
        parts = [len(outcomes_of(each)) > 1 for each in loaded]
        if any(parts) and len(loaded) > 1:
            raise FutureParts("comparing several files", "compare each file by itself")
        if any(parts):
            result = recommend_outcomes(loaded[0], limits, solver, progress)
        elif len(loaded) == 1:
            result = compare_schedules(loaded[0], limits, solver, progress)
        else:
            named = list(zip(_names(scenarios), loaded, strict=True))
            result, failures = compare_scenarios(named, limits, solver, progress)
    if as_json:
        echo_json(result.model_dump_json(indent=2))
    elif isinstance(result, OutcomesPlan):
        shown(beside_report(result, terminal_width()))
    elif isinstance(result, Comparison):
        shown(comparison_report(result, terminal_width(), whole=wide))
    elif len(failures) < len(scenarios):
        shown(scenarios_report(result, terminal_width()))
    for file, error in failures.items():
        say(f"Error: {file}: {error}")
    if failures:
        raise SystemExit(exit_code_of(next(iter(failures.values()))))


def _loaded(files: Sequence[Path]) -> list[Scenario]:
    """Return the scenarios of all files, or end with all that is wrong with any."""
    loaded, wrong = [], []
    for file in files:
        try:
            loaded.append(load_scenario(file))
        except ScenarioErrors as error:
            wrong.append(error)
    for each in wrong:
        say(f"Error: {each}")
    if wrong:
        raise SystemExit(ExitCode.KNOWN_ERROR)
    return loaded


def _names(files: Sequence[Path]) -> list[str]:
    """Return a short name for each file, no two alike."""
    for names in ([file.stem for file in files], [str(file) for file in files]):
        if len(set(names)) == len(names):
            return names
    return [f"{file} ({place})" for place, file in enumerate(files, start=1)]
