"""A year's forms as tables: the rows of Forms 3921 and 8949, and every form's lines.

Whoever shows forms, in the terminal or in a report, shows these cells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from isoplan.models.filing.editions import of_form_1040
from isoplan.models.filing.filed_forms import (
    FiledForm,
    Form3921,
    FormsOfYear,
    Sale8949,
)
from isoplan.models.results.display import ShownTable

LONGEST_NAME = 36
"""Characters of a lot's name that are shown; amounts are never cut."""
LONGEST_BESIDE_WAGES = 28
"""The same where two amounts stand in the row."""


@dataclass(frozen=True, slots=True)
class TitledTable:
    """One form, or a part of one.

    Attributes:
        title: The form's name, and its part.
        table: Its cells; amounts in dollars and cents.
    """

    title: str
    table: ShownTable


def year_tables(year: FormsOfYear) -> tuple[TitledTable, ...]:
    """Return a year's exercises and sales, then every form line by line."""
    return (*share_tables(year), *map(form_table, year.forms))


def share_tables(year: FormsOfYear) -> tuple[TitledTable, ...]:
    """Return the rows that the forms rest on; none in a year without any."""
    tables = [*_exercises(year.exercises, year.year)] if year.exercises else []
    if year.sales:
        tables += _sales(year.sales)
    if taxed := [*_taxed(year)]:
        tables.append(_wages(taxed, year.year))
    return tuple(tables)


def form_table(form: FiledForm) -> TitledTable:
    """Return a form line by line."""
    rows = tuple((line.number, line.what, _money(line.amount)) for line in form.lines)
    return TitledTable(form.title, ShownTable(("line", "", "$"), rows, left=2))


def _money(amount: float) -> str:
    return f"{amount:,.2f}"


def _price(dollars: float) -> str:
    """Return dollars a share: to the cent, or as far as there are digits."""
    digits = f"{dollars:,.6f}".rstrip("0")
    return max(_money(dollars), digits, key=len)


def _name(lot: str, acquired_on: date) -> str:
    """Return a lot's name; if it is too long, without the day that stands beside it."""
    if len(lot) > LONGEST_NAME:
        lot = lot.removesuffix(f" {acquired_on}")
    return _cut(lot, LONGEST_NAME)


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 3]}..."


def _exercises(exercises: Sequence[Form3921], year: int) -> Iterator[TitledTable]:
    """Yield Form 3921 box by box, and what it brings to line 2i."""
    days = tuple(
        (
            str(number),
            _name(each.lot, each.exercised_on),
            str(each.granted_on or ""),
            str(each.exercised_on),
        )
        for number, each in enumerate(exercises, start=1)
    )
    heads = ("no.", "exercised", "1 granted", "2 exercised")
    yield TitledTable(
        "Form 3921, exercises of incentive stock options",
        ShownTable(heads, days, left=2),
    )
    amounts = tuple(
        (
            str(number),
            _price(each.exercise_price),
            _price(each.value_at_exercise),
            f"{each.shares:,}",
            f"{each.disposed_of_in_year:,}",
            _money(each.line_2i),
        )
        for number, each in enumerate(exercises, start=1)
    )
    yield TitledTable(
        "From Form 3921 to Form 6251 line 2i: (4 less 3) x (5 less sold that year)",
        ShownTable(
            ("no.", "3 price $", "4 value $", "5 shares", "sold", "line 2i $"),
            amounts,
            left=1,
            total=("", "", "", "", "2i", _money(sum(e.line_2i for e in exercises))),
            notes=tuple(_measured(exercises, year)),
        ),
    )


def _measured(exercises: Sequence[Form3921], year: int) -> Iterator[str]:
    """Yield where the spread counts on another day than that of exercise."""
    for number, each in enumerate(exercises, start=1):
        if each.measured_on == each.exercised_on:
            continue
        value = _price(each.value_measured)
        if each.measured_on.year == year:
            yield f"{number}: vests {each.measured_on} at {value}, taken for box 4"
        else:
            yield f"{number}: vests {each.measured_on}, so line 2i takes it that year"


