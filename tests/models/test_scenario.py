"""A scenario file that is right: what it holds, and what follows from it."""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from isoplan.models.equity.schedule_walk import Move
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of

TEXT = """
name = "Two grants"

[plan]
start = 2026-03-01
last_year = 2030
inflation = 0.025

[household]
filing_status = { 2026 = "single", 2028 = "married_jointly" }
wages = { 2026 = 200_000, growth = 0.03 }

[[grants]]
name = "G1"
granted_on = 2024-03-01
expires_on = 2034-03-01
shares = 4_800
strike = 2.0
vesting = {}

[[lots]]
grant = "G1"
exercised_on = 2025-06-01
shares = 500
value_at_exercise = 6.0

[[lots]]
name = "second"
grant = "G1"
exercised_on = 2026-01-02
shares = 400
value_at_exercise = 9.0

[market]
first_sale = 2027-01-04
prices = { 2026-01-01 = 10.0, 2028-01-01 = 40.0 }

[[schedules]]
name = "mine"
actions = [
    { on = 2028-01-03, sell = "G1", shares = 1_000 },
    { on = 2027-01-04, sell = "second", shares = 300 },
    { on = 2027-01-04, exercise = "G1", shares = 600 },
    { on = 2027-06-01, sell = "G1", exercised_on = 2027-01-04, shares = 100 },
]
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    """Return the scenario above, read from a TOML file."""
    file = tmp_path / "two_grants.toml"
    file.write_text(TEXT, encoding="utf-8")
    return load_scenario(file)


def test_the_plan_ends_with_its_last_year(scenario: Scenario) -> None:
    """The horizon is a day, the years a range."""
    assert scenario.plan.horizon == date(2030, 12, 31)
    assert list(scenario.plan.years) == [2026, 2027, 2028, 2029, 2030]


def test_law_follows_the_filing_status_of_the_year(scenario: Scenario) -> None:
    """Years after the last published one are projected by the plan's inflation."""
    assert situation_of(scenario).law(2027).filing_status == "single"
    assert situation_of(scenario).law(2028).filing_status == "married_jointly"
    assert not situation_of(scenario).law(2026).projected
    assert situation_of(scenario).law(2028).projected


def test_a_grant_is_found_by_its_name(scenario: Scenario) -> None:
    """Another name is a KeyError."""
    assert scenario.grant("G1").shares == 4_800
    with pytest.raises(KeyError):
        scenario.grant("G2")


def test_defaults_that_the_documents_promise(scenario: Scenario) -> None:
    """A change here changes everybody's plan."""
    plan = scenario.plan.model_dump()
    assert plan | {"start": None, "last_year": None, "inflation": None} == {
        "start": None,
        "last_year": None,
        "decision_dates": "quarterly",
        "discount_rate": 0.04,
        "run_off_years": 10,
        "inflation": None,
        "objective": "after_tax_value",
        "at_horizon": "sell",
        "kept_shares_tax_rate": 0.238,
        "tax_payments": "april",
        "step_up_at_death": False,
    }
    assert scenario.household.deduction_in(2026) == "best"
    assert scenario.household.cash is None
    assert scenario.household.medicare_wages is None
    assert scenario.household.social_security_wages is None
    assert scenario.household.withholding is None
    assert scenario.household.prior_year is None
    assert scenario.household.loan is None
    assert scenario.household.gifts.at(2026) == 0


def test_json_holds_the_same_fields(scenario: Scenario, tmp_path: Path) -> None:
    """Dates are text in JSON."""
    fields = tomllib.loads(TEXT)
    file = tmp_path / "two_grants.json"
    file.write_text(json.dumps(fields, default=str), encoding="utf-8")
    assert load_scenario(file) == scenario


def test_what_is_printed_can_be_read_again(scenario: Scenario, tmp_path: Path) -> None:
    """A scenario survives the way to JSON and back."""
    file = tmp_path / "again.json"
    file.write_text(scenario.model_dump_json(), encoding="utf-8")
    assert load_scenario(file) == scenario


def test_a_byte_order_mark_is_no_part_of_the_text(
    scenario: Scenario, tmp_path: Path
) -> None:
    """Some editors write one."""
    file = tmp_path / "marked.toml"
    file.write_text(TEXT, encoding="utf-8-sig")
    assert load_scenario(file) == scenario


def test_the_moves_of_a_schedule(scenario: Scenario) -> None:
    """By day, exercise before sale; without a day the oldest shares are sold first.

    Worked by hand: the last sale of 1,000 takes the 500 of the first lot, the 100
    left of the second, and 400 of the 500 left of January 2027; 100 stay unsold.
    """
    names = [tranche.name for tranche in situation_of(scenario).tranches]
    of_grant, first, second = map(names.index, ("G1", "G1 2025-06-01", "second"))
    january = date(2027, 1, 4)
    assert situation_of(scenario).moves(scenario.schedules[0]) == (
        Move(second, date(2026, 1, 2), january, 300),
        Move(of_grant, january, date(2027, 6, 1), 100),
        Move(first, date(2025, 6, 1), date(2028, 1, 3), 500),
        Move(second, date(2026, 1, 2), date(2028, 1, 3), 100),
        Move(of_grant, january, date(2028, 1, 3), 400),
        Move(of_grant, january, None, 100),
    )
