"""Tables in a given width: what is wrapped, what becomes several tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitting import amounts_of, check_fits, check_shows
from isoplan.cli.layout.columns import best_columns, table_text
from isoplan.models.results.display import ShownTable

YEARS = ShownTable(
    headings=("year", "exercise", "AMT credit left $", "total tax $", "cash $"),
    rows=(
        ("2026", "1,000", "123,456", "98,765", "-1,234"),
        ("2027*", "0", "0", "12", "34"),
    ),
    total=("total", "1,000", "0", "98,777", "-1,200"),
)


def test_what_fits_is_one_plain_table() -> None:
    """Headings in one line, numbers to the right, the total under a rule."""
    assert table_text(YEARS, 80).split("\n") == [
        "   year  exercise  AMT credit left $  total tax $  cash $",
        "  -----  --------  -----------------  -----------  ------",
        "   2026     1,000            123,456       98,765  -1,234",
        "  2027*         0                  0           12      34",
        "  -----  --------  -----------------  -----------  ------",
        "  total     1,000                  0       98,777  -1,200",
    ]


def test_headings_are_wrapped_first() -> None:
    """The longest in as few lines as there is room for, standing low."""
    assert table_text(YEARS, 50).split("\n")[:3] == [
        "                   AMT credit   total",
        "   year  exercise      left $   tax $  cash $",
        "  -----  --------  ----------  ------  ------",
    ]


def test_then_there_are_several_tables() -> None:
    """Each with the years, and each amount whole in one of them."""
    text = table_text(YEARS, 30)
    check_fits(text, 30)
    tables = text.split("\n\n")
    assert len(tables) == 2
    assert all("2027*" in table and "total" in table for table in tables)
    check_shows(text, amounts_of(YEARS))


def test_names_are_wrapped_and_dates_are_not() -> None:
    """A further line of a name stands under it, its amounts beside the first."""
    shown = ShownTable(
        headings=("lot", "shares", "$"),
        rows=(("2023 hire 2027-05-31", "6,043", "148,054"),),
        left=1,
    )
    assert table_text(shown, 31).split("\n")[2:] == [
        "  2023 hire      6,043  148,054",
        "  2027-05-31",
    ]


def test_the_most_important_columns_stay() -> None:
    """In the order of the table, whatever the order of importance."""
    order = ("cash $", "AMT credit left $", "exercise")
    assert best_columns(YEARS, order, 60).headings == (
        *("year", "exercise", "AMT credit left $", "cash $"),
    )
    assert best_columns(YEARS, order, 26).headings == (
        *("year", "AMT credit left $", "cash $"),
    )
    narrowest = best_columns(YEARS, order, 15)
    assert narrowest.headings == ("year", "cash $")
    assert narrowest.total == ("total", "-1,200")


def test_a_table_of_text_alone_is_wrapped() -> None:
    """There is no column of amounts to begin another table with."""
    rows = (("CA California", "graduated", "as income " * 8),)
    shown = ShownTable(("state", "income", "gain"), rows, left=3)
    check_fits(table_text(shown, 60), 60)


AMOUNTS = st.integers(-(10**9), 10**10).map(lambda amount: f"{amount:,}")
NAMES = st.text("abc -", min_size=1, max_size=60)


@st.composite
def tables(draw: st.DrawFn) -> ShownTable:
    """Draw a table of names and amounts."""
    count = draw(st.integers(1, 12))
    heads = st.lists(NAMES, min_size=count, max_size=count)
    row = st.tuples(NAMES, st.lists(AMOUNTS, min_size=count, max_size=count))
    rows = draw(st.lists(row, min_size=1, max_size=4))
    return ShownTable(
        headings=("name", *draw(heads)),
        rows=tuple((name, *amounts) for name, amounts in rows),
        left=1,
    )


@given(tables(), st.integers(60, 200))
def test_no_line_is_too_long_and_no_amount_is_cut(shown: ShownTable, wide: int) -> None:
    """Whatever the names, the headings and the amounts."""
    text = table_text(shown, wide)
    check_fits(text, wide)
    check_shows(text, amounts_of(shown))


@pytest.mark.parametrize("wide", [60, 80, 120])
def test_the_chosen_columns_fit_in_one_table(wide: int) -> None:
    """Of twenty columns of billions."""
    heads = tuple(f"column {number} $" for number in range(20))
    shown = ShownTable(("year", *heads), (("2026", *["-1,234,567,890"] * 20),))
    chosen = best_columns(shown, heads, wide)
    text = table_text(chosen, wide)
    check_fits(text, wide)
    assert "\n\n" not in text
    assert len(chosen.headings) == 1 + (wide - 6) // 16
