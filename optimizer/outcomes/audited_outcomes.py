"""The audit of a plan over outcomes: each by itself, then what they must share.

Every outcome's schedule is walked again from that outcome's own scenario by the checks
of every plan. That outcomes do the same before they part is seen from the file's
branches and the actions alone, and that floors are kept from the outcomes' values.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from isoplan.models.base.errors import AuditFailure
from isoplan.models.branching.outcomes import branches_of
from isoplan.models.inputs.branches import Branch
from isoplan.models.results.plan import Action
from isoplan.models.scenario import Scenario
from isoplan.optimizer.checking.audit import audit
from isoplan.optimizer.checking.program_checks import TOLERANCE_DOLLARS
from isoplan.optimizer.preferences.registry import floors_of
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    evaluate_schedule,
    objective_value,
)
from isoplan.optimizer.recount.acts import acts_of_plan
from isoplan.optimizer.recount.evidence import Evidence, ProgramSays, Shown
from isoplan.optimizer.trees.traced_tree import TracedTree


def evaluated_outcomes(
    tree: TracedTree, shares: np.ndarray, on: Sequence[bool]
) -> list[EvaluatedSchedule]:
    """Return the schedule of each outcome, worked with floats.

    Args:
        tree: As it was solved.
        shares: Whole shares of each column of the tree.
        on: Whether each toggle of its graph is on.
    """
    itemizes = tree.traced.elections.itemizes(on)
    return [
        evaluate_schedule(
            way.situation,
            way.outcome.name,
            tree.columns.ways[number].columns,
            tree.columns.of_way(number, shares),
            tree.baselines[number],
            itemizes=[itemizes[node] for node in way.nodes],
            show_savings=True,
        )
        for number, way in enumerate(tree.tree.ways)
    ]


def audit_outcomes(
    tree: TracedTree,
    shares: np.ndarray,
    on: Sequence[bool],
    evaluated: Sequence[EvaluatedSchedule],
) -> float:
    """Check a plan in all its outcomes; return how far forms and program are apart ($).

    Raises:
        AuditFailure: If a check fails.
    """
    values = tree.traced.graph.values(shares, on)
    expected, most, by_outcome = 0.0, 0.0, list[float]()
    for number, (way, schedule) in enumerate(
        zip(tree.tree.ways, evaluated, strict=True)
    ):
        traced = tree.ways[number]
        columns = tree.columns.ways[number].columns
        mine = tree.columns.of_way(number, shares)
        cost = float(traced.tax.value(values) - columns.present_value @ mine)
        cash = tuple(
            (day, float(tree.traced.graph.as_expression(amount).value(values)))
            for day, amount in traced.cash_limits
        )
        evidence = Evidence(
            situation=way.situation,
            acts=acts_of_plan(schedule.actions),
            days=[each.day for each in schedule.cash],
            shown=Shown(
                schedule.years,
                schedule.totals,
                objective_value(way.situation, schedule),
            ),
            keeps_limits=True,
            itemizes=[year.deduction_taken == "itemized" for year in schedule.years],
            program=ProgramSays(cost, cost, cash),
        )
        audit(evidence)
        most = max(most, abs(evidence.cost - cost))
        expected += way.probability * evidence.cost
        by_outcome.append(-evidence.cost)
    asked = dict.fromkeys((*floors_of(tree.tree.scenario.preferences), *tree.floors))
    found = [
        *_apart(tree, expected, shares, on),
        *_not_the_same(tree, evaluated),
        *(
            words
            for floor in asked
            for words in floor.broken_by(by_outcome, tree.probabilities)
        ),
    ]
    if found:
        raise AuditFailure(
            f"the audit refuses a plan over outcomes: {'; '.join(found)}. This is a "
            "defect of isoplan; please report the scenario"
        )
    return most


def _apart(
    tree: TracedTree, expected: float, shares: np.ndarray, on: Sequence[bool]
) -> Iterator[str]:
    """Yield that the mean of the outcomes is not what the program says."""
    cost = tree.traced.cost_of(shares, on)
    if not abs(cost - expected) <= TOLERANCE_DOLLARS:
        yield (
            f"the outcomes' forms give {expected:,.2f} on average, the program "
            f"{cost:,.2f}"
        )


def _not_the_same(
    tree: TracedTree, evaluated: Sequence[EvaluatedSchedule]
) -> Iterator[str]:
    actions = {each.name: each.actions for each in evaluated}
    yield from acting_ahead(tree.tree.scenario, actions)


def acting_ahead(
    scenario: Scenario, actions: Mapping[str, Sequence[Action]]
) -> Iterator[str]:
    """Yield where two outcomes do not do the same before they part.

    Args:
        scenario: The file.
        actions: By the name of the last branch of each outcome.
    """
    known = {branch.name: branch for branch in branches_of(scenario)}
    ways = {name: _way_to(known, name) for name in actions}
    names = list(actions)
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            parting = _parting(ways[one], ways[other])
            mine, theirs = (_before(actions[name], parting) for name in (one, other))
            if mine != theirs:
                what = next(iter((mine - theirs) or (theirs - mine)))
                yield (
                    f"{one!r} and {other!r} part on {parting}, and only one of them "
                    f"has {what[1]} of {what[5]} shares on {what[0]}"
                )


def _way_to(known: Mapping[str, Branch], name: str) -> list[Branch]:
    """Return the branches up to one, the first one first."""
    found: list[Branch] = []
    at: str | None = name
    while at is not None:
        found.append(known[at])
        at = known[at].after
    return found[::-1]


def _parting(one: Sequence[Branch], other: Sequence[Branch]) -> date:
    for mine, theirs in zip(one, other, strict=False):
        if mine.name != theirs.name:
            return mine.begins
    return date.max


def _before(actions: Sequence[Action], parting: date) -> Counter[tuple[object, ...]]:
    """Return what is done before a day, each act with how often."""
    return Counter(
        (
            each.date,
            each.kind,
            each.grant,
            each.options,
            each.lot,
            each.shares,
            each.election_83b,
        )
        for each in actions
        if each.date < parting
    )
