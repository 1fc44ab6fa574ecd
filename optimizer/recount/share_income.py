"""What shares of a parcel bring to a return, line by line, in plain floats.

The rule of each kind of equity is one of the law. Here a parcel gives it the values of
the days that the rule asks for, one disposition at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from isoplan.models.equity.kinds.base import SoldShare
from isoplan.models.inputs.market import Market
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.disposition import Sale
from isoplan.models.tax.shares.nonqualified import cash_out_pay
from isoplan.models.tax.shares.section_1202 import Tier, exclusion_rate, tier
from isoplan.optimizer.recount.parcels import Parcel

SYSTEMS = ("", "amt_")
"""What the income lines of regular tax and of the AMT begin with."""


PAY_LINES = ("wages", "medicare_wages", "equity_pay")
"""Income lines that pay in shares enters."""


@dataclass(frozen=True, slots=True)
class Posting:
    """Dollars of one income line that belong to a day.

    Attributes:
        day: When they are income.
        line: Field of ``YearIncome``.
        dollars: How many.
        parcel: The shares that they come from.
    """

    day: date
    line: str
    dollars: float
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Disposition:
    """One share sold or given on a day; dollars a share.

    Attributes:
        day: When.
        price: Received, cost of the sale taken off; of a gift the market's price.
        sale: What it does to each line.
        qualifying: Whether it is qualifying, or of shares that know no other kind.
        long_term: Whether the gain is long-term.
        amt_long_term: Whether the gain on the AMT basis is.
        tier: What a gain is excluded by; None for gain that is taxed.
        given: Whether it is a gift.
    """

    day: date
    price: float
    sale: Sale
    qualifying: bool
    long_term: bool
    amt_long_term: bool
    tier: Tier | None
    given: bool


def disposition(
    parcel: Parcel,
    day: date,
    *,
    given: bool,
    price: float | None = None,
) -> Disposition:
    """Work out one share of a parcel that is sold or given on a day.

    Args:
        parcel: The shares, whose market tells values.
        day: When.
        given: Whether it is given away, and not sold.
        price: Dollars received, or the value of a gift; what the market or an offer
            pays if None.
    """
    if price is None:
        paid = sale_price(parcel.market, day)
        price = parcel.market.price(day) if given else paid
    share = _share(parcel, day, price)
    sale = parcel.treatment.gift(share) if given else parcel.treatment.sale(share)
    return Disposition(
        day=day,
        price=price,
        sale=sale,
        qualifying=parcel.qualifies(day),
        long_term=parcel.is_long_term(day),
        amt_long_term=parcel.is_amt_long_term(day),
        tier=_tier(parcel, day) if sale.capital_gain > 0 else None,
        given=given,
    )


def sale_price(market: Market, day: date) -> float:
    """Return what a share sold on a day brings: its price less the cost of the sale.

    A buyer of the company pays its price, and worthless shares bring nothing; no sale
    of either kind costs anything.
    """
    if (bought := market.acquisition) is not None and day >= bought.on:
        return bought.price
    if market.worthless_on is not None and day >= market.worthless_on:
        return 0.0
    offered = [
        offer.price
        for offer in market.tender_offers
        if offer.on == day and offer.price is not None
    ]
    price = offered[0] if offered else market.price(day)
    return price - market.sale_cost_per_share


def exclusion(situation: Situation, left: Disposition) -> float | None:
    """Return the part of a sale's gain that section 1202 excludes; None without any."""
    if left.tier is None or left.given:
        return None
    return exclusion_rate(left.tier, situation.law(left.day.year).small_business)


def basis(parcel: Parcel) -> float:
    """Return the basis of a share for regular tax (dollars)."""
    return parcel.paid + _pay(parcel)


def kept_value(situation: Situation, parcel: Parcel) -> float:
    """Return what a share kept at the plan's end counts for (dollars).

    Its price less a flat tax on its gain, or with ``step_up_at_death`` on what death
    leaves taxable; on all above what was paid where its pay comes after the run-off.
    """
    plan = situation.plan
    if plan.at_horizon != "keep":
        return 0.0
    price = parcel.market.price(plan.horizon)
    taxed = max(price - basis(parcel), 0.0)
    if plan.step_up_at_death:
        taxed = float(parcel.treatment.income_at_death(parcel.paid, price))
    if parcel.measured_on.year > plan.last_year + plan.run_off_years and _pay(parcel):
        taxed = max(price - parcel.paid, 0.0)
    return price - plan.kept_shares_tax_rate * taxed


