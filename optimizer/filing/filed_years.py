"""Years as filed: their forms, and beside them every exercise and sale, tied to them.

The forms come from the schedule's columns, the rows from the walk of its actions: two
routes to the same amounts. Where they differ, nothing is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from isoplan.models.amounts.amounts import Amount
from isoplan.models.base.cents import HALF_A_CENT, in_cents
from isoplan.models.base.errors import AuditFailure
from isoplan.models.filing.answers import deduction_sentence, federal_sentence
from isoplan.models.filing.federal_lines import (
    LONG_TERM_LINES,
    SHORT_TERM_LINES,
    filed_forms,
)
from isoplan.models.filing.filed_forms import (
    FiledForm,
    Form3921,
    FormsOfYear,
    GiftIncome,
    Sale8949,
    filed_form,
)
from isoplan.models.filing.state_lines import StateForms, state_sentence
from isoplan.models.filing.year_forms import GainSources, YearForms, as_filed
from isoplan.models.situation import Situation
from isoplan.models.tax.forms.federal_return import Carryovers
from isoplan.models.tax.forms.form_4797 import Form4797
from isoplan.models.tax.forms.form_8801_as_filed import YearBefore
from isoplan.models.tax.forms.form_8949 import BrokerReports
from isoplan.models.tax.forms.schedule_d import ScheduleD
from isoplan.optimizer.filing.share_moves import ShareMoves
from isoplan.optimizer.filing.share_rows import (
    SaleRows,
    amt_box,
    by_box,
    exercises_of,
    gifts_of,
)
from isoplan.optimizer.pricing.credited_years import EvaluatedYear

TIES_WITHIN = (3 * 2 * 4 + 3 * 3 + 1) * HALF_A_CENT
"""Dollars by which the sum of rows in cents may differ from a form's line.

Half a cent for each total that is rounded alone. A line of Schedule D has three boxes
of Form 8949, each with two terms for the AMT, each with four kinds of row: either basis
is in whole cents, or not. Where gain is excluded, up to three totals more stand behind
a box; and the line is one.
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the years before the first one.

    Attributes:
        carried_in: Losses carried into it.
        before: What its Form 8801 takes up; None for a credit given as one number.
        in_states: The same by state.
    """

    carried_in: Carryovers
    before: YearBefore | None
    in_states: Mapping[str, YearBefore | None]


@dataclass(frozen=True, slots=True)
class _Rows:
    exercises: tuple[Form3921, ...]
    sales: tuple[Sale8949, ...]
    gifts: tuple[GiftIncome, ...]

    @property
    def wages(self) -> float:
        """Return the income of disqualifying dispositions (dollars)."""
        sold = sum(each.ordinary_income for each in self.sales)
        return sold + sum(each.ordinary_income for each in self.gifts)

    @property
    def later_wages(self) -> float:
        """Return the part of it whose spread an earlier line 2i took (dollars)."""
        sold = sum(each.ordinary_income_later for each in self.sales)
        return sold + sum(each.ordinary_income_later for each in self.gifts)


def years_as_filed(
    situation: Situation,
    years: Sequence[EvaluatedYear],
    moves: ShareMoves,
    known: Known,
    payments: Sequence[FiledForm | None],
    reports: BrokerReports,
) -> tuple[FormsOfYear, ...]:
    """Return consecutive years with their forms, exercises and sales.

    Args:
        situation: Household, law and assumptions.
        years: Of one schedule, in order.
        moves: Of the same schedule.
        known: What comes before the first year.
        payments: Form 2210 of each year, as far as it is known.
        reports: What the broker tells the IRS of a sale.

    Raises:
        AuditFailure: If rows do not add up to the forms.
    """
    carried, forms, rows = known.carried_in, [], []
    for year, form_2210 in zip(years, payments, strict=True):
        rows.append(_rows(situation, year, moves, reports))
        found = _year_forms(situation, year, rows[-1], carried)
        forms.append(replace(found, payments=form_2210))
        carried = year.returns.tax.carryovers
    filed = as_filed(forms, known.before, known.in_states)
    return tuple(
        _of_year(year, form, of_year)
        for year, form, of_year in zip(years, filed, rows, strict=True)
    )


def _rows(
    situation: Situation,
    year: EvaluatedYear,
    moves: ShareMoves,
    reports: BrokerReports,
) -> _Rows:
    """Return a year's rows; in a run-off year those of shares that vest in it."""
    number = year.node.year
    sales = SaleRows(
        year.returns.tax, situation.law(number).small_business, reports
    ).of(moves, number)
    return _Rows(exercises_of(moves, number), sales, gifts_of(moves, number))


