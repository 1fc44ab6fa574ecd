"""Two markets: the audit knows by itself on which one a share is sold."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from isoplan.models.base.errors import AuditFailure
from isoplan.models.equity import tranches
from isoplan.models.equity.tranche import Tranche
from isoplan.models.situation import Situation
from isoplan.optimizer.checking import sale_checks
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.recount.acts import Act
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.recount.walk import walk
from scenario_builder import Fields, build_situation, grant, holding, rsu

FEBRUARY = {"opens": date(2026, 2, 1), "closes": date(2026, 2, 28), "most_shares": 50}
APRIL = date(2026, 4, 1)
INDEX: Fields = {
    "prices": {date(2026, 1, 1): 200.0},
    "between_prices": "smooth",
    "sale_cost_per_share": 1.0,
}
FUND = holding("fund", market="index")


def two(market: Fields | None = None, index: Fields | None = None) -> Situation:
    """Return options at 30 dollars a share beside a fund at 200, traded as the NYSE."""
    return build_situation(
        grants=[grant()],
        holdings=[holding("own"), FUND],
        restricted_units=[rsu("units", market="index")],
        market=market,
        markets={"index": INDEX | (index or {})},
    )


def sale(lot: str, on: date, shares: int, price: float) -> Act:
    """Return a sale of shares that know no disqualifying disposition."""
    return Act(on, "sell", lot, "", lot, shares, price)


def evidence(situation: Situation, *acts: Act) -> Evidence:
    """Return what the checks judge."""
    return Evidence(situation, acts)


def test_a_sale_brings_the_price_of_its_own_market() -> None:
    """199 dollars a share of the fund, cost taken off; 30 of the company."""
    right = [sale("fund", APRIL, 10, 199.0), sale("own", APRIL, 10, 30.0)]
    assert list(sale_checks.sale_prices(evidence(two(), *right))) == []
    wrong = [sale("fund", APRIL, 10, 30.0), sale("own", APRIL, 10, 199.0)]
    assert list(sale_checks.sale_prices(evidence(two(), *wrong))) == [
        "10 shares of 'fund' on 2026-04-01 at 30.0, the day's price is 199.000000",
        "10 shares of 'own' on 2026-04-01 at 199.0, the day's price is 30.000000",
    ]


def test_each_market_is_open_on_days_of_its_own() -> None:
    """The company sells in February, on any day; the fund when the NYSE is open."""
    situation = two({"trading_windows": [FEBRUARY]})
    sunday = date(2026, 2, 8)
    acts = [
        sale(lot, day, 1, 0.0) for day in (sunday, APRIL) for lot in ("own", "fund")
    ]
    assert list(sale_checks.open_days(evidence(situation, *acts))) == [
        "1 shares of 'fund' on 2026-02-08: no day of trading",
        "1 shares of 'own' on 2026-04-01: outside all trading windows",
    ]


def test_a_limit_counts_the_sales_of_its_market() -> None:
    """60 shares of either in February, of which 50 may be."""
    day = date(2026, 2, 9)
    acts = [sale("own", day, 60, 30.0), sale("fund", day, 60, 199.0)]
    (own,) = sale_checks.sale_limits(
        evidence(two({"trading_windows": [FEBRUARY]}), *acts)
    )
    assert own.startswith("60 shares are sold in market.trading_windows[0]")
    (fund,) = sale_checks.sale_limits(
        evidence(two(index={"trading_windows": [FEBRUARY]}), *acts)
    )
    assert fund.startswith("60 shares are sold in markets.index.trading_windows[0]")


def test_an_offer_takes_a_part_of_what_is_vested_of_its_market() -> None:
    """A tenth of the fund's 100 shares, not of the company's 1,100."""
    offer = {"on": APRIL, "most_of_vested": 0.1}
    situation = two(index={"tender_offers": [offer]})
    fits, more = (
        list(
            sale_checks.sale_limits(evidence(situation, sale("fund", APRIL, n, 199.0)))
        )
        for n in (10, 11)
    )
    assert fits == []
    (found,) = more
    assert found == (
        "11 shares are sold in markets.index.tender_offers[0] (2026-04-01), which "
        "allows 10"
    )


def test_the_walk_settles_and_pays_by_market() -> None:
    """The company's proceeds are there at once, the fund's a trading day later.

    Units of the other company are pay at 200 dollars.
    """
    acts = [sale("own", APRIL, 10, 30.0), sale("fund", APRIL, 10, 199.0)]
    walked = walk(two(), acts)
    assert walked.settled_flows == {APRIL: 300.0, date(2026, 4, 2): 1_990.0}
    assert walked.parcels["units 2026-06-01"].paid == 200.0
    gain = (199.0 - 12.0) * 10 + (30.0 - 12.0) * 10
    assert walked.total(2026, "long_term_gain") == pytest.approx(gain)


def on_the_wrong_market(patch: pytest.MonkeyPatch, name: str) -> None:
    """Plant tranches that forget their market, where they are made."""
    right = getattr(tranches, name)

    def wrong(*of: Any) -> Tranche:
        made: Tranche = right(*of)
        return replace(made, market=None)

    patch.setattr(tranches, name, wrong)


def test_a_share_on_the_wrong_market_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fund's shares that the program sells at the company's price: no plan."""
    on_the_wrong_market(monkeypatch, "_of_holding")
    with pytest.raises(AuditFailure, match="program's cost"):
        solve_plan(two())


def test_a_plan_that_knows_its_markets_passes() -> None:
    """The same situation without the fault: all is sold, each at its own price."""
    plan = solve_plan(two())[0]
    sales = {each.lot: each.price for each in plan.actions if each.kind == "sell"}
    assert sales["fund"] == pytest.approx(199.0)
    assert sales["own"] == pytest.approx(30.0)
    assert plan.status == "optimal"
