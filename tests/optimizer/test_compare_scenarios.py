"""Whole scenarios planned in processes of their own, as they are planned here."""

import pytest

import some_work
from isoplan.models.scenario import Scenario
from isoplan.optimizer import compare_scenarios as module
from isoplan.optimizer.compare_scenarios import compare_scenarios
from isoplan.optimizer.solving.solution import Limits
from scenario_builder import build_scenario, grant


def named(*names: str) -> list[tuple[str, Scenario]]:
    """Scenarios by the names of their files, each with other wages."""
    return [
        (
            f"{name}.toml",
            build_scenario(
                name=name,
                plan={"last_year": 2027},
                household={"wages": 150_000.0 + 10_000.0 * place},
                grants=[grant(shares=3_000)],
            ),
        )
        for place, name in enumerate(names)
    ]


@pytest.fixture
def in_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """All but the first scenario are planned in two processes."""
    monkeypatch.setattr(module, "WORTH_STARTING_S", 0.0)
    monkeypatch.setattr(module, "cores", lambda: 2)


@pytest.mark.slow
def test_processes_of_their_own_plan_the_same(
    monkeypatch: pytest.MonkeyPatch, in_processes: None
) -> None:
    """In the order of the files, whichever is ready first; no failure."""
    del in_processes
    told: list[str] = []
    files = named("a", "b", "c", "d")
    together = compare_scenarios(files, progress=told.append)
    assert "planning 3 more scenarios, 2 at a time ..." in told
    monkeypatch.setattr(module, "cores", lambda: 1)
    assert together == compare_scenarios(files)
    assert [each.file for each in together[0].scenarios] == [file for file, _ in files]


@pytest.mark.slow
def test_a_scenario_that_ends_its_process_is_named(
    monkeypatch: pytest.MonkeyPatch, in_processes: None
) -> None:
    """It alone has no plan; the others, before and after it, have theirs."""
    del in_processes
    monkeypatch.setattr(module, "_plan_or_error", some_work.planned_unless_deadly)
    result, failures = compare_scenarios(named("a", "b", "deadly", "d"))
    assert list(failures) == ["deadly.toml"]
    assert "the process that worked on it ended twice" in str(failures["deadly.toml"])
    planned = [each.plan is not None for each in result.scenarios]
    assert planned == [True, True, False, True]


@pytest.mark.slow
def test_time_that_is_over_is_said_of_each(in_processes: None) -> None:
    """No file is left out without a word."""
    del in_processes
    result, failures = compare_scenarios(named("a", "b", "c"), Limits(0.01))
    planned = {each.file for each in result.scenarios if each.plan is not None}
    assert {"b.toml", "c.toml"} <= {*failures}
    assert planned | {*failures} == {"a.toml", "b.toml", "c.toml"}
