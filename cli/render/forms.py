"""The forms of one household-year, line by line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from isoplan.cli.render.state_forms import (
    CREDIT_BROUGHT,
    Line,
    StateForms,
    state_forms,
    state_sentence,
)
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.returns.elections import OtherDeduction
from isoplan.models.returns.inputs import ITEMIZED, STANDARD
from isoplan.models.tax.forms.federal_return import FederalReturn, YearIncome
from isoplan.models.tax.forms.form_1040 import Form1040
from isoplan.models.tax.forms.form_8801 import Form8801
from isoplan.models.tax.forms.form_8801_as_filed import (
    YearBefore,
    form_8801_as_filed,
    year_before,
)
from isoplan.models.tax.forms.minimum_tax_credit import CreditByYear
from isoplan.models.tax.forms.schedule_8812 import CreditClaims
from isoplan.models.tax.forms.schedule_d import Carryover, ScheduleD
from isoplan.models.tax.shares.section_1202 import Section1202
from isoplan.models.tax.states.state_credit_as_filed import state_year_before

LABEL_WIDTH = 58
AMOUNT_WIDTH = 18
_HALF_A_CENT = 0.005


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


def forms_report(returns: YearForms) -> str:
    """Return a sentence with the tax, then every form (2025 numbering), in dollars."""
    rows = [_sentence(returns), _deduction(returns)]
    forms = [*_forms(returns)]
    for state in returns.states:
        rows.append(state_sentence(state))
        forms += state_forms(state)
    for title, lines in forms:
        rows += ["", title]
        rows += [
            f"  {number:<5}{label:<{LABEL_WIDTH}}{amount + 0.0:>{AMOUNT_WIDTH},.2f}"
            for number, label, amount in lines
        ]
    return "\n".join(rows)


def _sentence(returns: YearForms) -> str:
    tax, credit = returns.tax, returns.credit
    status = returns.law.filing_status.replace("_", " ")
    label = f"{returns.label}: " if returns.label else ""
    parts = [
        f"regular tax {tax.regular_tax:,.2f}",
        f"AMT {tax.form_6251.line_11:,.2f}",
        f"NIIT {tax.form_8960.line_17:,.2f}",
        f"Additional Medicare Tax {tax.additional_medicare_tax:,.2f}",
    ]
    others = tax.credits_used
    less = f", less other credits {others:,.2f}" if others else ""
    less += f", less credit {credit.line_25:,.2f}" if credit.line_25 else ""
    return (
        f"{label}federal tax of {returns.law.year}, {status}: "
        f"${returns.tax_after_credit:,.2f} ({', '.join(parts)}{less})."
    )


def _deduction(returns: YearForms) -> str:
    """Say which deduction was taken, its amount, and what it saves."""
    amount = returns.tax.form_1040.schedule_a.deduction
    taken, itemized = returns.itemizes, returns.income.itemized
    said = f"Deduction taken: {ITEMIZED if taken else STANDARD}, ${amount:,.2f}"
    other = returns.other if returns.other and returns.other.amount else None
    details = []
    if taken:
        details.append(f"standard {returns.law.standard_deduction:,.2f}")
    elif other is not None:
        details.append(f"itemized {other.amount:,.2f}")
    if taken and itemized is not None:
        taxes = itemized.state_and_local_taxes
        details.append(f"state and local taxes {taxes:,.2f}")
    if details:
        said += f" ({'; '.join(details)})"
    return f"{said}.{_saved(returns.itemizes, returns.other)}"


def _saved(itemizes: bool, other: OtherDeduction | None) -> str:
    """Say what the deduction taken saves against the other one, if there is one."""
    if other is None or not other.amount:
        return ""
    name = STANDARD if itemizes else ITEMIZED
    dollars = f"${abs(other.more_tax):,.2f} of this year's tax, federal and state"
    if abs(other.more_tax) < _HALF_A_CENT:
        return f" The {name} one would lead to the same tax this year."
    if other.more_tax < 0.0:
        return f" The {name} one would save {dollars}."
    return f" It saves {dollars}, against the {name} one."


def _forms(returns: YearForms) -> Iterator[tuple[str, list[Line]]]:
    tax = returns.tax
    yield "Form 1040", _form_1040(returns)
    carryovers = tax.carryovers
    yield (
        "Schedule D, regular tax",
        [
            *_excluded(tax.section_1202, carryovers.small_business_used),
            *_schedule_d(tax.schedule_d, carryovers.regular),
        ],
    )
    yield (
        "Schedule D, AMT",
        [
            *_excluded(tax.amt_section_1202, carryovers.amt_small_business_used),
            *_schedule_d(tax.amt_schedule_d, carryovers.amt),
        ],
    )
    yield "Form 6251, Parts I and II", _form_6251(tax)
    yield "Form 6251, Part III", _part_iii(tax)
    yield "Form 8801, filed with this return", _form_8801(returns)
    if returns.is_last:
        yield (
            f"Form 8801 of {returns.law.year + 1}, as far as this year settles it",
            [*_part_i_and_line_21(year_before(tax, returns.credit))],
        )
    yield "Form 8959", _form_8959(returns)
    yield "Form 8960", _form_8960(returns)
    if returns.income.equity_pay:
        yield "Form W-2, pay in shares alone", _form_w2(returns)


def _form_1040(returns: YearForms) -> list[Line]:
    income, form = returns.income, returns.tax.form_1040
    wages = income.wages + income.iso_ordinary_income
    kind = "Itemized deductions" if returns.itemizes else "Standard deduction"
    return [
        ("1z", "Wages", wages),
        ("2b", "Taxable interest and nonqualified dividends", income.interest),
        ("3a", "Qualified dividends", income.qualified_dividends),
        *_other_income(income),
        ("7", "Capital gain or loss", returns.tax.schedule_d.income),
        *_ordinary_loss(returns.tax),
        ("11", "Adjusted gross income", form.line_11),
        ("12", kind, form.schedule_a.deduction),
        ("15", "Taxable income", form.line_15),
        ("", "of it at ordinary rates", form.ordinary_part),
        *_at_twenty_eight(form),
        ("", "of it at 0%", form.bands.at_zero),
        ("", "of it at 15%", form.bands.at_fifteen),
        ("", "of it at 20%", form.bands.at_twenty),
        ("16", "Regular tax", form.line_16),
        *_other_credits(returns),
    ]


def _ordinary_loss(tax: FederalReturn) -> list[Line]:
    """Return the ordinary losses on section 1244 stock, of either system, if any."""
    regular, minimum = tax.ordinary_loss.line_10, tax.amt_ordinary_loss.line_10
    if not (regular or minimum):
        return []
    return [
        ("8", "Ordinary loss on stock, Form 4797 line 10", -regular),
        ("", "the same on the AMT basis", -minimum),
    ]


def _other_credits(returns: YearForms) -> list[Line]:
    """Return the credits that are taken off before the minimum tax credit, if any."""
    tax = returns.tax
    if tax.credits is None or returns.income.credits == CreditClaims():
        return []
    return [
        ("18", "Regular tax and AMT", tax.form_1040.line_16 + tax.form_6251.line_11),
        ("19", "Child tax credit, other dependents", tax.credits.for_dependents_used),
        ("20", "Other credits, without Form 8801", tax.credits.other_used),
        ("22", "Tax after them, before Form 8801", tax.before_surtaxes),
    ]


def _other_income(income: YearIncome) -> list[Line]:
    """Return pensions, withdrawals and conversions, if there are any."""
    if not income.other_income:
        return []
    return [("4b,5b", "Pensions, IRA withdrawals, conversions", income.other_income)]


def _at_twenty_eight(form: Form1040) -> list[Line]:
    """Return gain taxed at 28%, if there is any: small business stock's alone."""
    if not form.at_twenty_eight:
        return []
    return [("", "of it at 28%, not excluded by section 1202", form.at_twenty_eight)]


