"""Gifts of shares in place of cash, and the limits that they keep.

A household that gives to charity every year may give shares instead of the cash. The
charity has the same, the deduction is the same, the cash stays, and no gain is ever
taxed. So a gift is a column like a sale, on the day of the gift and at its price, but
without income; rows hold each year's gifts to what the household gives, and to the part
of income up to which the year deducts shares.
"""

from collections.abc import Iterator, Sequence

from isoplan.models.scenario import Scenario
from isoplan.models.tax.charity import share_gift_limit
from isoplan.optimizer.columns import Columns
from isoplan.optimizer.expression import Expression
from isoplan.optimizer.graph import Graph
from isoplan.optimizer.years import WorkedYear, base_income, poorest_tax

WHOLE = 1e-9
"""Of a share: so close to a whole number counts as one."""


def income_limits_gifts(scenario: Scenario, year: int) -> bool:
    """Return whether a year's giving, all in shares, may pass its limit of income.

    Income is least without any sale and with the loss limit used up.
    """
    law = scenario.law(year)
    least = poorest_tax(base_income(scenario, law), law).form_1040.line_11
    limit = share_gift_limit(least, law.charity)
    return bool(scenario.household.giving.at(year) > limit)


def whole_shares_of(scenario: Scenario, year: int, price: float) -> int:
    """Return how many shares at a price (dollars) a year's giving pays for."""
    return int(scenario.household.giving.at(year) / price + WHOLE)


def gift_limits(
    scenario: Scenario, graph: Graph, columns: Columns, worked: Sequence[WorkedYear]
) -> Iterator[tuple[str, Expression]]:
    """Yield what gifts of shares leave of each limit, which must not be negative.

    All gifts of a year are of one day and price, so what the household gives is a whole
    number of shares and a rest, which stays cash.

    Yields:
        Name and amount, dollars.
    """
    for each in worked:
        year = each.node.year
        per_share = columns.given_in(year)
        given = graph.leaf(f"given_{year}", per_share)
        if not each.node.decides or not isinstance(given, Expression):
            continue
        price = float(per_share.max())
        yield f"giving_{year}", whole_shares_of(scenario, year, price) * price - given
        if income_limits_gifts(scenario, year):
            agi, law = each.tax.form_1040.line_11, scenario.law(year)
            yield f"share_gifts_{year}", share_gift_limit(agi, law.charity) - given
