"""Line numbers are those of the year's own form."""

import pytest

from isoplan.models.filing.editions import edition, of_form_1040, of_form_2210


@pytest.mark.parametrize(
    ("year", "printed"),
    [
        (2018, "1 - 7 8 10 11a 15"),
        (2019, "1 6 8b 9 11b 12a 16"),
        (2020, "1 7 11 12 15 16 24"),
        (2021, "1 7 11 12a 15 16 24"),
        (2022, "1z 7 11 12 15 16 24"),
        (2024, "1z 7 11 12 15 16 24"),
        (2025, "1z 7a 11a 12e 15 16 24"),
        (2031, "1z 7a 11a 12e 15 16 24"),
    ],
)
def test_form_1040_by_year(year: int, printed: str) -> None:
    """Published: Form 1040 of each year; later years take the last one known.

    Wages, capital gain, adjusted gross income, deduction, taxable income, tax, total.
    """
    numbers = ("1z", "7", "11", "12", "15", "16", "24")
    shown = [of_form_1040(number, year) or "-" for number in numbers]
    assert " ".join(shown) == printed


def test_the_edition_is_the_years_own_as_far_as_it_is_known() -> None:
    """Before 2018 there is no law here; after the last form its numbers stand."""
    assert [edition(year) for year in (2018, 2023, 2025, 2030)] == [
        2018, 2023, 2025, 2025,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "printed"),
    [
        (2018, "1 11 12a - 12 13"),
        (2019, "1 12b 13a - 13b 14"),
        (2020, "1 18 19 20 21 22"),
        (2021, "1 18 19 20 21 22"),
        (2022, "1h 18 19 20 21 22"),
        (2025, "1h 18 19 20 21 22"),
    ],
)
def test_wages_left_out_and_credits_by_year(year: int, printed: str) -> None:
    """Published: Form 1040 of each year. Schedule 3 had no line of its own before 2020.

    Its amount was added to line 13a of 2019 on line 13b, and to 12a of 2018 on line 12.
    """
    numbers = ("1h", "18", "19", "20", "21", "22")
    shown = [of_form_1040(number, year) or "-" for number in numbers]
    assert " ".join(shown) == printed


def test_the_required_installment_by_year() -> None:
    """Published: Form 2210 line 10 since 2021, which dropped the short method."""
    numbers = [of_form_2210("10", year) for year in (2018, 2020, 2021, 2025, 2031)]
    assert numbers == ["18", "18", "10", "10", "10"]
    assert of_form_2210("9", 2020) == "9"
