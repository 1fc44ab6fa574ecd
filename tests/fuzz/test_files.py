"""Files with every feature are read as they are written, mistakes in one message."""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

import isoplan
from fuzzing.calendar_days import ONE_DAY, april_15, trades
from fuzzing.facts import (
    Fields,
    is_open,
    last_exercise,
    price,
    sale_caps,
    vested,
    vesting_steps,
)
from fuzzing.files import json_text, toml_text
from fuzzing.pick import Pick
from fuzzing.scenarios import (
    WITH_A_MISTAKE,
    numbered_file,
    scenario_files,
    valid_fields,
)
from fuzzing.splits import in_todays_shares
from isoplan.models.base.business_days import is_trading_day
from isoplan.models.inputs.events import SaleEvent, SplitEvent
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.market import Market
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.tax.payments.due_dates import income_tax_due_on

NEVER_DRAWN = {
    *("story", "exercised_on", "markets", "market"),
    *("branches", "uncertainty", "worst_outcome", "cvar"),
}
"""Fields without a strategy: a second market is still to be drawn, and what goes along
one path is asked without branches (`branches.py` adds them)."""
MANY = 60
"""Files drawn by Hypothesis, none of them solved."""


@settings(max_examples=MANY)
@given(scenario_files())
def test_a_file_is_read_as_it_is_written(fields: Fields) -> None:
    """As TOML, as JSON and as ``to_dict`` gives it back; or each problem in a line."""
    if fields["name"] != WITH_A_MISTAKE:
        assert tomllib.loads(toml_text(fields)) == fields
    try:
        scenario = isoplan.load_scenario(fields)
    except isoplan.ScenarioErrors as error:
        refused = error
    else:
        assert isoplan.load_scenario(json.loads(json_text(fields))) == scenario
        assert isoplan.load_scenario(scenario.to_dict()) == scenario
        return
    lines = str(refused).splitlines()
    assert fields["name"] == WITH_A_MISTAKE, str(refused)
    assert len(lines) == len(refused.problems)
    assert all(line.isprintable() for line in lines)


def test_a_numbered_file_is_always_the_same() -> None:
    """For the same seed; another seed or number is another file."""
    assert numbered_file(3, 4) == numbered_file(3, 4)
    assert numbered_file(3, 4) != numbered_file(3, 5) != numbered_file(2, 5)


def test_every_section_of_a_scenario_is_drawn() -> None:
    """A section that is new in the model needs a strategy here."""
    files = [valid_fields(Pick.from_seed(f"{number}")) for number in range(200)]
    drawn = {key for fields in files for key in fields}
    assert Scenario.model_fields.keys() - drawn <= NEVER_DRAWN
    for model, section in (
        (Market, [fields["market"] for fields in files]),
        (Preferences, [fields.get("preferences", {}) for fields in files]),
        (SaleEvent, [each for f in files for each in f.get("events", [])]),
        (SplitEvent, [each for f in files for each in f.get("events", [])]),
        (Grant, [grant for fields in files for grant in fields["grants"]]),
    ):
        found = {key for table in section for key in table}
        assert model.model_fields.keys() - found <= NEVER_DRAWN


@pytest.mark.parametrize("seed", range(4))
def test_facts_read_from_the_file_are_those_of_the_project(seed: int) -> None:
    """Vesting, prices, open days and limits, each worked out a second time."""
    for number in range(40):
        fields = valid_fields(Pick.from_seed(f"{seed} {number}"))
        try:
            situation = situation_of(isoplan.load_scenario(fields))
        except isoplan.ScenarioErrors:
            continue
        fields = in_todays_shares(fields)
        market, begin = situation.market, situation.plan.start
        days = [begin, begin.replace(month=12, day=31), situation.plan.horizon]
        for day in days:
            assert price(fields, day) == pytest.approx(market.price(day))
            assert is_open(fields, day) == market.can_sell(day)
        if fields.get("events"):
            continue
        caps = [cap.most for cap in sale_caps(fields)]
        limits = [each for each in situation.sale_limits if each.market is None]
        assert caps == [limit.most_shares for limit in limits]
        if market.ends is not None:
            continue
        for written, grant in zip(fields["grants"], situation.grants, strict=True):
            assert dict(vesting_steps(written)) == dict(grant.vest_dates())
            own = [t for t in situation.tranches if t.grant == grant.name]
            options = [tranche for tranche in own if not tranche.held]
            assert {t.last_exercise for t in options} <= {
                last_exercise(fields, written)
            }
            last = vested(fields, written, situation.plan.horizon)
            assert sum(t.vested(situation.plan.horizon) for t in options) <= last


def test_the_folder_of_a_kept_file(tmp_path: Path) -> None:
    """A file that failed begins with what is wrong, and is read again."""
    from fuzzing.files import read

    fields = numbered_file(1, 1)
    file = tmp_path / "kept.toml"
    file.write_text(f"# some_check:\n# why\n{toml_text(fields)}", encoding="utf-8")
    assert read(file) == fields


@pytest.mark.parametrize("year", range(2018, 2035))
def test_days_of_trading_by_another_rule(year: int) -> None:
    """The walk's calendar, from its own rules, is that of the package `holidays`."""
    days = [date(year, 1, 1) + ONE_DAY * n for n in range(365)]
    assert [d for d in days if trades(d)] == [d for d in days if is_trading_day(d)]
    assert april_15(year + 1) == income_tax_due_on(year)
