"""The public functions: from a path, a dict or a scenario to a result.

They take what the command line takes, and raise what it prints. Nothing is decided
here.
"""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import get_args

from isoplan._sources import (
    DEFAULTS,
    FilePath,
    HouseholdSource,
    Progress,
    ScenarioSource,
    households_of,
    limits_of,
    load_scenario,
)
from isoplan.cli.render.households import case_entries, chain_entries
from isoplan.models.base.errors import FutureParts
from isoplan.models.base.problems import listed
from isoplan.models.branching.outcomes import (
    outcome_named,
    outcomes_of,
    without_branches,
)
from isoplan.models.filing.filed_forms import FiledForms
from isoplan.models.outcomes.frontier import Frontier
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.outcomes.stress import Stress
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.plan import Plan
from isoplan.models.results.room import Room
from isoplan.models.returns.chains import case_outputs, chain_outputs
from isoplan.models.returns.tax_returns import TaxReturns
from isoplan.models.situation import situation_of
from isoplan.models.tax.forms.form_8949 import BrokerReports
from isoplan.optimizer.compare import compare as compared
from isoplan.optimizer.explaining.room import room_in_full, situation_in
from isoplan.optimizer.filing.filed_schedules import (
    forms_of_events,
    forms_of_plan,
    forms_of_schedule,
)
from isoplan.optimizer.firmness.branch_firmness import outcomes_with_firmness
from isoplan.optimizer.firmness.firmness import Asked as AskedFirmness
from isoplan.optimizer.firmness.firmness import planned_with_firmness
from isoplan.optimizer.frontier.frontier import MOST_POINTS, POINTS, TAIL
from isoplan.optimizer.frontier.frontier import frontier as weighed
from isoplan.optimizer.outcomes.recommend_any import recommend_any
from isoplan.optimizer.outcomes.recommend_outcomes import plan_outcomes
from isoplan.optimizer.recommend import solve_and_price
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.stress.over_outcomes import stressed
from isoplan.optimizer.stress.replanned import LIVED_PATHS, Where, replanned
from isoplan.optimizer.stress.stress import (
    MOST_CHANCE,
    MOST_PATHS,
    MOST_VOLATILITY,
    Asked,
)

STRESS = Asked()


def plan(
    source: ScenarioSource,
    *,
    time_limit: float = DEFAULTS.time_limit_s,
    gap: float = DEFAULTS.gap_dollars,
    solver: SolverName = "auto",
    progress: Progress | None = None,
    firm: bool = False,
) -> Plan | OutcomesPlan:
    """Return the best schedule of a scenario, audited, with what was proven.

    Of a scenario whose future parts it is the plan over its outcomes.

    Args:
        source: Path, dict or scenario; see :func:`load_scenario`.
        time_limit: Seconds, after which the best plan found so far is returned.
        gap: Distance from the best possible that counts as proven, dollars.
        solver: ``cbc``, ``highs`` or ``priced``: which one is asked first; ``auto``
            chooses by the size of the program.
        progress: Called with a few words on what is going on, such as ``print``.
        firm: Whether to work out what the first step hangs on, as ``--firm`` does: the
            plan's ``firmness``. It solves some forty plans, in processes of its own;
            without it no other plan is solved.

    Raises:
        ScenarioErrors: With everything that is wrong with the source.
        InfeasiblePlan: If no schedule keeps all limits.
        NoPlanInTime: If time ran out before any plan was found.
        IsoPlanError: All of the above, and what else the command line would print.
    """
    limits = limits_of(time_limit, gap, solver)
    scenario = load_scenario(source)
    if not firm:
        return recommend_any(scenario, limits, solver, progress)
    asked = AskedFirmness("all", limits, solver)
    if len(outcomes_of(scenario)) > 1:
        return outcomes_with_firmness(scenario, asked, progress).plan
    scenario = outcomes_of(scenario)[0].scenario
    return planned_with_firmness(situation_of(scenario), asked, progress)[0]


def compare(
    source: ScenarioSource,
    *,
    time_limit: float = DEFAULTS.time_limit_s,
    gap: float = DEFAULTS.gap_dollars,
    solver: SolverName = "auto",
    progress: Progress | None = None,
) -> Comparison:
    """Return the plan beside the schedules people follow, and the scenario's own.

    Arguments and errors are those of :func:`plan`.

    Raises:
        FutureParts: If the scenario's future parts: its plan holds what is beside it.
    """
    limits = limits_of(time_limit, gap, solver)
    scenario = load_scenario(source)
    first, *others = outcomes_of(scenario)
    if others:
        raise FutureParts("compare", "the plan's beside holds the habits by outcome")
    return compared(first.scenario, limits, solver, progress)