def _excluded(small: Section1202, used: float) -> list[Line]:
    """Return what becomes of gain on small business stock, if there is any."""
    if not small.eligible:
        return []
    return [
        ("8949", "Gain on small business stock, held long enough", small.eligible),
        ("", "of it above the cap, taxed in full", small.above_cap),
        ("", "Excluded (code Q)", -small.excluded),
        ("", "Counted against the cap so far", used),
    ]


def _schedule_d(schedule: ScheduleD, carried: Carryover) -> list[Line]:
    return [
        ("7", "Net short-term gain or loss", schedule.line_7),
        ("15", "Net long-term gain or loss", schedule.line_15),
        ("16", "Both together", schedule.line_16),
        ("21", "Loss allowed this year", schedule.line_21),
        ("", "Short-term loss carried to the next year", carried.short_term),
        ("", "Long-term loss carried to the next year", carried.long_term),
    ]


def _form_6251(tax: FederalReturn) -> list[Line]:
    form = tax.form_6251
    return [
        ("1", "Taxable income, not floored at zero", form.line_1),
        ("2a", "Standard deduction, or taxes of Schedule A", form.line_2a),
        ("2i", "Spread of incentive stock options exercised", form.line_2i),
        ("2k", "Disposition of property, AMT less regular", form.line_2k),
        *_if_any("", "Other lines, 2b to 2t and 3", form.other_lines),
        ("4", "Alternative minimum taxable income", form.line_4),
        ("5", "Exemption", form.line_5),
        ("6", "Line 4 less line 5", form.line_6),
        *_if_any("8", "Foreign tax credit for the AMT", form.line_8),
        ("9", "Tentative minimum tax", form.line_9),
        ("10", "Regular tax", form.line_10),
        ("11", "AMT", form.line_11),
    ]


