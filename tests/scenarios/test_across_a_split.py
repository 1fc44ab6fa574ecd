"""A plan carried out and made anew across a stock split: the same in new shares."""

from pathlib import Path
from typing import Any

import pytest

from isoplan.cli.render.changes_table import answer
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.results.changes import Changes
from isoplan.models.results.earlier_plan import load_earlier_plan
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.reporting.replanning import changes_since
from scenario_builder import Fields, build_scenario, grant, lot

SPLIT: Fields = {"on": "2026-09-01", "split": 3}
PRICES: Fields = {"2026-01-01": 30.0, "2026-08-31": 33.0}


def household(start: str, *events: Fields, **sections: Any) -> Scenario:
    """Return a household whose options bring it no AMT, in shares before a split."""
    return build_scenario(
        plan={"start": start, "last_year": 2028, "decision_dates": "yearly"},
        household={"wages": 90_000.0},
        market={"prices": PRICES | sections.pop("later", {})},
        grants=[grant(shares=400), grant("ends", shares=200, expires_on="2026-08-31")],
        lots=[lot()],
        events=events,
        **sections,
    )


def as_event(action: Any) -> Fields:
    """Return an action as the event that it has become."""
    what = "exercise" if action.kind == "exercise" else "sell"
    name = action.grant if what == "exercise" else action.lot
    return {"on": action.date, what: name, "shares": action.shares}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Plan]:
    """Return an earlier plan and the file that it was printed to."""
    plan = recommend(household("2026-01-02", later={"2028-12-31": 45.0}))
    file = tmp_path_factory.mktemp("earlier") / "plan.json"
    file.write_text(plan.model_dump_json(), encoding="utf-8")
    return file, plan


def changes(printed: tuple[Path, Plan], split: Fields) -> Changes:
    """Return what changes when the first year is done as planned, beside a split."""
    file, plan = printed
    done = [as_event(each) for each in plan.actions if each.date.year == 2026]
    price = 45.0 / split["split"]
    later = household("2027-01-01", *done, split, later={"2028-12-31": price})
    earlier = load_earlier_plan(file, later)
    return changes_since(earlier, situation_of(later), recommend(later))


def test_an_unchanged_plan_shows_no_changes(printed: tuple[Path, Plan]) -> None:
    """Done, planned then and planned now, all in today's shares; dollars stay."""
    _, plan = printed
    found = changes(printed, SPLIT)
    assert sum(each.planned_then for each in found.actions) == 3 * sum(
        each.shares for each in plan.actions
    )
    assert any(each.done for each in found.actions)
    assert any(each.planned_now for each in found.actions)
    assert not any(each.change for each in found.actions)
    assert found.then.proceeds == pytest.approx(found.now.proceeds, abs=0.01)
    assert found.then.exercise_cost == found.now.exercise_cost
    assert found.then.present_value == pytest.approx(found.now.present_value, abs=0.01)
    assert found.split == 3
    assert answer(found).startswith("Everything was done as in the plan of 2026-01-02")
    assert answer(found).endswith(
        " By stock splits since 2026-01-02 one share has become 3; the earlier plan is "
        "shown in today's shares."
    )


def test_a_reverse_split(printed: tuple[Path, Plan]) -> None:
    """One share for ten: 400 options are 40."""
    found = changes(printed, {"on": "2026-09-01", "split": 0.1})
    assert not any(each.change for each in found.actions)


def test_a_split_before_the_earlier_plan_is_in_it(printed: tuple[Path, Plan]) -> None:
    """It was made from the file with the split, so its shares stay."""
    split = {"on": "2025-12-01", "split": 2}
    first = recommend(household("2026-01-02", split))
    file = printed[0].with_name("after_split.json")
    file.write_text(first.model_dump_json(), encoding="utf-8")
    now = household("2027-01-01", split)
    assert load_earlier_plan(file, now).actions == first.actions
    assert changes_since(first, situation_of(now), first).split == 1


def test_a_plan_of_another_household_is_still_found_out(
    printed: tuple[Path, Plan],
) -> None:
    """Without the split in the file, its strike is another one."""
    later = household("2027-01-01")
    thirds = [each.model_copy(update={"strike": 10 / 3}) for each in later.grants]
    other = later.model_copy(update={"grants": tuple(thirds)})
    with pytest.raises(
        ScenarioErrors, match=r"is 3\.33, so it is of another household"
    ):
        load_earlier_plan(printed[0], other)
