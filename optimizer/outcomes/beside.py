"""What the plan is put beside: first steps of one path, and what people do."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from isoplan.models.base.errors import AuditFailure
from isoplan.models.outcomes.outcomes_plan import Beside
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.outcomes.audited_outcomes import acting_ahead
from isoplan.optimizer.outcomes.blindly import blindly_on
from isoplan.optimizer.outcomes.habits import followed_on
from isoplan.optimizer.outcomes.results import amt_on_vanished_gains
from isoplan.optimizer.outcomes.worth import Solved
from isoplan.optimizer.pricing.common_schedules import RULES
from isoplan.optimizer.pricing.evaluated_schedule import evaluate_schedule
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares
from isoplan.optimizer.trees.traced_tree import TracedTree
from isoplan.optimizer.trees.tree_columns import tranche_names

if TYPE_CHECKING:
    from isoplan.models.results.plan import Action

FIRST_STEPS = "one-path plan's first steps"
BLINDLY = "one-path plan, followed blindly"
HABITS = (
    "same-day sale at the first chance",
    "a fifth a year, hold",
    "each year up to the AMT line, hold",
    "do nothing",
)
"""Rules of the comparison that are shown beside the plan."""


def beside_plan(
    tree: TracedTree,
    first_steps: Solved | None,
    one_path: Mapping[Choice, int] | None,
) -> tuple[Beside, ...]:
    """Return other ways of deciding, outcome by outcome.

    Args:
        tree: As it was solved.
        first_steps: The plan with the first steps of one path, if there is one.
        one_path: The plan for one path, with the tree's numbers of tranches, if there
            is one.
    """
    found = [] if first_steps is None else [_of_first_steps(tree, first_steps)]
    if one_path is not None:
        blind = blindly_on(tree.tree, tranche_names(tree.tree), one_path)
        if blind is not None:
            found.append(_of_holdings(tree, BLINDLY, blind))
    rules = (rule for name in HABITS for rule in RULES if rule.name == name)
    habits = ((rule.name, followed_on(tree.tree, rule)) for rule in rules)
    return (*found, *(_of_holdings(tree, name, done) for name, done in habits))


def _of_first_steps(tree: TracedTree, solved: Solved) -> Beside:
    """Return the one-path plan's first steps, planned anew when the future parts."""
    values, vanished = [], []
    atoms = tree.traced.graph.values(solved.shares, solved.on)
    itemizes = tree.traced.elections.itemizes(solved.on)
    for number, way in enumerate(tree.tree.ways):
        columns = tree.columns.ways[number].columns
        shares = tree.columns.of_way(number, solved.shares)
        tax = float(tree.ways[number].tax.value(atoms))
        values.append(float(columns.present_value @ shares) - tax)
        own = [itemizes[node] for node in way.nodes]
        years = evaluate_years(way.situation, columns, shares, own)
        vanished.append(amt_on_vanished_gains(way.situation, columns, shares, years))
    return _row(tree, FIRST_STEPS, values, vanished)


def _row(
    tree: TracedTree, name: str, values: Sequence[float], vanished: Sequence[float]
) -> Beside:
    ways = tree.tree.ways
    mean = sum(w.probability * v for w, v in zip(ways, values, strict=True))
    return Beside(
        name=name,
        expected=round(mean, 2),
        worst=round(min(values), 2),
        values=tuple(round(value, 2) for value in values),
        amt_on_vanished_gains=round(max(vanished), 2),
    )


def _of_holdings(tree: TracedTree, name: str, followed: Sequence[Holdings]) -> Beside:
    """Return what comes of that which is done in each outcome.

    Raises:
        AuditFailure: If it is not the same before the future parts.
    """
    values, vanished = [], []
    actions: dict[str, Sequence[Action]] = {}
    for way, baseline, holdings in zip(
        tree.tree.ways, tree.baselines, followed, strict=True
    ):
        situation = way.situation
        columns, shares = columns_and_shares(situation, holdings)
        done = evaluate_schedule(situation, name, columns, shares, baseline)
        values.append(done.after_tax_value)
        years = done.evaluated_years
        vanished.append(amt_on_vanished_gains(situation, columns, shares, years))
        actions[way.outcome.name] = done.actions
    for found in acting_ahead(tree.tree.scenario, actions):
        raise AuditFailure(f"{name}: {found}. This is a defect of isoplan")
    return _row(tree, name, values, vanished)