def _if_any(number: str, label: str, amount: float) -> list[Line]:
    return [(number, label, amount)] if amount else []


def _part_iii(tax: FederalReturn) -> list[Line]:
    form = tax.form_6251
    return [
        ("13", "Gains and dividends with rates of their own", form.line_13),
        ("17", "Line 6 less those gains", form.line_17),
        ("18", "Tax on line 17 at 26 and 28%", form.line_18),
        ("23", "Gains at 0%", form.bands.at_zero),
        ("30", "Gains at 15%", form.bands.at_fifteen),
        ("33", "Gains at 20%", form.bands.at_twenty),
        ("40", "Tax on line 6", form.line_9),
    ]


def _form_8801(returns: YearForms) -> list[Line]:
    """Return the form as filed: lines up to 19 are of the year before."""
    brought = returns.credit.line_21
    form = form_8801_as_filed(returns.before, returns.tax, brought)
    above = [("21", CREDIT_BROUGHT, form.line_21)]
    if form.before is not None:
        above = [*_part_i_and_line_21(form.before)]
    return [
        *above,
        ("22", "Regular tax less other credits", form.line_22),
        ("23", "Tentative minimum tax", form.line_23),
        ("24", "Line 22 less line 23", form.line_24),
        ("25", "Credit used", form.line_25),
        ("26", "Credit carried on, without this year's AMT", form.line_26),
    ]


def _part_i_and_line_21(before: YearBefore) -> Iterator[Line]:
    """Yield what the form takes up of the year before, down to the credit brought."""
    if (part_i := before.exclusion_items) is not None:
        yield "4", "AMTI on exclusion items alone, year before", part_i.line_4
        yield "9", "Exemption", part_i.line_5
        yield "10", "Line 4 less line 9", part_i.line_6
        yield "13", "Tentative minimum tax on it", part_i.line_9
        yield "14", "Regular tax of the year before", part_i.line_10
    yield "15", "AMT on exclusion items alone, year before", before.line_15
    yield "16", "AMT of the year before", before.line_16
    yield "18", "Line 16 less line 15", before.line_18
    yield "19", "Line 26 of the year before's form", before.line_19
    yield "21", CREDIT_BROUGHT, before.line_21


def _form_8959(returns: YearForms) -> list[Line]:
    wages = returns.income.medicare_wages
    return [
        ("1", "Medicare wages", wages),
        ("5", "Threshold", returns.law.additional_medicare.threshold),
        ("18", "Additional Medicare Tax", returns.tax.additional_medicare_tax),
    ]


def _form_w2(returns: YearForms) -> list[Line]:
    tax = returns.tax.payroll_tax
    return [
        ("1", "Pay in shares", returns.income.equity_pay),
        ("4", "Social security tax on it", tax.social_security),
        ("6", "Medicare tax on it", tax.medicare),
    ]


def _form_8960(returns: YearForms) -> list[Line]:
    form = returns.tax.form_8960
    return [
        ("12", "Net investment income", form.line_12),
        ("14", "Threshold", returns.law.niit.threshold),
        ("15", "Adjusted gross income above it", form.line_15),
        ("17", "Net investment income tax", form.line_17),
    ]


def form_tables(returns: YearForms) -> list[tuple[str, list[Line]]]:
    """Return every form of a year, federal first: its title and its lines."""
    of_states = (form for state in returns.states for form in state_forms(state))
    return [*_forms(returns), *of_states]
