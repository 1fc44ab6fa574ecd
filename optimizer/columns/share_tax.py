"""What one share of each choice does to a return, whatever it comes from.

The rules stand in `models/tax`, and which of them a share follows in
`models/equity/kinds`; here each choice gets the values of the days that they ask for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from isoplan.models.equity.kinds.base import SoldShare, TaxTreatment
from isoplan.models.equity.tranche import Tranche
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.disposition import Sale, no_sale
from isoplan.models.tax.shares.nonqualified import cash_out_pay
from isoplan.optimizer.columns.choices import (
    NEVER,
    Choice,
    ChoiceFlag,
    Choices,
    by_day,
    by_market,
    market_numbers,
)
from isoplan.optimizer.columns.small_business import NO_TIER, exclusion_tiers

SALE_FIELDS = tuple(field.name for field in fields(Sale))


@dataclass(frozen=True, slots=True)
class ShareValues:
    """What a share of each choice is worth on its days; dollars a share.

    Arrays of length n choices, or paths x n choices where prices differ by path.

    Attributes:
        paid: Strike, or price paid.
        when_measured: On the day on which the spread is measured.
        when_vested: On the day of vesting.
        sale_price: Received; zero if never sold.
        sale_cost: Of selling it, which the price is less of.
        at_horizon: On the plan's last day.
    """

    paid: np.ndarray
    when_measured: np.ndarray
    when_vested: np.ndarray
    sale_price: np.ndarray
    sale_cost: np.ndarray
    at_horizon: np.ndarray


@dataclass(frozen=True, slots=True)
class ShareTax:
    """Tax attributes of one share of each choice; arrays of length n choices.

    Amounts are arrays of paths x n choices where prices differ by path.

    Attributes:
        values: What it is worth on its days.
        sale: Income of the sale, dollars a share.
        pay: Wages when the spread is measured, dollars a share.
        sale_price: Dollars a share received, or of cash that a gift saves, or for an
            option that is cashed out; zero if none of them.
        basis: For regular tax, dollars a share.
        measured: Day on which the spread is measured, an ordinal.
        qualifying: Whether the sale is a qualifying disposition; also where the law
            knows no disqualifying one.
        long_term: Whether the gain is long-term.
        amt_long_term: Whether the gain on the AMT basis is.
        tier: What the gain is excluded by, if it is; see `small_business.py`.
    """

    values: ShareValues
    sale: Sale
    pay: np.ndarray
    sale_price: np.ndarray
    basis: np.ndarray
    measured: np.ndarray
    qualifying: np.ndarray
    long_term: np.ndarray
    amt_long_term: np.ndarray
    tier: np.ndarray


@dataclass(frozen=True, slots=True)
class _Batch:
    """Shares of one tranche, exercised on one day in one way: their days.

    Attributes:
        treatment: How the law taxes them.
        measured: Day on which the spread is measured.
        vested: Day on which they are acquired and vested.
        qualifying: First day of a qualifying disposition; the first of all days where
            the law knows no disqualifying one.
        long_term: First day of long-term gain.
        long_term_if_disqualified: The same for a disqualifying disposition.
        amt_long_term_if_disqualified: The same for the gain on the AMT basis.
    """

    treatment: TaxTreatment
    measured: date
    vested: date
    qualifying: date
    long_term: date
    long_term_if_disqualified: date
    amt_long_term_if_disqualified: date


def share_tax(
    situation: Situation,
    choices: Choices,
    tranches: Sequence[Tranche],
    values: ShareValues | None = None,
) -> ShareTax:
    """Work out one share of each choice, which draw on some tranches.

    Args:
        situation: Market, dates and assumptions.
        choices: What is done.
        tranches: What choices draw on.
        values: What shares are worth on their days; by the market if left out.
    """
    starts, number = _runs(choices)
    batches = [_batch(choices[place], tranches) for place in starts]
    measured = _ordinals([b.measured for b in batches])[number]
    qualifying = choices.sold >= _ordinals([b.qualifying for b in batches])[number]
    if_qualifying, if_not, amt_if_not = (
        choices.sold >= _ordinals(days)[number]
        for days in (
            [b.long_term for b in batches],
            [b.long_term_if_disqualified for b in batches],
            [b.amt_long_term_if_disqualified for b in batches],
        )
    )
    if values is None:
        held = [tranches[choices[place].tranche] for place in starts]
        days = list(zip(held, batches, strict=True))
        values = _values(situation, choices, tranches, days, number)
    share = SoldShare(
        paid=values.paid,
        value_when_measured=values.when_measured,
        value_when_vested=values.when_vested,
        sale_price=values.sale_price,
        sale_cost=values.sale_cost,
        qualifying=qualifying,
        same_year=_years(measured) == _years(choices.sold),
    )
    treatments = [b.treatment for b in batches]
    sale, pay = _by_treatment(treatments, number, share)
    price = share.sale_price
    if (given := choices.having(ChoiceFlag.GIVEN)).any():
        gift, _ = _by_treatment(treatments, number, share, given=True)
        sale = _where(given, gift, sale)
    if (cashed_out := choices.having(ChoiceFlag.CASHED_OUT)).any():
        paid_out = cash_out_pay(share.paid, price)
        sale = _where(cashed_out, no_sale(price), sale)
        pay, price = (np.where(cashed_out, paid_out, each) for each in (pay, price))
    return ShareTax(
        values=values,
        sale=sale,
        pay=pay,
        sale_price=price,
        basis=share.paid + pay,
        measured=measured,
        qualifying=qualifying,
        long_term=np.where(qualifying, if_qualifying, if_not),
        amt_long_term=np.where(qualifying, if_qualifying, amt_if_not),
        tier=np.where(
            cashed_out, NO_TIER, exclusion_tiers(choices, tranches, measured)
        ),
    )


def _values(
    situation: Situation,
    choices: Choices,
    tranches: Sequence[Tranche],
    days: Sequence[tuple[Tranche, _Batch]],
    number: np.ndarray,
) -> ShareValues:
    """Return what shares are worth by the market.

    Args:
        situation: Market, dates and assumptions.
        choices: What is done.
        tranches: What choices draw on.
        days: Of each batch, with its tranche.
        number: Batch of each choice; length n choices.
    """
    measured = [_value(situation, tranche, b.measured) for tranche, b in days]
    vested = [_value(situation, tranche, b.vested) for tranche, b in days]
    return ShareValues(
        paid=_of_tranches(tranches, choices, lambda tranche: tranche.paid),
        when_measured=np.array(measured)[number],
        when_vested=np.array(vested)[number],
        sale_price=_sale_price(situation, choices, tranches),
        sale_cost=sale_costs(situation, choices, tranches),
        at_horizon=_at_horizon(situation, choices, tranches),
    )


def income_at_death(
    choices: Choices, tranches: Sequence[Tranche], values: ShareValues
) -> np.ndarray:
    """Return what is still taxed of a share held until death; dollars a share."""
    taxed = np.empty(np.shape(values.at_horizon))
    for number in np.unique(choices.tranche).tolist():
        here = choices.tranche == number
        taxed[..., here] = tranches[number].treatment.income_at_death(
            values.paid[..., here], values.at_horizon[..., here]
        )
    return taxed


def _runs(choices: Choices) -> tuple[list[int], np.ndarray]:
    """Return where each batch starts among the choices, and each choice's batch."""
    keys = (choices.tranche, choices.exercised, choices.way)
    new = np.any([np.diff(key, prepend=-1) != 0 for key in keys], axis=0)
    return np.flatnonzero(new).tolist(), np.cumsum(new) - 1


