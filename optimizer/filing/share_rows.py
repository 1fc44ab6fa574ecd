"""The rows that a year's exercises and sales give: Forms 3921 and 8949, in cents.

Every amount is one of the walk: the law's income of one share, times the shares.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import get_args

from isoplan.models.base.cents import in_cents
from isoplan.models.filing.filed_forms import Form3921, GiftIncome, Sale8949
from isoplan.models.law.small_business import SmallBusinessLaw
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.form_8949 import (
    Box,
    BrokerReports,
    Form8949Row,
    box,
    form_8949_row,
    told_of,
)
from isoplan.models.tax.shares.section_1202 import exclusion_rate
from isoplan.optimizer.filing.cents import RunningCents, is_in_cents
from isoplan.optimizer.filing.share_moves import Leaving, ShareMoves
from isoplan.optimizer.recount.parcels import Parcel
from isoplan.optimizer.recount.share_income import kept_share

PRICE_DIGITS = 6
"""Of dollars a share, as in a plan's actions."""


def exercises_of(moves: ShareMoves, year: int) -> tuple[Form3921, ...]:
    """Return the exercises that a year's forms tell of, by day.

    Those of the year, and those whose spread is measured in it.
    """
    lots: dict[tuple[object, ...], list[Parcel]] = defaultdict(list)
    for parcel in moves.parcels:
        days = {parcel.acquired_on.year, parcel.measured_on.year}
        if parcel.treatment.on_form_3921 and year in days:
            lots[_lot(parcel)].append(parcel)
    cents = RunningCents()
    ordered = sorted(lots.values(), key=lambda found: _order(found[0]))
    return tuple(_exercise(found, moves, year, cents) for found in ordered)


def _lot(parcel: Parcel) -> tuple[object, ...]:
    """Return what the parts of one exercise have in common."""
    return (parcel.lot, parcel.grant, parcel.acquired_on, parcel.measured_on)


def _order(parcel: Parcel) -> tuple[object, ...]:
    return (parcel.acquired_on, parcel.grant, parcel.lot)


def _exercise(
    parcels: Sequence[Parcel], moves: ShareMoves, year: int, cents: RunningCents
) -> Form3921:
    """Return one exercise, whose shares may have gone different ways since."""
    parcel = parcels[0]
    shares = sum(each.shares for each in parcels)
    disposed = sum(
        each.shares
        for each in moves.leavings
        if _lot(each.parcel) == _lot(parcel)
        and each.left.day.year == parcel.measured_on.year
    )
    spread = float(kept_share(parcel).iso_bargain_element)
    counts = parcel.measured_on.year == year
    return Form3921(
        lot=parcel.lot,
        grant=parcel.grant,
        granted_on=parcel.granted_on,
        exercised_on=parcel.acquired_on,
        exercise_price=round(parcel.paid, PRICE_DIGITS),
        value_at_exercise=round(parcel.value_on(parcel.acquired_on), PRICE_DIGITS),
        shares=round(shares),
        measured_on=parcel.measured_on,
        value_measured=round(parcel.value_on(parcel.measured_on), PRICE_DIGITS),
        disposed_of_in_year=round(disposed),
        line_2i=cents.next("line_2i", spread * (shares - disposed) * counts),
    )


def gifts_of(moves: ShareMoves, year: int) -> tuple[GiftIncome, ...]:
    """Return a year's gifts and exchanges that bring ordinary income, by day."""
    cents = RunningCents()
    found = [
        each
        for each in _of_year(moves, year)
        if each.left.given and float(each.left.sale.ordinary_income) > 0.0
    ]
    return tuple(
        GiftIncome(
            lot=each.parcel.lot,
            grant=each.parcel.grant,
            shares=round(each.shares),
            on=each.left.day,
            ordinary_income=cents.next(
                "all", float(each.left.sale.ordinary_income) * each.shares
            ),
            ordinary_income_later=cents.next(
                "later", float(each.left.sale.ordinary_income_later) * each.shares
            ),
        )
        for each in found
    )


def _of_year(moves: ShareMoves, year: int) -> list[Leaving]:
    found = [each for each in moves.leavings if each.left.day.year == year]
    return sorted(found, key=lambda each: (each.left.day, *_order(each.parcel)))


@dataclass(frozen=True, slots=True)
class _BothBases:
    """A sale in cents; gains less what is excluded."""

    proceeds: float
    basis: float
    gain: float
    amt_basis: float
    amt_gain: float