def _year_forms(
    situation: Situation, year: EvaluatedYear, rows: _Rows, carried_in: Carryovers
) -> YearForms:
    """Return a year's forms with what ties its rows to them."""
    returns, number = year.returns, year.node.year
    household = situation.household
    other_short = household.short_term_gain.at(number)
    other_long = household.long_term_gain.at(number)
    found = YearForms(
        label="",
        law=situation.law(number),
        income=returns.income,
        tax=returns.tax,
        credit=year.credit,
        states=tuple(
            StateForms(
                state.returns.law,
                state.returns.tax,
                state.credit,
                federal=state.returns.filer.federal,
            )
            for state in year.states
        ),
        gains=GainSources(
            by_box((sale.box, sale.gain) for sale in rows.sales),
            other_short,
            other_long,
            carried_in.regular,
        ),
        amt_gains=GainSources(
            by_box((amt_box(sale), sale.amt_gain) for sale in rows.sales),
            other_short,
            other_long,
            carried_in.amt,
        ),
    )
    if differences := list(_differences(found, rows)):
        raise AuditFailure(
            f"the rows of {number} do not tie to its forms: {'; '.join(differences)}. "
            "This is a defect of isoplan; please report the scenario"
        )
    moves = rows.sales or in_cents(float(found.tax.form_6251.line_2k))
    return replace(found, line_2k=_to_line_2k(found, rows) if moves else None)


def _differences(forms: YearForms, rows: _Rows) -> Iterator[str]:
    """Yield what does not add up, with both amounts."""
    income, tax = forms.income, forms.tax
    pairs = [
        (
            "Form 6251 line 2i",
            sum(each.line_2i for each in rows.exercises),
            tax.form_6251.line_2i,
        ),
        (
            "income of disqualifying dispositions",
            rows.wages,
            income.iso_ordinary_income,
        ),
        (
            "the part of it that line 2k takes off",
            rows.later_wages,
            income.iso_ordinary_income_later,
        ),
        *_gains(forms.gains, tax.schedule_d, tax.ordinary_loss, "Schedule D"),
        *_gains(
            forms.amt_gains, tax.amt_schedule_d, tax.amt_ordinary_loss, "AMT Schedule D"
        ),
    ]
    for name, of_rows, amount in pairs:
        if abs(of_rows - float(amount)) > TIES_WITHIN:
            yield f"{name} is {float(amount):,.2f}, and by its rows {of_rows:,.2f}"


def _gains(
    gains: GainSources | None, schedule: ScheduleD, loss: Form4797, name: str
) -> Iterator[tuple[str, float, Amount]]:
    """Yield what a Schedule D nets, by its sources and by the form (dollars)."""
    if gains is None:
        return
    before = gains.carried_in
    short = gains.other_short_term + loss.short_term - before.short_term
    long = gains.other_long_term + loss.long_term - before.long_term
    short += sum(gains.by_box.get(box, 0.0) for box in SHORT_TERM_LINES)
    long += sum(gains.by_box.get(box, 0.0) for box in LONG_TERM_LINES)
    yield f"{name} line 7", short, schedule.line_7
    yield f"{name} line 15", long, schedule.line_15


def _to_line_2k(forms: YearForms, rows: _Rows) -> FiledForm:
    """Return the way from the year's sales to Form 6251 line 2k."""
    tax = forms.tax
    gain = sum(each.gain for each in rows.sales)
    amt_gain = sum(each.amt_gain for each in rows.sales)
    later = rows.later_wages
    line_2k = in_cents(float(tax.form_6251.line_2k))
    rest = in_cents(line_2k - (amt_gain - gain - later))
    lines = [
        ("", "Gain of all sales on the AMT basis", amt_gain),
        ("", "less their gain on the regular basis", -gain),
    ]
    if later:
        lines.append(("", "less wages whose spread an earlier line 2i took", -later))
    if rest:
        lines.append(("", "Loss limits and carryovers, AMT less regular", rest))
    lines.append(("2k", "Disposition of property, AMT less regular", line_2k))
    return filed_form("From the sales to Form 6251 line 2k", lines, None)


def _of_year(year: EvaluatedYear, forms: YearForms, rows: _Rows) -> FormsOfYear:
    answer = [federal_sentence(forms), deduction_sentence(forms)]
    return FormsOfYear(
        year=year.node.year,
        filing_status=forms.law.filing_status,
        projected=forms.law.projected,
        run_off=not year.node.decides,
        answer=" ".join([*answer, *map(state_sentence, forms.states)]),
        line_2i=in_cents(float(forms.tax.form_6251.line_2i)),
        line_2k=in_cents(float(forms.tax.form_6251.line_2k)),
        amt=in_cents(float(forms.tax.form_6251.line_11)),
        credit_used=in_cents(float(forms.credit.line_25)),
        credit_carried_on=in_cents(
            float(forms.credit.line_21) - float(forms.credit.line_25)
        ),
        federal_tax=in_cents(forms.tax_after_credit),
        state_tax=in_cents(year.state_tax),
        exercises=rows.exercises,
        sales=rows.sales,
        gifts=rows.gifts,
        forms=filed_forms(forms),
    )
