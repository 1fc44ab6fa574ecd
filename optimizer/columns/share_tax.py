"""What one share of each choice does to a return, whatever it comes from.

The rules stand in `models/tax`; here each choice gets the values of the days that its
rule asks for, and the rule of its kind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from isoplan.models.equity.tranche import TaxTreatment, Tranche
from isoplan.models.situation import Situation
from isoplan.models.tax.charity import gift_of_share
from isoplan.models.tax.death import income_at_death
from isoplan.models.tax.disposition import (
    Sale,
    amt_measured_on,
    iso_sale,
    long_term_from,
    qualifying_from,
)
from isoplan.models.tax.nonqualified import (
    nonqualified_pay,
    nonqualified_sale,
    share_sale,
)
from isoplan.models.tax.purchase_plan import espp_sale
from isoplan.optimizer.columns.choices import (
    ELECTED,
    GIVEN,
    NEVER,
    Choice,
    Choices,
    by_day,
)
from isoplan.optimizer.columns.small_business import exclusion_tiers


@dataclass(frozen=True, slots=True)
class ShareTax:
    """Tax attributes of one share of each choice; arrays of length n choices.

    Attributes:
        sale: Income of the sale, dollars a share.
        pay: Wages when the spread is measured, dollars a share.
        sale_price: Dollars a share received, or of cash that a gift saves; zero if
            neither sold nor given.
        basis: For regular tax, dollars a share.
        measured: Day on which the spread is measured, an ordinal.
        qualifying: Whether the sale is a qualifying disposition; also where the law
            knows no disqualifying one.
        long_term: Whether the gain is long-term.
        tier: What the gain is excluded by, if it is; see `small_business.py`.
    """

    sale: Sale
    pay: np.ndarray
    sale_price: np.ndarray
    basis: np.ndarray
    measured: np.ndarray
    qualifying: np.ndarray
    long_term: np.ndarray
    tier: np.ndarray


@dataclass(frozen=True, slots=True)
class _Batch:
    """Shares of one tranche, exercised on one day in one way: days and values.

    Attributes:
        treatment: How the law taxes them; options exercised too long after leaving are
            nonqualified.
        measured: Day on which the spread is measured.
        qualifying: First day of a qualifying disposition.
        long_term: First day of long-term gain.
        long_term_if_disqualified: The same for a disqualifying disposition.
        value_measured: Dollars a share on the day of measuring.
        value_vested: Dollars a share on the day of vesting.
    """

    treatment: TaxTreatment
    measured: date
    qualifying: date
    long_term: date
    long_term_if_disqualified: date
    value_measured: float
    value_vested: float


def share_tax(
    situation: Situation, choices: Choices, tranches: Sequence[Tranche]
) -> ShareTax:
    """Work out one share of each choice, which draw on some tranches."""
    starts, number = _runs(choices)
    batches = [_batch(situation, choices[place], tranches) for place in starts]
    treatment = np.array([b.treatment for b in batches], dtype=object)[number]
    measured = _ordinals([b.measured for b in batches])[number]
    value_measured = np.array([b.value_measured for b in batches])[number]
    qualifying = choices.sold >= _ordinals([b.qualifying for b in batches])[number]
    long_term = np.where(
        qualifying,
        choices.sold >= _ordinals([b.long_term for b in batches])[number],
        choices.sold
        >= _ordinals([b.long_term_if_disqualified for b in batches])[number],
    )
    sale_price = _sale_price(situation, choices, tranches)
    paid = _of_tranches(tranches, choices, lambda tranche: tranche.paid)
    is_nso = treatment == TaxTreatment.NSO
    pay = np.where(is_nso, nonqualified_pay(paid, value_measured), 0.0)
    year_measured = by_day(measured, lambda day: day.year)
    rules = {
        TaxTreatment.ISO: iso_sale(
            paid,
            value_measured,
            sale_price,
            qualifying=qualifying | (choices.sold == NEVER),
            same_year=year_measured == by_day(choices.sold, lambda day: day.year),
            value_when_vested=np.array([b.value_vested for b in batches])[number],
        ),
        TaxTreatment.NSO: nonqualified_sale(paid, value_measured, sale_price),
        TaxTreatment.ESPP: espp_sale(
            paid,
            _of_tranches(tranches, choices, lambda tranche: tranche.value_when_offered),
            _of_tranches(tranches, choices, lambda tranche: tranche.offering_price),
            value_measured,
            sale_price,
            qualifying=qualifying,
            sale_cost=situation.market.sale_cost_per_share,
        ),
        TaxTreatment.SHARES: share_sale(
            paid,
            _of_tranches(tranches, choices, lambda tranche: tranche.amt_basis),
            sale_price,
        ),
    }
    rules[TaxTreatment.RSU] = rules[TaxTreatment.SHARES]
    sale = _chosen(treatment, rules)
    if (given := _given(choices)).any():
        sale = _where(given, gift_of_share(sale), sale)
    return ShareTax(
        sale=sale,
        pay=pay,
        sale_price=sale_price,
        basis=paid + pay,
        measured=measured,
        qualifying=qualifying,
        long_term=long_term,
        tier=exclusion_tiers(choices, tranches, measured),
    )


def _runs(choices: Choices) -> tuple[list[int], np.ndarray]:
    """Return where each batch starts among the choices, and each choice's batch."""
    keys = (choices.tranche, choices.exercised, choices.way)
    new = np.any([np.diff(key, prepend=-1) != 0 for key in keys], axis=0)
    return np.flatnonzero(new).tolist(), np.cumsum(new) - 1