def _batch(choice: Choice, tranches: Sequence[Tranche]) -> _Batch:
    """Return the days of a choice's shares, whenever they are sold."""
    tranche, exercised = tranches[choice.tranche], choice.exercised_on
    treatment = tranche.treatment_on(exercised)
    elected = ChoiceFlag.ELECTED_83B in choice.way
    shares = tranche.acquisition(exercised, elected=elected)
    return _Batch(
        treatment=treatment,
        measured=shares.measured_on,
        vested=shares.vested_on,
        qualifying=treatment.qualifying_from(shares) or date.min,
        long_term=treatment.long_term_from(shares),
        long_term_if_disqualified=treatment.long_term_if_disqualified_from(shares),
        amt_long_term_if_disqualified=treatment.amt_long_term_if_disqualified_from(
            shares
        ),
    )


def value_given(tranche: Tranche, day: date) -> float | None:
    """Return a share's value on a day as the file gives it; None where the market does.

    Dollars, on a day on which its spread may be measured.
    """
    if tranche.acquired_on == day:
        return tranche.value_at_acquisition
    return tranche.value_when_vested if tranche.vests_on == day else None


def _value(situation: Situation, tranche: Tranche, day: date) -> float:
    """Return the value of a share on a day on which its spread may be measured."""
    given = value_given(tranche, day)
    return situation.market_of(tranche).price(day) if given is None else given


