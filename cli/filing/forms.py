"""The forms of one household-year as text."""

from isoplan.cli.layout.width import USUAL, fitting, wrapped
from isoplan.models.filing.answers import deduction_sentence, federal_sentence
from isoplan.models.filing.federal_lines import filed_forms
from isoplan.models.filing.filed_forms import FiledForm
from isoplan.models.filing.state_lines import state_sentence
from isoplan.models.filing.year_forms import YearForms

LABEL_WIDTH = 57
AMOUNT_WIDTH = 16


def forms_report(returns: YearForms, width: int = USUAL) -> str:
    """Return a sentence with the tax, then every form of the year, in dollars."""
    rows = [federal_sentence(returns), deduction_sentence(returns)]
    rows += map(state_sentence, returns.states)
    said = "\n".join(wrapped(row, width, breaks_words=False) for row in rows)
    forms = (form_text(form, width) for form in filed_forms(returns))
    return "\n\n".join([said, *forms])


def form_text(form: FiledForm, width: int = USUAL) -> str:
    """Return a form's title and lines, in dollars."""
    lines = [
        f"  {line.number:<5}{line.what:<{LABEL_WIDTH}}{line.amount:>{AMOUNT_WIDTH},.2f}"
        for line in form.lines
    ]
    return fitting("\n".join([form.title, *lines]), width)
