"""Warnings of outcomes: their own, and shares that can never be sold."""

from isoplan.models.warnings.branches import all_warnings
from scenario_builder import Fields
from uncertain_household import BAD, GOOD, uncertain

PRIVATE: Fields = {
    "prices": {"2026-01-01": 20.0},
    "first_sale": "2028-06-01",
    "between_prices": "steps",
}
NEVER: Fields = {
    "name": "stays private",
    "from": "2027-03-01",
    "probability": 0.4,
    "market": {"first_sale": "2040-01-03"},
}


def stuck(*branches: Fields, **plan: object) -> list[str]:
    """Return the warnings that speak of shares that cannot be sold."""
    given: Fields = {"last_year": 2028, "decision_dates": "yearly", **plan}
    scenario = uncertain(*branches, market=PRIVATE, plan=given)
    return [each for each in all_warnings(scenario) if "no share can be sold" in each]


def test_an_outcome_without_a_market_is_told() -> None:
    """Nothing could be exercised for the others: what all sell must be sold there."""
    (found,) = stuck(GOOD, NEVER)
    assert found.startswith("in the outcome 'stays private' no share can be sold from")


def test_shares_that_go_or_may_be_kept_are_not() -> None:
    """Worthless shares go by themselves, and others may be kept."""
    assert stuck(GOOD, BAD) == []
    assert stuck(GOOD, NEVER, at_horizon="keep") == []


def test_what_looks_odd_in_one_outcome_names_it() -> None:
    """Beside what the file has without branches, and not twice."""
    soars = {**GOOD, "market": {"prices": {"2028-01-03": 9_000.0}}}
    warnings = all_warnings(uncertain(soars, BAD))
    assert any(each.endswith("(in the outcome 'good')") for each in warnings)


def test_a_buyers_market_is_used_by_the_branch_that_names_it() -> None:
    """In that outcome and in all others."""
    deal = {"on": "2027-09-01", "buyer": "B", "exchange_ratio": 0.5}
    good = GOOD | {"market": {"acquisition_for_stock": deal}}
    markets = {"B": {"prices": {"2026-01-01": 60.0}, "trading_days": "any"}}
    market = {"prices": {"2026-01-01": 20.0}, "between_prices": "smooth"}
    assert all_warnings(uncertain(good, BAD, market=market, markets=markets)) == []
