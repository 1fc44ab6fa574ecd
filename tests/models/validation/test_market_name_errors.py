"""Markets by name: what is printed where a name, a price or an issuer is wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from isoplan.models.inputs.market import all_markets, market_path
from isoplan.models.situation import situation_of
from isoplan.models.warnings.plausibility import scenario_warnings
from scenario_builder import Fields, build_scenario, grant, holding, rsu

Lines = Callable[[Fields], list[str]]

INDEX: Fields = {"prices": {"2026-01-01": 400.0}}
FUND = holding("fund", market="index", acquired_on="2024-06-03")
UNITS = rsu(
    market="other",
    granted_on="2025-01-02",
    vesting=[{"on": "2026-06-01", "shares": 100}],
)

ERRORS = [
    pytest.param(
        {"grants.0.market": "indx", "markets": {"index": INDEX}},
        "grants[0].market of 'G1' is 'indx', which names none of the scenario's "
        "markets; did you mean 'index'?",
        id="near-match",
    ),
    pytest.param(
        {"holdings": [{**FUND, "market": "a fund"}]},
        "holdings[0].market of 'fund' is 'a fund', which names none of the scenario's "
        "markets; add [markets.a fund] with its prices, or leave it out for [market]",
        id="no-markets",
    ),
    pytest.param(
        {"restricted_units": [UNITS], "markets": {"index": INDEX}},
        "restricted_units[0].market of 'RSU' is 'other', which names none of the "
        "scenario's markets; add [markets.other] with its prices, name one of "
        "'index', or leave it out for [market]",
        id="far-from-any",
    ),
    pytest.param(
        {"employment": {"leaves_on": "2028-01-03", "market": "other"}},
        "employment.market is 'other', which names none of the scenario's markets; "
        "add [markets.other] with its prices, or leave it out for [market]",
        id="employment",
    ),
    pytest.param(
        {"market": ..., "markets": {"index": INDEX}, "holdings": [FUND]},
        "market is missing; add market (What a share is worth and when it can be "
        "sold: the main market, needed beside [markets] too)",
        id="further-markets-alone",
    ),
    pytest.param(
        {"markets": {"index": {"prices": {"2026-01-01": -1.0}}}, "holdings": [FUND]},
        "markets.index.prices.2026-01-01 is -1.0, which is not above 0; give a number "
        "above 0",
        id="price-of-a-further-market",
    ),
    pytest.param(
        {"markets": {"index": 400.0}, "holdings": [FUND]},
        "markets.index is 400.0, which is not a table; write its fields under its "
        "heading",
        id="no-table",
    ),
    pytest.param(
        {"markets": [INDEX]},
        "markets is a list of 1, which is not a table; write { name = value, ... }",
        id="a-list-of-markets",
    ),
    pytest.param(
        {
            "markets": {"index": {"prices": {"2026-06-01": 400.0}}},
            "holdings": [FUND],
        },
        "markets.index.prices is a table with 2026-06-01, whose first day, 2026-06-01, "
        "comes after the plan's start on 2026-03-01; add the price on the start or on "
        "a day before it",
        id="no-price-at-the-start",
    ),
    pytest.param(
        {
            "markets": {"index": {**INDEX, "sale_cost_per_share": 500.0}},
            "holdings": [FUND],
        },
        "markets.index.sale_cost_per_share is 500.0, not less than the 400.00 that a "
        "share brings on 2026-03-01; give the cost of selling one share, in dollars",
        id="a-check-of-one-market-names-it",
    ),
    pytest.param(
        {
            "markets": {"index": {**INDEX, "first_sale": "2027-02-01"}},
            "holdings": [FUND],
            "schedules.0.actions": [{"on": "2026-07-01", "sell": "fund", "shares": 9}],
        },
        "schedules[0].actions[0].on of 'mine' is 2026-07-01, a day on which shares "
        "cannot be sold (markets.index.first_sale); sell on 2027-02-01 or later",
        id="a-sale-before-its-own-market-opens",
    ),
    pytest.param(
        {
            "grants.0.small_business_stock": True,
            "holdings": [{**FUND, "small_business_stock": True}],
            "markets": {"index": INDEX},
        },
        "holdings[0].small_business_stock of 'fund' is true, of another company than "
        "that of grants[0], on market: each issuer has a cap of its own (IRC "
        "1202(b)(1)), and one is modeled; set it to false for one of the two, and "
        "allow for the exclusion yourself",
        id="small-business-stock-of-two-issuers",
    ),
]


@pytest.mark.parametrize(("values", "line"), ERRORS)
def test_one_mistake_is_one_line(values: Fields, line: str, lines_with: Lines) -> None:
    """File, field, value, reason and remedy."""
    assert lines_with(values) == [line]


def warnings_of(**sections: Any) -> list[str]:
    """Return the warnings of a scenario with a grant and more."""
    scenario = build_scenario(**{"grants": [grant()], **sections})
    return [str(each) for each in scenario_warnings(situation_of(scenario))]


def test_stock_of_one_issuer_may_lie_on_a_further_market() -> None:
    """One issuer, one cap, wherever its market stands in the file."""
    stock = grant("S", market="start-up", small_business_stock=True)
    scenario = build_scenario(
        grants=[grant(), stock], markets={"start-up": {"prices": {"2026-01-01": 4.0}}}
    )
    assert scenario.grant("S").market == "start-up"


def test_a_market_that_nothing_names_is_reported() -> None:
    """It would change nothing."""
    (found,) = warnings_of(markets={"index": INDEX})
    assert found == (
        "markets.index is not used: no grant, award or holding names it; write market "
        "= 'index' where it is sold, or remove it"
    )
    assert warnings_of(markets={"index": INDEX}, holdings=[FUND]) == []


def test_prices_are_judged_by_their_own_market() -> None:
    """A fund at 400 dollars beside a share at 30 is not odd; an offer is its own."""
    late = {**INDEX, "tender_offers": [{"on": "2031-01-02"}]}
    (found,) = warnings_of(markets={"index": late}, holdings=[FUND])
    assert found == (
        "markets.index.tender_offers[0].on is 2031-01-02, which is not used: the plan "
        "runs from 2026-01-02 to 2026-12-31; correct the day, or remove the offer"
    )
    cheap = grant("C", strike=0.004, market="index")
    assert warnings_of(grants=[cheap], markets={"index": INDEX})[0].startswith(
        "grants[0].strike of 'C' is 0.004, 1/100,000 of the share price of 400.00"
    )


def test_markets_have_paths_and_an_order() -> None:
    """The main one first, then the others as they stand in the file."""
    scenario = build_scenario(grants=[grant()], markets={"z": INDEX, "a": INDEX})
    markets = all_markets(scenario.market, scenario.markets)
    assert [market_path(name) for name in markets] == [
        "market",
        "markets.z",
        "markets.a",
    ]
