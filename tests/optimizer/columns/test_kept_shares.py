"""What shares kept at the horizon count for: market less the tax they carry."""

from collections.abc import Callable
from datetime import date

import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.tax.shares.purchase_plan import purchase_plan_wages
from isoplan.models.warnings.plausibility import scenario_warnings
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from scenario_builder import build_scenario, grant, holding, lot, rebuild

START = date(2026, 1, 1)

GRANT = grant(shares=10_000, strike=2.0, exercised=10_000)
LOT = lot(exercised_on=date(2024, 3, 1), shares=10)
BOUGHT = holding(shares=10, basis=70.0)
ESPP = holding(
    "plan",
    kind="espp",
    acquired_on=date(2025, 5, 30),
    shares=10,
    paid=34.0,
    offered_on=date(2024, 12, 2),
    value_when_offered=40.0,
    value_when_bought=45.0,
)


def keeper(price: float = 50.0, **plan: object) -> Scenario:
    """Return a household that may keep four kinds of shares at a price."""
    return build_scenario(
        "keeper",
        plan={
            "start": START,
            "run_off_years": 0,
            "at_horizon": "keep",
            "kept_shares_tax_rate": 0.25,
            **plan,
        },
        household={"wages": 150_000},
        grants=[GRANT, GRANT | {"name": "N", "kind": "nso"}],
        lots=[LOT, LOT | {"grant": "N"}],
        holdings=[BOUGHT, ESPP],
        market={"prices": {date(2022, 1, 1): price}},
    )


def kept_values(scenario: Scenario) -> dict[str, float]:
    """Return what a share of each kind counts for when it is kept, dollars."""
    columns = possible_columns(situation_of(scenario))
    return {
        situation_of(scenario).tranches[choice.tranche].name: float(
            columns.kept_value[place]
        )
        for place, choice in enumerate(columns.choices)
        if choice.sold_on is None
    }


def test_market_less_the_tax_on_the_gain_of_each_lot() -> None:
    """Worked, at 50 dollars and 25%.

    ISO: basis 2, 12 of tax, though its AMT basis is 20. Nonqualified: basis 2 and 18 of
    wages, 7.50. Bought at 70: a loss counts for nothing. Purchase plan: 16 of gain, 4.
    """
    assert kept_values(keeper()) == pytest.approx(
        {"G 2024-03-01": 38.0, "N 2024-03-01": 42.5, "bought": 50.0, "plan": 46.0}
    )


def test_sold_shares_alone_count_where_none_is_kept() -> None:
    """With ``at_horizon = "sell"`` a share never sold is worth nothing."""
    scenario = keeper(at_horizon="sell")
    assert set(kept_values(scenario).values()) == {0.0}


@pytest.mark.parametrize(
    ("price", "wages"), [(50.0, 6.0), (41.0, 6.0), (40.0, 6.0), (37.0, 3.0), (30.0, 0)]
)
def test_wages_of_a_purchase_plan_at_death(price: float, wages: float) -> None:
    """IRC 423(c). Worked: offered at 40 with 15% off, bought at 34."""
    assert purchase_plan_wages(34.0, 40.0, 34.0, price) == pytest.approx(wages)


def test_death_leaves_the_discount_of_purchase_plans_taxable() -> None:
    """IRC 1014(a), 421(c)(1)(A), 423(c): 25% of 6 dollars, and of nothing else."""
    assert kept_values(keeper(step_up_at_death=True)) == pytest.approx(
        {"G 2024-03-01": 50.0, "N 2024-03-01": 50.0, "bought": 50.0, "plan": 48.5}
    )


def test_holding_periods_do_not_matter_at_death() -> None:
    """IRC 421(c)(1)(A): options exercised on the last day are kept as well."""
    options = GRANT | {"exercised": 0}
    kept = kept_values(
        rebuild(keeper(step_up_at_death=True), grants=[options], lots=[])
    )
    assert kept["G"] == 50.0


def test_the_notes_say_what_is_assumed() -> None:
    """With the rate where something of it is left."""
    (sold,) = [n for n in recommend(keeper()).notes if "kept" in n]
    assert (
        sold == "Shares kept at the end count at their price less 25.0% of their gain."
    )
    (note,) = [n for n in recommend(keeper(step_up_at_death=True)).notes if "kept" in n]
    assert note == (
        "Shares kept at the end count at their price: they are taken to be held until "
        "death, which leaves their gain untaxed (IRC 1014), but 25.0% of the discount "
        "of purchase-plan shares (IRC 423(c))."
    )


@pytest.mark.parametrize("seed", [2, 6, 9, 12])
def test_death_never_lowers_the_value(
    seed: int, random_scenario: Callable[[int], Scenario]
) -> None:
    """Keeping is worth at least as much as with the tax, and that as selling all."""
    scenario = random_scenario(seed)
    costs = []
    for update in (
        {"at_horizon": "sell"},
        {"at_horizon": "keep"},
        {"at_horizon": "keep", "step_up_at_death": True},
    ):
        plan = scenario.plan.model_copy(
            update={"objective": "after_tax_value", **update}
        )
        home = scenario.household.model_copy(update={"cash": None})
        one = scenario.model_copy(update={"plan": plan, "household": home})
        traced = traced_problem(
            situation_of(one),
            possible_columns(situation_of(one)),
            baseline_years(situation_of(one)),
        )
        costs.append(solve(program_of(traced), Limits(60, 0.001)).cost)
    assert costs[0] >= costs[1] - 0.02
    assert costs[1] >= costs[2] - 0.02


def test_the_rate_is_used_as_long_as_death_leaves_anything_taxable() -> None:
    """IRC 423(c): of purchase-plan shares the discount; of all others nothing."""
    fields = keeper(step_up_at_death=True).model_dump(mode="json", exclude_unset=True)
    without = {**fields, "holdings": fields["holdings"][:1]}
    for given, warns in ((fields, False), (without, True)):
        warnings = scenario_warnings(situation_of(Scenario.model_validate(given)))
        assert any("kept_shares_tax_rate" in str(each) for each in warnings) == warns
