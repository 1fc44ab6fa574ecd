"""A schedule carried out, act by act, from the scenario file alone.

The walk judges nothing: it counts. What is exercised beyond what has vested, or sold
beyond what is held, is carried out all the same, and the checks find it in the counts.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from isoplan.models.equity.equity import PastSale
from isoplan.models.equity.opening_position import OpeningPosition
from isoplan.models.inputs.holdings import Lot
from isoplan.models.situation import Situation
from isoplan.models.tax.residence import ResidencyPeriod
from isoplan.models.tax.shares.charity import deduction_lost
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.recount.acts import Act
from isoplan.optimizer.recount.option_count import (
    OptionCount,
    market_in_file,
    option_counts,
)
from isoplan.optimizer.recount.parcels import (
    Parcel,
    opening,
    parcel_of_cash_out,
    parcel_of_exercise,
    parcel_of_holding,
    parcel_of_lot,
    parcels_at_start,
)
from isoplan.optimizer.recount.share_income import (
    Disposition,
    Posting,
    cash_out_postings,
    disposition,
    postings,
    sale_price,
)


@dataclass(frozen=True, slots=True)
class Exercised:
    """One exercise.

    Attributes:
        act: What is claimed.
        options: Which options; None if the scenario has none of the name.
        so_far: Options of the name exercised in the plan, these included.
    """

    act: Act
    options: OptionCount | None
    so_far: float


@dataclass(frozen=True, slots=True)
class Disposed:
    """One sale or gift.

    Attributes:
        act: What is claimed.
        parcel: Which shares; None if no lot of the name is held.
        left: What a share brings; None without a parcel.
        held: Shares of the lot held just before.
    """

    act: Act
    parcel: Parcel | None
    left: Disposition | None
    held: float


@dataclass(frozen=True, slots=True)
class CashedOut:
    """Options that a buyer of the company pays out unexercised.

    Attributes:
        act: What is claimed.
        options: Which options; None if the scenario has none of the name.
    """

    act: Act
    options: OptionCount | None


@dataclass(frozen=True)
class Walk:
    """A schedule carried out.

    Attributes:
        situation: The file.
        start: What there is when the plan starts.
        options: Options of all grants, by name.
        exercises: By date.
        disposals: By date.
        cash_outs: By date.
        parcels: All shares ever held, by lot.
        kept: Shares of each lot held when the plan ends.
        income: Dollars by line and day.
        earlier: The same of shares sold or given in the plan's first year before its
            start.
        lost_by_gifts: Dollars by which gifts to charity of that time are deducted less
            than their value.
    """

    situation: Situation
    start: OpeningPosition
    options: dict[str, OptionCount]
    exercises: tuple[Exercised, ...]
    disposals: tuple[Disposed, ...]
    cash_outs: tuple[CashedOut, ...]
    parcels: dict[str, Parcel]
    kept: dict[str, float]
    income: tuple[Posting, ...]
    earlier: tuple[Posting, ...]
    lost_by_gifts: float

    def total(self, year: int, line: str, within: Claim | None = None) -> float:
        """Return a year's dollars of an income line, all or what a state taxes."""
        found = self._by_year.get((year, line), ())
        return sum(self.taxed(each, within) for each in found)

    def taxed(self, posting: Posting, within: Claim | None) -> float:
        """Return the dollars of a posting, or what a state taxes of them."""
        if within is None:
            return posting.dollars
        parcel = posting.parcel

        def lived_in(stay: ResidencyPeriod) -> bool:
            return any(first <= posting.day <= last for first, last in stay.spans)

        def earned_in(state: str) -> float:
            return self.situation.work_share(
                state, parcel.grant, parcel.granted_on, parcel.measured_on
            )

        return posting.dollars * float(within.part(posting.line, lived_in, earned_in))

    @cached_property
    def _by_year(self) -> dict[tuple[int, str], list[Posting]]:
        """Return income by tax year and line."""
        found: dict[tuple[int, str], list[Posting]] = defaultdict(list)
        for each in self.income:
            found[each.day.year, each.line].append(each)
        return found

    @cached_property
    def settled_flows(self) -> dict[date, float]:
        """Return the same by the day on which cash moves.

        A sale pays when it settles. Of options sold on the day of their exercise, the
        broker takes the strike out of the proceeds.
        """
        found: dict[date, float] = defaultdict(float)
        at_once: dict[tuple[str, date], float] = defaultdict(float)
        for disposed in self.disposals:
            act, left = disposed.act, disposed.left
            if left is None or disposed.parcel is None:
                continue
            sold = act.kind == "sell"
            settled = disposed.parcel.market.settles_on(act.date)
            pays_on = settled if sold else act.date
            found[pays_on] += left.price * act.shares
            at_once[act.lot, act.date] += act.shares if sold else 0.0
        for exercised in self.exercises:
            act, options = exercised.act, exercised.options
            if options is None:
                continue
            sold_at_once = min(at_once[act.lot, act.date], act.shares)
            strike = options.grant.strike
            market = market_in_file(self.situation, options.grant)
            found[market.settles_on(act.date)] -= strike * sold_at_once
            found[act.date] -= strike * (act.shares - sold_at_once)
        for cashed_out in self.cash_outs:
            act, options = cashed_out.act, cashed_out.options
            if options is not None:
                market = market_in_file(self.situation, options.grant)
                price = sale_price(market, act.date)
                paid = (price - options.grant.strike) * act.shares
                found[market.settles_on(act.date)] += paid
        return {day: flow for day, flow in sorted(found.items()) if flow}

    @cached_property
    def flows(self) -> dict[date, float]:
        """Return proceeds, and cash that gifts save, less exercise cost by day.

        Counted on the day of each trade, when its price is fixed.
        """
        found: dict[date, float] = defaultdict(float)
        for exercised in self.exercises:
            if exercised.options is not None:
                cost = exercised.options.grant.strike * exercised.act.shares
                found[exercised.act.date] -= cost
        for disposed in self.disposals:
            if disposed.left is not None:
                found[disposed.act.date] += disposed.left.price * disposed.act.shares
        for cashed_out in self.cash_outs:
            if cashed_out.options is not None:
                act, grant = cashed_out.act, cashed_out.options.grant
                price = sale_price(market_in_file(self.situation, grant), act.date)
                paid = price - grant.strike
                found[act.date] += paid * act.shares
        return dict(sorted(found.items()))

    def exercised(self, name: str, by: date = date.max) -> float:
        """Return the options of a name that the schedule exercises by a day."""
        return sum(
            each.act.shares
            for each in self.exercises
            if each.act.options == name and each.act.date <= by
        )

    def cashed_out(self, name: str) -> float:
        """Return the options of a name that a buyer of the company pays out."""
        paid_out = (each.act for each in self.cash_outs if each.act.options == name)
        return sum(act.shares for act in paid_out)

    def left_of(self, lot: str, on: date) -> float:
        """Return the shares of a lot that are held at the end of a day."""
        parcel = self.parcels[lot]
        if parcel.acquired_on > on:
            return 0.0
        return parcel.shares - sum(
            each.act.shares
            for each in self.disposals
            if each.act.lot == lot and each.act.date <= on
        )


