"""Form 6251 Part III as printed, step by step.

:func:`~isoplan.models.tax.forms.form_6251.form_6251` takes gains and their rates as a
stack, which is the same in fewer steps and can be traced. Here its amounts stand on the
lines of the form, with the sums and differences that a filer writes between them.
"""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import excess
from isoplan.models.base.cents import HALF_A_CENT
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.tax.forms.form_1040 import Form1040
from isoplan.models.tax.forms.form_6251 import Form6251
from isoplan.models.tax.forms.schedule_d import ScheduleD


@dataclass(frozen=True, slots=True)
class Form6251PartIII:
    """Part III by line (2025 numbering), dollars.

    Attributes:
        line_12: Line 6.
        line_13: Gains and dividends with rates of their own, figured for the AMT.
        line_15: The same, with section 1250 gain of line 14, which is left out.
        line_16: The smaller of lines 12 and 15.
        line_17: Line 12 less line 16.
        line_18: The 26 and 28% tax on line 17.
        line_19: Where gains begin to be taxed at 15%.
        line_20: Taxable income without these gains, of the regular tax (line 5 of its
            worksheet, or line 14 of the Schedule D Tax Worksheet).
        line_21: What line 20 leaves of line 19.
        line_22: The smaller of lines 12 and 13.
        line_23: The part of it at 0%.
        line_24: Line 22 less line 23.
        line_25: Where gains begin to be taxed at 20%.
        line_26: Line 21.
        line_27: Line 20 without gain taxed at 28% (line 21 of the latter).
        line_28: Lines 26 and 27.
        line_29: What line 28 leaves of line 25.
        line_30: The part of line 24 at 15%.
        line_31: The tax on it.
        line_32: Lines 23 and 30.
        line_33: Line 22 less line 32, at 20%.
        line_34: The tax on it.
        line_38: Lines 18, 31 and 34.
        line_39: The 26 and 28% tax on line 12.
        line_40: The smaller of lines 38 and 39, for line 7.
    """

    line_12: float
    line_13: float
    line_15: float
    line_16: float
    line_17: float
    line_18: float
    line_19: float
    line_20: float
    line_21: float
    line_22: float
    line_23: float
    line_24: float
    line_25: float
    line_26: float
    line_27: float
    line_28: float
    line_29: float
    line_30: float
    line_31: float
    line_32: float
    line_33: float
    line_34: float
    line_38: float
    line_39: float
    line_40: float


def asks_for_part_iii(form: Form6251, dividends: float, schedule: ScheduleD) -> bool:
    """Return whether line 7 is taken from Part III.

    Args:
        form: Parts I and II of the year.
        dividends: Qualified dividends, dollars.
        schedule: Schedule D on the AMT basis.

    Source: Form 6251 lines 6 and 7 (2025 form): qualified dividends, or a gain on both
        lines 15 and 16 of Schedule D, as refigured for the AMT.
    """
    gains = float(dividends) + float(schedule.net_capital_gain)
    return float(form.line_6) > 0.0 and gains > HALF_A_CENT


def form_6251_part_iii(
    form: Form6251, regular: Form1040, law: FederalLaw
) -> Form6251PartIII:
    """Return Part III as it is printed (all dollars).

    Rules stand in Parts I and II; lines 17, 18, 23, 30, 33 and 40 come from there.

    Args:
        form: Parts I and II of the year, with the bands of gains.
        regular: The year's Form 1040.
        law: Figures of the year and filing status.

    Source: Form 6251 Part III, lines 12 to 40 (2025 form); IRC 55(b)(3).
    """
    _, fifteen_from, twenty_from = law.preferential.starts
    _, fifteen, twenty = law.preferential.rates
    line_12, line_13 = float(form.line_6), float(form.line_13)
    line_17, line_18 = float(form.line_17), float(form.line_18)
    line_23, line_30 = float(form.bands.at_zero), float(form.bands.at_fifteen)
    line_33 = float(form.bands.at_twenty)
    gains = line_12 - line_17
    line_27 = float(regular.ordinary_part)
    line_20 = line_27 + float(regular.at_twenty_eight)
    line_21 = float(excess(fifteen_from, line_20))
    line_28 = line_21 + line_27
    line_31, line_34 = fifteen * line_30, twenty * line_33
    return Form6251PartIII(
        line_12=line_12,
        line_13=line_13,
        line_15=line_13,
        line_16=gains,
        line_17=line_17,
        line_18=line_18,
        line_19=fifteen_from,
        line_20=line_20,
        line_21=line_21,
        line_22=gains,
        line_23=line_23,
        line_24=gains - line_23,
        line_25=twenty_from,
        line_26=line_21,
        line_27=line_27,
        line_28=line_28,
        line_29=float(excess(twenty_from, line_28)),
        line_30=line_30,
        line_31=line_31,
        line_32=line_23 + line_30,
        line_33=line_33,
        line_34=line_34,
        line_38=line_18 + line_31 + line_34,
        line_39=float(law.amt.rates(line_12)),
        line_40=float(form.line_9) + float(form.line_8),
    )
