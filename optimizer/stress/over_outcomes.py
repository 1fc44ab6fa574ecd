"""A stress where the future parts: a plan over outcomes beside the plan for one path.

With `[uncertainty]` prices move around the file's one path, and who follows the plan
takes, at each step, the branch whose price is nearest to that of the day. With
`[[branches]]` an outcome is drawn for each path by its probability, and prices move
around that outcome's own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from isoplan.models.branching.outcomes import (
    branched,
    branches_of,
    is_uncertain,
    without_branches,
)
from isoplan.models.equity.tranches import rsu_vestings
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.outcomes.beside import BLINDLY, HABITS
from isoplan.optimizer.outcomes.blindly import blindly_on
from isoplan.optimizer.outcomes.habits import followed_on
from isoplan.optimizer.outcomes.recommend_outcomes import (
    PlannedOutcomes,
    plan_outcomes,
)
from isoplan.optimizer.pricing.common_schedules import RULES, CommonSchedule
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.recommend import PLAN_NAME
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.stress.following import days_of
from isoplan.optimizer.stress.outcomes import Outcomes, idle_on, outcomes_of
from isoplan.optimizer.stress.price_paths import PricePaths, Simulation, simulated
from isoplan.optimizer.stress.stress import (
    Asked,
    Start,
    Stressed,
    alike,
    joined,
    simulation_of,
    stress,
)
from isoplan.optimizer.stress.told import told_of
from isoplan.optimizer.trees.tree import Way
from isoplan.optimizer.trees.tree_columns import tranche_names

TINY = 1e-12
"""Dollars a share: what a price of nothing counts as where logarithms are compared."""
TREE_ANEW = "the plan's first steps, then anew each January"
ONE_PATH_ANEW = "one-path plan's first steps, then anew each January"


@dataclass(frozen=True, slots=True)
class Followed:
    """What is done in an outcome under one name.

    Attributes:
        situation: In whose numbers of tranches.
        holdings: The schedule.
    """

    situation: Situation
    holdings: Holdings


@dataclass(frozen=True, slots=True)
class InOutcomes:
    """Schedules of all outcomes, and which outcome each path is in.

    Attributes:
        own: The file's one path.
        ways: The outcomes.
        schedules: By name, one an outcome.
        nearest: Whether a path's outcome is the nearest one; else it is drawn.
    """

    own: Situation
    ways: Sequence[Way]
    schedules: Mapping[str, Sequence[Followed]]
    nearest: bool

    @property
    def days(self) -> set[date]:
        """Return the days whose prices matter."""
        days = {piece.begins for way in self.ways for piece in way.outcome.pieces}
        for followed in self.schedules.values():
            days |= set().union(*(days_of(e.situation, e.holdings) for e in followed))
        for way in self.ways:
            equity = way.situation.opening_position.equity
            for award in equity.restricted_units:
                days |= {day for day, _ in rsu_vestings(award, equity)}
        return days

    def parted(
        self, simulation: Simulation
    ) -> Iterator[tuple[int, np.ndarray, PricePaths]]:
        """Yield each outcome's number, its paths, and their prices."""
        days = self.days
        together = simulated(self.own, simulation, days) if self.nearest else None
        if together is not None:
            taken = nearest_outcomes(self.ways, together)
        else:
            taken = drawn_outcomes(self.ways, simulation)
        for number, way in enumerate(self.ways):
            places = np.flatnonzero(taken == number)
            if len(places):
                paths = together or simulated(way.situation, simulation, days)
                yield number, places, paths.at(places)


