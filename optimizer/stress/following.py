"""What following a schedule blindly means where a path leaves it.

One rule, the same for a plan and for a habit. On each day the household does what the
schedule says of that day, and no more:

- Options under water on the day of exercise are not exercised, and lapse: their price
  is below the strike (on a day of exercise and sale what the sale brings). An exercise
  that the schedule makes under water at its own prices is made whatever the price.
- Options that a buyer would cash out are, if his price is above the strike.
- Shares are sold, given and kept as the schedule says, at the price of the path.
- Once the company has failed nothing is exercised, vests or is sold. Shares still held
  count as sold for nothing on the last day of that year.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np

from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import (
    Choice,
    ChoiceFlag,
    Choices,
    market_numbers,
)
from isoplan.optimizer.columns.columns import Columns, columns_of
from isoplan.optimizer.columns.share_tax import (
    ShareValues,
    sale_costs,
    value_given,
)
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.stress.price_paths import NEVER_FAILS, PricePaths

STAYS = ChoiceFlag.ELECTED_83B
"""What of the way of a choice stays when its shares are written off."""


def followed(
    situation: Situation,
    holdings: Holdings,
    paths: PricePaths,
    *,
    as_done: bool = False,
) -> tuple[Columns, np.ndarray]:
    """Return what is done on each path: columns, and shares of each.

    Args:
        situation: Household, law and assumptions.
        holdings: The schedule.
        paths: Prices; a company fails on all of them in the same year, or on none.
        as_done: Whether all exercises have been made, whatever the price.

    Returns:
        Columns whose dollars are arrays of paths x n columns, and whole shares of the
        same shape.
    """
    done: dict[Choice, np.ndarray] = {}

    def add(choice: Choice, shares: np.ndarray) -> None:
        if shares.any():
            done[choice] = done.get(choice, 0.0) + shares

    for choice, count in holdings.items():
        market = situation.tranches[choice.tranche].market
        fails_on = paths.fails_on[market]
        held = situation.tranches[choice.tranche].held
        if as_done and not held:
            shares = np.full(len(paths), float(count))
        else:
            shares = count * is_had(situation, choice, paths)
        stays = fails_on == NEVER_FAILS
        if choice.sold_on is not None:
            stays = stays | (choice.sold_on.toordinal() < fails_on)
        add(choice, np.where(stays, shares, 0.0))
        written_off_on = paths.written_off_on(market)
        for day in np.unique(written_off_on[~stays]).tolist():
            last = date.fromordinal(day)
            gone = Choice(choice.tranche, choice.exercised_on, last, choice.way & STAYS)
            add(gone, np.where(~stays & (written_off_on == day), shares, 0.0))
    return columns_on_paths(situation, list(done), paths), _matrix(done, paths)


def columns_on_paths(
    situation: Situation, choices: list[Choice], paths: PricePaths
) -> Columns:
    """Return columns whose dollars are those of each path: paths x n columns."""
    values = _values(situation, Choices.of(choices), paths)
    return columns_of(situation, choices, values=values)


def days_of(situation: Situation, holdings: Mapping[Choice, int]) -> set[date]:
    """Return the days whose prices matter to a schedule."""
    days = {situation.plan.horizon}
    for choice in holdings:
        shares = situation.tranches[choice.tranche].acquisition(
            choice.exercised_on, elected=ChoiceFlag.ELECTED_83B in choice.way
        )
        days |= {choice.exercised_on, shares.measured_on, shares.vested_on}
        if choice.sold_on is not None:
            days.add(choice.sold_on)
    return days


def _matrix(done: Mapping[Choice, np.ndarray], paths: PricePaths) -> np.ndarray:
    if not done:
        return np.zeros((len(paths), 0))
    return np.stack(list(done.values()), axis=1)


def is_had(situation: Situation, choice: Choice, paths: PricePaths) -> np.ndarray:
    """Return whether a choice's shares come to be held, or are cashed out; by path."""
    tranche = situation.tranches[choice.tranche]
    name, market = tranche.market, situation.market_of(tranche)
    day = choice.exercised_on
    lives = day.toordinal() < paths.fails_on[name]
    if tranche.held:
        return lives | (day < situation.plan.start)
    if ChoiceFlag.CASHED_OUT in choice.way:
        return lives & (paths.sale_price(name, day) > tranche.paid)
    at_once = choice.sold_on == day and ChoiceFlag.GIVEN not in choice.way
    own = market.sale_price(day) if at_once else market.price(day)
    if own < tranche.paid:
        return lives
    price = paths.sale_price(name, day) if at_once else paths.price(name, day)
    return lives & (price >= tranche.paid)


def _values(situation: Situation, choices: Choices, paths: PricePaths) -> ShareValues:
    """Return what shares are worth on their days, by path; paths x n choices."""
    shape = (len(paths), len(choices))
    paid, measured, vested, sold, at_horizon = (np.zeros(shape) for _ in range(5))
    units = {award.name for award in situation.restricted_units}
    for place, choice in enumerate(choices):
        tranche = situation.tranches[choice.tranche]
        name, exercised = tranche.market, choice.exercised_on
        arrives = tranche.grant in units and tranche.held

        def value(day: date, *, arrives: bool = arrives) -> np.ndarray | float:
            """Return a share's value on a day: given, or the path's."""
            known = None if arrives else value_given(tranche, day)  # noqa: B023
            return paths.price(name, day) if known is None else known  # noqa: B023

        shares = tranche.acquisition(
            exercised, elected=ChoiceFlag.ELECTED_83B in choice.way
        )
        paid[:, place] = value(exercised) if arrives else tranche.paid
        measured[:, place] = value(shares.measured_on)
        vested[:, place] = value(shares.vested_on)
        at_horizon[:, place] = paths.price(name, situation.plan.horizon)
        if choice.sold_on is not None:
            given = ChoiceFlag.GIVEN in choice.way
            price = paths.price if given else paths.sale_price
            sold[:, place] = price(name, choice.sold_on)
    costs = sale_costs(situation, choices, situation.tranches)
    return ShareValues(
        paid=paid,
        when_measured=measured,
        when_vested=vested,
        sale_price=sold,
        sale_cost=np.where(_failed(situation, choices, paths), 0.0, costs),
        at_horizon=at_horizon,
    )


def _failed(situation: Situation, choices: Choices, paths: PricePaths) -> np.ndarray:
    """Return whether the company has failed by the day of sale; paths x n choices."""
    fails_on = np.stack([paths.fails_on[name] for name in situation.markets], axis=1)
    markets = market_numbers(situation, choices, situation.tranches)
    failed: np.ndarray = choices.sold >= fails_on[:, markets]
    return failed
