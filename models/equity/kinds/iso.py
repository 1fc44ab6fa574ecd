"""Incentive stock options, and the shares that they give (IRC 422)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from isoplan.models.equity.kinds.base import (
    Acquisition,
    SoldShare,
    StatutoryTreatment,
    TaxTreatment,
)
from isoplan.models.equity.kinds.nso import NonqualifiedOption
from isoplan.models.tax.shares.disposition import Sale, iso_sale, long_term_from
from isoplan.models.tax.shares.employment_end import is_iso_exercise, late_exercise_note
from isoplan.models.tax.shares.gift import iso_gift


@dataclass(frozen=True, slots=True)
class IncentiveStockOption(StatutoryTreatment):
    """An option without wages: its spread is an adjustment of the AMT alone.

    The adjustment is that of Form 6251 line 2i, on exercise or on vesting.
    """

    name: ClassVar[str] = "iso"
    options_are_called: ClassVar[str] = "options"
    has_value_limit: ClassVar[bool] = True
    wages_capped_at_gain: ClassVar[bool] = True
    on_form_3921: ClassVar[bool] = True

    def when_exercised(self, on: date, lasts_until: date) -> TaxTreatment:
        """Return the treatment of options exercised on a day.

        Args:
            on: Day of exercise.
            lasts_until: Last day of exercise as incentive stock options; see
                `iso_exercise_ends`.

        Source: IRC 422(a)(2).
        """
        return self if is_iso_exercise(on, lasts_until) else NonqualifiedOption()

    def sale(self, share: SoldShare) -> Sale:
        """Return the income of one share that is sold; see `iso_sale`."""
        return iso_sale(
            share.paid,
            share.value_when_measured,
            share.sale_price,
            qualifying=share.qualifying,
            same_year=share.same_year,
            value_when_vested=share.value_when_vested,
        )

    def gift(self, share: SoldShare) -> Sale:
        """Return the income of one share given away; see `iso_gift`."""
        return iso_gift(
            share.paid,
            share.value_when_measured,
            qualifying=share.qualifying,
            same_year=share.same_year,
            value_when_vested=share.value_when_vested,
        )

    def long_term_from(self, shares: Acquisition) -> date:
        """Return the first day of long-term gain of a qualifying sale.

        The year counts from exercise, vested or not.

        Source: IRC 422(a)(1), 1222(3).
        """
        return long_term_from(shares.acquired_on)

    def long_term_if_disqualified_from(self, shares: Acquisition) -> date:
        """Return the same for a disqualifying sale: the year counts from vesting.

        An election under section 83(b) counts for the AMT alone.

        Source: 26 CFR 1.422-1(b)(3) examples 2 and 3, 1.83-4(a).
        """
        return long_term_from(shares.vested_on)

    def amt_long_term_if_disqualified_from(self, shares: Acquisition) -> date:
        """Return the same for the AMT: the year counts from the day of measuring.

        The AMT taxes the option under section 83, so an election under section 83(b)
        lets the year begin with the exercise.

        Source: IRC 56(b)(3), 83(b), 83(f); 26 CFR 1.83-4(a), 1.422-1(b)(3).
        """
        return long_term_from(shares.measured_on)

    def late_exercise_note(self, lasts_until: date) -> str:
        """Return what to know of options exercised too long after leaving."""
        return late_exercise_note(lasts_until)
