"""An acquisition for stock, written wrongly: what is printed."""

from typing import Any

import pytest

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.scenario import checked_scenario
from scenario_builder import (
    Fields,
    change_fields,
    grant,
    holding,
    rsu,
    scenario_fields,
)

DEAL = "market.acquisition_for_stock"
LIMITED = {"opens": "2027-04-01", "closes": "2027-06-30", "most_shares": 900}
OFFER = {"on": "2027-04-01", "price": 90.0, "most_of_vested": 0.5}


def fields() -> Fields:
    """Return a private company at 30, bought for 0.4 shares at 100 each in 2027."""
    return scenario_fields(
        plan={"last_year": 2028},
        market={
            "first_sale": "2031-01-02",
            "between_prices": None,
            "acquisition_for_stock": {
                "on": "2027-03-01",
                "buyer": "B",
                "exchange_ratio": 0.4,
            },
        },
        markets={"B": {"prices": {"2026-01-01": 100.0}, "trading_days": "any"}},
        grants=[grant()],
        holdings=[holding()],
        restricted_units=[rsu()],
    )


def lines(changes: Fields) -> list[str]:
    """Return what is printed of the file with changes, without the file's name."""
    try:
        checked_scenario(change_fields(fields(), changes))
    except ScenarioErrors as error:
        return [str(each).removeprefix("the scenario: ") for each in error.problems]
    return []


ERRORS: list[Any] = [
    pytest.param(
        {f"{DEAL}.buyer": "BB"},
        f"{DEAL}.buyer is 'BB', which names none of the scenario's markets; did you "
        "mean 'B'?",
        id="no-such-buyer",
    ),
    pytest.param(
        {f"{DEAL}.on": "2026-01-02"},
        f"{DEAL}.on is 2026-01-02, by the plan's start on 2026-01-02, so that the "
        "buyer's shares are held already; remove it, give market the buyer's prices, "
        "and write the event { on = 2026-01-02, split = 0.4 }, which restates what is "
        "dated before",
        id="before-the-plan",
    ),
    pytest.param(
        {"market.acquisition": {"on": "2027-06-01", "price": 40.0}},
        f"{DEAL} is 2027-03-01, beside market.acquisition, and the company ends in one "
        "way; remove one of the two",
        id="beside-cash",
    ),
    pytest.param(
        {"market.worthless_on": "2027-06-01"},
        f"{DEAL} is 2027-03-01, beside market.worthless_on, and the company ends in "
        "one way; remove one of the two",
        id="beside-a-failure",
    ),
    pytest.param(
        {
            "markets.C": {"prices": {"2026-01-01": 9.0}, "trading_days": "any"},
            "markets.B.acquisition_for_stock": {
                "on": "2028-03-01",
                "buyer": "C",
                "exchange_ratio": 2.0,
            },
        },
        f"{DEAL}.buyer is 'B', which is bought for stock itself: one such closing "
        "after another is not modeled; leave out markets.B.acquisition_for_stock, and "
        "let markets.B.prices tell what becomes of a share",
        id="one-after-another",
    ),
    pytest.param(
        {"markets.B.worthless_on": "2027-03-01"},
        f"{DEAL}.on is 2027-03-01, but the buyer's shares are traded no longer from "
        "2027-03-01 on, by markets.B; correct one of the days",
        id="buyer-has-failed",
    ),
    pytest.param(
        {"market.between_prices": "smooth", "markets.B.between_prices": "steps"},
        "market.between_prices is 'smooth', but markets.B moves otherwise, and one "
        "word holds before 2027-03-01 and from it on; leave it out for both where the "
        "company is private and its buyer listed; else write the same in both",
        id="prices-move-otherwise",
    ),
    pytest.param(
        {"markets.B.trading_days": "nyse"},
        "market.trading_days is 'any', but markets.B has 'nyse', and days of trading "
        "are counted the same through the closing; write the same in both",
        id="other-days-of-trading",
    ),
    pytest.param(
        {"market.sale_cost_per_share": 0.1, "markets.B.sale_cost_per_share": 0.5},
        "market.sale_cost_per_share is 0.1, but that of markets.B, 0.5, is 0.2 for one "
        "share of the company, and the cost is the same through the closing; give 0.2, "
        "or correct that of markets.B",
        id="another-cost",
    ),
    pytest.param(
        {
            "market.tender_offers": [{"on": "2026-09-01"}],
            "markets.B.sale_cost_per_share": 0.5,
        },
        "market.sale_cost_per_share is 0.0, but that of markets.B, 0.5, is 0.2 for one "
        "share of the company, and the cost is the same through the closing; give 0.2, "
        "or correct that of markets.B",
        id="cost-of-an-offer-before",
    ),
    pytest.param(
        {"markets.B.trading_windows": [LIMITED], "holdings.0.market": "B"},
        "markets.B limits how many of its shares are sold, and both those of "
        "holdings[0] and those that replace market count: such a limit is not modeled; "
        "remove most_shares and most_of_vested, or leave out the shares",
        id="limit-of-two",
    ),
    pytest.param(
        {"markets.B.tender_offers": [OFFER], "restricted_units.0.market": "B"},
        "markets.B limits how many of its shares are sold, and both those of "
        "restricted_units[0] and those that replace market count: such a limit is not "
        "modeled; remove most_shares and most_of_vested, or leave out the shares",
        id="offer-to-two",
    ),
    pytest.param(
        {"holdings.0.small_business_stock": True},
        "holdings[0].small_business_stock of 'bought' is true, but its shares are "
        "exchanged on 2027-03-01: from then on the gain up to that day alone may be "
        "excluded (IRC 1202(h)(4)(B)), which is not modeled; set it to false, and "
        "allow for the exclusion yourself",
        id="small-business-stock",
    ),
    pytest.param(
        {"grants.0.section_1244": True},
        "grants[0].section_1244 of 'G' is true, but its shares are exchanged on "
        "2027-03-01, and the buyer's are no section 1244 stock (26 CFR "
        "1.1244(d)-3(a)); set it to false",
        id="section-1244",
    ),
    pytest.param(
        {f"{DEAL}.cash_per_share": 5.0},
        f"{DEAL}.cash_per_share is cash beside shares: gain up to the cash (IRC "
        "356(a)(1)), not modeled; leave it out, or write acquisition for a deal in "
        "cash alone",
        id="cash-beside-shares",
    ),
    pytest.param(
        {f"{DEAL}.accelerates": True},
        f"{DEAL}.accelerates is no field of it: options and units go on for the "
        "buyer's shares; write the acceleration of each grant and award that vests "
        "earlier",
        id="accelerates",
    ),
    pytest.param(
        {
            DEAL: ...,
            "market.acquisition": {
                "on": "2027-03-01",
                "price": 40.0,
                "exchange_ratio": 0.4,
            },
        },
        "market.acquisition.exchange_ratio is left out of a deal in cash; write "
        "acquisition_for_stock",
        id="ratio-of-cash",
    ),
    pytest.param(
        {f"{DEAL}.exchange_ratio": 0.0},
        f"{DEAL}.exchange_ratio is 0.0, which is below 0.001; give 0.001 or more",
        id="no-ratio",
    ),
]


