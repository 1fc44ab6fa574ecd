"""Amounts and filing statuses by year."""

import pytest
from pydantic import ValidationError

from isoplan.models.inputs.by_year import (
    ByYear,
    FilingStatusByYear,
    SignedByYear,
    every_year,
)
from isoplan.models.law.filing_status import FilingStatus


def test_one_amount_holds_for_every_year() -> None:
    """No growth is assumed."""
    wages = ByYear.model_validate(185_000)
    assert [wages.at(2026), wages.at(2050)] == [185_000, 185_000]
    assert wages == every_year(185_000)


@pytest.mark.parametrize(
    ("year", "amount"),
    [
        pytest.param(2024, 100.0, id="before-the-first"),
        pytest.param(2026, 100.0, id="first"),
        pytest.param(2028, 121.0, id="grown-from-the-first"),
        pytest.param(2029, 200.0, id="given-again"),
        pytest.param(2030, 220.0, id="grown-from-the-nearest"),
    ],
)
def test_a_year_not_given_grows_from_the_one_before(year: int, amount: float) -> None:
    """Worked by hand: 100 x 1.1 x 1.1 = 121; 200 x 1.1 = 220."""
    table = ByYear.model_validate({"2029": 200, "2026": 100, "growth": 0.1})
    assert table.at(year) == pytest.approx(amount)


def test_only_the_signed_table_may_be_negative() -> None:
    """Gains may be losses; wages may not."""
    assert SignedByYear.model_validate({"2026": -5}).at(2027) == -5
    with pytest.raises(ValidationError):
        ByYear.model_validate({"2026": -5})


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="empty"),
        pytest.param({"growth": 0.1}, id="no-year"),
        pytest.param({"2026": 1, "26": 2}, id="no-century"),
        pytest.param({"years": {"2026": 1}}, id="own-inside"),
        pytest.param({"2026": 1, "years": {"2027": 1}}, id="inside-beside-years"),
        pytest.param({"2026": 1, "growth": 3}, id="percent"),
        pytest.param("1", id="text"),
        pytest.param([1], id="list"),
    ],
)
def test_a_table_holds_years_and_growth_alone(given: object) -> None:
    """Anything else is refused."""
    with pytest.raises(ValidationError):
        ByYear.model_validate(given)


def test_filing_status_holds_from_a_year_on() -> None:
    """Also before the first year given."""
    status = FilingStatusByYear.model_validate(
        {"2026": "single", "2028": "married_jointly"}
    )
    assert [status.at(year) for year in (2020, 2027, 2028, 2035)] == [
        FilingStatus.SINGLE,
        FilingStatus.SINGLE,
        FilingStatus.MARRIED_JOINTLY,
        FilingStatus.MARRIED_JOINTLY,
    ]


@pytest.mark.parametrize("given", [7.0, {"2026": 7.0, "2028": 9.0, "growth": 0.5}])
def test_a_table_is_written_as_it_was_read(given: object) -> None:
    """What is printed can be read again."""
    assert ByYear.model_validate(given).model_dump() == given