@dataclass(slots=True)
class SaleRows:
    """Makes the rows of one year's sales.

    Attributes:
        tax: The year's forms, which know what is excluded of gain on small business
            stock within its cap.
        law: Figures of that exclusion.
        reports: What the broker tells the IRS.
        cents: Rounds each column.
    """

    tax: FederalReturn
    law: SmallBusinessLaw
    reports: BrokerReports
    cents: RunningCents = field(default_factory=RunningCents)

    def of(self, moves: ShareMoves, year: int) -> tuple[Sale8949, ...]:
        """Return a row a sale, by day of sale."""
        sold = [each for each in _of_year(moves, year) if not each.left.given]
        parts = self._excluded(sold)
        rows = zip(sold, parts, strict=True)
        return tuple(
            self._row(number, each, part)
            for number, (each, part) in enumerate(rows, start=1)
        )

    def _excluded(self, sold: Sequence[Leaving]) -> list[tuple[float, float]]:
        """Return what is excluded of each sale's gain, on both bases (dollars).

        The year's exclusion, in proportion to what each gain would have without a cap.
        """
        shares = [self._without_cap(each) for each in sold]
        whole = [sum(column) for column in zip(*shares, strict=True)] or [0.0, 0.0]
        of_year = (
            float(self.tax.section_1202.excluded),
            float(self.tax.amt_section_1202.excluded),
        )
        kept = [
            part / total if total else 0.0
            for part, total in zip(of_year, whole, strict=True)
        ]
        return [(one * kept[0], other * kept[1]) for one, other in shares]

    def _without_cap(self, each: Leaving) -> tuple[float, float]:
        rate = exclusion_rate(each.left.tier, self.law)
        sale = each.left.sale
        gains = (float(sale.capital_gain), float(sale.amt_capital_gain))
        regular, minimum = (rate * max(gain, 0.0) * each.shares for gain in gains)
        return regular, minimum

    def _row(
        self, number: int, each: Leaving, excluded: tuple[float, float]
    ) -> Sale8949:
        parcel, left, sale = each.parcel, each.left, each.left.sale
        reports: BrokerReports = "nothing" if each.written_off else self.reports
        reports = told_of(reports, paid_in_cash=parcel.treatment.paid_in_cash)
        received = left.price * each.shares
        basis = received - float(sale.capital_gain) * each.shares
        filed = form_8949_row(
            received,
            basis,
            parcel.paid * each.shares,
            excluded=excluded[0],
            long_term=left.long_term,
            reports=reports,
        )
        amounts = self._on_both_bases(each, received, basis, filed, excluded)
        reported = amounts.basis
        if filed.reported_basis != basis:
            reported = in_cents(filed.reported_basis)
        income = self.cents.next("income", float(sale.ordinary_income) * each.shares)
        later = float(sale.ordinary_income_later) * each.shares
        later = self.cents.next("later", later)
        return Sale8949(
            row=number,
            lot=parcel.lot,
            grant=parcel.grant,
            shares=round(each.shares),
            acquired_on=parcel.acquired_on,
            sold_on=left.day,
            disposition=parcel.treatment.disposition(qualifying=left.qualifying),
            box=filed.box,
            proceeds=amounts.proceeds,
            reported_basis=reported,
            code=filed.code,
            adjustment=in_cents(amounts.gain - amounts.proceeds + reported),
            gain=amounts.gain,
            basis=amounts.basis,
            amt_long_term=left.amt_long_term,
            amt_basis=amounts.amt_basis,
            amt_gain=amounts.amt_gain,
            ordinary_income=income,
            ordinary_income_later=later,
            line_2k=in_cents(amounts.amt_gain - amounts.gain - later),
        )

    def _on_both_bases(
        self,
        each: Leaving,
        received: float,
        basis: float,
        filed: Form8949Row,
        excluded: tuple[float, float],
    ) -> _BothBases:
        """Return a sale in cents: gains add up, and a basis in cents stays as it is.

        A basis in cents ties one column to another. Rows that are rounded otherwise
        have totals of their own: a few rows out of a total may drift from it.
        """
        cents = self.cents
        amt_whole = float(each.left.sale.amt_capital_gain) * each.shares
        amt_basis, amt_gain = received - amt_whole, amt_whole - excluded[1]
        term = each.left.amt_long_term
        part = (filed.box, term, is_in_cents(basis), is_in_cents(amt_basis))
        gain = cents.next(("gain", part), filed.gain)
        whole = in_cents(gain + cents.next(("excluded", part), excluded[0]))
        proceeds = in_cents(basis + whole)
        if not is_in_cents(basis):
            proceeds = cents.next(("proceeds", part), received)
        amt_excluded = cents.next(("amt_excluded", part), excluded[1])
        if is_in_cents(amt_basis):
            shown = in_cents(proceeds - amt_basis - amt_excluded)
            shown = cents.put(("amt_gain", part), amt_gain, shown)
        else:
            shown = cents.next(("amt_gain", part), amt_gain)
        return _BothBases(
            proceeds=proceeds,
            basis=in_cents(proceeds - whole),
            gain=gain,
            amt_basis=in_cents(proceeds - shown - amt_excluded),
            amt_gain=shown,
        )


def amt_box(sale: Sale8949) -> Box:
    """Return the box of a sale on the Form 8949 worked for the AMT."""
    return box(_REPORTS[sale.box], long_term=sale.amt_long_term)


_REPORTS: dict[Box, BrokerReports] = {
    box(reports, long_term=long_term): reports
    for reports in get_args(BrokerReports)
    for long_term in (False, True)
}


def by_box(rows: Iterable[tuple[Box, float]]) -> dict[Box, float]:
    """Return the sum of amounts by box (dollars)."""
    found: dict[Box, float] = {}
    for name, amount in rows:
        found[name] = in_cents(found.get(name, 0.0) + amount)
    return found
