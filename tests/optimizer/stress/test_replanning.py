"""A path planned anew each January: its truth, its restart, its failures."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.processes.installed import Installed
from isoplan.optimizer.processes.kept_files import FolderRefused
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.stress import kept_paths, replanning
from isoplan.optimizer.stress import replanned as many
from isoplan.optimizer.stress.kept_paths import KeptPaths
from isoplan.optimizer.stress.price_paths import Simulation
from isoplan.optimizer.stress.replanned import Where, replanned
from isoplan.optimizer.stress.replanning import Base, LivedPath, lived
from isoplan.optimizer.stress.stress import REPLANNED, Asked, Stressed, stress
from scenario_builder import build_scenario, grant, lot, rebuild, rsu
from stressed_household import shipped

HERE = Where(workers=0)
LIMITS = Limits(20.0, 0.01)


def household(**more: Any) -> Scenario:
    """Options, cash and losses; planned yearly for two years."""
    return build_scenario(
        plan={"last_year": 2027, "decision_dates": "yearly"},
        household={"cash": 200_000, "loss_carryover": {"short_term": 9_000.0}},
        market={"growth": 0.15},
        **{"grants": [grant(shares=6_000)], **more},
    )


def with_units() -> Scenario:
    """Restricted units that vest, a lot and options, in California; three years."""
    return rebuild(
        household(restricted_units=[rsu(shares=300)], lots=[lot()]),
        {"household.state": "CA", "plan.last_year": 2028, "plan.run_off_years": 3},
    )


def timeline() -> Scenario:
    """A shipped household with AMT that comes back over years."""
    return shipped("amt_credit_timeline").scenario.model_copy(update={"schedules": ()})


@pytest.mark.parametrize("make", [with_units, timeline])
def test_at_its_own_prices_nothing_changes(make: Callable[[], Scenario]) -> None:
    """Planned anew each January, the plan is worth what it was, within its gaps."""
    scenario = make()
    plan, best = solve_plan(situation_of(scenario), LIMITS)
    assert plan.totals.amt > 1_000.0
    base = Base(scenario, best.holdings, Simulation({}, {}, 1, 1), "auto", LIMITS)
    found = lived(base, 0, 0.0)
    assert not found.why
    assert found.amounts is not None
    value = plan.totals.after_tax_value
    assert found.amounts["value"] == pytest.approx(value, abs=2.0)


def test_without_a_plan_the_one_before_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sales of lots that it exercised years ago included."""
    scenario = timeline()
    plan, best = solve_plan(situation_of(scenario), LIMITS)

    def none(*_: object) -> None:
        raise InfeasiblePlan("as planted")

    monkeypatch.setattr(replanning, "solve_plan", none)
    base = Base(scenario, best.holdings, Simulation({}, {}, 1, 1), "auto", LIMITS)
    found = lived(base, 0, 0.0)
    assert found.amounts is not None
    assert found.years_without == scenario.plan.last_year - scenario.plan.start.year
    value = plan.totals.after_tax_value
    assert found.amounts["value"] == pytest.approx(value, abs=0.01)


@pytest.fixture(scope="module")
def stressed() -> Stressed:
    """Six paths followed blindly, on some of which the company fails."""
    return stress(household(), Asked(6, 4, {None: 0.7}, {None: 0.2}), LIMITS)


@pytest.fixture(scope="module")
def together(stressed: Stressed, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same planned anew, in two processes, and the folder that keeps them."""
    folder = tmp_path_factory.mktemp("kept")
    return replanned(stressed, Where(workers=2, folder=folder), LIMITS), folder


def test_results_do_not_depend_on_where_they_ran(
    stressed: Stressed, together: tuple[Stressed, Path]
) -> None:
    """Here or in processes; the plan and the habits stay as they were."""
    found, _ = together
    here = replanned(stressed, HERE, LIMITS)
    assert here.stress == found.stress
    assert found.stress.schedules[:-1] == stressed.stress.schedules
    assert found.stress.schedules[-1].name == found.stress.replanned == REPLANNED
    assert "Planned anew each January" in found.stress.answer()
    assert not found.stress.failed_paths


def test_a_later_run_goes_on(
    stressed: Stressed,
    together: tuple[Stressed, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is kept is not planned again; what is broken or of another run is."""
    found, folder = together
    files = sorted(folder.glob("*.json"))
    assert len(files) == 6
    files[2].write_text("{", encoding="utf-8")
    done: list[int] = []

    def counted(base: Base, path: int, seconds: float) -> LivedPath:
        done.append(path)
        return lived(base, path, seconds)

    monkeypatch.setattr(many, "lived", counted)
    where = replace(HERE, folder=folder)
    assert replanned(stressed, where, LIMITS).stress == found.stress
    assert done == [2]
    scenario = stressed.situation.scenario.model_copy(update={"schedules": ()})
    base = Base(scenario, stressed.first, stressed.simulation, "auto", LIMITS)
    assert KeptPaths(folder, base, "").known(1) is not None
    other = replace(base, simulation=replace(stressed.simulation, seed=5))
    assert KeptPaths(folder, other, "").known(1) is None
    assert KeptPaths(folder, base, "another").known(1) is None
    monkeypatch.setattr(kept_paths, "installed", lambda: Installed("", "another"))
    assert KeptPaths(folder, base, "").known(1) is None


def test_one_failure_stops_no_other(
    stressed: Stressed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told by its number, is no part of the figures, and is tried again."""
    right = replanning._lived

    def fails_once(base: Base, path: int) -> LivedPath:
        if path == 3:
            raise ZeroDivisionError("as planted")
        return right(base, path)

    monkeypatch.setattr(replanning, "_lived", fails_once)
    found = replanned(stressed, replace(HERE, folder=tmp_path), LIMITS)
    assert len(list(tmp_path.glob("*.json"))) == 5
    (failed,) = found.stress.failed_paths
    assert (failed.path, failed.why) == (3, "ZeroDivisionError: as planted")
    assert list(found.places[REPLANNED]) == [0, 1, 2, 4, 5]
    assert len(found.outcomes[REPLANNED].value) == 5
    assert "1 paths could not be planned anew: 3;" in found.stress.answer()

    def fails(base: Base, path: int) -> LivedPath:
        raise ZeroDivisionError("as planted")

    monkeypatch.setattr(replanning, "_lived", fails)
    with pytest.raises(NoPlanInTime, match="no path could be planned anew"):
        replanned(stressed, HERE, LIMITS)


def test_a_folder_that_cannot_be_made_is_refused(
    stressed: Stressed, tmp_path: Path
) -> None:
    """A file stands there."""
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    with pytest.raises(FolderRefused, match="name another folder"):
        replanned(stressed, replace(HERE, folder=file), LIMITS)
