"""Parcels: shares held, with all that the law asks about them when they leave.

Those held at the start come from the file's lots, holdings and restricted units, its
events carried out; the others from exercises of the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from isoplan.models.base.units import whole_shares
from isoplan.models.equity.kinds.base import Acquisition, TaxTreatment
from isoplan.models.equity.kinds.registry import KINDS
from isoplan.models.equity.opening_position import OpeningPosition, opening_position
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Holding, Lot, RestrictedUnits
from isoplan.models.inputs.market import Market
from isoplan.models.situation import Situation, equity_as_written, events_of
from isoplan.optimizer.recount.acts import Act
from isoplan.optimizer.recount.option_count import (
    OptionCount,
    last_iso_exercise,
    left_company,
    market_in_file,
)


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
        small_business_until: Last day of issue of small business stock; None for
            shares that never are.
        sell_from: First day of a sale where it is later than vesting.
        section_1244: Whether a part of a loss is ordinary.
        market: What the file says of the prices and days of such shares.
        market_name: Of that market, among the file's further ones.
        held_at_start: Whether they came from outside the plan's own exercises.
    """

    lot: str
    grant: str
    treatment: TaxTreatment
    shares: float
    acquired_on: date
    paid: float
    market: Market
    market_name: str | None
    granted_on: date | None = None
    vests_on: date | None = None
    elected: bool = False
    value_acquired: float | None = None
    value_vested: float | None = None
    small_business_until: date | None = None
    sell_from: date | None = None
    section_1244: bool = False
    held_at_start: bool = True

    @property
    def acquisition(self) -> Acquisition:
        """Return the days that the law asks for."""
        return Acquisition(
            acquired_on=self.acquired_on,
            granted_on=self.granted_on,
            vests_on=self.vests_on,
            elected=self.elected,
            small_business_until=self.small_business_until,
            sell_from=self.sell_from,
        )

    @property
    def vested_on(self) -> date:
        """Return the first day on which the shares are vested."""
        return self.acquisition.vested_on

    @property
    def sellable_on(self) -> date:
        """Return the first day on which the shares may be sold or given."""
        return max(self.vested_on, self.sell_from or self.vested_on)

    @property
    def measured_on(self) -> date:
        """Return the day on which the spread enters income for the AMT, or as pay."""
        return self.acquisition.measured_on

    def qualifies(self, on: date) -> bool:
        """Return whether a sale is a qualifying disposition, or needs to be none."""
        first = self.treatment.qualifying_from(self.acquisition)
        return first is None or on >= first

    def is_long_term(self, on: date) -> bool:
        """Return whether a gain is long-term."""
        if self.qualifies(on):
            return on >= self.treatment.long_term_from(self.acquisition)
        return on >= self.treatment.long_term_if_disqualified_from(self.acquisition)

    def is_amt_long_term(self, on: date) -> bool:
        """Return whether the gain on the AMT basis is long-term."""
        if self.qualifies(on):
            return self.is_long_term(on)
        days = self.acquisition
        return on >= self.treatment.amt_long_term_if_disqualified_from(days)

    def value_on(self, day: date) -> float:
        """Return the value of a share on a day on which its spread may be measured."""
        if day == self.acquired_on and self.value_acquired is not None:
            return self.value_acquired
        if day == self.vests_on and self.value_vested is not None:
            return self.value_vested
        return self.market.price(day)


def opening(situation: Situation) -> OpeningPosition:
    """Return what there is when the plan starts, worked out anew from the file."""
    equity = equity_as_written(situation.scenario)
    return opening_position(equity, events_of(situation.scenario))


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
        *(parcel_of_holding(situation, each) for each in start.equity.holdings),
    ]


def pay_of_units(situation: Situation, year: int) -> float:
    """Return the wages of all units that vest in a year, those withheld too (dollars).

    What units are worth when they vest is pay: see `nonqualified_pay`.
    """
    return sum(
        units * market_in_file(situation, award).price(day)
        for award in situation.restricted_units
        for day, units in _vestings(situation, award)
        if day.year == year
    )


def _vesting_day(market: Market, day: date | None) -> date | None:
    """Return when shares vest: on the closing of an acquisition that accelerates it."""
    bought = market.acquisition
    if day is None or bought is None or day <= bought.on:
        return day
    return bought.on if bought.accelerates else None