def _sales(sales: Sequence[Sale8949]) -> Iterator[TitledTable]:
    """Yield the rows of Form 8949, and the same on the AMT basis."""
    days = tuple(
        (
            str(each.row),
            _name(each.lot, each.acquired_on),
            f"{each.shares:,}",
            str(each.acquired_on),
            str(each.sold_on),
        )
        for each in sales
    )
    of_days = ("no.", "(a) sold", "shares", "(b) acquired", "(c) sold")
    yield TitledTable("Form 8949, sales", ShownTable(of_days, days, left=2))
    rows = tuple(
        (
            str(each.row),
            each.box,
            _money(each.proceeds),
            _money(each.reported_basis),
            each.code,
            _money(each.adjustment),
            _money(each.gain),
        )
        for each in sales
    )
    sums = (
        "",
        "",
        _money(sum(each.proceeds for each in sales)),
        _money(sum(each.reported_basis for each in sales)),
        "",
        _money(sum(each.adjustment for each in sales)),
        _money(sum(each.gain for each in sales)),
    )
    heads = ("no.", "box", "(d) proceeds", "(e) basis", "(f)", "(g) adjust", "(h) gain")
    yield TitledTable(
        "Form 8949, regular tax: the broker's basis, put right in (g)",
        ShownTable(heads, rows, left=2, total=sums),
    )
    yield _on_amt_basis(sales)
    yield _to_line_2k(sales)


def _on_amt_basis(sales: Sequence[Sale8949]) -> TitledTable:
    rows = tuple(
        (
            str(each.row),
            "long" if each.amt_long_term else "short",
            _money(each.proceeds),
            _money(each.amt_basis),
            _money(each.amt_gain),
        )
        for each in sales
    )
    sums = (
        _money(sum(each.proceeds for each in sales)),
        _money(sum(each.amt_basis for each in sales)),
        _money(sum(each.amt_gain for each in sales)),
    )
    heads = ("no.", "term", "(d) proceeds", "AMT basis", "AMT gain")
    return TitledTable(
        "Form 8949, AMT: the same sales on the AMT basis",
        ShownTable(heads, rows, left=2, total=("", "", *sums)),
    )


def _to_line_2k(sales: Sequence[Sale8949]) -> TitledTable:
    rows = tuple(
        (
            str(each.row),
            _money(each.amt_gain),
            _money(-each.gain + 0.0),
            _money(-each.ordinary_income_later + 0.0),
            _money(each.line_2k),
        )
        for each in sales
    )
    sums = (
        _money(sum(each.amt_gain for each in sales)),
        _money(-sum(each.gain for each in sales) + 0.0),
        _money(-sum(each.ordinary_income_later for each in sales) + 0.0),
        _money(sum(each.line_2k for each in sales)),
    )
    heads = ("no.", "AMT gain", "less (h)", "less wages", "to line 2k")
    taken_before = any(each.ordinary_income_later for each in sales)
    note = "wages: those whose spread line 2i took in an earlier year"
    return TitledTable(
        "From each sale to Form 6251 line 2k",
        ShownTable(
            heads, rows, left=1, total=("", *sums), notes=(note,) * taken_before
        ),
    )


def _taxed(year: FormsOfYear) -> Iterator[tuple[str, str, date, float, float]]:
    """Yield sales and gifts that bring wages: number, lot, day, wages, earlier part.

    A sale has the number of its row on Form 8949, which tells lots of one name apart.
    """
    for sale in year.sales:
        if sale.ordinary_income:
            wages = sale.ordinary_income, sale.ordinary_income_later
            yield str(sale.row), sale.lot, sale.sold_on, *wages
    for gift in year.gifts:
        wages = gift.ordinary_income, gift.ordinary_income_later
        yield "gift", gift.lot, gift.on, *wages


def _wages(
    taxed: Sequence[tuple[str, str, date, float, float]], year: int
) -> TitledTable:
    """Return the income of disqualifying dispositions."""
    line = of_form_1040("1h", year)
    rows = tuple(
        (
            number,
            _cut(lot, LONGEST_BESIDE_WAGES),
            str(day),
            _money(wages),
            _money(later),
        )
        for number, lot, day, wages, later in taxed
    )
    return TitledTable(
        f"Wages of these sales and gifts: Form W-2 box 1, or Form 1040 line {line}",
        ShownTable(
            ("no.", "lot", "day", "wages $", "off line 2k $"),
            rows,
            left=3,
            total=(
                "",
                "",
                "",
                _money(sum(each[3] for each in taxed)),
                _money(sum(each[4] for each in taxed)),
            ),
        ),
    )