def postings(
    parcel: Parcel, left: Disposition | None, shares: float
) -> Iterator[Posting]:
    """Yield the income of shares of a parcel.

    Args:
        parcel: The shares, whose market tells values.
        left: How they left; None if they are kept.
        shares: How many.
    """
    day, pay = parcel.measured_on, _pay(parcel)
    if pay:
        for line in PAY_LINES:
            yield Posting(day, line, pay * shares, parcel)
    if left is None:
        kept = kept_share(parcel)
        spread = float(kept.iso_bargain_element)
        yield Posting(day, "iso_bargain_element", spread * shares, parcel)
        return
    sale = left.sale
    term, amt_term = (
        "long_term_gain" if long_term else "short_term_gain"
        for long_term in (left.long_term, left.amt_long_term)
    )
    spread = float(sale.iso_bargain_element)
    yield Posting(day, "iso_bargain_element", spread * shares, parcel)
    for line, amount in (
        ("iso_ordinary_income", sale.ordinary_income),
        ("iso_ordinary_income_later", sale.ordinary_income_later),
        (term, sale.capital_gain),
        (f"amt_{amt_term}", sale.amt_capital_gain),
    ):
        yield Posting(left.day, line, float(amount) * shares, parcel)
    yield from _small_business(parcel, left, shares)
    if parcel.section_1244:
        yield from _section_1244(parcel, left, shares)


def cash_out_postings(parcel: Parcel, shares: float) -> Iterator[Posting]:
    """Yield the wages of options that a buyer of the company cashes out.

    Args:
        parcel: The shares that the options were for, as of the closing.
        shares: How many.
    """
    price = sale_price(parcel.market, parcel.acquired_on)
    pay = float(cash_out_pay(parcel.paid, price))
    for line in PAY_LINES:
        yield Posting(parcel.acquired_on, line, pay * shares, parcel)


def _section_1244(
    parcel: Parcel, left: Disposition, shares: float
) -> Iterator[Posting]:
    """Yield losses of which section 1244 makes a part ordinary, as positive amounts."""
    gains = (left.sale.capital_gain, left.sale.amt_capital_gain)
    terms = (left.long_term, left.amt_long_term)
    for system, gain, is_long in zip(SYSTEMS, gains, terms, strict=True):
        if gain < 0:
            term = "long_term" if is_long else "short_term"
            line = f"{system}section_1244_{term}_loss"
            yield Posting(left.day, line, -float(gain) * shares, parcel)


def _small_business(
    parcel: Parcel, left: Disposition, shares: float
) -> Iterator[Posting]:
    """Yield gain that may be excluded and its basis, for regular tax and the AMT."""
    reached = _tier(parcel, left.day)
    if reached is None:
        return
    regime = "earlier" if reached is Tier.EARLIER else "later"
    gains = (left.sale.capital_gain, left.sale.amt_capital_gain)
    for system, amount in zip(SYSTEMS, gains, strict=True):
        gain = float(amount)
        if gain > 0:
            line = f"{system}small_business_{reached}"
            yield Posting(left.day, line, gain * shares, parcel)
            line = f"{system}small_business_basis_{regime}"
            yield Posting(left.day, line, (left.price - gain) * shares, parcel)


def _tier(parcel: Parcel, day: date) -> Tier | None:
    """Return the tier that small business stock has reached; None if it is none."""
    acquired, last = parcel.measured_on, parcel.small_business_until
    if last is None or acquired > last:
        return None
    return tier(acquired, day)


def _pay(parcel: Parcel) -> float:
    """Return the wages of a share when its spread is measured (dollars)."""
    value = parcel.value_on(parcel.measured_on)
    return float(parcel.treatment.wages(parcel.paid, value))


def kept_share(parcel: Parcel) -> Sale:
    """Return one share as if never sold: its gain is minus its basis."""
    return parcel.treatment.sale(_share(parcel, None, 0.0))


def _share(parcel: Parcel, day: date | None, price: float) -> SoldShare:
    """Return what the law asks of one share that leaves at a price, or never does."""
    measured, market = parcel.measured_on, parcel.market
    ended = day is not None and day >= (market.ends or date.max)
    return SoldShare(
        paid=parcel.paid,
        value_when_measured=parcel.value_on(measured),
        value_when_vested=parcel.value_on(parcel.vested_on),
        sale_price=price,
        sale_cost=0.0 if ended else market.sale_cost_per_share,
        qualifying=day is None or parcel.qualifies(day),
        same_year=day is not None and day.year == measured.year,
    )