def _at_horizon(
    situation: Situation, choices: Choices, tranches: Sequence[Tranche]
) -> np.ndarray:
    """Return the price of a share of each choice on the plan's last day."""
    horizon = situation.plan.horizon
    prices = np.array([each.price(horizon) for each in situation.markets.values()])
    found: np.ndarray = prices[market_numbers(situation, choices, tranches)]
    return found


def _by_treatment(
    of_batch: Sequence[TaxTreatment],
    batch: np.ndarray,
    share: SoldShare,
    *,
    given: bool = False,
) -> tuple[Sale, np.ndarray]:
    """Return the sale or gift and the wages of each choice, by the rule of its kind.

    Args:
        of_batch: Treatment of each batch.
        batch: Number of each choice's batch; length n choices.
        share: What the rules ask for; arrays whose last axis is n choices.
        given: Whether all are given away.
    """
    shape = np.shape(share.sale_price)
    sale = Sale(*(np.empty(shape) for _ in SALE_FIELDS))
    pay = np.empty(shape)
    for treatment, places in _places(of_batch, batch):
        part = _at(share, places)
        pay[..., places] = treatment.wages(part.paid, part.value_when_measured)
        sale_of_part = treatment.gift(part) if given else treatment.sale(part)
        for name in SALE_FIELDS:
            getattr(sale, name)[..., places] = getattr(sale_of_part, name)
    return sale, pay


def _places(
    of_batch: Sequence[TaxTreatment], batch: np.ndarray
) -> Iterator[tuple[TaxTreatment, np.ndarray | slice]]:
    """Yield each treatment once, with the places of its choices."""
    treatments = {each: number for number, each in enumerate(dict.fromkeys(of_batch))}
    if len(treatments) == 1:
        yield of_batch[0], slice(None)
        return
    of_choice = np.array([treatments[each] for each in of_batch], dtype=int)[batch]
    for treatment, number in treatments.items():
        yield treatment, np.flatnonzero(of_choice == number)


def _at(share: SoldShare, places: np.ndarray | slice) -> SoldShare:
    """Return the values of some choices alone."""
    values = (getattr(share, field.name) for field in fields(SoldShare))
    return SoldShare(*(each[..., places] for each in values))


def _sale_price(
    situation: Situation, choices: Choices, tranches: Sequence[Tranche]
) -> np.ndarray:
    """Return what a share brings: its market's price, unless it left before the plan.

    A gift saves cash at the market's price, without any cost of sale.
    """
    markets, market = situation.markets, market_numbers(situation, choices, tranches)
    received = _of_tranches(tranches, choices, lambda tranche: tranche.sold_at or 0.0)
    to_come = np.where(received > 0.0, NEVER, choices.sold)
    prices: np.ndarray = received + by_market(
        situation, market, to_come, lambda name, day: markets[name].sale_price(day)
    )
    if (given := choices.having(ChoiceFlag.GIVEN)).any():
        values = by_market(
            situation,
            market,
            np.where(given, to_come, NEVER),
            lambda name, day: markets[name].price(day),
        )
        prices = np.where(given, received + values, prices)
    return prices


def sale_costs(
    situation: Situation, choices: Choices, tranches: Sequence[Tranche]
) -> np.ndarray:
    """Return what each sale costs; nothing where shares go by themselves."""

    def cost_of(tranche: Tranche) -> float:
        return situation.market_of(tranche).sale_cost_per_share

    def last_of(tranche: Tranche) -> float:
        goes_on = situation.shares_go_on(tranche.market)
        return -1 if goes_on is None else goes_on.toordinal()

    goes = choices.sold == _of_tranches(tranches, choices, last_of)
    costs: np.ndarray = np.where(goes, 0.0, _of_tranches(tranches, choices, cost_of))
    return costs


def _where(given: np.ndarray, gift: Sale, sale: Sale) -> Sale:
    """Return for each choice one treatment or the other."""
    return Sale(
        *(
            np.where(given, getattr(gift, name), getattr(sale, name))
            for name in SALE_FIELDS
        )
    )


def _of_tranches(
    tranches: Sequence[Tranche], choices: Choices, amount: Callable[[Tranche], float]
) -> np.ndarray:
    """Return an amount of its tranche for each choice."""
    amounts = np.array([amount(each) for each in tranches])
    found: np.ndarray = amounts[choices.tranche]
    return found


def _years(days: np.ndarray) -> np.ndarray:
    """Return the calendar year of each day; zero for never."""
    return by_day(days, lambda day: day.year)


def _ordinals(days: list[date]) -> np.ndarray:
    return np.array([day.toordinal() for day in days], dtype=int)
