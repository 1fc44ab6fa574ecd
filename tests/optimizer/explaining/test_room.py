"""The room of a year: against the float law, published crossovers and work by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from isoplan.models.results.room import Room
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.explaining.room import checked_year, room_in_full, room_of
from isoplan.optimizer.pricing.schedule_rules import NO_AMT
from isoplan.optimizer.pricing.year_returns import elections_in_reach
from scenario_builder import build_situation, grant, lot, rebuild

InFloats = Callable[[Situation], Callable[[Any, int], Any]]

FIRST_YEAR_OF_ALL = 2025
STATES = ("", "CA", "CA", "MN", "CO", "CT", "IA", "NY", "MA")


def room(year: int | None = None, **sections: Any) -> Room:
    """Return the room of a household, as the builder takes it."""
    return room_in_full(build_situation(**sections), year)


def test_published_2025_single_150k() -> None:
    """Published: bargain 34,511.54 is the crossover, 383 shares at a spread of 90."""
    found = room(
        plan={"start": date(2025, 1, 2), "last_year": 2025, "run_off_years": 0},
        household={"wages": 150_000},
        grants=[grant()],
        market={"prices": {date(2025, 1, 1): 100.0}},
    )
    assert (found.options, found.federal, found.states) == (383, 383, {})
    begins = [each for each in found.stretches if "AMT begins" in each.begins]
    assert [each.from_options for each in begins] == [pytest.approx(34_511.54 / 90)]
    assert begins[0].per_hundred == pytest.approx(0.26 * 9_000)
    assert found.bargain_element == 383 * 90
    assert found.strikes == 3_830


def test_published_2025_single_250k() -> None:
    """Published: 41,823.08 of bargain element, 929 shares at a spread of 45."""
    found = room(
        plan={"start": date(2025, 1, 2), "last_year": 2025, "run_off_years": 0},
        household={"wages": 265_750},
        grants=[grant(shares=2_000)],
        market={"prices": {date(2025, 1, 1): 55.0}},
    )
    assert found.options == 929
    assert found.answer() == (
        "You can exercise 929 options of G in 2025 without AMT. "
        "The next 100 options cost $1,165 of tax."
    )


def test_worked_2026_single_200k() -> None:
    """Worked: taxable 183,900 bears 36,734; 36,734 / 0.26 - 109,900 = 31,384.62.

    1,240 + 12% of 38,000 + 22% of 55,300 + 24% of 78,200 = 36,734; the AMT's base is
    200,000 less 90,100. At a spread of 20 that is 1,569.23 options.
    """
    found = room(household={"wages": 200_000}, grants=[grant(shares=3_000)])
    assert found.options == 1_569
    assert found.stretches[1].from_options == pytest.approx(31_384.615384 / 20)


@pytest.mark.parametrize("seed", range(24))
def test_the_room_is_that_of_the_float_law(
    seed: int, random_scenario: Callable[[int], Scenario], in_floats: InFloats
) -> None:
    """No AMT with the room, AMT with one more; tax on the bends' lines to the cent."""
    _check_household(seed, random_scenario, in_floats)


@pytest.mark.slow
def test_the_same_on_many_households(
    random_scenario: Callable[[int], Scenario], in_floats: InFloats
) -> None:
    """To the share and to the cent."""
    for seed in range(24, 144):
        _check_household(seed, random_scenario, in_floats)


def _check_household(
    seed: int, random_scenario: Callable[[int], Scenario], in_floats: InFloats
) -> None:
    pick = np.random.default_rng(seed)
    scenario, state = random_scenario(seed), STATES[seed % len(STATES)]
    known = bool(state) and scenario.plan.start.year >= FIRST_YEAR_OF_ALL
    changes = {"household.state": state} if known else {}
    situation = situation_of(rebuild(scenario, changes))
    year = int(pick.choice(list(situation.plan.years)))
    found = room_in_full(situation, year)
    worked_out = in_floats(situation)
    before = worked_out(found, 0) if found.batches else None
    assert found.exercisable == sum(each.exercisable for each in found.batches)
    if before is None:
        assert found.options == 0
        return
    both = found.amt_before + found.state_amt_before
    assert both == pytest.approx(before.all_amt, abs=0.02)
    free = before.all_amt <= NO_AMT
    assert not found.options or worked_out(found, found.options).all_amt <= NO_AMT * 2
    if free and found.options < found.exercisable:
        assert worked_out(found, found.options + 1).all_amt > NO_AMT
    for part in (0.3, 1.0):
        options = int(part * found.exercisable)
        exact = worked_out(found, options)
        assert found.tax_at(options) == pytest.approx(exact.tax - before.tax, abs=0.02)
        if len(elections_in_reach(situation, year)) == 1:  # else two may cost the same
            assert found.amt_at(options) == pytest.approx(exact.all_amt, abs=0.02)
    credit = found.credit
    if credit is not None and 0 < credit.options < found.exercisable:
        assert worked_out(found, credit.options).credit_used == pytest.approx(
            credit.used, abs=0.011
        )
        one_more = worked_out(found, credit.options + 1).credit_used
        assert one_more < credit.used - NO_AMT / 2
    for each in found.by_grant:
        assert each.together <= each.alone <= each.exercisable


