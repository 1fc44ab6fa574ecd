"""What a share counts for that is kept beyond the plan."""

from collections.abc import Sequence

import numpy as np

from isoplan.models.equity.tranche import Tranche
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.death import income_if_sold
from isoplan.optimizer.columns.choices import NEVER, Choices, by_day, market_numbers
from isoplan.optimizer.columns.share_tax import ShareTax, income_at_death


def kept_value(
    situation: Situation,
    choices: Choices,
    tranches: Sequence[Tranche],
    paid: np.ndarray,
    share: ShareTax,
) -> np.ndarray:
    """Return what a share kept at the horizon counts for; dollars a share.

    The market price less a flat tax on what will be taxed of it one day: when it is
    sold, or with ``step_up_at_death`` what death leaves taxable. Pay of a share that
    vests after the last taxed year is in no year's tax, so the flat tax is on all that
    exceeds the price paid.

    Args:
        situation: Market, dates and assumptions.
        choices: What is done.
        tranches: What choices draw on.
        paid: Strike or price paid, dollars a share; length n choices.
        share: Tax attributes of one share of each choice.
    """
    if situation.plan.at_horizon != "keep":
        return np.zeros(len(choices))
    horizon = situation.plan.horizon
    prices = [each.price(horizon) for each in situation.markets.values()]
    price = np.array(prices)[market_numbers(situation, choices, tranches)]
    year = by_day(share.measured, lambda day: day.year)
    untaxed_pay = (year > situation.plan.last_taxed_year) & (share.pay > 0)
    taxed = np.array(income_if_sold(price, np.where(untaxed_pay, paid, share.basis)))
    if situation.plan.step_up_at_death:
        after = income_at_death(situation, choices, tranches)
        taxed = np.where(untaxed_pay, taxed, after)
    tax = situation.plan.kept_shares_tax_rate * taxed
    value: np.ndarray = np.where(choices.sold == NEVER, price - tax, 0.0)
    return value
