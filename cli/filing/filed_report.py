"""The forms of a plan, a schedule or of what was done, as text 80 columns wide."""

from collections.abc import Iterator
from dataclasses import replace
from textwrap import fill

from isoplan.cli.filing.filed_tables import TitledTable, share_tables
from isoplan.cli.filing.forms import WIDTH, form_text
from isoplan.cli.render.table import as_text
from isoplan.models.filing.filed_forms import FiledForms, FormsOfYear
from isoplan.models.results.display import ShownTable


def filed_report(forms: FiledForms) -> str:
    """Return the years in a table, every year's forms, and the notes last."""
    parts = [f"{fill(forms.answer(), WIDTH)}\n\n{_narrow(forms.table())}"]
    parts += map(year_report, forms.years)
    if forms.notes:
        parts.append("\n".join(fill(note, WIDTH) for note in forms.notes))
    return "\n\n\n".join(parts)


def _narrow(table: ShownTable) -> str:
    """Return a table of the years without columns for which there is no room."""
    for heading in ("", "line 26 $", "2k $", "8801 $"):
        if heading in table.headings:
            table = _without(table, table.headings.index(heading))
        text = as_text(table)
        if max(map(len, text.splitlines())) <= WIDTH:
            break
    return text


def _without(table: ShownTable, place: int) -> ShownTable:
    def cut(row: tuple[str, ...]) -> tuple[str, ...]:
        return row[:place] + row[place + 1 :]

    return replace(
        table,
        headings=cut(table.headings),
        rows=tuple(map(cut, table.rows)),
        total=cut(table.total),
    )


def year_report(year: FormsOfYear) -> str:
    """Return a year's tax in words, the rows behind it, and every form."""
    return "\n\n".join(_year(year))


def _year(year: FormsOfYear) -> Iterator[str]:
    yield f"{year.year}{' (projected)' * year.projected}\n{fill(year.answer, WIDTH)}"
    yield from map(_table, share_tables(year))
    yield from map(form_text, year.forms)


def _table(given: TitledTable) -> str:
    return f"{given.title}\n{as_text(given.table)}"
