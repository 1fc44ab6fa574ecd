"""The public functions: from a path, a dict or a scenario to a result.

They take what the command line takes, and raise what it prints. Nothing is decided
here.
"""

import math
import os
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias, get_args

from isoplan.cli.render.households import case_entries, chain_entries
from isoplan.models.base.errors import FutureParts
from isoplan.models.base.problems import listed, shown
from isoplan.models.branching.outcomes import (
    outcome_named,
    outcomes_of,
    without_branches,
)
from isoplan.models.filing.filed_forms import FiledForms
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.outcomes.stress import Stress
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.plan import Plan
from isoplan.models.results.room import Room
from isoplan.models.returns.chains import case_outputs, chain_outputs
from isoplan.models.returns.file import (
    HouseholdFile,
    checked_households,
    load_households,
)
from isoplan.models.returns.tax_returns import TaxReturns
from isoplan.models.scenario import THE_SCENARIO, Scenario, checked_scenario
from isoplan.models.scenario import load_scenario as scenario_in
from isoplan.models.situation import situation_of
from isoplan.models.tax.forms.form_8949 import BrokerReports
from isoplan.models.validation.reading import as_if_read
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

FilePath: TypeAlias = str | os.PathLike[str]

ScenarioSource: TypeAlias = FilePath | Mapping[str, Any] | Scenario
"""A file's path, the fields of a scenario, or a scenario."""

HouseholdSource: TypeAlias = FilePath | Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""A file's path, or what such a file holds."""

Progress: TypeAlias = Callable[[str], None]
"""Told in a few words what is going on."""

DEFAULTS = Limits()
STRESS = Asked()

THE_HOUSEHOLD = "the household"
"""Named in messages where a file would be."""


def load_scenario(source: ScenarioSource) -> Scenario:
    """Return the scenario of a file or of plain fields, checked.

    Args:
        source: Path of a TOML or JSON file; or the fields that such a file holds, as a
            dict; or a scenario, which is checked again: a copy may have been changed.

    Raises:
        ScenarioErrors: With everything that is wrong, as ``isoplan check`` says it.
        TypeError: If the source is none of these.
    """
    if isinstance(source, Scenario):
        return checked_scenario(source.to_dict())
    if isinstance(source, Mapping):
        return checked_scenario(as_if_read(source, THE_SCENARIO))
    if isinstance(source, str | os.PathLike):
        return scenario_in(Path(source))
    raise TypeError(
        f"a scenario cannot be read from {_kind(source)}; "
        "give the path of a file, a dict of its fields, or a Scenario"
    )


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
    limits = _limits(time_limit, gap, solver)
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
    limits = _limits(time_limit, gap, solver)
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
    limits = _limits(time_limit, gap, solver)
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
        one, best, evaluated = plan_outcomes(scenario, limits, solver, progress).of(
            name
        )
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
    households = _households(source)
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
    limits = _limits(time_limit, gap, solver)
    if not replan and (keep is not None or scheduler is not None):
        raise ValueError("keep and scheduler go with replan=True")
    count = paths or (LIVED_PATHS if replan else STRESS.paths)
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


def _households(source: object) -> HouseholdFile:
    """Return the household-years of a path, a dict or a list."""
    if isinstance(source, str | os.PathLike):
        return load_households(Path(source))
    if isinstance(source, Mapping | list | tuple):
        return checked_households(as_if_read(source, THE_HOUSEHOLD), THE_HOUSEHOLD)
    raise TypeError(
        f"a household cannot be read from {_kind(source)}; "
        "give the path of a file, a dict of its inputs, or a list of such dicts"
    )


def _limits(time_limit: float, gap: float, solver: str) -> Limits:
    """Return when to stop.

    Raises:
        ValueError: If a limit is out of its range, or the solver is not known.
    """
    if not (math.isfinite(time_limit) and time_limit > 0):
        raise ValueError(f"time_limit is {time_limit!r}; give seconds above 0")
    if not (math.isfinite(gap) and gap >= 0):
        raise ValueError(f"gap is {gap!r}; give dollars, 0 or more")
    if solver not in get_args(SolverName):
        raise ValueError(
            f"solver is {solver!r}; known solvers: {listed(get_args(SolverName))}"
        )
    return Limits(time_limit, gap)


def _kind(source: object) -> str:
    """Return what was given in place of a source, in words."""
    if source is None:
        return "None"
    return f"{shown(source)}, of type {type(source).__name__}"
