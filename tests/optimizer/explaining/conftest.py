"""What tests of explanations share: a year of exercises worked out with floats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from isoplan.models.amounts.amounts import Election
from isoplan.models.results.plan import Action, Plan
from isoplan.models.results.room import RoomSummary
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.models.tax.chain import credited_states, federal_credits
from isoplan.models.tax.forms.minimum_tax_credit import by_year
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer import recommend
from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.columns.year_nodes import YearNode, year_tree
from isoplan.optimizer.explaining.moves import PlanAsShares
from isoplan.optimizer.explaining.why import explained
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    baseline_years,
)
from isoplan.optimizer.pricing.state_returns import credits_brought
from isoplan.optimizer.pricing.year_returns import (
    Elections,
    YearReturns,
    as_decided,
    elections_in_reach,
    year_returns,
)


@dataclass(frozen=True)
class YearInFloats:
    """A year of a household that exercises so many options; dollars."""

    tax: float
    amt: float
    state_amt: dict[str, float]
    credit_used: float

    @property
    def all_amt(self) -> float:
        """Federal and state."""
        return self.amt + sum(self.state_amt.values())


ByOptions = Callable[[RoomSummary, int], YearInFloats]
InFloats = Callable[[Situation], ByOptions]


@pytest.fixture(scope="session")
def in_floats() -> InFloats:
    """Return what works out a year with the first n options of a room's batches.

    By the float law alone: nothing of it is traced. The year's deduction is the one
    with the least tax after credits, of equal ones that with the least before them.
    """

    def of(situation: Situation) -> ByOptions:
        idle = as_decided(baseline_years(situation).itemizes)
        return lambda room, options: _year(situation, room, options, idle)

    return of


def _year(
    situation: Situation, room: RoomSummary, options: int, idle: Elections
) -> YearInFloats:
    numbers = {each.name: n for n, each in enumerate(situation.tranches)}
    choices, shares, left = [], [], options
    for batch in room.batches:
        taken = min(left, batch.exercisable)
        left -= taken
        way = ChoiceFlag.ELECTED_83B if batch.election_83b else ChoiceFlag(0)
        choices.append(Choice(numbers[batch.options], batch.on, None, way))
        shares.append(float(taken))
    assert left == 0
    for number, tranche in enumerate(situation.tranches):
        if tranche.acquired_on is not None:
            choices.append(Choice(number, tranche.acquired_on, None))
            shares.append(float(tranche.shares))
    columns, amounts = columns_of(situation, choices), np.array(shares)
    nodes = [node for node in year_tree(situation) if node.year <= room.year]
    last = len(nodes) - 1

    def totals(node: YearNode, line: str, within: Claim | None = None) -> float:
        return float(columns.per_share(line, node.year, within) @ amounts)

    def under(itemizes: bool) -> tuple[float, float, YearInFloats]:
        def elections(
            node: YearNode, work: Callable[[Election], YearReturns]
        ) -> YearReturns:
            return idle(node, work) if node.index < last else work(itemizes)

        years = year_returns(situation, nodes, totals, elections)
        found = _after_credits(situation, nodes, years)
        return round(found.tax, 2), float(years[-1].total), found

    either = map(under, elections_in_reach(situation, room.year))
    return min(either, key=lambda each: each[:2])[2]


def _after_credits(
    situation: Situation, nodes: Sequence[YearNode], years: Sequence[YearReturns]
) -> YearInFloats:
    """Return the last of some years, with the credits of all."""
    federal = federal_credits(
        nodes, [year.tax for year in years], situation.credit_brought, by_year
    )
    carried = credits_brought(situation, lambda given: given)
    for year, credit in zip(years, federal, strict=True):
        states = credited_states(year.states, credit, carried, by_year)
        carried = states.carried
    last, credit = years[-1], federal[-1]
    paid = float(credit.tax) + float(last.tax.payroll_tax.total)
    return YearInFloats(
        tax=paid + sum(float(state.tax) for state in states.states),
        amt=float(last.tax.form_6251.line_11),
        state_amt={
            state.law.state: float(state.tax.amt)
            for state in last.states
            if state.law.amt is not None
        },
        credit_used=float(credit.used),
    )


@dataclass(frozen=True)
class Explained:
    """A plan with its reasons, as shares of columns and as a schedule."""

    plan: Plan
    as_shares: PlanAsShares
    evaluated: EvaluatedSchedule


Explain = Callable[[Scenario], Explained]


@pytest.fixture(scope="session")
def explain() -> Explain:
    """Return what plans a scenario and keeps what its reasons were read from."""

    def run(scenario: Scenario) -> Explained:
        seen: list[PlanAsShares] = []

        def spied(actions: Sequence[Action], plan: PlanAsShares) -> tuple[Action, ...]:
            seen.append(plan)
            return explained(actions, plan)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(recommend, "explained", spied)
            plan, evaluated = recommend.solve_and_price(situation_of(scenario))
        return Explained(plan, seen[0], evaluated)

    return run
