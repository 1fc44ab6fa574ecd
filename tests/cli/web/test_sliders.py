"""What can be moved, and that a place on a slider is a change like any other."""

from pathlib import Path
from typing import Any

import pytest

from isoplan.cli.web import work
from isoplan.cli.web.sliders import NoSuchPlace, moved, sliders_of
from isoplan.models.base.errors import AuditFailure, ScenarioErrors
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer import recommend
from isoplan.optimizer.checking.audit import audit
from isoplan.optimizer.firmness.by_hand import BranchProbability, LastYear, with_changes
from isoplan.optimizer.firmness.changes import ExitPrice, Growth, Income
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.solving import branch_and_price


@pytest.fixture
def scenario(root: Path) -> Scenario:
    return load_scenario(root / "scenarios" / "series_b_engineer.toml")


@pytest.fixture
def uncertain(root: Path) -> Scenario:
    return load_scenario(root / "scenarios" / "uncertain" / "ipo_that_may_fail.toml")


def test_the_sliders_of_one_path(scenario: Scenario) -> None:
    """Each begins where the scenario is."""
    sliders = sliders_of(scenario)
    names = ["exit_price", "growth", "wages", "last_year"]
    assert [each["name"] for each in sliders] == names
    assert [each["base"] for each in sliders] == [24.5, 0.06, 192_000.0, 2031.0]
    for each in sliders:
        assert each["lowest"] <= each["now"] <= each["highest"]


def test_the_sliders_of_a_future_that_parts(uncertain: Scenario) -> None:
    """Prices are those of the branches, so probabilities are moved instead."""
    names = [each["name"] for each in sliders_of(uncertain)]
    assert names[0] == "last_year"
    assert len(names) == 1 + len(uncertain.branches)
    assert names[1] == f"probability:{uncertain.branches[0].name}"


def test_a_place_is_the_change_that_firmness_tries(scenario: Scenario) -> None:
    """One by one, and together in their order."""
    situation = situation_of(scenario)
    for name, place, change in (
        ("exit_price", 70, ExitPrice(None, 70)),
        ("growth", -200, Growth(None, -200)),
        ("wages", 120, Income(120)),
        ("last_year", 2033, LastYear(2033)),
    ):
        assert moved(scenario, {name: place}) == change.made(situation)
    both = moved(scenario, {"wages": 120, "exit_price": 70})
    assert both == with_changes(scenario, [ExitPrice(None, 70), Income(120)])
    assert both.market.price(scenario.plan.horizon) == pytest.approx(
        0.7 * scenario.market.price(scenario.plan.horizon)
    )


def test_where_nothing_is_moved_nothing_changes(scenario: Scenario) -> None:
    """Alone the own schedules, which need not fit, are left out."""
    kept = scenario.model_copy(update={"schedules": ()})
    assert moved(scenario, {}) == kept
    assert moved(scenario, {each["name"]: each["now"] for each in
        sliders_of(scenario)}) == kept  # fmt: skip


def test_probabilities_add_up(uncertain: Scenario) -> None:
    """Those beside a branch keep their ratios."""
    first = uncertain.branches[0]
    changed = moved(uncertain, {f"probability:{first.name}": 90})
    assert changed.branches[0].probability == 0.9
    beside = [e for e in changed.branches if e.after == first.after]
    assert sum(each.probability for each in beside) == pytest.approx(1.0)
    change = BranchProbability(first.name, 90)
    assert change.made(uncertain).branches == changed.branches


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"no such": 1.0}, "no slider 'no such'"),
        ({"exit_price": 301.0}, "goes from 20 to 300"),
        ({"last_year": 1e300}, "goes from 2026 to 2036"),
        ({"wages": float("nan")}, "goes from"),
    ],
)
def test_a_place_that_is_none(
    places: dict[str, float], said: str, scenario: Scenario
) -> None:
    """It is refused before anything is changed."""
    with pytest.raises(NoSuchPlace, match=said):
        moved(scenario, places)


def test_a_scenario_that_cannot_be_is_refused_in_its_words(root: Path) -> None:
    """As where the plan would end before its market opens."""
    owner = load_scenario(root / "scenarios" / "series_b_engineer.toml")
    without = owner.plan.model_copy(update={"inflation": None})
    scenario = owner.model_copy(update={"plan": without})
    with pytest.raises(ScenarioErrors, match="inflation"):
        moved(scenario, {"last_year": 2036})


def test_a_plan_is_shown_before_its_proof(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It went through the audit, says how far off it may be, and the best one follows.

    A search that is over at once has nothing to say before, so this one is asked early.
    """
    told: list[dict[str, Any]] = []
    audits: list[Evidence] = []
    monkeypatch.setattr(work, "tell", told.append)
    monkeypatch.setattr(
        recommend, "audit", lambda found: audits.append(found) or audit(found)
    )
    monkeypatch.setattr(branch_and_price, "TELL_S", 0.0)
    text = (root / "scenarios" / "series_b_engineer.toml").read_text(encoding="utf-8")
    places = {"exit_price": 80}
    found = work.do(None, ("slide", {"text": text, "places": places}), 60.0)
    (early,) = told
    assert early["kind"] == "so_far"
    assert len(audits) == 2
    assert "at most $" in early["answer"]["verdict"]
    assert "proven" in found["answer"]["verdict"]
    assert _worth(early) <= _worth(found) <= _worth(early) + _apart(early)


def _worth(said: dict[str, Any]) -> float:
    return _dollars(said["answer"]["tiles"][0]["figure"])


def _apart(said: dict[str, Any]) -> float:
    return _dollars(said["answer"]["verdict"].split()[2]) + 1.0


def _dollars(text: str) -> float:
    return float(text.strip("$").replace(",", ""))


def test_an_early_plan_that_the_audit_refuses_is_not_shown(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends the task: a defect, like any other refusal of the audit."""
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(work, "tell", told.append)
    monkeypatch.setattr(branch_and_price, "TELL_S", 0.0)

    def refuse(_: Evidence) -> None:
        raise AuditFailure("refused")

    monkeypatch.setattr(recommend, "audit", refuse)
    text = (root / "scenarios" / "series_b_engineer.toml").read_text(encoding="utf-8")
    found = work.do(None, ("slide", {"text": text, "places": {"wages": 120}}), 60.0)
    assert found["kind"] == "refused"
    assert told == []
