"""The forms of a plan, a schedule or of what was done, as text."""

from collections.abc import Iterator

from isoplan.cli.filing.filed_tables import TitledTable, share_tables
from isoplan.cli.filing.forms import form_text
from isoplan.cli.layout.columns import best_columns
from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.table import as_text
from isoplan.models.filing.filed_forms import FiledForms, FormsOfYear

YEAR_COLUMNS = (
    *("AMT $", "2i $", "federal $", "state $", "8801 $", "2k $", "line 26 $"),
)
"""Headings of the years' columns, the most important first."""


def filed_report(forms: FiledForms, width: int = USUAL) -> str:
    """Return the years in a table, every year's forms, and the notes last.

    Args:
        forms: Of a plan, a schedule or of what was done.
        width: Columns of the terminal.
    """
    years = as_text(best_columns(forms.table(), YEAR_COLUMNS, width), width)
    parts = [f"{wrapped(forms.answer(), width)}\n\n{years}"]
    parts += (year_report(year, width) for year in forms.years)
    if forms.notes:
        parts.append("\n".join(wrapped(note, width) for note in forms.notes))
    return "\n\n\n".join(parts)


def year_report(year: FormsOfYear, width: int = USUAL) -> str:
    """Return a year's tax in words, the rows behind it, and every form."""
    return "\n\n".join(_year(year, width))


def _year(year: FormsOfYear, width: int) -> Iterator[str]:
    said = wrapped(year.answer, width)
    yield f"{year.year}{' (projected)' * year.projected}\n{said}"
    yield from (_table(each, width) for each in share_tables(year))
    yield from (form_text(form, width) for form in year.forms)


def _table(given: TitledTable, width: int) -> str:
    return f"{wrapped(given.title, width)}\n{as_text(given.table, width)}"
