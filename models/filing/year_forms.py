"""One household-year with its forms, each with the year before that it takes up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from isoplan.models.filing.filed_forms import FiledForm
from isoplan.models.filing.state_lines import StateForms
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.returns.elections import OtherDeduction
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.form_8801 import Form8801
from isoplan.models.tax.forms.form_8801_as_filed import YearBefore, year_before
from isoplan.models.tax.forms.form_8949 import Box
from isoplan.models.tax.forms.minimum_tax_credit import CreditByYear
from isoplan.models.tax.forms.schedule_d import Carryover
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.states.state_credit_as_filed import state_year_before


@dataclass(frozen=True, slots=True)
class GainSources:
    """What a year's gains come from, on one system's basis; dollars.

    Attributes:
        by_box: Gain of the rows of Form 8949, by the box of their part.
        other_short_term: Other short-term gain or loss of the household.
        other_long_term: The same of long-term.
        carried_in: Losses of earlier years.
    """

    by_box: Mapping[Box, float]
    other_short_term: float
    other_long_term: float
    carried_in: Carryover


@dataclass(frozen=True, slots=True)
class YearForms:
    """One household-year with its forms; all amounts are floats.

    Attributes:
        label: Put in front, such as the name of a case; or nothing.
        law: Figures of its year and filing status.
        income: What went in.
        tax: The forms.
        credit: The credit, each line in the year that causes it.
        states: The states' parts.
        before: What its Form 8801 takes up of the year before; None if not known.
        is_last: Whether no later year follows, whose form would show what this one
            leaves.
        other: The federal deduction not taken; None if it is not compared.
        gains: What Schedule D adds up; None if its sums alone are known.
        amt_gains: The same on the AMT basis.
        line_2k: From the sales to Form 6251 line 2k; None if they are not known.
        payments: Form 2210; None where it is not worked out.
    """

    label: str
    law: FederalLaw
    income: YearIncome
    tax: FederalReturn
    credit: Form8801
    states: tuple[StateForms, ...] = ()
    before: YearBefore | None = None
    is_last: bool = True
    other: OtherDeduction | None = None
    gains: GainSources | None = None
    amt_gains: GainSources | None = None
    line_2k: FiledForm | None = None
    payments: FiledForm | None = None

    @property
    def itemizes(self) -> bool:
        """Return whether the federal return itemizes deductions."""
        return self.income.itemized is not None and bool(self.income.itemizes)

    @property
    def tax_after_credit(self) -> float:
        """Return all federal tax, the credit used up to its limit (dollars)."""
        return float(CreditByYear(self.credit, self.tax).tax)


def as_filed(
    years: Sequence[YearForms],
    before: YearBefore | None,
    states_before: Mapping[str, YearBefore | None],
) -> list[YearForms]:
    """Return consecutive years, each with the year before that its forms take up.

    Args:
        years: Of one household, in order.
        before: The year before the first one; None if not known.
        states_before: The same by state.
    """
    in_states = dict(states_before)
    last_in = {s.law.state: number for number, y in enumerate(years) for s in y.states}
    filed = []
    for number, year in enumerate(years):
        states = []
        for state in year.states:
            code = state.law.state
            is_last = last_in[code] == number
            before_there = in_states.get(code)
            states.append(replace(state, before=before_there, is_last=is_last))
            in_states[code] = state_year_before(state.tax, state.credit)
        is_last = number == len(years) - 1
        filed.append(
            replace(year, states=tuple(states), before=before, is_last=is_last)
        )
        before = year_before(year.tax, year.credit)
    return filed
