"""The federal forms of one household-year, line by line."""

from collections.abc import Iterator

from isoplan.models.amounts.amounts import excess, lesser_of
from isoplan.models.filing.editions import edition, of_form_1040
from isoplan.models.filing.filed_forms import FiledForm, filed_form
from isoplan.models.filing.lines import CREDIT_BROUGHT, Line
from isoplan.models.filing.state_lines import state_forms
from isoplan.models.filing.year_forms import GainSources, YearForms
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.form_1040 import Form1040
from isoplan.models.tax.forms.form_4797 import Form4797
from isoplan.models.tax.forms.form_6251_part_iii import (
    asks_for_part_iii,
    form_6251_part_iii,
)
from isoplan.models.tax.forms.form_8801_as_filed import (
    YearBefore,
    form_8801_as_filed,
    year_before,
)
from isoplan.models.tax.forms.form_8949 import Box
from isoplan.models.tax.forms.schedule_d import Carryover, ScheduleD
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.shares.section_1202 import Section1202


def filed_forms(returns: YearForms) -> tuple[FiledForm, ...]:
    """Return every form of a year, federal ones first, line by line (dollars)."""
    numbered = edition(returns.law.year)
    forms = [
        filed_form(title, lines, numbered) for title, lines in _first_forms(returns)
    ]
    if returns.line_2k is not None:
        forms.append(returns.line_2k)
    forms += [
        filed_form(title, lines, numbered) for title, lines in _amt_forms(returns)
    ]
    if returns.payments is not None:
        forms.append(returns.payments)
    forms += [
        filed_form(title, lines, None)
        for state in returns.states
        for title, lines in state_forms(state)
    ]
    return tuple(forms)


def _first_forms(returns: YearForms) -> Iterator[tuple[str, list[Line]]]:
    tax, carryovers = returns.tax, returns.tax.carryovers
    yield "Form 1040", _form_1040(returns)
    yield (
        "Schedule D, regular tax",
        [
            *_excluded(tax.section_1202, carryovers.small_business_used),
            *_schedule_d(
                tax.schedule_d, tax.ordinary_loss, carryovers.regular, returns.gains
            ),
        ],
    )
    yield (
        "Schedule D, AMT",
        [
            *_excluded(tax.amt_section_1202, carryovers.amt_small_business_used),
            *_schedule_d(
                tax.amt_schedule_d,
                tax.amt_ordinary_loss,
                carryovers.amt,
                returns.amt_gains,
            ),
        ],
    )