def walk(situation: Situation, acts: Sequence[Act]) -> Walk:
    """Carry a schedule out.

    Args:
        situation: The file.
        acts: What is done, in any order; of one day exercises come first.
    """
    start = opening(situation)
    sold = (each.shares for each in start.equity.sold)
    lots = [*start.equity.lots, *(each for each in sold if isinstance(each, Lot))]
    options = option_counts(situation, lots)
    parcels = {each.lot: each for each in parcels_at_start(situation, start)}
    held = {lot: float(parcel.shares) for lot, parcel in parcels.items()}
    so_far: dict[str, float] = defaultdict(float)
    exercises: list[Exercised] = []
    disposals: list[Disposed] = []
    cash_outs: list[CashedOut] = []
    for act in sorted(acts, key=lambda act: (act.date, act.kind)):
        if act.kind == "exercise":
            counted = options.get(act.options)
            so_far[act.options] += act.shares
            exercises.append(Exercised(act, counted, so_far[act.options]))
            if counted is not None and act.lot not in parcels:
                parcels[act.lot] = parcel_of_exercise(situation, act, counted)
                held[act.lot] = act.shares
            continue
        if act.kind == "cash_out":
            cash_outs.append(CashedOut(act, options.get(act.options)))
            continue
        parcel = parcels.get(act.lot)
        if parcel is None:
            disposals.append(Disposed(act, None, None, 0.0))
            continue
        left = disposition(parcel, act.date, given=act.kind == "give")
        disposals.append(Disposed(act, parcel, left, held[act.lot]))
        held[act.lot] -= act.shares
    income = (
        *_of_disposals(disposals),
        *_of_cash_outs(situation, cash_outs),
        *(
            posting
            for lot, shares in held.items()
            for posting in postings(parcels[lot], None, shares)
        ),
    )
    return Walk(
        situation,
        start,
        options,
        tuple(exercises),
        tuple(disposals),
        tuple(cash_outs),
        parcels,
        held,
        tuple(each for each in income if each.dollars),
        tuple(_of_earlier(situation, start.equity.sold)),
        _lost_by_gifts(situation, start.equity.sold),
    )


