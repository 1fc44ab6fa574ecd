"""A year's forms as a report shows them: titles and lines.

All that a report knows of forms is here; it works none of them out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from isoplan.cli.render.forms import YearForms, as_filed, form_tables, forms_report
from isoplan.cli.render.state_forms import Line, StateForms
from isoplan.cli.report.charts import shown_years
from isoplan.models.results.plan import Plan
from isoplan.models.situation import Situation
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of a form.

    Attributes:
        number: As printed on the form; empty where none is known.
        what: What the line holds.
        amount: Dollars.
    """

    number: str
    what: str
    amount: float


@dataclass(frozen=True, slots=True)
class Form:
    """One form, or a part of one.

    Attributes:
        title: Its name.
        lines: In the order of the form.
    """

    title: str
    lines: tuple[FormLine, ...]


@dataclass(frozen=True, slots=True)
class FormsOfYear:
    """All forms of a year.

    Attributes:
        year: Tax year.
        answer: The year's tax, in sentences.
        forms: Federal ones first.
    """

    year: int
    answer: str
    forms: tuple[Form, ...]


def forms_of(
    situation: Situation, plan: Plan, evaluated: EvaluatedSchedule
) -> tuple[FormsOfYear, ...]:
    """Return the forms of all years that a plan shows, each as filed with its return.

    Args:
        situation: What was planned.
        plan: As it is shown.
        evaluated: The same as an evaluated schedule.
    """
    first = situation.household.state_on(situation.plan.start)
    brought = {first: situation.household.state_year_before} if first else {}
    all_years = [*_years(situation, evaluated)]
    filed = as_filed(all_years, situation.year_before, brought)
    return tuple(
        FormsOfYear(
            year=each.law.year,
            answer=forms_report(each).split("\n\n")[0].replace("\n", " "),
            forms=tuple(
                Form(title, tuple(_in_cents(lines)))
                for title, lines in form_tables(each)
            ),
        )
        for each in filed[: shown_years(plan)]
    )


def _years(situation: Situation, evaluated: EvaluatedSchedule) -> Iterator[YearForms]:
    for year in evaluated.evaluated_years.years:
        returns, states = year.returns, year.states
        yield YearForms(
            label="",
            law=situation.law(year.node.year),
            income=returns.income,
            tax=returns.tax,
            credit=year.credit,
            states=tuple(
                StateForms(each.returns.law, each.returns.tax, each.credit)
                for each in states
            ),
        )


def _in_cents(lines: list[Line]) -> Iterator[FormLine]:
    """Yield lines with their dollars rounded to the cent, never minus zero."""
    for number, what, amount in lines:
        yield FormLine(number, what, round(float(amount), 2) + 0.0)