def _amt_forms(returns: YearForms) -> Iterator[tuple[str, list[Line]]]:
    tax = returns.tax
    yield "Form 6251, Parts I and II", _form_6251(tax)
    dividends = float(returns.income.qualified_dividends)
    if asks_for_part_iii(tax.form_6251, dividends, tax.amt_schedule_d):
        yield "Form 6251, Part III", _part_iii(returns)
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
    lines: list[Line] = [
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
        ("17", "AMT, from Schedule 2", returns.tax.form_6251.line_11),
        *_credits(returns),
        ("23", "Other taxes, Forms 8959 and 8960", returns.tax.surtaxes),
        ("24", "Total tax", returns.tax_after_credit),
    ]
    year = returns.law.year
    return [
        (of_form_1040(number, year), what, amount) for number, what, amount in lines
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


def _credits(returns: YearForms) -> list[Line]:
    """Return the credits of the year, each where it is claimed."""
    tax, credit = returns.tax, returns.credit.line_25
    dependents, lines = 0.0, []
    others = tax.form_1040.line_16 - tax.regular_tax  # foreign tax credit
    if tax.credits is not None:
        others = others + tax.credits.other_used
        dependents = tax.credits.for_dependents_used
        lines = _if_any("19", "Child tax credit, other dependents", dependents)
    return [
        ("18", "Tax with AMT", tax.form_1040.line_16 + tax.form_6251.line_11),
        *lines,
        ("20", "Other credits, from Schedule 3", others + credit),
        ("", "of it minimum tax credit, Form 8801 line 25", credit),
        ("21", "All credits", dependents + others + credit),
        ("22", "Tax less credits", tax.before_surtaxes - credit),
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


SHORT_TERM_LINES: dict[Box, str] = {"A": "1b", "B": "2", "C": "3"}
LONG_TERM_LINES: dict[Box, str] = {"D": "8b", "E": "9", "F": "10"}
"""Lines of Schedule D that take the totals of Form 8949, by the box checked there."""


def _schedule_d(
    schedule: ScheduleD,
    ordinary: Form4797,
    carried: Carryover,
    sources: GainSources | None,
) -> list[Line]:
    short: list[Line] = []
    long: list[Line] = []
    if sources is not None:
        before = sources.carried_in
        short = [
            *_of_boxes(sources, SHORT_TERM_LINES),
            *_if_any("", "Other short-term gain or loss", sources.other_short_term),
            *_if_any("", "Ordinary on Form 4797 instead", ordinary.short_term),
            *_if_any("6", "Short-term loss of earlier years", -before.short_term),
        ]
        long = [
            *_of_boxes(sources, LONG_TERM_LINES),
            *_if_any("", "Other long-term gain or loss", sources.other_long_term),
            *_if_any("", "Ordinary on Form 4797 instead", ordinary.long_term),
            *_if_any("14", "Long-term loss of earlier years", -before.long_term),
        ]
    return [
        *short,
        ("7", "Net short-term gain or loss", schedule.line_7),
        *long,
        ("15", "Net long-term gain or loss", schedule.line_15),
        ("16", "Both together", schedule.line_16),
        ("21", "Loss allowed this year", schedule.line_21),
        ("", "Short-term loss carried to the next year", carried.short_term),
        ("", "Long-term loss carried to the next year", carried.long_term),
    ]


def _of_boxes(sources: GainSources, lines: dict[Box, str]) -> list[Line]:
    """Return the totals of Form 8949, one line a box that has rows."""
    return [
        (number, f"Form 8949, box {box}, column (h)", sources.by_box[box])
        for box, number in lines.items()
        if box in sources.by_box
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
        ("7", "Tax on line 6, or line 40 of Part III", form.line_9 + form.line_8),
        *_if_any("8", "Foreign tax credit for the AMT", form.line_8),
        ("9", "Tentative minimum tax", form.line_9),
        ("10", "Regular tax", form.line_10),
        ("11", "AMT", form.line_11),
    ]


def _if_any(number: str, label: str, amount: float) -> list[Line]:
    return [(number, label, amount)] if amount else []


PART_III = {
    "12": "Line 6",
    "13": "Gains and dividends with rates of their own",
    "15": "The same; section 1250 gain of line 14 is left out",
    "16": "Smaller of lines 12 and 15",
    "17": "Line 12 less line 16",
    "18": "Tax on line 17 at the two rates of the AMT",
    "19": "Where gains leave the rate of zero",
    "20": "Taxable income without these gains, regular tax",
    "21": "Line 19 less line 20",
    "22": "Smaller of lines 12 and 13",
    "23": "Gains at 0%",
    "24": "Line 22 less line 23",
    "25": "Where gains reach the highest rate",
    "26": "Line 21",
    "27": "Line 20 without gain taxed at 28%",
    "28": "Lines 26 and 27",
    "29": "Line 25 less line 28",
    "30": "Gains at 15%",
    "31": "Tax on them",
    "32": "Lines 23 and 30",
    "33": "Gains at 20%",
    "34": "Tax on them",
    "38": "Lines 18, 31 and 34",
    "39": "Tax on line 12 at the two rates of the AMT",
    "40": "Smaller of lines 38 and 39, to line 7",
}
"""Lines of Form 6251 Part III, each a field of `Form6251PartIII`."""


def _part_iii(returns: YearForms) -> list[Line]:
    tax = returns.tax
    part = form_6251_part_iii(tax.form_6251, tax.form_1040, returns.law)
    return [
        (number, what, getattr(part, f"line_{number}"))
        for number, what in PART_III.items()
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
        items = part_i.line_2a + part_i.other_lines
        yield "1", "Taxable income of the year before, not floored", part_i.line_1
        yield "2", "Exclusion items of that year", items
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
    wages, law = returns.income.medicare_wages, returns.law.additional_medicare
    tax = returns.tax.additional_medicare_tax
    return [
        ("1", "Medicare wages", wages),
        ("5", "Threshold", law.threshold),
        ("6", "Wages above it", excess(wages, law.threshold)),
        ("7", "Additional Medicare Tax on wages", tax),
        ("18", "Additional Medicare Tax", tax),
    ]


def _form_w2(returns: YearForms) -> list[Line]:
    tax = returns.tax.payroll_tax
    return [
        ("1", "Pay in shares", returns.income.equity_pay),
        ("4", "Social security tax on it", tax.social_security),
        ("6", "Medicare tax on it", tax.medicare),
    ]


def _form_8960(returns: YearForms) -> list[Line]:
    form, agi = returns.tax.form_8960, returns.tax.form_1040.line_11
    dividends = returns.income.interest + returns.income.qualified_dividends
    gain = returns.tax.schedule_d.income - returns.tax.ordinary_loss.line_10
    return [
        ("1,2", "Interest and dividends", dividends),
        ("5d", "Net gain, or loss allowed", gain),
        ("8", "Total investment income", dividends + gain),
        ("12", "Net investment income", form.line_12),
        ("13", "Adjusted gross income", agi),
        ("14", "Threshold", returns.law.niit.threshold),
        ("15", "Adjusted gross income above it", form.line_15),
        ("16", "Smaller of lines 12 and 15", lesser_of(form.line_12, form.line_15)),
        ("17", "Net investment income tax", form.line_17),
    ]
