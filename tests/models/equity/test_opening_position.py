"""Events carried out: what there is when the plan starts."""

from datetime import date
from typing import Any

import pytest

from isoplan.models.equity.equity import PastSale
from isoplan.models.equity.opening_position import Done
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from scenario_builder import Fields, build_scenario, grant, lot

GRANT = grant(
    granted_on="2024-03-01",
    expires_on="2034-02-28",
    shares=4_800,
    strike=2.0,
    vesting={},  # 100 a month, the first 1,200 on 2025-03-01
)
LOT = lot(name="old", exercised_on="2025-06-01", shares=500, value_at_exercise=6.0)


def scenario(*events: Fields, **values: Any) -> Scenario:
    """Return a scenario that starts on 2027-01-01, with events before it."""
    sections: Fields = {
        "plan": {"start": "2027-01-01", "last_year": 2030, "inflation": 0.025},
        "household": {"wages": 200_000.0},
        "grants": [GRANT],
        "lots": [LOT],
        "events": events,
        "market": {"prices": {"2026-01-01": 10.0, "2027-01-01": 20.0}},
    }
    return build_scenario(**(sections | values))


def exercise(on: str, shares: int, **values: Any) -> Fields:
    """Return the exercise of so many options of the grant."""
    return {"on": on, "exercise": "G", "shares": shares, **values}


def sale(on: str, shares: int, what: str = "G", **values: Any) -> Fields:
    """Return a sale."""
    return {"on": on, "sell": what, "shares": shares, **values}


def test_without_events_everything_is_as_written() -> None:
    """Nothing is carried out, and nothing changes."""
    found = scenario()
    assert situation_of(found).opening_position.equity.lots == found.lots
    assert situation_of(found).opening_position.equity.grants == found.grants
    assert not situation_of(found).opening_position.equity.sold
    assert not situation_of(found).opening_position.done


def test_an_exercise_makes_a_lot() -> None:
    """Its options are gone from the grant: 3,400 had vested, 500 and 700 exercised."""
    found = scenario(exercise("2026-01-01", 700), lots=[LOT])
    assert found.grants[0].exercised is None
    (_, lot) = situation_of(found).opening_position.equity.lots
    assert (lot.label, lot.grant, lot.shares) == ("G 2026-01-01", "G", 700)
    assert lot.exercised_on == date(2026, 1, 1)
    assert lot.value_at_exercise == 10.0  # the market's
    options = situation_of(found).tranches[0]
    assert options.available(date(2027, 1, 1)) == 3_400 - 500 - 700
    assert options.shares == 4_800 - 500 - 700
    assert situation_of(found).opening_position.done == (
        Done(date(2026, 1, 1), "exercise", "G", 700),
    )


def test_a_value_and_a_name_may_be_given() -> None:
    """The valuation of the day, not the market's; a name to sell the lot by."""
    found = scenario(
        exercise("2026-05-01", 700, value=11.5, name="May"),
        sale("2026-08-01", 200, "May", price=15.0),
    )
    (_, lot) = situation_of(found).opening_position.equity.lots
    assert (lot.label, lot.shares, lot.value_at_exercise) == ("May", 500, 11.5)
    assert situation_of(found).tranches[0].shares == 4_800 - 500 - 700


def test_a_gift_takes_shares_and_brings_no_income() -> None:
    """Shares held long enough are gone from their lot, and bring no income."""
    found = scenario(sale("2027-01-01", 200, "old", given=True))
    (lot,) = situation_of(found).opening_position.equity.lots
    assert lot.shares == 300
    (given,) = situation_of(found).sold_tranches
    assert (given.given_to, given.shares, given.sold_at) == ("charity", 200, 20.0)
    assert situation_of(found).opening_position.done == (
        Done(date(2027, 1, 1), "give", "G", 200),
    )


def test_options_exercised_before_still_count() -> None:
    """``exercised`` may be more than the lots hold, for some were sold long ago."""
    grant = {**GRANT, "exercised": 900}
    found = scenario(exercise("2026-05-01", 100), grants=[grant])
    assert situation_of(found).tranches[0].shares == 4_800 - 900 - 100


def test_a_sale_of_a_grant_takes_the_oldest_lot_first() -> None:
    """500 of the old lot, which is then gone, and 200 of the new one."""
    found = scenario(
        exercise("2026-02-01", 700, value=11.0), sale("2026-08-01", 700, price=15.0)
    )
    (left,) = situation_of(found).opening_position.equity.lots
    assert (left.label, left.shares) == ("G 2026-02-01", 500)
    old, new = situation_of(found).opening_position.equity.sold
    assert isinstance(old, PastSale)
    assert (old.shares.shares, old.on, old.price) == (500, date(2026, 8, 1), 15.0)
    assert (new.shares.shares, new.shares.name) == (200, "G 2026-02-01")
    assert situation_of(found).tranches[0].shares == 4_800 - 500 - 700


def test_what_happened_on_a_weekend_happened() -> None:
    """A Saturday's exercise, and a Sunday's sale in a blackout."""
    prices = {"2026-01-01": 10.0, "2027-01-01": 20.0}
    closed = [{"begins": "2026-08-01", "ends": "2026-08-31"}]
    found = scenario(
        exercise("2026-02-07", 700, value=11.0),
        sale("2026-08-02", 100, "G 2026-02-07", price=15.0),
        market={"prices": prices, "blackouts": closed},
    )
    (_, left) = situation_of(found).opening_position.equity.lots
    assert left.shares == 600


