"""What is said of a company's end that no plan sees, and what is not."""

from datetime import date

import pytest

from isoplan.models.warnings.plausibility import scenario_warnings
from scenario_builder import Fields, build_situation, grant, lot

CLOSING: Fields = {"acquisition": {"on": date(2027, 9, 14), "price": 50.0}}
FAILS: Fields = {"worthless_on": date(2027, 5, 3)}


@pytest.mark.parametrize(
    ("market", "field", "day"),
    [
        (CLOSING, "acquisition.on", "2027-09-14"),
        (FAILS, "worthless_on", "2027-05-03"),
    ],
)
def test_an_end_after_the_plan_is_not_used(
    market: Fields, field: str, day: str
) -> None:
    """The plan of 2026 alone does not reach it."""
    situation = build_situation(market=market, grants=[grant()], lots=[lot()])
    (warning,) = scenario_warnings(situation)
    assert warning == (
        f"market.{field} is {day}, which is not used: the plan ends with 2026-12-31; "
        "give plan.last_year 2027 or a later year, or remove it"
    )


@pytest.mark.parametrize("market", [CLOSING, FAILS])
def test_shares_that_go_by_themselves_need_no_day_of_sale(market: Fields) -> None:
    """Neither a market that never opens nor a small window is worth a warning."""
    small = {"opens": "2026-02-02", "closes": "2026-02-27", "most_shares": 10}
    for closed in ({"first_sale": "2031-01-02"}, {"trading_windows": [small]}):
        situation = build_situation(
            plan={"last_year": 2028},
            market=market | closed,
            grants=[grant()],
            lots=[lot()],
        )
        assert scenario_warnings(situation) == []