def _chosen(treatment: np.ndarray, rules: dict[TaxTreatment, Sale]) -> Sale:
    """Return for each choice what the rule of its treatment says."""
    masks = [treatment == each for each in rules]
    return Sale(
        **{
            field.name: np.select(
                masks,
                [
                    np.broadcast_to(getattr(s, field.name), len(treatment))
                    for s in rules.values()
                ],
                0.0,
            )
            for field in fields(Sale)
        }
    )


def _sale_price(
    situation: Situation, choices: Choices, tranches: Sequence[Tranche]
) -> np.ndarray:
    """Return what a share brings: the market's price, unless it was sold already.

    A gift saves cash at the market's price, without any cost of sale.
    """
    received = _of_tranches(tranches, choices, lambda tranche: tranche.sold_at or 0.0)
    to_come = np.where(received > 0.0, NEVER, choices.sold)
    prices: np.ndarray = received + by_day(to_come, situation.market.sale_price)
    if (given := _given(choices)).any():
        prices = np.where(given, by_day(choices.sold, situation.market.price), prices)
    return prices


def _given(choices: Choices) -> np.ndarray:
    given: np.ndarray = (choices.way & GIVEN) != 0
    return given


def _where(given: np.ndarray, gift: Sale, sale: Sale) -> Sale:
    """Return for each choice the gift or the sale."""
    return Sale(
        **{
            field.name: np.where(
                given, getattr(gift, field.name), getattr(sale, field.name)
            )
            for field in fields(Sale)
        }
    )


def taxed_at_death(
    choices: Choices, tranches: Sequence[Tranche], value: float
) -> np.ndarray:
    """Return what is still taxed of a share held until death; dollars a share.

    Args:
        choices: What is done.
        tranches: What they draw on.
        value: Dollars a share at death.
    """
    taxed: np.ndarray = income_at_death(
        value,
        paid=_of_tranches(tranches, choices, lambda tranche: tranche.paid),
        value_when_offered=_of_tranches(
            tranches, choices, lambda tranche: tranche.value_when_offered
        ),
        offering_price=_of_tranches(
            tranches, choices, lambda tranche: tranche.offering_price
        ),
        purchase_plan=_of_tranches(
            tranches, choices, lambda tranche: tranche.treatment is TaxTreatment.ESPP
        ),
    )
    return taxed


def _of_tranches(
    tranches: Sequence[Tranche], choices: Choices, amount: Callable[[Tranche], float]
) -> np.ndarray:
    """Return an amount of its tranche for each choice."""
    amounts = np.array([amount(each) for each in tranches])
    found: np.ndarray = amounts[choices.tranche]
    return found


def _ordinals(days: list[date]) -> np.ndarray:
    return np.array([day.toordinal() for day in days], dtype=int)


def _batch(situation: Situation, choice: Choice, tranches: Sequence[Tranche]) -> _Batch:
    """Return the days and values of a choice's shares, whenever they are sold."""
    tranche, exercised = tranches[choice.tranche], choice.exercised_on
    treatment = tranche.nature_of(exercised)
    vested = max(exercised, tranche.vests_on or exercised)
    elected = bool(choice.way & ELECTED) or tranche.elected
    measured = amt_measured_on(exercised, tranche.vests_on, elected=elected)
    is_iso = treatment is TaxTreatment.ISO
    long_term = long_term_from(exercised if is_iso else measured)
    known = is_iso or treatment is TaxTreatment.ESPP
    return _Batch(
        treatment=treatment,
        measured=measured,
        qualifying=qualifying_from(tranche.granted_on, exercised)
        if known and tranche.granted_on is not None
        else date.min,
        long_term=long_term,
        long_term_if_disqualified=long_term_from(vested) if is_iso else long_term,
        value_measured=_value(situation, tranche, measured),
        value_vested=_value(situation, tranche, vested),
    )


def _value(situation: Situation, tranche: Tranche, day: date) -> float:
    """Return the value of a share on a day on which its spread may be measured."""
    if tranche.acquired_on == day:
        return tranche.value_at_acquisition
    if tranche.vests_on == day and tranche.value_when_vested is not None:
        return tranche.value_when_vested
    return situation.market.price(day)