def test_one_exercise_of_a_grant_may_be_sold() -> None:
    """With its day, or by the name that a plan gives its lot."""
    events = [exercise("2026-02-01", 700)]
    events.append(sale("2026-08-01", 100, exercised_on="2026-02-01"))
    events.append(sale("2026-08-01", 50, "G 2026-02-01"))
    found = scenario(*events)
    assert [lot.shares for lot in situation_of(found).opening_position.equity.lots] == [
        500,
        550,
    ]
    assert situation_of(found).opening_position.equity.sold[0].price == pytest.approx(
        10 * 2 ** (212 / 365)
    )


def test_shares_may_have_been_sold_outside_the_windows() -> None:
    """A tender before the first open day: what happened is not judged."""
    market = {"prices": {"2026-01-01": 10.0}, "first_sale": "2029-01-01"}
    found = scenario(sale("2026-08-01", 100, price=9.0), market=market)
    assert situation_of(found).opening_position.equity.lots[0].shares == 400


def test_a_tender_offer_has_its_own_price() -> None:
    """It is what was received, less the cost of sale, if nothing else is given."""
    offer = {"on": "2026-08-01", "price": 9.0, "most_shares": 10}
    market = {
        "prices": {"2026-01-01": 10.0},
        "tender_offers": [offer],
        "sale_cost_per_share": 0.25,
    }
    found = scenario(sale("2026-08-01", 100), market=market)
    assert situation_of(found).opening_position.equity.sold[0].price == 8.75
    assert situation_of(found).opening_position.equity.lots[0].shares == 400


def test_other_holdings_can_be_sold() -> None:
    """Shares that did not come from options."""
    holding = {"name": "H", "acquired_on": "2025-01-01", "shares": 80, "basis": 5.0}
    found = scenario(sale("2026-08-01", 30, "H"), holdings=[holding])
    assert situation_of(found).opening_position.equity.holdings[0].shares == 50
    assert situation_of(found).opening_position.done == (
        Done(date(2026, 8, 1), "sell", "H", 30),
    )


def test_the_part_beyond_the_limit_is_a_lot_of_its_own() -> None:
    """Incentive stock options first (26 CFR 1.422-4(c)), then nonqualified ones.

    40,000 options at a strike of $10, all first exercisable in 2025: 10,000 of them are
    within the $100,000 of IRC 422(d). What was exercised counts for each part, sold or
    not.
    """
    grant = {**GRANT, "shares": 40_000, "strike": 10.0}
    grant["vesting"] = {"months": 12, "cliff_months": 12}
    found = scenario(
        exercise("2026-02-01", 16_000, name="all"),
        sale("2026-03-01", 4_000, "all, NSO part"),
        sale("2026-12-31", 1_000, "all, NSO part", given=True),
        grants=[grant],
        lots=[],
    )
    iso, nso = situation_of(found).opening_position.equity.lots
    assert (iso.label, iso.shares, iso.nonqualified) == ("all", 10_000, False)
    assert (nso.label, nso.shares, nso.nonqualified) == ("all, NSO part", 1_000, True)
    options = {
        each.name: each.shares for each in situation_of(found).tranches if not each.held
    }
    assert options == {"G": 0, "G, NSO part": 24_000}


def test_options_exercised_before_vesting() -> None:
    """Vested ones first; each later day of vesting is a lot, with the election.

    On 2026-01-15 2,200 had vested and 500 were exercised: 1,700 are left, and 150 more
    come from the 100 that vest on February 1 and from those of March 1.
    """
    grant = {**GRANT, "early_exercise": "with_83b"}
    event = exercise("2026-01-15", 1_850, name="early", election_83b=True)
    found = scenario(event, grants=[grant])
    _, vested, february, march = situation_of(found).opening_position.equity.lots
    assert (vested.label, vested.shares, vested.vests_on) == ("early", 1_700, None)
    assert (february.shares, february.vests_on) == (100, date(2026, 2, 1))
    assert (march.shares, march.vests_on) == (50, date(2026, 3, 1))
    assert [vested.election_83b, march.election_83b] == [False, True]
    assert (
        sum(each.shares for each in situation_of(found).tranches if not each.held)
        == 4_800 - 2_350
    )


def test_vested_options_go_by_the_name_of_a_plan_of_before() -> None:
    """A plan of January has a part for each day of vesting to come; in June it is over.

    So the part is found again, its lot is named as the plan named it, and the shares
    are vested ones.
    """
    early = {**GRANT, "early_exercise": "with_83b"}
    part = "G (vests 2026-02-01)"
    event = {"on": "2026-06-15", "exercise": part, "shares": 90}
    sale = {"on": "2026-07-01", "sell": f"{part} 2026-06-15", "shares": 40}
    _, held = situation_of(
        scenario(event, sale, grants=[early])
    ).opening_position.equity.lots
    assert (held.label, held.shares) == (f"{part} 2026-06-15", 50)
    assert held.vests_on is None
    late = {**event, "exercise": "G (vests 2026-07-01)"}
    later = scenario(late, grants=[early])
    _, unvested = situation_of(later).opening_position.equity.lots
    assert unvested.vests_on == date(2026, 7, 1)


def test_what_had_vested_by_an_exercise_is_one_lot() -> None:
    """Though an earlier event lets the walk begin before some of it vested.

    2,700 had vested by June 15, 510 were exercised; the options beyond them wait.
    """
    early = {**GRANT, "early_exercise": "with_83b"}
    events = [exercise("2026-01-15", 10), exercise("2026-06-15", 2_240, name="June")]
    found = situation_of(scenario(*events, grants=[early]))
    lots = {each.label: each for each in found.opening_position.equity.lots}
    assert lots["June"].shares == 2_190
    assert lots["June"].vests_on is None
    assert lots["June (vests 2026-07-01)"].shares == 50
    assert len(lots) == 4
