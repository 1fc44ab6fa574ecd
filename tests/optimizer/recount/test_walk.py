"""The walk counts as the file says, and as the optimizer's own tranches do."""

import ast
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.inputs.holdings import Lot
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.recount.acts import Act
from isoplan.optimizer.recount.option_count import option_counts
from isoplan.optimizer.recount.parcels import opening, parcels_at_start
from isoplan.optimizer.recount.walk import walk

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = sorted(path.stem for path in (ROOT / "scenarios").glob("*.toml"))


WALK = ("acts", "option_count", "parcels", "share_income", "walk")


def granted(*grants: dict[str, object], **fields: Any) -> Scenario:
    """Return grants of 4,000 options at 50 dollars, vesting in four yearly steps."""
    grant = {
        "granted_on": "2025-01-02",
        "expires_on": "2034-12-31",
        "shares": 4_000,
        "strike": 50.0,
        "vesting": {"months": 48, "cliff_months": 12, "every_months": 12},
    }
    given = {
        "name": "granted",
        "plan": {"start": "2026-06-01", "last_year": 2029, "inflation": 0.02},
        "household": {"filing_status": "single", "wages": 100_000},
        "grants": [{"name": f"G{n}", **grant, **each} for n, each in enumerate(grants)],
        "market": {"prices": {"2024-12-31": 60.0}, "growth": 0.1},
    }
    return Scenario.model_validate({**given, **fields})


def counted(scenario: Scenario, *days: str) -> dict[str, list[int]]:
    """Return the options of each name that can be exercised by some days."""
    lots = [*opening(situation_of(scenario)).equity.lots]
    return {
        name: [count.exercisable(date.fromisoformat(day)) for day in days]
        for name, count in option_counts(situation_of(scenario), lots).items()
    }


def test_the_grants_own_rule() -> None:
    """1,000 a year from 2026; the last day before a step counts none of it."""
    days = ("2026-01-01", "2026-01-02", "2028-01-01", "2028-01-02", "2030-01-01")
    assert counted(granted({}), *days) == {"G0": [0, 1_000, 2_000, 3_000, 4_000]}


def test_nothing_vests_after_leaving() -> None:
    """Leaving on January 1, 2028 leaves two steps."""
    scenario = granted({}, employment={"leaves_on": "2028-01-01"})
    assert counted(scenario, "2027-12-31", "2029-12-31") == {"G0": [2_000, 2_000]}
    (count,) = option_counts(situation_of(scenario), []).values()
    assert count.last == date(2028, 4, 1)


def test_acceleration_comes_sooner() -> None:
    """Half of each later step vests on July 1, 2026: 1,000 and 1,500 more."""
    scenario = granted(
        {"strike": 1.0, "acceleration": {"on": "2026-07-01", "share": 0.5}}
    )
    days = ("2026-06-30", "2026-07-01", "2027-01-02", "2029-12-31")
    assert counted(scenario, *days) == {"G0": [1_000, 2_500, 3_000, 4_000]}


def test_the_limit_takes_grants_in_order() -> None:
    """100,000 dollars at 50 are 2,000 options a year: 1,500 of G0, then 500 of G1."""
    one = {"vesting": [{"on": "2027-01-02", "shares": 1_500}], "shares": 1_500}
    assert counted(granted(one, one), "2026-12-31", "2027-01-02") == {
        "G0": [0, 1_500],
        "G1": [0, 500],
        "G1, NSO part": [0, 1_000],
    }


def test_early_exercise_tells_days_of_vesting_apart() -> None:
    """What has vested by the start is one name; each later step is its own."""
    scenario = granted({"early_exercise": "with_83b", "strike": 1.0})
    found = option_counts(situation_of(scenario), [])
    assert {
        name: count.exercisable(date(2026, 6, 1)) for name, count in found.items()
    } == {
        "G0": 1_000,
        "G0 (vests 2027-01-02)": 1_000,
        "G0 (vests 2028-01-02)": 1_000,
        "G0 (vests 2029-01-02)": 1_000,
    }
    last = found["G0 (vests 2029-01-02)"]
    assert last.may_elect(date(2029, 1, 1)) == {True}
    assert last.may_elect(date(2029, 1, 2)) == {False}
    assert last.vested(date(2029, 1, 1)) == 0


def test_what_was_exercised_before_is_gone() -> None:
    """By the file's field, and by an event: 700 and 200 of the first 1,000."""
    event = {"on": "2026-03-02", "exercise": "G0", "shares": 200}
    scenario = granted({"exercised": 700}, events=[event])
    assert counted(scenario, "2026-06-01", "2027-01-02") == {"G0": [100, 1_100]}


def test_a_walk_counts_beyond_what_there_is() -> None:
    """Exercises add up by name, sales take from their lot, whatever there is."""
    day, lot = date(2026, 6, 1), "G0 2026-06-01"
    acts = [
        Act(day, "exercise", "G0", "G0", lot, 1_200),
        Act(day + timedelta(days=9), "sell", "G0", "", lot, 1_500),
    ]
    walked = walk(situation_of(granted({})), acts)
    assert [each.so_far for each in walked.exercises] == [1_200]
    assert [each.held for each in walked.disposals] == [1_200]
    assert walked.kept == {lot: -300}
    price = walked.situation.market.price(day + timedelta(days=9))
    assert list(walked.flows.values()) == [-60_000, pytest.approx(1_500 * price)]


@pytest.mark.parametrize("name", SHIPPED)
def test_two_counts_of_the_same_shares_agree(name: str) -> None:
    """The audit's recount and the optimizer's own, month by month."""
    scenario = load_scenario(ROOT / "scenarios" / f"{name}.toml")
    start = opening(situation_of(scenario))
    sold = [each.shares for each in start.equity.sold]
    lots = [*start.equity.lots, *(each for each in sold if isinstance(each, Lot))]
    counts = option_counts(situation_of(scenario), lots)
    held = {each.lot: each for each in parcels_at_start(situation_of(scenario), start)}
    first, last = scenario.plan.start, scenario.plan.horizon
    months = range(0, (last - first).days, 30)
    days = [*(first + timedelta(days=day) for day in months), last]
    there = {
        each.name
        for each in situation_of(scenario).tranches
        if not each.held and each.shares
    }
    assert {name for name, each in counts.items() if each.total} == there
    for tranche in situation_of(scenario).tranches:
        if tranche.held:
            parcel = held.pop(tranche.name)
            assert parcel.shares == tranche.shares
            assert (parcel.treatment, parcel.paid) == (tranche.treatment, tranche.paid)
        elif tranche.shares:
            count = counts[tranche.name]
            assert count.last == tranche.last_exercise
            assert [count.exercisable(day) for day in days if day >= count.first] == [
                tranche.available(day) for day in days if day >= count.first
            ]
            assert [count.vested(day) for day in days] == [
                tranche.vested(day) for day in days
            ]
    assert not held


@pytest.mark.parametrize("name", WALK)
def test_the_walk_knows_inputs_law_and_actions_alone(name: str) -> None:
    """No columns, choices or program, however indirectly: models and its own files."""
    path = ROOT / "optimizer" / "recount" / f"{name}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    own = {module for module in imported if module.startswith("isoplan.optimizer")}
    assert own <= {f"isoplan.optimizer.recount.{each}" for each in WALK}