@pytest.mark.parametrize("state", ["", "CA", "MN"])
def test_bends_are_where_second_differences_are(
    state: str, in_floats: InFloats
) -> None:
    """At every count of 180 options with a spread of 2,300 dollars each."""
    household = {"wages": 240_000, "long_term_gain": 90_000, "minimum_tax_credit": 9e3}
    if state:
        household["state"] = state
    situation = build_situation(
        household=household,
        grants=[grant(shares=180)],
        market={"prices": {date(2026, 1, 1): 2_310.0}},
    )
    found = room_in_full(situation)
    worked_out = in_floats(situation)
    years = [worked_out(found, options) for options in range(181)]
    lines = np.array([(y.tax, y.credit_used) for y in years])
    bent = np.flatnonzero((np.abs(np.diff(lines, 2, axis=0)) > 0.01).any(axis=1)) + 1
    bends = {each.from_options: each.begins for each in found.stretches[1:]}
    assert len(bends) >= 4
    assert {int(option) for option in bent} <= {
        whole for bend in bends for whole in (int(bend), int(bend) + 1)
    }
    for bend, begins in bends.items():  # a deduction moves regular tax and AMT alone
        here = {int(bend), int(bend) + 1} & set(bent.tolist())
        assert here or begins == "the deduction of state tax changes"


def test_what_begins_is_named_in_order() -> None:
    """Of a single filer in California, one line of the law after the other."""
    found = room(
        household={"wages": 200_000, "state": "CA"},
        grants=[grant(shares=80_000, strike=1.0)],
        market={"prices": {date(2026, 1, 1): 13.5}},
    )
    said = [each.begins for each in found.stretches]
    assert said[0] == "G, spread 12.50"
    federal = [each for each in said if "CA" not in each][1:]
    assert federal == [
        "AMT begins",
        "the AMT rate is 28%",
        "the exemption shrinks",
        "the exemption is gone",
    ]
    assert "CA AMT begins" in said
    assert found.states["CA"] > found.options
    assert f"CA AMT after {found.states['CA']:,}." in found.answer()


def test_a_state_s_amt_may_come_first(in_floats: InFloats) -> None:
    """California deducts all real estate tax, its AMT none: that line comes first."""
    situation = build_situation(
        household={
            "wages": 300_000,
            "state": "CA",
            "itemized_deductions": {"real_estate_taxes": 96_000.0},
        },
        grants=[grant(shares=80_000, strike=1.0)],
        market={"prices": {date(2026, 1, 1): 5.0}},
    )
    found = room_in_full(situation)
    assert 0 < found.options == found.states["CA"] < found.federal
    worked_out = in_floats(situation)
    assert worked_out(found, found.options).all_amt <= NO_AMT
    one_more = worked_out(found, found.options + 1)
    assert one_more.amt == 0.0 < NO_AMT < one_more.state_amt["CA"]


def test_the_old_credit_stops_before_the_amt_begins(in_floats: InFloats) -> None:
    """A small credit is used in full up to its last dollar, and not one share later."""
    situation = build_situation(
        household={"wages": 200_000, "minimum_tax_credit": 1_000.0},
        grants=[grant(shares=3_000)],
    )
    found = room_in_full(situation)
    credit = found.credit
    assert credit is not None
    assert credit.in_full
    assert credit.used == credit.brought == 1_000
    # Headroom falls by 26% of the spread: 1,000 / 0.26 / 20 = 192.3 options earlier.
    assert credit.options == int((31_384.615384 - 1_000 / 0.26) / 20)
    worked_out = in_floats(situation)
    assert worked_out(found, credit.options).credit_used == pytest.approx(1_000)
    assert worked_out(found, credit.options + 1).credit_used < 1_000
    assert "in full, and still does with up to 1,376 options" in found.answer()


def test_what_was_exercised_this_year_counts() -> None:
    """300 options exercised in January use 300 times the spread of that day."""
    plan = {"start": date(2026, 3, 2)}
    grants = [grant(shares=4_000)]
    event = {"on": date(2026, 2, 2), "exercise": "G", "shares": 300, "value": 30.0}
    before = room(household={"wages": 200_000}, grants=grants, plan=plan)
    after = room(household={"wages": 200_000}, grants=grants, plan=plan, events=[event])
    assert after.options == before.options - 300
    assert after.exercisable == before.exercisable - 300


def test_each_option_waits_for_its_cheapest_day() -> None:
    """The price falls in July: all wait; what vests later is exercised later."""
    prices = {date(2026, 1, 1): 40.0, date(2026, 7, 1): 20.0, date(2026, 10, 1): 50.0}
    market = {"prices": prices, "between_prices": "steps"}
    vesting = [
        {"on": date(2025, 6, 1), "shares": 600},
        {"on": date(2026, 10, 1), "shares": 400},
    ]
    found = room(grants=[grant(vesting=vesting)], market=market)
    assert [(b.on, b.exercisable, b.spread) for b in found.batches] == [
        (date(2026, 7, 1), 600, 10.0),
        (date(2026, 10, 1), 400, 40.0),
    ]