def forms(
    source: ScenarioSource,
    *,
    year: int | None = None,
    schedule: str | None = None,
    done: bool = False,
    outcome: str | None = None,
    broker_reports: BrokerReports = "basis",
    time_limit: float = DEFAULTS.time_limit_s,
    gap: float = DEFAULTS.gap_dollars,
    solver: SolverName = "auto",
    progress: Progress | None = None,
) -> FiledForms:
    """Return every year's tax forms as filed, with the exercises and sales behind them.

    Args:
        source: Path, dict or scenario; see :func:`load_scenario`.
        year: The one year that is wanted; all that matter if None.
        schedule: Name of a schedule that :func:`compare` shows; the plan if None.
        done: Whether those of what was done, the events of the scenario, are wanted.
        outcome: Of a scenario whose future parts: the name of one of its outcomes.
        broker_reports: What the Form 1099-B tells the IRS of each sale: the ``basis``,
            the ``proceeds`` alone, or ``nothing``.
        time_limit: As for :func:`plan`; a schedule, and what was done, ask no solver.
        gap: As for :func:`plan`.
        solver: As for :func:`plan`.
        progress: As for :func:`plan`.

    Raises:
        ValueError: If there are no forms of the year, if a schedule and what was done
            are asked for at once, or if an argument is none of those known.
        FutureParts: If the scenario's future parts and no outcome of it is named.
        IsoPlanError: As for :func:`plan`; for an unknown schedule as well.
    """
    limits = limits_of(time_limit, gap, solver)
    if broker_reports not in get_args(BrokerReports):
        raise ValueError(
            f"broker_reports is {broker_reports!r}; known words: "
            f"{listed(get_args(BrokerReports))}"
        )
    if done and schedule is not None:
        raise ValueError("schedule and done ask for different forms; give one of them")
    scenario = load_scenario(source)
    first, *others = outcomes_of(scenario)
    if others and not done:
        if schedule is not None:
            raise FutureParts("a schedule", "name an outcome of the plan")
        name = outcome_named(scenario, outcome)
        found = plan_outcomes(scenario, limits, solver, progress)
        one, best, evaluated = found.of(name)
        return forms_of_plan(one, best, evaluated, broker_reports, year)
    if outcome is not None:
        raise ValueError("outcome is given, and the future of the scenario is one path")
    situation = situation_of(without_branches(scenario) if others else first.scenario)
    if done:
        return forms_of_events(situation, broker_reports, year)
    if schedule is not None:
        return forms_of_schedule(situation, schedule, broker_reports, year)
    best, evaluated = solve_and_price(situation, limits, solver, progress)
    return forms_of_plan(situation, best, evaluated, broker_reports, year)


def room(source: ScenarioSource, year: int | None = None) -> Room:
    """Return how many options a year has room for without AMT, and what more cost.

    Args:
        source: Path, dict or scenario; see :func:`load_scenario`.
        year: A year of the plan; its first one if left out.

    Raises:
        ScenarioErrors: With everything that is wrong with the source.
        FutureParts: If the scenario's future parts in the year or before it.
        ValueError: If the plan does not cover the year.
    """
    return room_in_full(situation_in(load_scenario(source), year), year)


def tax(source: HouseholdSource) -> TaxReturns:
    """Return the tax of one household's year, or of many, federal and state.

    Args:
        source: Path of a TOML or JSON file, or what it holds: the inputs of one year, a
            list of them, ``{"cases": [...]}`` or ``{"chains": [...]}``.

    Raises:
        ScenarioErrors: With everything that is wrong, as ``isoplan tax`` says it.
        TypeError: If the source is none of these.
    """
    households = households_of(source)
    cases, chains = households.cases, households.chains
    years = (*cases, *(year for chain in chains for year in chain.years))
    entries = [
        *case_entries(cases, case_outputs(cases)),
        *chain_entries(chains, chain_outputs(chains)),
    ]
    return TaxReturns.of(entries, [year.household for year in years])