def stressed(
    scenario: Scenario,
    asked: Asked,
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> Stressed:
    """Return the stress of any scenario, whether its future parts or not.

    Arguments and errors are those of :func:`isoplan.optimizer.stress.stress.stress`.
    """
    of_kind = stress_over_outcomes if is_uncertain(scenario) else stress
    return of_kind(scenario, asked, limits, solver, progress)


def stress_over_outcomes(
    scenario: Scenario,
    asked: Asked,
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> Stressed:
    """Plan a scenario whose future parts, and follow the plan over simulated prices.

    Arguments and errors are those of :func:`isoplan.optimizer.stress.stress.stress`.
    """
    tell = progress or (lambda _: None)
    own = situation_of(without_branches(scenario).model_copy(update={"schedules": ()}))
    simulation = simulation_of(own, asked, scenario)
    solved = plan_outcomes(scenario, limits, solver, tell)
    futures = _in_outcomes(own, solved)
    tell(f"following {len(futures.schedules)} schedules over {asked.paths:,} paths ...")
    outcomes, prices, failed = followed_in(futures, simulation)
    schedules = [CommonSchedule(name, {}) for name in futures.schedules]
    return Stressed(
        told_of(
            own,
            simulation,
            solved.plan.verdict(),
            schedules,
            _at_own(futures, simulation),
            outcomes,
            (prices, failed),
            outcomes_of_file=len(futures.ways),
            nearest=futures.nearest,
        ),
        own,
        simulation,
        futures.schedules[PLAN_NAME][0].holdings,
        outcomes,
        dict.fromkeys(outcomes, range(asked.paths)),
        tuple(_starts(scenario, futures, simulation)),
    )


def followed_in(
    futures: InOutcomes, simulation: Simulation
) -> tuple[dict[str, Outcomes], dict[str | None, np.ndarray], dict[str | None, int]]:
    """Return what schedules come to on each path, and what became of each market.

    Returns:
        Outcomes by name; prices of the last day by market, length n paths; and on how
        many paths each company fails.
    """
    parts: dict[str, list[Outcomes]] = {name: [] for name in futures.schedules}
    order: list[np.ndarray] = []
    last: dict[str | None, list[np.ndarray]] = {n: [] for n in futures.own.markets}
    failed = dict.fromkeys(futures.own.markets, 0)
    horizon = futures.own.plan.horizon
    for number, places, paths in futures.parted(simulation):
        for name in last:
            last[name].append(paths.price(name, horizon))
            failed[name] += paths.failed(name)
        for some in alike(paths):
            here, order_here = paths.at(some), places[some]
            idle = idle_on(futures.ways[number].situation, here)
            order.append(order_here)
            for name, followed in futures.schedules.items():
                each = followed[number]
                found = outcomes_of(each.situation, each.holdings, here, idle)
                parts[name].append(found)
    places = np.argsort(np.concatenate(order), kind="stable")
    outcomes = {name: joined(found, places) for name, found in parts.items()}
    return outcomes, {n: np.concatenate(each) for n, each in last.items()}, failed


def nearest_outcomes(ways: Sequence[Way], paths: PricePaths) -> np.ndarray:
    """Return the number of the outcome that each path takes, branch by branch.

    At the first day of the branches that part from the piece it is in, a path goes into
    the one whose price is nearest to its own by the ratio: so nobody looks ahead.
    """
    found = np.zeros(len(paths), dtype=int)
    _part(ways, range(len(ways)), 1, np.arange(len(paths)), paths, found)
    return found


def _part(
    ways: Sequence[Way],
    among: Sequence[int],
    depth: int,
    places: np.ndarray,
    paths: PricePaths,
    found: np.ndarray,
) -> None:
    """Send paths that are in a piece of future into the branches that part from it."""
    branches: dict[int, list[int]] = {}
    for number in among:
        pieces = ways[number].outcome.pieces
        if depth < len(pieces):
            branches.setdefault(pieces[depth].number, []).append(number)
    if not branches or not len(places):
        found[places] = among[0]
        return
    apart = []
    for numbers in branches.values():
        way = ways[numbers[0]]
        begins = way.outcome.pieces[depth].begins
        price = np.maximum(paths.price(None, begins)[places], TINY)
        apart.append(np.abs(np.log(price / way.situation.market.price(begins))))
    taken = np.argmin(np.stack(apart), axis=0)
    for number, numbers in enumerate(branches.values()):
        _part(ways, numbers, depth + 1, places[taken == number], paths, found)


def drawn_outcomes(ways: Sequence[Way], simulation: Simulation) -> np.ndarray:
    """Return the number of the outcome that is drawn for each path.

    By its probability as nearly as so many paths can, in an order of chance that hangs
    on the seed; the first paths are the same whatever their number.
    """
    random = np.random.default_rng(
        np.random.SeedSequence([simulation.seed, len(ways)]).spawn(1)[0]
    )
    edges = np.cumsum([way.probability for way in ways])
    places = np.searchsorted(edges, random.random(simulation.paths))
    found: np.ndarray = np.minimum(places, len(ways) - 1)
    return found


def _in_outcomes(own: Situation, solved: PlannedOutcomes) -> InOutcomes:
    """Return the plan, the plan for one path and the habits of people, by outcome."""
    tree = solved.tree
    ways, nearest = tree.ways, tree.scenario.uncertainty is not None

    def of_ways(holdings: Sequence[Holdings]) -> list[Followed]:
        return [
            Followed(way.situation, each)
            for way, each in zip(ways, holdings, strict=True)
        ]

    schedules = {PLAN_NAME: of_ways([each.holdings for each in solved.evaluated])}
    blind = None
    if solved.one_path is not None:
        blind = blindly_on(tree, tranche_names(tree), solved.one_path)
    if blind is not None:
        schedules[BLINDLY] = of_ways(blind)
    for rule in (rule for name in HABITS for rule in RULES if rule.name == name):
        schedules[rule.name] = of_ways(followed_on(tree, rule))
    return InOutcomes(own, ways, schedules, nearest)


def _at_own(futures: InOutcomes, simulation: Simulation) -> dict[str, float]:
    """Return what schedules are worth without chance, on average ($)."""
    found = dict.fromkeys(futures.schedules, 0.0)
    quiet = Simulation({}, {}, simulation.seed, paths=1)
    for number, way in enumerate(futures.ways):
        paths = simulated(way.situation, quiet, futures.days)
        idle = idle_on(way.situation, paths)
        for name, followed in futures.schedules.items():
            each = followed[number]
            value = outcomes_of(each.situation, each.holdings, paths, idle).value[0]
            found[name] += way.probability * float(value)
    return found


def _starts(
    scenario: Scenario, futures: InOutcomes, simulation: Simulation
) -> Iterator[Start]:
    """Yield what is planned anew each January: the first steps of both plans."""
    parts = min(way.outcome.pieces[1].begins for way in futures.ways)
    begins_as = {TREE_ANEW: PLAN_NAME, ONE_PATH_ANEW: BLINDLY}
    for name, as_plan in begins_as.items():
        if as_plan not in futures.schedules:
            continue
        if futures.nearest:
            first = futures.schedules[as_plan][0]
            steps = first_steps(first.holdings, parts)
            everywhere = range(simulation.paths)
            yield Start(name, as_plan, futures.own.scenario, steps, (), everywhere)
            continue
        taken = drawn_outcomes(futures.ways, simulation)
        for number, way in enumerate(futures.ways):
            first = futures.schedules[as_plan][number]
            steps = first_steps(first.holdings, parts)
            paths = np.flatnonzero(taken == number).tolist()
            known = tuple(_known(scenario, futures.own.scenario, way))
            yield Start(name, as_plan, way.situation.scenario, steps, known, paths)


def first_steps(holdings: Holdings, parts: date) -> Holdings:
    """Return what a schedule does before the future parts; shares are held after it."""
    found: Holdings = {}
    for choice, shares in holdings.items():
        if choice.exercised_on >= parts:
            continue
        sold = choice.sold_on
        kept = sold if sold is not None and sold < parts else None
        made = Choice(choice.tranche, choice.exercised_on, kept, choice.way)
        found[made] = found.get(made, 0) + shares
    return found


def _known(
    scenario: Scenario, one_path: Scenario, way: Way
) -> Iterator[tuple[date, Scenario]]:
    """Yield from which day which one path is believed, on an outcome's way."""
    of_name = {branch.name: branch for branch in branches_of(scenario)}
    seen = one_path
    yield one_path.plan.start, seen
    for piece in way.outcome.pieces[1:]:
        seen = branched(seen, of_name[piece.name])
        yield piece.begins, seen
