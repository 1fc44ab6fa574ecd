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


DEAL: Fields = {
    "first_sale": "2031-01-02",
    "acquisition_for_stock": {"on": "2027-03-01", "buyer": "B", "exchange_ratio": 0.4},
}


def warned(last_year: int = 2028, **deal: object) -> list[str]:
    """Return the warnings of a company at 30, bought for 0.4 shares at 100."""
    terms = DEAL["acquisition_for_stock"] | deal
    situation = build_situation(
        plan={"last_year": last_year},
        market=DEAL | {"acquisition_for_stock": terms},
        markets={"B": {"prices": {"2026-01-01": 100.0}, "trading_days": "any"}},
        grants=[grant()],
        lots=[lot()],
    )
    return scenario_warnings(situation)


def test_an_exchange_the_other_way_round() -> None:
    """2.5 for one in place of one for 2.5; the buyer's market is used all the same."""
    assert warned() == []
    (warning,) = warned(exchange_ratio=2.5)
    assert warning == (
        "market.acquisition_for_stock.exchange_ratio is 2.5, for which a share brings "
        "250.00 of B on 2027-03-01, and the day before it is worth 30.00; give the "
        "buyer's shares for one share of the company, not the other way round"
    )


def test_an_exchange_after_the_plan_is_not_used() -> None:
    """Nor is there a day of sale by then."""
    assert (
        "market.acquisition_for_stock.on is 2027-03-01, which is not used: the plan "
        "ends with 2026-12-31; give plan.last_year 2027 or a later year, or remove it"
    ) in warned(2026)