def stress(
    source: ScenarioSource,
    *,
    paths: int | None = None,
    seed: int = STRESS.seed,
    volatility: float | Mapping[str | None, float] | None = None,
    jump: float | Mapping[str | None, float] | None = None,
    replan: bool = False,
    keep: FilePath | None = None,
    scheduler: str | None = None,
    time_limit: float = DEFAULTS.time_limit_s,
    gap: float = DEFAULTS.gap_dollars,
    solver: SolverName = "auto",
    progress: Progress | None = None,
) -> Stress:
    """Return what the plan and the habits come to over simulated prices.

    Args:
        source: Path, dict or scenario; see :func:`load_scenario`. Its future may part.
        paths: How many; 10,000 if left out, 200 with ``replan``.
        seed: Of the random numbers: the same gives the same paths.
        volatility: A year, such as 0.6, of the main market; or a dict by the name of a
            market, None for the main one. The file's if left out.
        jump: Chance a year that the company fails, in the same two forms.
        replan: Whether each path is planned anew every January too.
        keep: Folder that finished paths of ``replan`` are kept in.
        scheduler: Address of a Dask scheduler that plans them.
        time_limit: As for :func:`plan`; with ``replan`` that of each plan.
        gap: As for :func:`plan`.
        solver: As for :func:`plan`.
        progress: As for :func:`plan`.

    Raises:
        ValueError: If an argument is out of its range, or goes with ``replan`` alone.
        IsoPlanError: As for :func:`plan`; where a market's volatility is not known, and
            where no paths can be kept or no cluster be used, as well.
    """
    limits = limits_of(time_limit, gap, solver)
    if not replan and (keep is not None or scheduler is not None):
        raise ValueError("keep and scheduler go with replan=True")
    count = paths
    if count is None:
        count = LIVED_PATHS if replan else STRESS.paths
    if not 1 <= count <= MOST_PATHS:
        raise ValueError(f"paths is {paths!r}; give a number from 1 to {MOST_PATHS:,}")
    asked = Asked(
        count,
        seed,
        _by_market("volatility", volatility, MOST_VOLATILITY),
        _by_market("jump", jump, MOST_CHANCE),
    )
    found = stressed(load_scenario(source), asked, limits, solver, progress)
    if replan:
        folder = None if keep is None else Path(keep)
        where = Where(scheduler, folder=folder, version=version("isoplan"))
        each = Limits(time_limit, gap)
        found = replanned(found, where, each, solver, progress)
    return found.stress


def frontier(
    source: ScenarioSource,
    *,
    part: float = TAIL,
    points: int = POINTS,
    time_limit: float = DEFAULTS.time_limit_s,
    gap: float = DEFAULTS.gap_dollars,
    solver: SolverName = "auto",
    progress: Progress | None = None,
) -> Frontier:
    """Return plans from the best mean of the outcomes to the best tail, each proven.

    Args:
        source: Path, dict or scenario whose future parts; see :func:`load_scenario`.
        part: Of the outcomes, by probability, that is the tail: between 0 and 1.
        points: Plans at most, both ends included; 2 to 50.
        time_limit: As for :func:`plan`; of all plans together.
        gap: As for :func:`plan`.
        solver: As for :func:`plan`.
        progress: As for :func:`plan`.

    Raises:
        ValueError: If an argument is out of its range.
        IsoPlanError: As for :func:`plan`; if the future does not part as well.
    """
    limits = limits_of(time_limit, gap, solver)
    if not 0.0 < part < 1.0:
        raise ValueError(f"part is {part!r}; give a number between 0 and 1")
    if not 2 <= points <= MOST_POINTS:
        raise ValueError(f"points is {points!r}; give a number from 2 to {MOST_POINTS}")
    return weighed(load_scenario(source), part, points, limits, solver, progress)


def _by_market(
    name: str, given: float | Mapping[str | None, float] | None, most: float
) -> dict[str | None, float]:
    """Return numbers by market.

    Raises:
        ValueError: If one is out of its range.
    """
    if given is None:
        return {}
    found: dict[str | None, float] = {}
    found |= given if isinstance(given, Mapping) else {None: given}
    for market, number in found.items():
        if not 0.0 <= number <= most:
            of = name if market is None else f"{name}[{market!r}]"
            raise ValueError(f"{of} is {number!r}; give a number from 0 to {most:g}")
    return found
