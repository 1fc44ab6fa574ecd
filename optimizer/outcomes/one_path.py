"""The plan for one path beside a tree, and the tree in which its steps are possible."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime
from isoplan.models.branching.outcomes import without_branches
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.trees.traced_tree import TracedTree, traced_tree
from isoplan.optimizer.trees.tree import OutcomeTree
from isoplan.optimizer.trees.tree_columns import tranche_names, tree_columns

FOR_ONE_PATH = 0.2
"""Part of the time that the plan for one path may take."""


@dataclass(frozen=True, slots=True)
class OnePath:
    """The plan for the one path of the file without branches.

    Attributes:
        holdings: What it does, with the numbers of the tree's tranches.
        why_not: Why there is none; empty if there is one.
    """

    holdings: dict[Choice, int]
    why_not: str = ""


def part_of(limits: Limits, part: float) -> Limits:
    """Return limits that end after a part of the time that is left."""
    seconds = part * limits.left_s
    return replace(limits, time_limit_s=seconds, ends_at=None).started()


def one_path_plan(tree: OutcomeTree, limits: Limits, solver: SolverName) -> OnePath:
    """Return what the plan for the one path does."""
    situation = situation_of(without_branches(tree.scenario))
    number = {name: n for n, name in enumerate(tranche_names(tree))}
    try:
        _, evaluated = solve_plan(situation, limits, solver)
    except (InfeasiblePlan, NoPlanInTime) as error:
        return OnePath({}, f"There is no plan for the one path: {error}.")
    holdings: dict[Choice, int] = {}
    for choice, count in evaluated.holdings.items():
        name = situation.tranches[choice.tranche].name
        if name in number:
            holdings[replace(choice, tranche=number[name])] = count
    return OnePath(holdings)


def traced_outcomes(
    tree: OutcomeTree, one_path: OnePath, tell: Callable[[str], None]
) -> TracedTree:
    """Return the tree traced, in which the first steps of one path are possible."""
    parts = tree.all_pieces[1].begins
    decided = [
        choice
        for choice in one_path.holdings
        if choice.sold_on is not None and choice.sold_on < parts
    ]
    columns = tree_columns(tree, decided)
    tell(f"{len(columns):,} ways to exercise and sell; reading the law ...")
    baselines = tuple(baseline_years(way.situation) for way in tree.ways)
    return traced_tree(columns, baselines)
