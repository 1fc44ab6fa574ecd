"""Plans that keep preferences: each binds, loosening never hurts, its cost is told."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.results.plan import Objective, Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.checking.audit import evidence_of_schedule
from isoplan.optimizer.compare import compare
from isoplan.optimizer.preferences.most_in_stock import wealth_by_year
from isoplan.optimizer.preferences.registry import broken_preferences
from isoplan.optimizer.recommend import recommend, solve_plan
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.reporting.preference_costs import cost_between
from isoplan.optimizer.solving.solution import Limits

Preferring = Callable[..., Scenario]
PlanAlone = Callable[[str, object], Plan]
CENTS = 0.05
STOCK = {"share": 0.3, "other_wealth": 250_000.0}


@pytest.fixture(scope="module")
def preferring() -> Preferring:
    """Return a household with a grant and a lot, with the preferences asked for."""

    def make(
        objective: str = "after_tax_value", last_year: int = 2028, **preferences: object
    ) -> Scenario:
        vested = {"months": 0, "cliff_months": 0}
        return Scenario.model_validate(
            {
                "name": "few trades",
                "plan": {
                    "start": date(2026, 1, 2),
                    "last_year": last_year,
                    "decision_dates": "yearly",
                    "inflation": 0.02,
                    "run_off_years": 3,
                    "objective": objective,
                },
                "household": {
                    "filing_status": "single",
                    "wages": 190_000,
                    "cash": 60_000,
                    "savings_per_year": 20_000,
                },
                "grants": [
                    {
                        "name": "G",
                        "granted_on": date(2021, 3, 1),
                        "expires_on": date(2031, 2, 28),
                        "shares": 11_000,
                        "strike": 4.0,
                        "vesting": vested,
                    }
                ],
                "lots": [
                    {
                        "name": "L",
                        "grant": "G",
                        "exercised_on": date(2024, 6, 1),
                        "shares": 2_000,
                        "value_at_exercise": 21.0,
                    }
                ],
                "market": {"prices": {date(2026, 1, 1): 30.0}, "growth": 0.06},
                "preferences": preferences,
            }
        )

    return make


@pytest.fixture(scope="module")
def free(preferring: Preferring) -> Plan:
    """The plan without any preference."""
    return recommend(preferring())


@pytest.fixture(scope="module")
def plan_alone(preferring: Preferring) -> PlanAlone:
    """Return a function from one preference and its value to the plan that keeps it."""
    known: dict[str, Plan] = {}

    def make(preference: str, value: object) -> Plan:
        key = f"{preference} = {value}"
        if key not in known:
            situation = situation_of(preferring(**{preference: value}))
            known[key] = solve_plan(situation)[0]
        return known[key]

    return make


def test_without_preferences_nothing_costs(free: Plan) -> None:
    """No preference, no cost, and nothing more is solved."""
    assert free.preference_costs == ()


ORDERED = [
    pytest.param("actions_per_year", [1, 2, 3, None], id="actions_per_year"),
    pytest.param("smallest_trade", [6_000, 2_000, 1_000, None], id="smallest_trade"),
    pytest.param(
        "most_in_stock",
        [{**STOCK, "share": share} for share in (0.1, 0.3, 0.6)] + [None],
        id="most_in_stock",
    ),
    pytest.param("no_amt", [True, False], id="no_amt"),
    pytest.param(
        "most_amt",
        [{"federal": most} for most in (0, 4_000, 12_000)] + [None],
        id="most_amt",
    ),
]


@pytest.mark.parametrize(("preference", "looser_and_looser"), ORDERED)
def test_a_preference_binds_and_loosening_it_never_hurts(
    preference: str,
    looser_and_looser: list[object],
    preferring: Preferring,
    plan_alone: PlanAlone,
    free: Plan,
) -> None:
    """From the tightest to none the objective never falls, and it rises in all."""
    *tighter, none = looser_and_looser
    assert preferring(**{preference: none}).preferences == Preferences()
    plans = [*(plan_alone(preference, value) for value in tighter), free]
    bounds = [plan.proof.fractions_bound for plan in plans]
    assert all(plan.objective.gap < 10 for plan in plans)
    for tight, loose in pairwise(bounds):
        assert tight <= loose + CENTS
    assert bounds[0] < bounds[-1] - 1.0


def test_few_actions_a_year(preferring: Preferring, free: Plan) -> None:
    """Rows of the table are counted by calendar year, as the household would."""
    counted = Counter(a.date.year for a in free.actions)
    assert max(counted.values()) > 2
    plan = recommend(preferring(actions_per_year=2))
    assert max(Counter(a.date.year for a in plan.actions).values()) <= 2


def test_no_small_trades(preferring: Preferring, free: Plan) -> None:
    """Each row has as many shares as asked for."""
    assert min(action.shares for action in free.actions) < 2_000
    plan = recommend(preferring(smallest_trade=2_000))
    assert min(action.shares for action in plan.actions) >= 2_000


def test_a_lot_of_fewer_shares_than_the_smallest_trade_goes_as_a_whole(
    preferring: Preferring,
) -> None:
    """2,000 shares, where 5,000 are the smallest trade: at once, or not at all."""
    plan = recommend(preferring(smallest_trade=5_000))
    assert [a.shares for a in plan.actions if a.lot == "L"] == [2_000]
    assert min(a.shares for a in plan.actions if a.lot != "L") >= 5_000


def test_whole_lots(preferring: Preferring) -> None:
    """Each lot is sold on one day, all of it."""
    plan = recommend(preferring(whole_lots=True))
    brought = {a.lot: a.shares for a in plan.actions if a.kind == "exercise"}
    sold = {a.lot: a.shares for a in plan.actions if a.kind == "sell"}
    assert len(sold) == sum(a.kind == "sell" for a in plan.actions)
    assert sold == {**brought, "L": 2_000}


def test_no_more_in_the_stock_than_preferred(preferring: Preferring) -> None:
    """Counted share by share, with options that could be exercised: 30% at most."""
    scenario = preferring(most_in_stock=STOCK)
    free = solve_plan(
        situation_of(scenario.model_copy(update={"preferences": Preferences()}))
    )[1]
    shares = [
        each.stock / (each.stock + each.other)
        for each in wealth_by_year(evidence_of_schedule(situation_of(scenario), free))
    ]
    assert max(shares) > 0.5
    _, evaluated = solve_plan(situation_of(scenario))
    kept = wealth_by_year(evidence_of_schedule(situation_of(scenario), evaluated))
    last = [(2026, 31), (2027, 31), (2028, 29)]  # days of trading
    assert [each.day for each in kept] == [date(year, 12, day) for year, day in last]
    shares = [each.stock / (each.stock + each.other) for each in kept]
    assert max(shares) <= 0.3 + 1e-7
    assert shares[0] == pytest.approx(0.3, abs=1e-3)


def test_wealth_by_hand(preferring: Preferring) -> None:
    """Doing nothing until 2028: 9,000 options and 2,000 shares, no cash, no tax.

    On December 31, 2026, 364 days after the first price, a share is worth
    30 x 1.06^(364/365.25) = 31.7937...; options 9,000 x (31.7937 - 4), shares 2,000 x
    31.7937.
    """
    scenario = preferring(
        most_in_stock={**STOCK, "from_year": 2026}, actions_per_year=1
    )
    price = 30.0 * 1.06 ** (364 / 365.25)
    first = wealth_by_year(Evidence(situation_of(scenario), ()))[0]
    assert first.stock == pytest.approx(9_000 * (price - 4.0) + 2_000 * price)
    assert first.other == pytest.approx(250_000)


def test_the_audit_refuses_a_plan_that_breaks_preferences(
    preferring: Preferring,
) -> None:
    """A plan made without preferences, held against each of them."""
    _, evaluated = solve_plan(situation_of(preferring()))
    for preference, word in (
        ({"actions_per_year": 1}, "actions in 20"),
        ({"smallest_trade": 3_000}, "shares on 20"),
        ({"most_in_stock": STOCK}, "dollars in the stock after 20"),
        ({"no_amt": True}, "federal AMT of"),
        ({"most_amt": {"federal": 1_000}}, r"federal = 1000 allows 1,000.00"),
    ):
        broken = list(
            broken_preferences(
                evidence_of_schedule(situation_of(preferring(**preference)), evaluated)
            )
        )
        assert broken
        assert all(word in each for each in broken)
    kept = preferring(actions_per_year=10, smallest_trade=1)
    assert not list(
        broken_preferences(evidence_of_schedule(situation_of(kept), evaluated))
    )


def test_costs_are_differences_of_plans(
    preferring: Preferring, plan_alone: PlanAlone, free: Plan
) -> None:
    """Each preference, and all: the plan without it less the plan that keeps all."""
    both = {"actions_per_year": 2, "most_in_stock": STOCK}
    plan = recommend(preferring(**both))
    stock = plan_alone("most_in_stock", STOCK).objective.value
    few = plan_alone("actions_per_year", 2).objective.value
    ours = plan.objective.value
    costs = {each.preference: each.cost for each in plan.preference_costs}
    assert costs == {
        "actions_per_year": pytest.approx(stock - ours, abs=1),
        "most_in_stock": pytest.approx(few - ours, abs=1),
        "all": pytest.approx(free.objective.value - ours, abs=1),
    }
    for each in plan.preference_costs:
        assert each.at_least <= each.cost + 1 <= each.at_most + 2
        assert each.at_most - each.at_least < 10


def test_least_tax_counts_the_tax_that_a_preference_adds(
    preferring: Preferring,
) -> None:
    """Under ``least_tax`` a preference costs tax."""
    plan = recommend(preferring("least_tax", actions_per_year=1))
    less = solve_plan(situation_of(preferring("least_tax")))[0].objective.value
    (cost,) = plan.preference_costs
    assert cost.cost == pytest.approx(plan.objective.value - less, abs=1)
    assert cost.cost > 100


def test_a_cost_between_bounds() -> None:
    """Both plans are proven: 100 to 130 without the preference, 90 to 95 with it."""
    kept = Objective(name="after_tax_value", value=90.0, bound=95.0, gap=5.0)
    freer = Objective(name="after_tax_value", value=100.0, bound=130.0, gap=30.0)
    cost = cost_between("whole_lots", "selling", kept, freer)
    assert (cost.cost, cost.at_least, cost.at_most) == (10.0, 5.0, 40.0)
    kept = Objective(name="least_tax", value=100.0, bound=80.0, gap=20.0)
    freer = Objective(name="least_tax", value=90.0, bound=70.0, gap=20.0)
    cost = cost_between("whole_lots", "selling", kept, freer)
    assert (cost.cost, cost.at_least, cost.at_most) == (10.0, 0.0, 30.0)


INFEASIBLE = [
    pytest.param(
        {"actions_per_year": 1, "last_year": 2027},
        r"no schedule keeps preferences.actions_per_year = 1; loosen it, or remove it",
        id="two-actions-for-an-exercise-and-two-sales",
    ),
    pytest.param(
        {"actions_per_year": 1, "smallest_trade": 100, "last_year": 2027},
        r"no schedule keeps preferences.actions_per_year = 1; loosen it, or remove it",
        id="one-of-two-preferences",
    ),
    pytest.param(
        {"most_in_stock": {"share": 0.01, "other_wealth": 0}, "actions_per_year": 1},
        r"no schedule keeps preferences.actions_per_year = 1 and "
        r"preferences.most_in_stock.share = 0.01 together; loosen one of them",
        id="two-preferences-together",
    ),
]


@pytest.mark.parametrize(("preferences", "message"), INFEASIBLE)
def test_preferences_that_cannot_be_kept_are_named(
    preferences: dict[str, Any], message: str, preferring: Preferring
) -> None:
    """Under ``least_tax`` all shares go; the message says which preference stops it."""
    with pytest.raises(InfeasiblePlan, match=message):
        recommend(preferring("least_tax", **preferences))


def test_a_short_time_leaves_an_honest_cost(preferring: Preferring) -> None:
    """What was reached lies between what is called proven; a note names the rest."""
    scenario = preferring(actions_per_year=2)
    begun = time.monotonic()
    exact = recommend(scenario).preference_costs[0].cost
    hasty = recommend(scenario, Limits(0.8 * (time.monotonic() - begun)))
    for each in hasty.preference_costs:
        assert each.at_least - 1 <= exact <= each.at_most + 1
    said = "What actions_per_year costs was not worked out in the time; allow more."
    assert hasty.preference_costs or said in hasty.notes


def test_without_time_no_cost_is_claimed(preferring: Preferring) -> None:
    """The best schedule known, and a note in place of each cost."""
    hasty = recommend(preferring(actions_per_year=2, whole_lots=True), Limits(0.001))
    assert hasty.status == "feasible"
    assert not hasty.preference_costs
    assert hasty.notes[-1] == (
        "What actions_per_year, whole_lots, all preferences together cost was not "
        "worked out in the time; allow more."
    )


def test_highs_agrees(preferring: Preferring) -> None:
    """Two solvers, one optimum under all preferences."""
    scenario = preferring(actions_per_year=3, smallest_trade=500, most_in_stock=STOCK)
    ours, theirs = (
        solve_plan(situation_of(scenario), solver=s)[0] for s in ("cbc", "highs")
    )
    assert theirs.proof.fractions_bound == pytest.approx(
        ours.proof.fractions_bound, abs=0.05
    )


def test_a_comparison_marks_what_breaks_preferences(preferring: Preferring) -> None:
    """Only schedules that keep the preferences compete with the plan."""
    found = compare(preferring(actions_per_year=2, whole_lots=True)).schedules
    assert found[0].keeps_preferences
    broken = [each for each in found if not each.keeps_preferences]
    assert broken
    for each in broken:
        assert max(Counter(a.date.year for a in each.actions).values()) > 2
