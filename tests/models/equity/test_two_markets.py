"""Two companies and a fund: prices, limits, vesting, the $100,000 limit by market."""

from datetime import date

import pytest

from isoplan.models.equity.iso_split import first_exercisable
from isoplan.models.equity.sale_limits import RemainingCapacity
from isoplan.models.equity.tranches import rsu_pay
from isoplan.models.situation import Situation
from scenario_builder import Fields, build_situation, grant, holding, lot, rsu

OTHER: Fields = {
    "prices": {date(2026, 1, 1): 200.0},
    "trading_days": "any",
    "between_prices": "smooth",
}
FOUR_YEARS = [{"on": date(year, 1, 3), "shares": 250} for year in range(2023, 2027)]


def two(other: Fields | None = None, **sections: object) -> Situation:
    """Return a situation with a second market at 200 dollars a share."""
    return build_situation(**{"markets": {"other": OTHER | (other or {})}, **sections})


def test_the_100_000_dollar_limit_counts_by_employer() -> None:
    """1,000 options at 90 dollars each year are within it, of each company (422(d)(1)).

    Of one company, 1,111 of 2,000 that are first exercisable in a year are.
    """
    of_both = [grant("A", strike=90.0), grant("B", strike=90.0, market="other")]
    split = first_exercisable(two(grants=of_both).grants, None)
    assert [years[2022].iso for years in split] == [1_000, 1_000]
    of_one = [grant("A", strike=90.0), grant("B", strike=90.0)]
    split = first_exercisable(two(grants=of_one).grants, None)
    assert [years[2022].iso for years in split] == [1_000, 111]


@pytest.mark.parametrize(
    ("left", "vested"),
    [
        pytest.param({}, [750, 1_000], id="the-main-company"),
        pytest.param({"market": "other"}, [1_000, 750], id="the-other-one"),
    ],
)
def test_leaving_one_company_ends_the_vesting_there(
    left: Fields, vested: list[int]
) -> None:
    """What vests in January 2026 is lost where the job ended in 2025."""
    grants = [
        grant("A", vesting=FOUR_YEARS),
        grant("B", vesting=FOUR_YEARS, market="other"),
    ]
    units = [rsu("RA"), rsu("RB", market="other")]
    employment = {"leaves_on": date(2025, 12, 31), **left}
    situation = two(grants=grants, restricted_units=units, employment=employment)
    options = [each for each in situation.tranches if not each.held]
    assert [each.shares for each in options] == vested
    ends = date(2026, 3, 31)
    of_left = 0 if not left else 1
    assert [each.last_exercise == ends for each in options] == [
        place == of_left for place in range(2)
    ]
    goes_on = {0: "RB", 1: "RA"}[of_left]
    held = [each for each in situation.tranches if each.held]
    assert [each.grant for each in held] == [goes_on]


def test_units_are_paid_at_the_price_of_their_own_market() -> None:
    """100 units at 30 dollars, 100 at 200."""
    situation = two(restricted_units=[rsu("RA"), rsu("RB", market="other")])
    equity = situation.opening_position.equity
    assert rsu_pay(equity, 2026) == pytest.approx(100 * 30.0 + 100 * 200.0)
    assert [each.paid for each in situation.tranches] == [30.0, 200.0]
    assert [each.market for each in situation.tranches] == [None, "other"]


def test_an_offer_takes_a_part_of_its_own_company_alone() -> None:
    """A tenth of the 1,000 options vested there; the other market has no limit."""
    offer = {"on": date(2026, 6, 1), "most_of_vested": 0.1}
    grants = [grant("A"), grant("B", market="other")]
    limits = two({"tender_offers": [offer]}, grants=grants).sale_limits
    limit = limits.on("other", date(2026, 6, 1))
    assert limit is not None
    assert str(limit) == "markets.other.tender_offers[0] (2026-06-01)"
    assert limit.most_shares == 100
    assert limits.on(None, date(2026, 6, 1)) is None
    capacity = RemainingCapacity(limits)
    assert capacity.sell(None, date(2026, 6, 1), 500) == 500
    assert capacity.sell("other", date(2026, 6, 1), 500) == 100


def test_events_and_own_schedules_go_by_the_market_of_what_they_name() -> None:
    """An exercise and a sale without a price take that of their own market.

    The lot of the other company is sold once that market opens again, in February.
    """
    closed = {"blackouts": [{"begins": date(2026, 1, 1), "ends": date(2026, 1, 31)}]}
    situation = two(
        closed,
        plan={"start": date(2026, 1, 20)},
        grants=[grant("A"), grant("B", market="other")],
        lots=[lot("B", name="old B")],
        events=[
            {"on": date(2026, 1, 5), "exercise": "B", "shares": 300, "name": "new B"},
            {"on": date(2026, 1, 6), "sell": "old B", "shares": 40},
            {"on": date(2026, 1, 7), "sell": "old B", "shares": 10, "given": True},
        ],
        schedules=[
            {
                "name": "mine",
                "actions": [{"on": date(2026, 2, 1), "sell": "new B", "shares": 300}],
            }
        ],
    )
    lots = {each.name: each for each in situation.tranches if each.held}
    assert lots["new B"].value_at_acquisition == pytest.approx(200.0)
    assert lots["new B"].market == "other"
    assert lots["old B"].shares == 50
    (sold,) = situation.sold_tranches
    assert sold.sold_at == pytest.approx(200.0)
    assert [done.market for done in situation.opening_position.done] == ["other"] * 3
    moves = [move for move in situation.moves(situation.schedules[0]) if move.sold_on]
    assert [(move.sold_on, move.shares) for move in moves] == [(date(2026, 2, 1), 300)]


def test_what_an_action_names_has_a_market() -> None:
    """A grant, a part of it, a lot, a holding, a lot that a schedule exercises."""
    situation = two(
        grants=[grant("A"), grant("B", market="other", strike=150.0)],
        lots=[lot("B", name="old B")],
        holdings=[holding("fund", market="other")],
    )
    other = situation.markets["other"]
    of_other = ("B", "B, NSO part", "old B", "fund", "B 2026-04-01")
    assert [situation.market_of_name(name) for name in of_other] == [other] * 5
    assert situation.market_of_name("A 2026-04-01") is situation.market