def parcel_of_cash_out(situation: Situation, act: Act, options: OptionCount) -> Parcel:
    """Return the shares that options were for which a buyer cashes out."""
    return replace(parcel_of_exercise(situation, act, options), vests_on=None)


def parcel_of_exercise(situation: Situation, act: Act, options: OptionCount) -> Parcel:
    """Return the shares that an exercise of the plan brings."""
    incentive = act.date <= options.iso_until
    treatment = KINDS["iso" if incentive else "nso"]()
    return Parcel(
        lot=act.lot,
        grant=act.grant,
        treatment=treatment.when_exercised(
            act.date, last_iso_exercise(situation, options.grant)
        ),
        shares=act.shares,
        acquired_on=act.date,
        paid=options.grant.strike,
        market=market_in_file(situation, options.grant),
        market_name=options.grant.market,
        granted_on=options.grant.granted_on,
        vests_on=options.vests_on,
        elected=act.election_83b,
        small_business_until=options.grant.small_business_last,
        section_1244=options.grant.section_1244,
        held_at_start=False,
    )


def parcel_of_lot(situation: Situation, lot: Lot, grant: Grant) -> Parcel:
    """Return the shares of an exercise before the plan."""
    treatment = KINDS["nso" if lot.nonqualified else grant.kind]()
    last = last_iso_exercise(situation, grant)
    market = market_in_file(situation, grant)
    return Parcel(
        lot=lot.label,
        grant=grant.name,
        treatment=treatment.when_exercised(lot.exercised_on, last),
        shares=lot.shares,
        acquired_on=lot.exercised_on,
        paid=grant.strike if lot.paid is None else lot.paid,
        market=market,
        market_name=grant.market,
        granted_on=grant.granted_on,
        vests_on=_vesting_day(market, lot.vests_on),
        elected=lot.election_83b,
        value_acquired=lot.value_at_exercise,
        value_vested=lot.value_when_vested,
        small_business_until=grant.small_business_last,
        section_1244=grant.section_1244,
    )


def _of_rsus(situation: Situation, award: RestrictedUnits) -> Iterator[Parcel]:
    """Yield the shares of each vesting within the plan, those withheld left out."""
    for day, units in _vestings(situation, award):
        shares = whole_shares(units * (1.0 - award.withheld))
        if day <= situation.plan.horizon and shares:
            market = market_in_file(situation, award)
            value = market.price(day)
            yield Parcel(
                lot=f"{award.name} {day}",
                grant=award.name,
                treatment=KINDS["rsu"](),
                shares=shares,
                acquired_on=day,
                paid=value,
                market=market,
                market_name=award.market,
            )


def _vestings(
    situation: Situation, award: RestrictedUnits
) -> Iterator[tuple[date, int]]:
    """Yield the days from the start until leaving on which units vest, and how many."""
    leaving, before = left_company(situation, award.market), 0
    market, sooner = market_in_file(situation, award), 0
    closing = None if market.acquisition is None else market.acquisition.on
    for day, total in award.vest_dates():
        employed = leaving is None or day <= leaving.leaves_on
        if day >= situation.plan.start and employed:
            ended = market.ends is not None and day >= market.ends
            if closing is not None and (day == closing or ended):
                sooner += (total - before) * (_vesting_day(market, day) is not None)
            elif not ended:
                yield day, total - before
        before = total
    if closing is not None and sooner:
        yield closing, sooner


def parcel_of_holding(situation: Situation, holding: Holding) -> Parcel:
    """Return shares that were bought."""
    return Parcel(
        lot=holding.name,
        grant=holding.name,
        treatment=KINDS[holding.kind].of_holding(holding),
        shares=holding.shares,
        acquired_on=holding.acquired_on,
        paid=holding.cost,
        market=market_in_file(situation, holding),
        market_name=holding.market,
        granted_on=holding.offered_on,
        value_acquired=holding.value_when_bought or holding.cost,
        small_business_until=date.max if holding.small_business_stock else None,
        sell_from=holding.sell_from,
        section_1244=holding.section_1244,
    )