@pytest.mark.parametrize(("changes", "line"), ERRORS)
def test_one_mistake_is_one_line(changes: Fields, line: str) -> None:
    """Field, value, reason and remedy."""
    assert lines(changes) == [line]


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("prices", {"2026-01-01": 30.0, "2027-03-01": 9.0}, "prices.2027-03-01"),
        ("tender_offers", [{"on": "2027-03-02"}], "tender_offers[0].on"),
        (
            "trading_windows",
            [{"opens": "2027-03-01", "closes": "2027-03-31"}],
            "trading_windows[0].opens",
        ),
        (
            "blackouts",
            [{"begins": "2027-03-01", "ends": "2027-03-31"}],
            "blackouts[0].begins",
        ),
    ],
)
def test_nothing_of_its_own_after_the_closing(
    field: str, value: object, path: str
) -> None:
    """Prices and days from then on are the buyer's."""
    (line,) = lines({f"market.{field}": value})
    assert line.startswith(f"market.{path} is 2027-03-0")
    assert line.endswith(
        "but its shares are those of the buyer from 2027-03-01 on, by "
        "market.acquisition_for_stock; write it under markets.B, in the buyer's "
        "shares; or give a day up to 2027-02-28"
    )


def test_a_company_does_not_buy_itself() -> None:
    """And a file without further markets is told to add one."""
    deal = {"on": "2027-03-01", "buyer": "B", "exchange_ratio": 0.4}
    (itself,) = lines({"markets.B.acquisition_for_stock": deal, DEAL: ...})
    assert itself == (
        "markets.B.acquisition_for_stock.buyer is 'B', the company's own market; give "
        "the buyer's shares a market of their own among [markets]"
    )
    (nobody,) = lines({"markets": {}})
    assert nobody == (
        f"{DEAL}.buyer is 'B', which names none of the scenario's markets; add "
        "[markets.B] with the prices of its shares"
    )


def test_a_file_that_is_right_has_no_line() -> None:
    """A limit of the buyer's market without shares of its own is one of the deal's."""
    assert lines({}) == []
    assert lines({"markets.B.trading_windows": [LIMITED]}) == []
    assert lines({"market.first_sale": "2026-01-05", "market.growth": 0.1}) == []


def test_a_schedule_is_held_to_the_buyers_days() -> None:
    """A sale on a day on which the buyer's shares are not sold."""
    closed = {"opens": "2027-04-01", "closes": "2027-06-30"}
    own = {
        "name": "own",
        "actions": [{"on": "2027-03-10", "sell": "bought", "shares": 10}],
    }
    found = lines({"markets.B.trading_windows": [closed], "schedules": [own]})
    assert len(found) == 1
    assert found[0].startswith("schedules[0].actions[0].on of 'own' is 2027-03-10")
