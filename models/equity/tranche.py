"""A tranche of shares: options of one grant, or shares of one lot, taxed alike."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from isoplan.models.inputs.vesting import Steps
from isoplan.models.tax.disposition import (
    amt_measured_on,
    long_term_from,
    qualifying_from,
)
from isoplan.models.tax.employment_end import is_iso_exercise
from isoplan.models.tax.section_1202 import tier_starts


class TaxTreatment(StrEnum):
    """How the law taxes shares."""

    ISO = "iso"
    NSO = "nso"
    RSU = "rsu"
    ESPP = "espp"
    SHARES = "shares"


WITH_QUALIFYING = frozenset({TaxTreatment.ISO, TaxTreatment.ESPP})
"""Of which a sale may be a qualifying disposition (IRC 422(a), 423(a))."""


@dataclass(frozen=True, slots=True)
class Tranche:
    """Options of one grant, or shares of one lot, that are taxed alike.

    Attributes:
        name: Shown in reports; each tranche has its own.
        grant: Name of the grant, award or holding it belongs to.
        treatment: How the law taxes its shares.
        lot: Label of the shares held; None for options.
        steps: Days with all shares there by then; shares exercised before the plan are
            not among them.
        paid: Strike, or price paid; dollars a share.
        granted_on: Day of grant, or first day of an offering; None for others.
        last_exercise: Last day on which options can be exercised.
        iso_until: Last day on which an exercise is one of incentive stock options.
        acquired_on: Day on which shares held were acquired; None for options.
        vests_on: Day on which shares vest, if after they can be or were exercised.
        elections: For options exercised before ``vests_on``: whether with an election
            under section 83(b), one entry for each way that is open.
        elected: Whether an election was made for shares held.
        value_at_acquisition: Fair market value of a share held on that day, dollars.
        value_when_vested: The same on ``vests_on``, if it was given.
        amt_basis: Of ordinary shares, dollars a share.
        value_when_offered: Of purchase-plan shares, dollars a share.
        offering_price: Price as if bought on the first day of the offering.
        sold_on: Day on which shares were sold before the plan; None if they are there.
        sold_at: Dollars a share received for them.
        small_business_until: Last day on which shares are issued as small business
            stock (QSBS); None for shares that never are.
    """

    name: str
    grant: str
    treatment: TaxTreatment
    lot: str | None
    steps: Steps
    paid: float
    granted_on: date | None = None
    last_exercise: date = date.max
    iso_until: date = date.max
    acquired_on: date | None = None
    vests_on: date | None = None
    elections: tuple[bool, ...] = ()
    elected: bool = False
    value_at_acquisition: float = 0.0
    value_when_vested: float | None = None
    amt_basis: float = 0.0
    value_when_offered: float = 0.0
    offering_price: float = 0.0
    sold_on: date | None = None
    sold_at: float | None = None
    small_business_until: date | None = None

    @property
    def held(self) -> bool:
        """Whether these are shares, not options."""
        return self.lot is not None

    @property
    def has_qualifying(self) -> bool:
        """Whether a sale may be a qualifying disposition."""
        return self.treatment in WITH_QUALIFYING

    def nature_of(self, exercised_on: date) -> TaxTreatment:
        """Return how the law sees shares of an exercise on a day.

        Of options exercised too long after leaving as those of nonqualified ones.
        """
        if self.held or self.treatment is not TaxTreatment.ISO:
            return self.treatment
        in_time = is_iso_exercise(exercised_on, self.iso_until)
        return TaxTreatment.ISO if in_time else TaxTreatment.NSO

    @property
    def shares(self) -> int:
        """Return all shares that there will ever be."""
        return self.steps[-1][1] if self.steps else 0

    def available(self, on: date) -> int:
        """Return the shares there by a day."""
        passed = bisect_right(self.steps, on, key=lambda step: step[0])
        return self.steps[passed - 1][1] if passed else 0

    def vested(self, on: date) -> int:
        """Return those of them that are vested by a day."""
        unvested = self.vests_on is not None and on < self.vests_on
        return 0 if unvested else self.available(on)

    def held_long_enough_from(self, exercised_on: date) -> date:
        """Return the first day of a sale of the best kind.

        Qualifying, or long-term; of small business stock, with the largest exclusion.
        """
        best = long_term_from(max(exercised_on, self.vests_on or exercised_on))
        if self.nature_of(exercised_on) in WITH_QUALIFYING and self.granted_on:
            best = qualifying_from(self.granted_on, exercised_on)
        acquired = amt_measured_on(exercised_on, self.vests_on, elected=self.elected)
        if self.small_business_until and acquired <= self.small_business_until:
            best = max(best, *tier_starts(acquired).values())
        return max(best, self.vests_on or best)
