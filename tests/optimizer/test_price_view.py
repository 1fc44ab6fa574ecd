"""What the plan gains without a view on the price: tax alone, and audited."""

from collections.abc import Callable
from datetime import date
from math import nan
from typing import Any

import pytest

from isoplan.models.base.errors import AuditFailure, InfeasiblePlan
from isoplan.models.results.comparison import Comparison
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation
from isoplan.optimizer import compare as comparing
from isoplan.optimizer.reporting.price_view import without_price_view
from scenario_builder import build_scenario, grant

RATE = 0.05
Audited = tuple[Any, ...]
"""A comparison, the evidence of its schedules, and that without a view."""


def scenario(**market: object) -> Scenario:
    """Return a grant whose share triples in two years, with windows and an offer."""
    prices = {date(2025, 6, 2): 20.0, date(2026, 1, 1): 30.0, date(2028, 1, 1): 90.0}
    return build_scenario(
        plan={"last_year": 2028, "run_off_years": 2, "discount_rate": RATE},
        grants=[grant(shares=6_000)],
        market={
            "prices": prices,
            "growth": 0.1,
            "sale_cost_per_share": 0.05,
            "blackouts": [{"begins": "2027-03-01", "ends": "2027-04-30"}],
            "tender_offers": [{"on": "2026-09-01", "price": 25.0, "most_shares": 50}],
            **market,
        },
    )


def test_a_share_is_worth_the_same_on_any_day() -> None:
    """The price of the start, times 1.05 a year of 365.25 days."""
    file = scenario()
    market = without_price_view(file).market
    today = file.market.price(file.plan.start)
    for day in (
        date(2026, 1, 2),
        date(2026, 9, 1),
        date(2027, 5, 5),
        date(2028, 12, 31),
    ):
        years = (day - file.plan.start).days / 365.25
        assert market.price(day) == pytest.approx(today * 1.05**years)
        assert market.sale_price(day) == pytest.approx(market.price(day) - 0.05)
    assert market.price(date(2025, 6, 2)) == 20.0
    assert market.tender_offers[0].most_shares == 50
    assert market.blackouts == file.market.blackouts
    assert file.market.prices[date(2028, 1, 1)] == 90.0


def test_without_a_view_waiting_alone_brings_nothing() -> None:
    """By hand: a household without tax on the gain loses only the strike's interest.

    200 options at 10 dollars, a share of 30 and no other income: the gain is covered
    by the standard deduction of any year. Sold at once it is worth 200 x 20; exercised
    at the end the strike is paid later, which is all that waiting is worth.
    """
    file = build_scenario(
        plan={"last_year": 2028, "run_off_years": 0, "discount_rate": RATE},
        household={"wages": 0},
        grants=[grant(shares=200)],
        market={"prices": {date(2026, 1, 1): 30.0, date(2028, 1, 1): 90.0}},
    )
    shown = {each.name: each for each in comparing.compare(file).schedules}
    today = without_price_view(file).market.price(file.plan.start)
    first = shown["same-day sale at the first chance"].without_price_view
    assert first is not None
    assert first.after_tax_value == pytest.approx(200 * (today - 10), abs=0.01)
    years = (date(2028, 12, 31) - file.plan.start).days / 365.25
    at_end = 200 * (today - 10 / 1.05**years)
    plan = shown["plan"].without_price_view
    assert plan is not None
    assert plan.after_tax_value == pytest.approx(at_end, abs=0.01)
    assert first.worse_by == pytest.approx(at_end - first.after_tax_value, abs=0.02)


def test_no_schedule_is_better_than_the_plan_made_for_it() -> None:
    """What cash carries and keeps preferences is never better."""
    comparison = comparing.compare(scenario())
    assert comparison.verdict_without_price_view.startswith("Proven ")
    assert len(comparison.schedules) == 10
    for each in comparison.schedules:
        assert each.without_price_view is not None
        assert each.without_price_view.worse_by >= -0.02


def test_prices_that_are_flat_already_are_solved_once() -> None:
    """Growth at the discount rate is no view."""
    said: list[str] = []
    flat = build_scenario(
        plan={"discount_rate": RATE},
        grants=[grant()],
        market={"prices": {date(2026, 1, 2): 30.0}, "growth": RATE},
    )
    comparison = comparing.compare(flat, progress=said.append)
    assert not any("without a view" in each for each in said)
    for each in comparison.schedules:
        assert each.without_price_view is not None
        assert each.without_price_view.worse_by == each.worse_by