def _of_disposals(disposals: Sequence[Disposed]) -> Iterator[Posting]:
    for each in disposals:
        if each.parcel is not None:
            yield from postings(each.parcel, each.left, each.act.shares)


def _of_cash_outs(
    situation: Situation, cash_outs: Sequence[CashedOut]
) -> Iterator[Posting]:
    for each in cash_outs:
        if each.options is not None:
            parcel = parcel_of_cash_out(situation, each.act, each.options)
            yield from cash_out_postings(parcel, each.act.shares)


def _of_earlier(situation: Situation, sold: Sequence[PastSale]) -> Iterator[Posting]:
    """Yield the income of sales and gifts of the first year before the start."""
    for parcel, sale in _earlier(situation, sold):
        given = sale.given_to is not None
        left = disposition(parcel, sale.on, given=given, price=sale.price)
        yield from postings(parcel, left, parcel.shares)


def _lost_by_gifts(situation: Situation, sold: Sequence[PastSale]) -> float:
    """Return what gifts to charity of that time are deducted less than their value."""
    lost = 0.0
    for parcel, gift in _earlier(situation, sold):
        if gift.given_to == "charity":
            if_sold = disposition(parcel, gift.on, given=False, price=gift.price)
            gain = float(if_sold.sale.capital_gain)
            a_share = deduction_lost(gain, long_term=if_sold.long_term)
            lost += float(a_share) * parcel.shares
    return lost


def _earlier(
    situation: Situation, sold: Sequence[PastSale]
) -> Iterator[tuple[Parcel, PastSale]]:
    """Yield what left in the first year before the start."""
    for parcel, sale in parcels_sold(situation, sold):
        if sale.on.year == situation.plan.start.year:
            yield parcel, sale


def parcels_sold(
    situation: Situation, sold: Sequence[PastSale]
) -> Iterator[tuple[Parcel, PastSale]]:
    """Yield what left before the start, each with the shares that left.

    Args:
        situation: The file.
        sold: Sales, gifts and exchanges among its events.
    """
    grants = {grant.name: grant for grant in situation.grants}
    for sale in sold:
        parcel = (
            parcel_of_lot(situation, sale.shares, grants[sale.shares.grant])
            if isinstance(sale.shares, Lot)
            else parcel_of_holding(situation, sale.shares)
        )
        yield parcel, sale
