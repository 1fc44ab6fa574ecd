"""Action slots: what an action is, the rows of preferences, and no other change."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice, Losses
from isoplan.optimizer.columns.columns import columns_of, possible_columns
from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.preferences.registry import permitted
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.action_slots import ActionSlots, action_slots
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.whole_shares.candidate_pricing import CandidatePricer
from isoplan.optimizer.whole_shares.rounding import whole_shares

Changed = Callable[..., Scenario]
EACH_PREFERENCE = [
    {"actions_per_year": 2},
    {"smallest_trade": 400},
    {"whole_lots": True},
    {"most_in_stock": {"share": 0.5, "other_wealth": 200_000.0}},
    {"no_amt": True},
    {"most_amt": {"federal": 2_500}},
    {"no_disqualifying_sales": True},
    {"actions_per_year": 3, "smallest_trade": 300, "whole_lots": True},
]


def preferring(scenario: Scenario, **preferences: object) -> Scenario:
    """Return a scenario with preferences."""
    update = {"preferences": Preferences.model_validate(preferences)}
    return scenario.model_copy(update=update)


def tiny(**preferences: object) -> Scenario:
    """One grant of 1,000 options and a lot of 300 shares, 2026 and 2027."""
    return Scenario.model_validate(
        {
            "name": "tiny",
            "plan": {"start": date(2026, 1, 2), "last_year": 2027, "inflation": 0.02},
            "household": {"filing_status": "single", "wages": 150_000},
            "grants": [
                {
                    "name": "G",
                    "granted_on": date(2022, 1, 3),
                    "expires_on": date(2032, 1, 2),
                    "shares": 1_300,
                    "strike": 5.0,
                    "vesting": {"months": 0, "cliff_months": 0},
                }
            ],
            "lots": [
                {
                    "name": "L",
                    "grant": "G",
                    "exercised_on": date(2025, 3, 1),
                    "shares": 300,
                    "value_at_exercise": 20.0,
                }
            ],
            "market": {"prices": {date(2026, 1, 1): 30.0}},
            "preferences": preferences,
        }
    )


FIRST, LATER, LAST = date(2026, 1, 2), date(2027, 1, 4), date(2027, 6, 1)
CHOICES = [
    Choice(0, FIRST, LATER),
    Choice(0, FIRST, LAST),
    Choice(0, LATER, LAST),
    Choice(1, date(2025, 3, 1), LATER),
    Choice(1, date(2025, 3, 1), None),
]


def slots(**preferences: object) -> ActionSlots:
    """Return the action slots of five columns."""
    columns = columns_of(situation_of(tiny(**preferences)), CHOICES)
    return action_slots(columns, inventory(columns))


def test_an_order_is_a_row_of_the_table() -> None:
    """Two exercises, four sales; keeping the lot is no action, but a way to dispose."""
    found = slots(actions_per_year=2).slots
    assert [(o.name, o.year, o.columns.tolist(), o.most) for o in found] == [
        ("exercise_0", 2026, [0, 1], 1_000),
        ("sale_0", 2027, [0], 1_000),
        ("sale_1", 2027, [1], 1_000),
        ("exercise_1", 2027, [2], 1_000),
        ("sale_2", 2027, [2], 1_000),
        ("sale_3", 2027, [3], 300),
    ]
    lots = slots(whole_lots=True).slots
    assert [(o.name, o.year, o.lot) for o in lots] == [
        ("sale_0", 2027, 0),
        ("sale_1", 2027, 0),
        ("sale_2", 2027, 1),
        ("sale_3", 2027, 2),
        ("sale_4", None, 2),
    ]


def test_the_rows_of_a_preference() -> None:
    """By hand, for the six slots above."""
    rows = {
        row.name: (row.columns, row.slots, row.limit)
        for row in slots(actions_per_year=2, smallest_trade=100).rows()
    }
    assert rows["most_exercise_0"] == ({0: 1.0, 1: 1.0}, {0: -1_000.0}, 0.0)
    assert rows["smallest_sale_3"] == ({3: -1.0}, {5: 100.0}, 0.0)
    assert rows["actions_2026"] == ({}, {0: 1.0}, 2.0)
    assert rows["actions_2027"] == ({}, dict.fromkeys(range(1, 6), 1.0), 2.0)
    assert rows["exercised_sale_1"] == ({}, {2: 1.0, 0: -1.0}, 0.0)
    assert rows["goes_exercise_0"] == ({}, {0: 1.0, 1: -1.0, 2: -1.0}, 0.0)
    assert len(rows) == 6 + 6 + 2 + 3 + 2
    whole = {row.name: row.slots for row in slots(whole_lots=True).rows()}
    assert whole["whole_lot_2"] == {3: 1.0, 4: 1.0}
    assert len(whole) == 5 + 3


MISSED = [
    ({"actions_per_year": 3}, [500, 0, 0, 0, 300], 0),
    ({"actions_per_year": 2}, [500, 0, 400, 300, 0], 2),  # 2027: sell, both, sell
    ({"smallest_trade": 400}, [500, 0, 0, 0, 300], 0),  # kept shares are no trade
    ({"smallest_trade": 400}, [300, 200, 0, 250, 50], 100 + 200 + 50),
    ({"smallest_trade": 400}, [0, 0, 0, 300, 0], 0),  # all that there is of the lot
    ({"smallest_trade": 400}, [399.6, 0.3, 0, 0, 300], 0),  # fractions of shares
    ({"whole_lots": True}, [300, 200, 500, 250, 50], 2),
    ({"whole_lots": True}, [500, 0, 500, 0, 300], 0),
    ({}, [300, 200, 500, 250, 50], 0),
    ({"actions_per_year": 1, "smallest_trade": 10}, [0, 0, 0, 0, 0], 0),
]


@pytest.mark.parametrize(("preferences", "shares", "missed"), MISSED)
def test_by_how_much_a_schedule_misses(
    preferences: dict[str, object], shares: list[float], missed: float
) -> None:
    """Actions too many, shares that trades lack, parts of lots too many."""
    assert slots(**preferences).missed(np.array(shares)) == missed


def test_many_candidates_at_once_are_those_one_by_one() -> None:
    """On the columns in use alone."""
    found = slots(actions_per_year=2, smallest_trade=250, whole_lots=True)
    pick = np.random.default_rng(7)
    candidates = pick.choice([0, 100, 300], size=(5, 40)).astype(float)
    together = found.at(np.arange(5)).missed(candidates)
    assert together.tolist() == [found.missed(each) for each in candidates.T]
    assert 0 < np.count_nonzero(together) < 40


def traced(scenario: Scenario, *, drop: bool = True) -> TracedProblem:
    """Return what is to be minimized."""
    situation = situation_of(scenario)
    columns = permitted(possible_columns(situation, losses=Losses.SOLD))
    columns = plan_columns(situation) if drop else columns
    return traced_problem(
        situation_of(scenario), columns, baseline_years(situation_of(scenario))
    )


def test_without_preferences_the_program_is_what_it_was(
    sample: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a binary, a row or a variable more; a preference adds slots alone.

    On the same days: where actions count there are fewer of them.
    """
    monkeypatch.setattr(Preferences, "counts_actions", False)
    plain = program_of(traced(sample))
    assert plain.used == ()
    assert len(plain.binaries) == len(plain.switches)
    with_slots = program_of(traced(preferring(sample, actions_per_year=2)))
    rows = list(with_slots.traced.slots.rows())
    assert len(with_slots.switches) == len(plain.switches)
    assert with_slots.rows - len(rows) == plain.rows
    added = with_slots.problem.numVariables() - plain.problem.numVariables()
    assert added == len(with_slots.used) == len(with_slots.traced.slots.slots) > 0


