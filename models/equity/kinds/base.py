"""What everybody may ask of a kind of equity, one small question a method."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from isoplan.models.amounts.amounts import Amount
from isoplan.models.tax.shares.charity import gift_of_share
from isoplan.models.tax.shares.disposition import (
    Flag,
    Sale,
    amt_measured_on,
    long_term_from,
    qualifying_from,
)
from isoplan.models.tax.shares.section_1202 import tier_starts

if TYPE_CHECKING:
    from isoplan.models.inputs.holdings import Holding

Disposition = Literal["qualifying", "disqualifying"]


@dataclass(frozen=True, slots=True)
class Acquisition:
    """The days of shares that were exercised, bought or received together.

    Attributes:
        acquired_on: Day of exercise, of purchase, or of vesting of units.
        granted_on: Day of grant, or first day of an offering; None for others.
        vests_on: Day on which the shares vest, if they were acquired before it.
        elected: Whether an election under section 83(b) was made for them.
        small_business_until: Last day on which the company issues small business
            stock (QSBS); None for shares that never are.
        sell_from: First day of a sale or gift where it is later than vesting.
    """

    acquired_on: date
    granted_on: date | None = None
    vests_on: date | None = None
    elected: bool = False
    small_business_until: date | None = None
    sell_from: date | None = None

    @property
    def sellable_on(self) -> date:
        """Return the first day on which the shares may be sold or given."""
        return max(self.vested_on, self.sell_from or self.vested_on)

    @property
    def vested_on(self) -> date:
        """Return the first day on which the shares are both acquired and vested."""
        return max(self.acquired_on, self.vests_on or self.acquired_on)

    @property
    def measured_on(self) -> date:
        """Return the day on which a spread enters income; see `amt_measured_on`."""
        return amt_measured_on(self.acquired_on, self.vests_on, elected=self.elected)


@dataclass(frozen=True, slots=True)
class SoldShare:
    """One share and the values its taxation rests on; dollars a share.

    Floats for one share, or arrays of one shape for many of the same kind.

    Attributes:
        paid: Strike, or price paid.
        value_when_measured: Fair market value on the day on which the spread is
            measured; of shares without any, on the day of purchase.
        value_when_vested: Fair market value on the day of vesting.
        sale_price: Dollars received, the cost of the sale taken off; zero if kept.
        sale_cost: Cost of the sale.
        qualifying: Whether the sale is a qualifying disposition.
        same_year: Whether the sale and the day of measuring fall in one tax year.
    """

    paid: Amount
    value_when_measured: Amount
    value_when_vested: Amount
    sale_price: Amount
    sale_cost: Amount
    qualifying: Flag
    same_year: Flag


class TaxTreatment(ABC):
    """How the law taxes the shares of one kind of equity.

    A tranche holds an instance. Two instances with the same fields are equal, and all
    shares of equal treatments are worked out together.

    Attributes:
        name: What a scenario file calls the kind.
        options_are_called: What reports call options of the kind; empty for shares.
        nonqualified: Whether a lot exercised from it says ``nonqualified = true``.
        has_value_limit: Whether options count against the $100,000 that may become
            exercisable in a year (IRC 422(d)).
        wages_capped_at_gain: Whether the wages of a disqualifying sale end at its gain,
            unless it is a wash sale (IRC 422(c)(2), 1091).
        may_be_given: Whether giving a share to charity leaves all its gain untaxed.
        may_pay_for_options: Whether exercises paid with such shares are modeled.
        taxed_at_death: What of a share stays taxable at death, in words; empty if
            nothing does.
        on_form_3921: Whether the company reports an exercise on Form 3921.
        paid_in_cash: Whether the share was acquired for cash, so that the broker tells
            the IRS its basis (26 CFR 1.6045-1(a)(15)).
    """

    __slots__ = ()

    name: ClassVar[str]
    options_are_called: ClassVar[str] = ""
    nonqualified: ClassVar[bool] = False
    has_value_limit: ClassVar[bool] = False
    wages_capped_at_gain: ClassVar[bool] = False
    may_be_given: ClassVar[bool] = True
    may_pay_for_options: ClassVar[bool] = True
    taxed_at_death: ClassVar[str] = ""
    on_form_3921: ClassVar[bool] = False
    paid_in_cash: ClassVar[bool] = True

    @classmethod
    def of_holding(cls, holding: "Holding") -> Self:
        """Return the treatment of shares that a scenario lists as held."""
        return cls()

    def when_exercised(self, on: date, lasts_until: date) -> "TaxTreatment":
        """Return the treatment of options exercised on a day.

        Args:
            on: Day of exercise.
            lasts_until: Last day on which options keep the treatment of their grant.
        """
        return self

    @abstractmethod
    def sale(self, share: SoldShare) -> Sale:
        """Return the income of one share that is sold; dollars a share."""

    def gift(self, share: SoldShare) -> Sale:
        """Return the income of one share given away; dollars a share.

        Args:
            share: The same share, its ``sale_price`` the value on the day of the gift.
        """
        return gift_of_share(self.sale(share))

    def wages(self, paid: Amount, value_when_measured: Amount) -> Amount:
        """Return the pay that the spread is, with payroll tax; dollars a share."""
        return 0.0 * paid

    def income_at_death(self, paid: Amount, value: Amount) -> Amount:
        """Return what is still taxed of a share held until death; dollars a share.

        Its basis becomes the value at death, and holding periods no longer count.

        Args:
            paid: Strike, or price paid, dollars a share.
            value: Fair market value at death, dollars a share.

        Source: IRC 1014(a), 421(c)(1)(A).
        """
        return 0.0

    def qualifying_from(self, shares: Acquisition) -> date | None:
        """Return the first day of a qualifying sale; None if the law knows no other."""
        return None

    def long_term_from(self, shares: Acquisition) -> date:
        """Return the first day of sale with long-term gain.

        Source: IRC 1222(3); 26 CFR 1.83-4(a) for shares that vest after exercise.
        """
        return long_term_from(shares.measured_on)

    def long_term_if_disqualified_from(self, shares: Acquisition) -> date:
        """Return the same for a disqualifying sale."""
        return self.long_term_from(shares)

    def amt_long_term_if_disqualified_from(self, shares: Acquisition) -> date:
        """Return the same for the gain on the AMT basis."""
        return self.long_term_if_disqualified_from(shares)

    def best_sale_from(self, shares: Acquisition) -> date:
        """Return the first day of a sale of the best kind.

        Qualifying, or long-term; of small business stock, with the largest exclusion.
        Shares not vested when exercised count as held from vesting, whatever was
        elected.
        """
        best = self.qualifying_from(shares)
        best = best or self.long_term_from(replace(shares, elected=False))
        issued_until = shares.small_business_until
        if issued_until and shares.measured_on <= issued_until:
            best = max(best, *tier_starts(shares.measured_on).values())
        return max(best, shares.sellable_on)

    def sale_days(self, shares: Acquisition) -> set[date]:
        """Return the days on which something about a sale changes, in any order.

        Vesting, long-term gain, a qualifying sale, the exclusions of section 1202. Both
        counts of days are there, from exercise and from vesting, so that they serve
        shares with an election under section 83(b) and without.
        """
        starts = {shares.acquired_on, shares.vested_on}
        days = {shares.vested_on, shares.sellable_on, *map(long_term_from, starts)}
        if qualifying := self.qualifying_from(shares):
            days.add(qualifying)
        if shares.small_business_until:
            for start in starts:
                days.update(tier_starts(start).values())
        return days

    def disposition(self, *, qualifying: bool) -> Disposition | None:
        """Return the word for a sale; None where the law knows one kind of sale."""
        return None

    def late_exercise_note(self, lasts_until: date) -> str:
        """Return what to know of options exercised after they lost their treatment."""
        return ""


class StatutoryTreatment(TaxTreatment):
    """Shares whose income waits for their sale, and depends on how long they are held.

    Source: IRC 421(a), (b): incentive stock options (422) and purchase plans (423).
    """

    __slots__ = ()

    def qualifying_from(self, shares: Acquisition) -> date | None:
        """Return the first day of a qualifying sale.

        Source: IRC 422(a)(1), 423(a)(1).
        """
        if shares.granted_on is None:
            return None
        return qualifying_from(shares.granted_on, shares.acquired_on)

    def disposition(self, *, qualifying: bool) -> Disposition | None:
        """Return the word for a sale."""
        return "qualifying" if qualifying else "disqualifying"