def test_the_lowest_spread_first_fits_most() -> None:
    """Against every split of two grants that keeps to the worked 31,384.62."""
    sections: dict[str, Any] = {
        "household": {"wages": 200_000},
        "grants": [grant("dear", strike=1.0), grant("cheap", strike=15.0)],
        "market": {"prices": {date(2026, 1, 1): 40.0}},
    }
    found = room(**sections)
    numbers = range(1_001)
    fits = (a + b for a in numbers for b in numbers if 25 * a + 39 * b <= 31_384.61)
    assert found.options == max(fits) == 1_163
    assert [(b.grant, b.without_amt) for b in found.batches] == [
        ("cheap", 1_000),
        ("dear", 163),
    ]
    assert {g.grant: g.alone for g in found.by_grant} == {"cheap": 1_000, "dear": 804}
    assert found.sentence() == (
        "You can exercise 1,163 options in 2026 without AMT: 1,000 of cheap and 163 "
        "of dear."
    )


def test_the_next_hundred_may_cross_a_bend() -> None:
    """Worked: 1,600 at 20 and 69 at 29 are 34,001; 26% of what 31,384.62 leaves."""
    found = room(
        household={"wages": 200_000},
        grants=[grant("a", shares=1_600), grant("b", shares=2_000, strike=1.0)],
    )
    assert found.options == 1_569
    cost = found.tax_at(1_669) - found.tax_at(1_569)
    assert cost == pytest.approx(0.26 * (34_001 - 31_384.615384), abs=0.01)
    assert found.answer().endswith("The next 100 options cost $680 of tax.")


@pytest.mark.parametrize(
    ("shares", "said"),
    [(1_581, "The next 12 options cost $61 of tax."), (1_570, "The next option costs")],
)
def test_no_more_options_are_priced_than_there_are(shares: int, said: str) -> None:
    """Worked: 26% of 1,581 times 20 less 31,384.62 are 61."""
    found = room(household={"wages": 200_000}, grants=[grant(shares=shares)])
    assert said in found.answer()
    for wrong in (-1, shares + 1):
        with pytest.raises(ValueError, match=f"{shares:,} can be exercised in 2026"):
            found.tax_at(wrong)


def test_what_the_amt_does_not_count_is_left_out() -> None:
    """Nonqualified options, those under water, and those that vest after the year."""
    later = [{"on": date(2027, 6, 1), "shares": 1_000}]
    found = room(
        grants=[
            grant("nso", kind="nso"),
            grant("under water", strike=31.0),
            grant("later", vesting=later),
        ]
    )
    assert found.exercisable == found.options == 0
    assert found.stretches == ()
    assert found.sentence().startswith("No incentive stock option in the money can be")
    assert room(grants=[grant()], market={"prices": {date(2026, 1, 1): 10.0}}).options


def test_early_exercise_counts_with_an_election() -> None:
    """Options that vest later count at the spread of the day with an election alone."""
    later = [{"on": date(2027, 6, 1), "shares": 1_000}]
    early = grant(vesting=later, early_exercise="with_83b")
    found = room(grants=[early])
    assert [(b.election_83b, b.exercisable) for b in found.batches] == [(True, 1_000)]


def test_amt_before_any_exercise() -> None:
    """Nothing is free in a year that owes AMT already."""
    event = {"on": date(2026, 2, 2), "exercise": "G", "shares": 3_000, "value": 30.0}
    found = room(
        plan={"start": date(2026, 3, 2)},
        household={"wages": 200_000},
        grants=[grant(shares=4_000)],
        events=[event],
    )
    assert found.options == 0
    assert found.amt_before == pytest.approx(0.26 * (60_000 - 31_384.615384), abs=0.01)
    assert found.sentence() == (
        "2026 has AMT of $7,440 before any exercise: every option with a spread adds "
        "to it."
    )


def test_everything_may_fit() -> None:
    """Then there is no further option to price."""
    found = room(grants=[grant(shares=10)], lots=[lot(shares=5)])
    assert found.answer() == (
        "You can exercise all 5 options of G that can be exercised in 2026 without AMT."
    )


def test_the_first_year_is_asked_for_by_default() -> None:
    """And a year outside of the plan is refused with the years that there are."""
    situation = build_situation(plan={"last_year": 2028}, grants=[grant()])
    assert room_in_full(situation).year == 2026
    assert room_in_full(situation, 2028).year == 2028
    assert room_of(situation, 2027).year == 2027
    with pytest.raises(ValueError, match="covers 2026 to 2028; give a year of the"):
        checked_year(situation, 2029)
    with pytest.raises(ValueError, match="covers 2026 alone"):
        checked_year(build_situation(grants=[grant()]), 2025)


def test_a_plan_has_the_room_of_its_first_year(
    sample: Scenario, sample_plan: Any
) -> None:
    """The same as asked for by itself."""
    situation = situation_of(sample)
    assert sample_plan.room == room_of(situation, 2026)
    assert sample_plan.room.options == room_in_full(situation).options
