"""Gifts of shares in place of cash, and the limits that they keep.

A household that gives to charity every year may give shares instead of the cash. The
charity has the same, the deduction is the same, the cash stays, and no gain is ever
taxed. So a gift is a column like a sale, on the day of the gift and at its price, but
without income; rows hold each year's gifts to what the household gives, and to the part
of income up to which the year deducts shares.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from isoplan.models.base.units import whole_shares
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.charity import share_gift_limit
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.preferences.base import Leaves
from isoplan.optimizer.pricing.year_returns import (
    YearReturns,
    base_income,
    most_ordinary_loss,
    poorest_tax,
)
from isoplan.optimizer.tracing.expression import Expression


def income_limits_gifts(situation: Situation, year: int) -> bool:
    """Return whether a year's giving, all in shares, may pass its limit of income.

    Income is least without any sale and with the loss limit used up.
    """
    law = situation.law(year)
    of_stock = most_ordinary_loss(situation, law)
    least = poorest_tax(base_income(situation, law), law, of_stock).form_1040.line_11
    limit = share_gift_limit(least, law.charity)
    return bool(situation.household.gifts.at(year) > limit)


def given_before(situation: Situation, year: int) -> float:
    """Return the value of shares given to charity in a year before the start ($)."""
    return sum(
        gift.shares.shares * gift.price
        for gift in situation.opening_position.equity.sold
        if gift.given_to == "charity" and gift.on.year == year
    )


def whole_shares_of(dollars: float, price: float) -> int:
    """Return how many shares at a price (dollars) an amount pays for."""
    return max(whole_shares(dollars / price), 0)


def gift_limits(
    situation: Situation, leaf: Leaves, columns: Columns, returns: Sequence[YearReturns]
) -> Iterator[tuple[str, Expression]]:
    """Yield what gifts of shares leave of each limit, which must not be negative.

    All gifts of a year and a market are of one day and price. Where shares of one
    market are given, what the household gives is a whole number of them and a rest,
    which stays cash.

    Yields:
        Name and amount, dollars.
    """
    for each in returns:
        year = each.node.year
        per_share = columns.given_in(year)
        given = leaf(f"given_{year}", per_share)
        if not each.node.decides or not isinstance(given, Expression):
            continue
        prices = np.unique(per_share[per_share > 0])
        before = given_before(situation, year)
        left = situation.household.gifts.at(year) - before
        if len(prices) == 1:
            price = float(prices[0])
            left = whole_shares_of(left, price) * price
        yield f"giving_{year}", left - given
        if income_limits_gifts(situation, year):
            agi, law = each.tax.form_1040.line_11, situation.law(year)
            limit = share_gift_limit(agi, law.charity) - before
            yield f"share_gifts_{year}", limit - given
