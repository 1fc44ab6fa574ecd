"""The forms of one household-year as text."""

from textwrap import fill

from isoplan.models.filing.answers import deduction_sentence, federal_sentence
from isoplan.models.filing.federal_lines import filed_forms
from isoplan.models.filing.filed_forms import FiledForm
from isoplan.models.filing.state_lines import state_sentence
from isoplan.models.filing.year_forms import YearForms

WIDTH = 80
"""Columns of a terminal that are enough for every form."""
LABEL_WIDTH = 57
AMOUNT_WIDTH = 16


def forms_report(returns: YearForms) -> str:
    """Return a sentence with the tax, then every form of the year, in dollars."""
    rows = [federal_sentence(returns), deduction_sentence(returns)]
    rows += map(state_sentence, returns.states)
    said = "\n".join(fill(row, WIDTH, break_long_words=False) for row in rows)
    return "\n\n".join([said, *map(form_text, filed_forms(returns))])


def form_text(form: FiledForm) -> str:
    """Return a form's title and lines, 80 columns wide, in dollars."""
    lines = [
        f"  {line.number:<5}{line.what:<{LABEL_WIDTH}}{line.amount:>{AMOUNT_WIDTH},.2f}"
        for line in form.lines
    ]
    return "\n".join([form.title, *lines])