def test_where_there_is_no_such_plan_the_reason_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The rest of the comparison stands."""
    right = comparing.solve_plan

    def solve_plan(situation: Situation, *given: Any) -> Any:
        if situation.market.growth == RATE:
            raise InfeasiblePlan("cash does not last")
        return right(situation, *given)

    monkeypatch.setattr(comparing, "solve_plan", solve_plan)
    comparison = comparing.compare(scenario())
    assert comparison.verdict_without_price_view == ""
    assert comparison.schedules[1].without_price_view is None
    assert (
        "Without a view on the price there is no plan: cash does not last."
        in comparison.notes
    )


def test_without_time_for_it_the_rest_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan that is ready waits for nothing: the others are priced before it."""
    monkeypatch.setattr(comparing, "ONCE_MORE", 1e9)
    done: list[str] = []
    for name in ("common_schedules", "solve_plan"):
        right = getattr(comparing, name)

        def noted(*given: Any, name: str = name, right: Any = right) -> Any:
            done.append(name)
            return right(*given)

        monkeypatch.setattr(comparing, name, noted)
    comparison = comparing.compare(scenario())
    assert done == ["common_schedules", "solve_plan"]
    assert comparison.schedules[1].without_price_view is None
    assert (
        "Without a view on the price there is no plan: there was no time left for it."
        in comparison.notes
    )


def of_view(**fields: Callable[[float], object]) -> Callable[[Comparison], Comparison]:
    """Return a fault in what is shown of the last schedule."""

    def fault(comparison: Comparison) -> Comparison:
        *others, last = comparison.schedules
        view = last.without_price_view
        changed = {name: make(getattr(view, name)) for name, make in fields.items()}
        assert view is not None
        last = last.model_copy(
            update={"without_price_view": view.model_copy(update=changed)}
        )
        return comparison.model_copy(update={"schedules": (*others, last)})

    return fault


def none_of_last(comparison: Comparison) -> Comparison:
    """Leave the last schedule's out."""
    *others, last = comparison.schedules
    last = last.model_copy(update={"without_price_view": None})
    return comparison.model_copy(update={"schedules": (*others, last)})


FAULTS = {
    "no number": (of_view(after_tax_value=lambda _: nan), "is not a number"),
    "a value": (of_view(after_tax_value=lambda v: v + 1.0), "its value is shown as"),
    "a distance": (of_view(worse_by=lambda by: by + 1.0), "behind, it is"),
    "the objective": (of_view(objective_value=lambda v: v + 1.0), "objective is shown"),
    "affordable": (of_view(affordable=lambda yes: not yes), "cash carries it"),
    "preferences": (of_view(keeps_preferences=lambda yes: not yes), "preferences"),
    "none": (none_of_last, "has none"),
}


@pytest.fixture(scope="module")
def looked_at() -> Audited:
    """What the audit of one comparison was given, which it passed."""
    given: list[Audited] = []
    right = comparing.audit_comparison

    def recorded(*all_of_it: Any) -> None:
        given.append(all_of_it)
        right(*all_of_it)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "audit_comparison", recorded)
        comparing.compare(scenario())
    (found,) = given
    return found


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused(name: str, looked_at: Audited) -> None:
    """Each by the sentence that names it."""
    fault, words = FAULTS[name]
    made, *walked = looked_at
    with pytest.raises(AuditFailure, match=words):
        comparing.audit_comparison(fault(made), *walked)


def test_a_view_that_was_not_walked_is_refused(looked_at: Audited) -> None:
    """Figures without evidence."""
    made, walked, _ = looked_at
    with pytest.raises(AuditFailure, match="nothing was walked"):
        comparing.audit_comparison(made, walked)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("growth", 0.06, "is worth"),
        ("sale_cost_per_share", 0.0, "days and limits of sales"),
        ("blackouts", (), "days and limits of sales"),
    ],
)
def test_other_prices_and_markets_are_refused(
    path: str, value: object, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The audit works the price out again, and compares the rest with the file."""

    def wrong(given: Scenario) -> Scenario:
        made = without_price_view(given)
        market = made.market.model_copy(update={path: value})
        return made.model_copy(update={"market": market})

    monkeypatch.setattr(comparing, "without_price_view", wrong)
    with pytest.raises(AuditFailure, match=words):
        comparing.compare(scenario())


def test_another_household_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only prices may differ."""

    def wrong(given: Scenario) -> Scenario:
        return without_price_view(given).model_copy(update={"story": "another"})

    monkeypatch.setattr(comparing, "without_price_view", wrong)
    with pytest.raises(AuditFailure, match="more than the market differs"):
        comparing.compare(scenario())


def test_a_split_before_the_start_changes_no_view() -> None:
    """The file in shares of before the split, and in today's: one comparison."""
    grants = [grant(shares=400, granted_on=date(2024, 1, 3))]
    before = build_scenario(
        plan={"last_year": 2027, "run_off_years": 0},
        grants=grants,
        market={"prices": {date(2025, 6, 2): 30.0}},
        events=[{"on": date(2025, 12, 1), "split": 1.5}],
    )
    after = build_scenario(
        plan={"last_year": 2027, "run_off_years": 0},
        grants=[grant(shares=600, strike=10 / 1.5, granted_on=date(2024, 1, 3))],
        market={"prices": {date(2025, 6, 2): 20.0}},
    )
    views = [
        [each.without_price_view for each in comparing.compare(file).schedules]
        for file in (before, after)
    ]
    assert views[0] == views[1]
