"""An exercise paid with shares: what is given, and which two lots come of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from isoplan.models.base.problems import Problem, shown
from isoplan.models.base.units import whole_shares
from isoplan.models.equity.kinds.base import SoldShare
from isoplan.models.equity.schedule_walk import Batch
from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.events import ExerciseEvent
from isoplan.models.inputs.holdings import Holding
from isoplan.models.tax.shares.exchange import (
    ExchangedBasis,
    additional_share_cost,
    exchanged_basis,
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exercise of incentive stock options with shares.

    Attributes:
        event: The exercise, with the shares given.
        value: Fair market value of one share on its day, dollars.
        options: The lot of all new shares.
        given: The lot that shares are given from.
        price: The market's price on a day.
    """

    event: ExerciseEvent
    value: float
    options: Batch
    given: Batch
    price: Callable[[date], float]

    @property
    def shares_given(self) -> int:
        """Return how many shares were given."""
        return self.event.shares_given or 0

    @property
    def cash_a_share(self) -> float:
        """Return what one share beyond those exchanged was paid with (dollars)."""
        cost = self.event.shares * self.options.tranche.paid
        cash = max(cost - self.shares_given * self.value, 0.0)
        return additional_share_cost(cash, self.event.shares - self.shares_given)

    @property
    def basis(self) -> ExchangedBasis:
        """Return the basis of a share received for one given."""
        tranche, on = self.given.tranche, self.event.on
        acquired_on = self.given.exercised_on
        days = tranche.acquisition(acquired_on)
        treatment = tranche.treatment_on(acquired_on)
        first = treatment.qualifying_from(days)
        same_year = days.measured_on.year == on.year
        value = self._value(tranche, acquired_on)
        share = SoldShare(
            paid=tranche.paid,
            value_when_measured=value,
            value_when_vested=value,
            sale_price=self.value,
            sale_cost=0.0,
            qualifying=True,
            same_year=False,
        )
        sold = treatment.sale(share)
        early = replace(
            share, qualifying=first is None or on >= first, same_year=same_year
        )
        return exchanged_basis(
            self.value - float(sold.capital_gain),
            self.value - float(sold.amt_capital_gain),
            float(treatment.gift(early).ordinary_income),
            same_year=same_year,
        )

    def _value(self, tranche: Tranche, acquired_on: date) -> float:
        """Return the value of a share given, on the day of its own exercise."""
        held = tranche.acquired_on == acquired_on
        exercise = self.given.exercise
        if held:
            return tranche.value_at_acquisition
        given = exercise.value if isinstance(exercise, ExerciseEvent) else None
        return given or self.price(acquired_on)

    def exchanged(self) -> Holding:
        """Return the shares received for those given.

        They cannot be sold before the new option's holding period ends: the law would
        take such a sale for one of the additional shares, whose basis is lowest (26 CFR
        1.422-5(b)(2)).
        """
        basis, on = self.basis, self.event.on
        tranche = self.options.tranche
        first = tranche.treatment_on(on).qualifying_from(tranche.acquisition(on))
        return Holding.model_construct(
            name=self.event.exchanged_label,
            kind="shares",
            acquired_on=self.given.exercised_on,
            shares=self.shares_given,
            basis=basis.regular,
            amt_basis=basis.amt,
            sell_from=first,
            market=self.given.tranche.market,
        )

    def problems(self, where: str) -> Iterator[Problem]:
        """Yield what cannot be an exchange, or is not modeled.

        Args:
            where: Path of the event.
        """
        event, strike = self.event, self.options.tranche.paid
        most = whole_shares((event.shares + 1) * strike / self.value)
        if self.given.tranche.market != self.options.tranche.market:
            yield Problem(
                f"{where}.paid_with",
                shown(event.paid_with),
                "which are shares of another company: options are paid with stock of "
                "the corporation that granted them (IRC 422(c)(4)(A))",
                "name shares of the company that granted the options",
            )
        elif self.value <= strike:
            yield Problem(
                f"{where}.shares_given",
                shown(event.shares_given),
                f"for options at {strike:,.2f} while a share was worth "
                f"{self.value:,.2f}, so nothing was gained",
                "correct the value or the day",
            )
        elif self.shares_given > most:
            yield Problem(
                f"{where}.shares_given",
                shown(event.shares_given),
                f"while {event.shares:,} options at {strike:,.2f} cost no more than "
                f"{most:,} shares worth {self.value:,.2f} each",
                f"give at most {most}",
            )
        elif self.shares_given > self.given.shares:
            yield Problem(
                f"{where}.shares_given",
                shown(event.shares_given),
                f"more than the {self.given.shares:,} shares of {event.paid_with!r} "
                f"held on {event.on}",
                "correct the shares, or name the lot that they came from",
            )
        elif reason := self._not_modeled():
            yield Problem(
                f"{where}.paid_with",
                shown(event.paid_with),
                reason,
                "write the lots after the exchange as [[lots]] and [[holdings]]",
            )

    def _not_modeled(self) -> str:
        """Return why the law of such an exchange is not modeled; empty if it is."""
        given, options = self.given.tranche, self.options.tranche
        on = self.event.on
        if options.treatment_on(on).nonqualified or on > options.limited_after:
            return "but only incentive stock options exercised with shares are modeled"
        if not given.treatment.may_pay_for_options:
            return "shares of a purchase plan, which are not modeled as payment"
        if given.vests_on is not None or options.vests_on is not None:
            return "but shares not vested when exercised are not modeled here"
        if given.small_business_until or options.small_business_until:
            return "but small business stock (IRC 1202) is not modeled here"
        if given.sell_from is not None and on < given.sell_from:
            return f"shares of an exchange that count first from {given.sell_from}"
        return ""
