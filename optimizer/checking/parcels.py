"""Parcels: shares held, with all that the law asks about them when they leave.

Those held at the start come from the file's lots, holdings and restricted units, its
events carried out; the others from exercises of the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from isoplan.models.base.units import whole_shares
from isoplan.models.equity.opening_position import OpeningPosition, opening_position
from isoplan.models.equity.tranche import TaxTreatment
from isoplan.models.equity.tranches import Equity
from isoplan.models.inputs.grants import Grant, Lot
from isoplan.models.inputs.holdings import Holding, RestrictedUnits
from isoplan.models.inputs.market import Market
from isoplan.models.situation import Situation
from isoplan.models.tax.disposition import (
    amt_measured_on,
    long_term_from,
    qualifying_from,
)
from isoplan.optimizer.checking.acts import Act
from isoplan.optimizer.checking.option_count import OptionCount, last_iso_exercise


@dataclass(frozen=True, slots=True)
class Parcel:
    """Shares of one lot; amounts in dollars a share.

    Attributes:
        lot: As actions name it.
        grant: Name of the grant, award or holding.
        treatment: How the law sees the shares.
        shares: How many there were at first.
        acquired_on: Day of exercise, purchase or vesting of units.
        paid: Strike, price paid, or basis.
        granted_on: Day of grant, or first day of an offering; None for others.
        vests_on: Day of vesting, if shares were exercised before it.
        elected: Whether with an election under section 83(b).
        value_acquired: Value when acquired; None for the market's.
        value_vested: Value when vested later; None for the market's.
        amt_basis: Of ordinary shares.
        value_when_offered: Of purchase-plan shares.
        offering_price: Price as if bought on the first day of the offering.
        small_business_until: Last day of issue of small business stock; None for
            shares that never are.
        held_at_start: Whether they came from outside the plan's own exercises.
    """

    lot: str
    grant: str
    treatment: TaxTreatment
    shares: float
    acquired_on: date
    paid: float
    granted_on: date | None = None
    vests_on: date | None = None
    elected: bool = False
    value_acquired: float | None = None
    value_vested: float | None = None
    amt_basis: float = 0.0
    value_when_offered: float = 0.0
    offering_price: float = 0.0
    small_business_until: date | None = None
    held_at_start: bool = True

    @property
    def vested_on(self) -> date:
        """Return the first day on which the shares are vested."""
        return max(self.acquired_on, self.vests_on or self.acquired_on)

    @property
    def measured_on(self) -> date:
        """Return the day on which the spread enters income for the AMT, or as pay."""
        return amt_measured_on(self.acquired_on, self.vests_on, elected=self.elected)

    @property
    def qualifying_from(self) -> date | None:
        """Return the first day of a qualifying disposition; None if none is known."""
        known = self.treatment in {TaxTreatment.ISO, TaxTreatment.ESPP}
        if not known or self.granted_on is None:
            return None
        return qualifying_from(self.granted_on, self.acquired_on)

    def qualifies(self, on: date) -> bool:
        """Return whether a sale is a qualifying disposition, or needs to be none."""
        return self.qualifying_from is None or on >= self.qualifying_from

    def is_long_term(self, on: date) -> bool:
        """Return whether a gain is long-term.

        Of incentive stock options the year runs from exercise; in a disqualifying
        disposition of shares that vested later, from vesting.
        """
        start = self.measured_on
        if self.treatment is TaxTreatment.ISO:
            start = self.acquired_on if self.qualifies(on) else self.vested_on
        return on >= long_term_from(start)

    def value_on(self, day: date, market: Market) -> float:
        """Return the value of a share on a day on which its spread may be measured."""
        if day == self.acquired_on and self.value_acquired is not None:
            return self.value_acquired
        if day == self.vests_on and self.value_vested is not None:
            return self.value_vested
        return market.price(day)


def opening(situation: Situation) -> OpeningPosition:
    """Return what there is when the plan starts, worked out anew from the file."""
    equity = Equity(
        plan=situation.plan,
        market=situation.market,
        employment=situation.employment,
        grants=situation.grants,
        lots=situation.lots,
        restricted_units=situation.restricted_units,
        holdings=situation.holdings,
    )
    return opening_position(equity, dict(enumerate(situation.events)))


def parcels_at_start(situation: Situation, start: OpeningPosition) -> list[Parcel]:
    """Return the shares held at the start, and units that vest within the plan."""
    grants = {grant.name: grant for grant in situation.grants}
    return [
        *(
            parcel_of_lot(situation, lot, grants[lot.grant])
            for lot in start.equity.lots
            if lot.grant in grants
        ),
        *(
            parcel
            for award in situation.restricted_units
            for parcel in _of_rsus(situation, award)
        ),
        *(parcel_of_holding(holding) for holding in start.equity.holdings),
    ]


def pay_of_units(situation: Situation, year: int) -> float:
    """Return the wages of all units that vest in a year, those withheld too (dollars).

    Source: IRC 83(a).
    """
    return sum(
        units * situation.market.price(day)
        for award in situation.restricted_units
        for day, units in _vestings(situation, award)
        if day.year == year
    )


def parcel_of_exercise(situation: Situation, act: Act, options: OptionCount) -> Parcel:
    """Return the shares that an exercise of the plan brings."""
    late = act.date > last_iso_exercise(situation)
    return Parcel(
        lot=act.lot,
        grant=act.grant,
        treatment=TaxTreatment.ISO
        if options.incentive and not late
        else TaxTreatment.NSO,
        shares=act.shares,
        acquired_on=act.date,
        paid=options.grant.strike,
        granted_on=options.grant.granted_on,
        vests_on=options.vests_on,
        elected=act.election_83b,
        small_business_until=options.grant.small_business_last,
        held_at_start=False,
    )


def parcel_of_lot(situation: Situation, lot: Lot, grant: Grant) -> Parcel:
    """Return the shares of an exercise before the plan."""
    late = lot.exercised_on > last_iso_exercise(situation)
    nonqualified = lot.nonqualified or grant.kind == "nso" or late
    return Parcel(
        lot=lot.label,
        grant=grant.name,
        treatment=TaxTreatment.NSO if nonqualified else TaxTreatment.ISO,
        shares=lot.shares,
        acquired_on=lot.exercised_on,
        paid=grant.strike,
        granted_on=grant.granted_on,
        vests_on=lot.vests_on,
        elected=lot.election_83b,
        value_acquired=lot.value_at_exercise,
        value_vested=lot.value_when_vested,
        small_business_until=grant.small_business_last,
    )


def _of_rsus(situation: Situation, award: RestrictedUnits) -> Iterator[Parcel]:
    """Yield the shares of each vesting within the plan, those withheld left out."""
    for day, units in _vestings(situation, award):
        shares = whole_shares(units * (1.0 - award.withheld))
        if day <= situation.plan.horizon and shares:
            value = situation.market.price(day)
            yield Parcel(
                lot=f"{award.name} {day}",
                grant=award.name,
                treatment=TaxTreatment.RSU,
                shares=shares,
                acquired_on=day,
                paid=value,
                amt_basis=value,
            )


def _vestings(
    situation: Situation, award: RestrictedUnits
) -> Iterator[tuple[date, int]]:
    """Yield the days from the start until leaving on which units vest, and how many."""
    leaving, before = situation.employment, 0
    for day, total in award.vest_dates():
        employed = leaving is None or day <= leaving.leaves_on
        if day >= situation.plan.start and employed:
            yield day, total - before
        before = total


def parcel_of_holding(holding: Holding) -> Parcel:
    """Return shares that were bought."""
    is_plan = holding.kind == "espp"
    paid = (holding.paid if is_plan else holding.basis) or 0.0
    return Parcel(
        lot=holding.name,
        grant=holding.name,
        treatment=TaxTreatment.ESPP if is_plan else TaxTreatment.SHARES,
        shares=holding.shares,
        acquired_on=holding.acquired_on,
        paid=paid,
        granted_on=holding.offered_on,
        value_acquired=holding.value_when_bought or paid,
        amt_basis=paid if holding.amt_basis is None else holding.amt_basis,
        value_when_offered=holding.value_when_offered or 0.0,
        offering_price=holding.offering_price,
        small_business_until=date.max if holding.small_business_stock else None,
    )
