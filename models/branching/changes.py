"""A market and a household with what a branch changes of them; before it as they were.

A day or a year before the branch begins never changes: a price there is held by prices
of its own, whatever comes later.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from isoplan.models.equity.price_course import course_until
from isoplan.models.inputs.branches import BranchHousehold, BranchMarket
from isoplan.models.inputs.by_year import EVERY_YEAR, SignedByYear
from isoplan.models.inputs.household import Household
from isoplan.models.inputs.market import Market
from isoplan.models.inputs.residence import ALWAYS

Table = TypeVar("Table", bound=SignedByYear)

ENDS = ("acquisition", "acquisition_for_stock", "worthless_on")
"""Fields of a market from whose day on it is no longer the company's own."""


def branched_market(market: Market, begins: date, change: BranchMarket) -> Market:
    """Return a market with what a branch changes from its first day on.

    Args:
        market: As it is in the piece of future before.
        begins: First day of the branch.
        change: What the branch says of it.
    """
    given = {
        name: value
        for name in change.model_fields_set
        if (value := getattr(change, name)) is not None
    }
    if not given:
        return market
    update: dict[str, Any] = dict(given)
    later = {on: price for on, price in market.prices.items() if on >= begins}
    if "prices" in given:
        later = given["prices"]
    if {"prices", "growth"} & given.keys():
        update["prices"] = dict(sorted((course_until(market, begins) | later).items()))
    if "growth" in given:
        update |= {"expected_growth": None, "volatility": None}
    for name, first in (
        ("trading_windows", "opens"),
        ("blackouts", "begins"),
        ("tender_offers", "on"),
    ):
        if name in given:
            before = (e for e in getattr(market, name) if getattr(e, first) < begins)
            update[name] = (*before, *given[name])
    if given.keys() & set(ENDS):
        update = _ended(market, given) | update
    return market.model_copy(update=update)


def _ended(market: Market, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a market's own later prices and days without those after a new end."""
    bought = given.get("acquisition") or given.get("acquisition_for_stock")
    ends: date = given["worthless_on"] if bought is None else bought.on
    update: dict[str, Any] = dict.fromkeys(ENDS)
    update["prices"] = course_until(market, ends)
    for name, first in (
        ("trading_windows", "opens"),
        ("blackouts", "begins"),
        ("tender_offers", "on"),
    ):
        kept = (e for e in getattr(market, name) if getattr(e, first) < ends)
        update[name] = tuple(kept)
    if market.ipo is not None and market.ipo.on >= ends:
        # What keeps the market closed until then, as the offering did.
        update |= {"ipo": None, "first_sale": market.ipo.on}
    return update


def branched_household(
    household: Household, start: date, begins: date, change: BranchHousehold
) -> Household:
    """Return a household with what a branch changes from its first day on.

    Args:
        household: As it is in the piece of future before.
        start: The plan's first day.
        begins: First day of the branch; amounts by year change from its year on.
        change: What the branch says of it.
    """
    update: dict[str, Any] = {}
    for name in change.model_fields_set:
        value = getattr(change, name)
        if name == "state" and value is not None:
            moves = {begins if day == ALWAYS else day: to for day, to in value.items()}
            before = {d: to for d, to in household.state.items() if d < begins}
            update[name] = before | moves
        elif value is not None:
            own = getattr(household, name)
            own = household.wages if own is None else own
            update[name] = _from_year(own, start.year, begins.year, value)
    return household.model_copy(update=update) if update else household


def _from_year(own: Table, start: int, first: int, change: Table) -> Table:
    """Return amounts by year that are the household's own before a branch's first."""
    given = dict(change.years)
    if EVERY_YEAR in given:
        given = {first: given[EVERY_YEAR]}
    before = {year: own.at(year) for year in range(start, min(given))}
    table = {str(year): amount for year, amount in (before | given).items()}
    return type(own).model_validate(table | {"growth": change.growth})
