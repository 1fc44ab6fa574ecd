"""The forms of a plan, a schedule or of what was done, as text 80 columns wide."""

from collections.abc import Iterator
from textwrap import fill

from isoplan.cli.render.filed_tables import TitledTable, share_tables
from isoplan.cli.render.forms import form_text
from isoplan.cli.render.table import as_text
from isoplan.models.results.filed_forms import FiledForms, FormsOfYear

WIDTH = 80


def filed_report(forms: FiledForms) -> str:
    """Return every year's forms, what they rest on first, and the notes last."""
    whose = {"plan": "the plan", "done": "what was done"}.get(
        forms.schedule, f"the schedule {forms.schedule!r}"
    )
    parts = [fill(f"{forms.scenario}: the forms of {whose}.", WIDTH)]
    parts += map(year_report, forms.years)
    if forms.notes:
        parts.append("\n".join(fill(note, WIDTH) for note in forms.notes))
    return "\n\n\n".join(parts)


def year_report(year: FormsOfYear) -> str:
    """Return a year's tax in words, the rows behind it, and every form."""
    return "\n\n".join(_year(year))


def _year(year: FormsOfYear) -> Iterator[str]:
    yield f"{year.year}{' (projected)' * year.projected}\n{fill(year.answer, WIDTH)}"
    yield from map(_table, share_tables(year))
    yield from map(form_text, year.forms)


def _table(given: TitledTable) -> str:
    return f"{given.title}\n{as_text(given.table)}"
