"""A tranche of shares: options of one grant, or shares of one lot, taxed alike."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Literal

from isoplan.models.equity.kinds.base import Acquisition, TaxTreatment
from isoplan.models.inputs.events import Taker
from isoplan.models.inputs.market import MarketName
from isoplan.models.inputs.vesting import Steps

OF_DAY = " (vests "
"""What stands in a tranche's name before the day on which its options vest."""


@dataclass(frozen=True, slots=True)
class Tranche:
    """Options of one grant, or shares of one lot, that are taxed alike.

    Attributes:
        name: Shown in reports; each tranche has its own.
        grant: Name of the grant, award or holding it belongs to.
        treatment: How the law taxes its shares; of options, if exercised in time.
        lot: Label of the shares held; None for options.
        steps: Days with all shares there by then; shares exercised before the plan are
            not among them.
        paid: Strike, or price paid; dollars a share.
        granted_on: Day of grant, or first day of an offering; None for others.
        last_exercise: Last day on which options can be exercised.
        iso_until: Last day on which an exercise is one of incentive stock options.
        limited_after: Last day before more options become exercisable, beyond which
            the $100,000 limit makes these nonqualified.
        acquired_on: Day on which shares held were acquired; None for options.
        vests_on: Day on which shares vest, if after they can be or were exercised.
        elections: For options exercised before ``vests_on``: whether with an election
            under section 83(b), one entry for each way that is open.
        elected: Whether an election was made for shares held.
        value_at_acquisition: Fair market value of a share held on that day, dollars.
        value_when_vested: The same on ``vests_on``, if it was given.
        sold_on: Day on which shares were sold before the plan; None if they are there.
        sold_at: Dollars a share received for them, or their value as a gift.
        given_to: Whom they were given to before the plan, or that they were exchanged
            for other shares; None if they were sold.
        small_business_until: Last day on which shares are issued as small business
            stock (QSBS); None for shares that never are.
        sell_from: First day of a sale or gift where it is later than vesting.
        section_1244: Whether a loss on the shares is ordinary, up to a limit.
        market: Name of the market on which its shares are sold.
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
    limited_after: date = date.max
    acquired_on: date | None = None
    vests_on: date | None = None
    elections: tuple[bool, ...] = ()
    elected: bool = False
    value_at_acquisition: float = 0.0
    value_when_vested: float | None = None
    sold_on: date | None = None
    sold_at: float | None = None
    given_to: Taker | Literal["exchange"] | None = None
    small_business_until: date | None = None
    sell_from: date | None = None
    section_1244: bool = False
    market: MarketName = None

    @property
    def held(self) -> bool:
        """Whether these are shares, not options."""
        return self.lot is not None

    @property
    def part(self) -> str:
        """Return its name without the day on which its options vest, if it has one."""
        of_grant = self.name.removeprefix(self.grant)
        return self.grant + of_grant.partition(OF_DAY)[0]

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

    def treatment_on(self, exercised_on: date) -> TaxTreatment:
        """Return how the law sees shares exercised, or acquired, on a day."""
        return self.treatment.when_exercised(exercised_on, self.iso_until)

    def acquisition(self, exercised_on: date, *, elected: bool = False) -> Acquisition:
        """Return the days of shares exercised, or acquired, on a day.

        Args:
            exercised_on: Day of exercise; of shares held, the day they were acquired.
            elected: Whether the exercise comes with an election under section 83(b).
        """
        return Acquisition(
            acquired_on=exercised_on,
            granted_on=self.granted_on,
            vests_on=self.vests_on,
            elected=elected or self.elected,
            small_business_until=self.small_business_until,
            sell_from=self.sell_from,
        )

    def held_long_enough_from(self, exercised_on: date) -> date:
        """Return the first day of a sale of the best kind."""
        shares = self.acquisition(exercised_on)
        return self.treatment_on(exercised_on).best_sale_from(shares)