@pytest.mark.parametrize(
    "preferences", EACH_PREFERENCE, ids=lambda preferences: "+".join(preferences)
)
@pytest.mark.parametrize("seed", [905, 907])
def test_no_plan_that_keeps_preferences_needs_a_dominated_column(
    seed: int,
    preferences: dict[str, object],
    random_scenario: Callable[[int], Scenario],
) -> None:
    """With all columns or without the dominated ones: one optimum, to the cent."""
    scenario = preferring(_yearly(random_scenario(seed)), **preferences)
    costs = []
    for drop in (False, True):
        try:
            costs.append(solve(program_of(traced(scenario, drop=drop)), Limits()).cost)
        except InfeasiblePlan:
            costs.append(np.inf)
    assert costs[0] == pytest.approx(costs[1], abs=0.02)


@pytest.mark.parametrize(
    "preferences", EACH_PREFERENCE, ids=lambda preferences: "+".join(preferences)
)
def test_whole_shares_keep_preferences(
    preferences: dict[str, object], sample: Scenario
) -> None:
    """Rounded, improved and merged, a plan has no action more and none too small."""
    problem = traced(preferring(_yearly(sample), **preferences))
    solution = solve(program_of(problem), Limits())
    whole = whole_shares(problem, solution.shares)
    assert whole is not None
    assert np.array_equal(whole, np.round(whole))
    assert problem.keeps_limits(whole)
    assert problem.cost_of(whole) - solution.cost < 15


def test_a_trace_in_an_unused_order_is_no_action() -> None:
    """A hundredth of a share that a solver left does not become a whole one."""
    scenario = tiny(actions_per_year=2)
    columns = columns_of(situation_of(scenario), CHOICES)
    problem = traced_problem(
        situation_of(scenario), columns, baseline_years(situation_of(scenario))
    )
    whole = whole_shares(problem, np.array([499.495, 0.01, 0.0, 0.0, 300.0]))
    assert whole is not None
    assert problem.slots.missed(whole) == 0
    assert whole[1] == 0


def test_a_trade_a_share_too_small_is_filled_up() -> None:
    """From options left, when rounding has taken one."""
    scenario = tiny(smallest_trade=500)
    columns = columns_of(situation_of(scenario), CHOICES)
    problem = traced_problem(
        situation_of(scenario), columns, baseline_years(situation_of(scenario))
    )
    whole = whole_shares(problem, np.array([0.0, 0.0, 499.4, 0.0, 300.0]))
    assert whole is not None
    assert whole[2] >= 500


def test_few_columns_count_preferences_and_cash_together(sample: Scenario) -> None:
    """:class:`CandidatePricer` calls missed the cash and the preferences missed."""
    problem = traced(preferring(_yearly(sample), actions_per_year=1))
    shares = np.zeros(len(problem.columns))
    shares[:3] = 50_000.0
    pricer = CandidatePricer(problem, np.arange(4))
    missed = float(pricer.limits_missed(shares[:4, None])[0])
    cash, preferences = problem.missing(shares), problem.slots.missed(shares)
    assert cash > 0
    assert preferences > 0
    assert missed == pytest.approx(cash + preferences)


def _yearly(scenario: Scenario) -> Scenario:
    """Return a scenario with yearly decisions: the same questions, sooner answered."""
    plan = scenario.plan.model_copy(update={"decision_dates": "yearly"})
    return scenario.model_copy(update={"plan": plan})
