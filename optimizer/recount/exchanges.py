"""Exercises paid with shares before the plan: their lots, recounted from the file."""

from collections.abc import Iterator

from isoplan.models.equity.equity import PastSale
from isoplan.models.equity.opening_position import OpeningPosition
from isoplan.models.inputs.events import ExerciseEvent
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Holding, Lot
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.exchange import ExchangedBasis, exchanged_basis
from isoplan.optimizer.recount.cash_walk import CASH_SLACK
from isoplan.optimizer.recount.option_count import is_of
from isoplan.optimizer.recount.parcels import parcel_of_holding, parcel_of_lot
from isoplan.optimizer.recount.share_income import disposition, kept_share


def paid_with_shares(situation: Situation, grant: Grant) -> list[ExerciseEvent]:
    """Return the exercises of a grant for which shares were given."""
    return [
        event
        for event in situation.scenario.events
        if isinstance(event, ExerciseEvent)
        and event.paid_with is not None
        and is_of(grant, event.exercise)
    ]


def exchange_findings(
    situation: Situation, start: OpeningPosition, grant: Grant, event: ExerciseEvent
) -> Iterator[str]:
    """Yield where the lots of an exercise with shares are not what the law makes them.

    Args:
        situation: The file.
        start: What there is when the plan starts.
        grant: That was exercised.
        event: The exercise.
    """
    equity, given = start.equity, event.shares_given or 0
    gone = [each.shares for each in equity.sold]
    surrendered = [
        each
        for each in equity.sold
        if each.given_to == "exchange"
        and each.on == event.on
        and _name(each) == event.paid_with
    ]
    if sum(each.shares.shares for each in surrendered) < given:
        yield f"fewer than {given:,} shares of {event.paid_with!r} were given"
        return
    right = _basis(situation, surrendered[0])
    exchanged = [
        each
        for each in (*equity.holdings, *gone)
        if isinstance(each, Holding) and each.name == event.exchanged_label
    ]
    if sum(each.shares for each in exchanged) != given:
        yield f"not {given:,} shares of {event.exchanged_label!r} came of an exercise"
    for each in exchanged:
        if (
            abs((each.basis or 0.0) - right.regular) > CASH_SLACK
            or abs((each.amt_basis or 0.0) - right.amt) > CASH_SLACK
            or each.acquired_on != _since(surrendered[0])
        ):
            yield (
                f"shares of {each.name!r} have a basis of {each.basis} and "
                f"{each.amt_basis}, not {right.regular:,.2f} and {right.amt:,.2f}"
            )
    spread = sum(
        each.shares * (each.value_at_exercise - (each.paid or 0.0))
        for each in (*equity.lots, *gone)
        if isinstance(each, Lot) and each.label == event.label
    )
    value = surrendered[0].price
    whole = event.shares * (value - grant.strike)
    if abs(spread - whole) > grant.strike + CASH_SLACK * event.shares:
        yield (
            f"{event.label!r} has a spread of {spread:,.2f} in its additional shares, "
            f"the exercise one of {whole:,.2f}"
        )


def _name(sale: PastSale) -> str:
    return sale.shares.label if isinstance(sale.shares, Lot) else sale.shares.name


def _since(sale: PastSale) -> object:
    shares = sale.shares
    return shares.exercised_on if isinstance(shares, Lot) else shares.acquired_on


def _basis(situation: Situation, given: PastSale) -> ExchangedBasis:
    """Return the basis of a share received for one given, by the walk's own route."""
    grants = {grant.name: grant for grant in situation.grants}
    shares = given.shares
    parcel = (
        parcel_of_lot(situation, shares, grants[shares.grant])
        if isinstance(shares, Lot)
        else parcel_of_holding(situation, shares)
    )
    left = disposition(parcel, given.on, given=True, price=given.price)
    kept = kept_share(parcel)
    return exchanged_basis(
        -float(kept.capital_gain),
        -float(kept.amt_capital_gain),
        float(left.sale.ordinary_income),
        same_year=parcel.measured_on.year == given.on.year,
    )
