"""A solver that fails is named, and the other one takes its place: never a traceback.

Never a time limit either, and never a plan that nobody can vouch for.
"""

import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pulp
import pytest

from cbc_stand_in import DAMAGES, REAL, put, put_damaging
from isoplan.models.base.errors import SolverFailure
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario, checked_scenario, load_scenario
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving import highs
from isoplan.optimizer.solving.solution import Limits, contradicts

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins need sh")


@pytest.fixture(scope="module")
def small(root: Path) -> Scenario:
    """The shipped scenario that is solved soonest."""
    return load_scenario(root / "scenarios" / "leaving_town.toml")


@pytest.fixture(scope="module")
def best(small: Scenario) -> Plan:
    """What a CBC that runs answers."""
    return recommend(small, solver="cbc")


@pytest.fixture
def cbc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where CBC is looked for; nothing is there yet."""
    path = tmp_path / "cbc"
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(path))
    return path


def planned(scenario: Scenario) -> tuple[Plan, str]:
    """Return the plan, and the warning that was told."""
    told: list[str] = []
    plan = recommend(scenario, Limits(), "cbc", told.append)
    warnings = [each for each in told if each.startswith("Warning: ")]
    assert len(warnings) == 1
    return plan, warnings[0]


SCRIPTS = {
    "exit 3": "ended with exit code 3",
    "kill -9 $$": r"ended with signal 9 (SIGKILL)",
    "kill -11 $$": r"ended with signal 11 (SIGSEGV)",
    "echo Unable to open file plan.mps": "stopped without an answer",
    "head -c 4000000 /dev/urandom": "stopped without an answer",
    "true": "stopped without an answer",
    "echo Result - Optimal solution found": "saved a plan that cannot be read",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_cbc_that_fails_is_named_and_replaced(
    script: str, cbc: Path, small: Scenario, best: Plan
) -> None:
    """It crashes, is killed, prints garbage, says nothing, or claims what is not."""
    put(cbc, script)
    plan, warning = planned(small)
    assert f"CBC, the solver that comes with PuLP, {SCRIPTS[script]}" in warning
    assert "install PuLP again" in warning
    assert warning.endswith("HiGHS takes its place ...")
    assert len(warning) < 700
    assert plan.proof.solver.startswith("HiGHS ")
    assert plan.proof.solver.endswith(f"(CBC {SCRIPTS[script]})")
    assert plan.status == "optimal"
    assert plan.objective.value == pytest.approx(best.objective.value, abs=1.0)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_answer_is_no_plan(
    damage: str, cbc: Path, small: Scenario, best: Plan
) -> None:
    """Whatever CBC itself says of it."""
    put_damaging(cbc, damage)
    plan, warning = planned(small)
    assert "saved a plan that cannot be read" in warning
    assert plan.proof.solver.startswith("HiGHS ")
    assert plan.objective.value == pytest.approx(best.objective.value, abs=1.0)


def test_a_cbc_that_is_missing(cbc: Path, small: Scenario) -> None:
    """As on an Apple-silicon Mac, for which PuLP's wheel brings none."""
    assert not cbc.exists()
    plan, warning = planned(small)
    assert "is missing: No such file or directory" in warning
    assert plan.proof.solver.endswith("(CBC is missing)")


def test_a_cbc_that_may_not_be_executed(cbc: Path, small: Scenario) -> None:
    """Its file has lost its mode, as when it was copied from a disk that has none."""
    cbc.write_text("#!/bin/sh\n", encoding="utf-8")
    plan, warning = planned(small)
    assert "may not be executed: Permission denied" in warning
    assert plan.status == "optimal"


@pytest.mark.parametrize(
    "content", [b"\xcf\xfa\xed\xfe", b"\x7fELF\2\1\1" + 57 * b"\0"]
)
def test_a_cbc_for_another_processor(
    content: bytes, cbc: Path, small: Scenario
) -> None:
    """A Mac's program on Linux, and one for no machine at all."""
    cbc.write_bytes(content)
    cbc.chmod(0o700)
    plan, warning = planned(small)
    assert "is not made for this processor or system: Exec format error" in warning
    assert plan.status == "optimal"


def test_a_bound_that_its_own_plan_beats(cbc: Path, root: Path) -> None:
    """CBC says that it stopped at a bound which its plan is far better than."""
    said = "s/^Result - .*/Result - Stopped on time limit/"
    bound = "s/^Objective value:/Lower bound: 999999\\nObjective value:/"
    put(cbc, f'"{REAL}" "$@" | sed -e "{said}" -e "{bound}"')
    _, warning = planned(load_scenario(root / "scenarios" / "series_b_engineer.toml"))
    assert "proves a bound that its own plan beats" in warning


def test_tolerances_are_no_contradiction() -> None:
    """A dollar, and a hundred-thousandth of the cost."""
    assert not contradicts(-1_000.0, -999.5)
    assert not contradicts(-1e6, -1e6 + 10.0)
    assert contradicts(-1_000.0, -998.0)
    assert contradicts(-1_000.0, float("nan"))


def test_both_fail(cbc: Path, small: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """One error names both, and both remedies."""
    put(cbc, "exit 9")
    monkeypatch.setitem(sys.modules, "highspy", None)
    with pytest.raises(SolverFailure) as caught:
        recommend(small, solver="cbc")
    said = str(caught.value)
    assert "CBC, the solver that comes with PuLP, ended with exit code 9" in said
    assert "and HiGHS is not installed" in said
    assert "install PuLP again" in said
    assert "pip install highspy" in said


def test_highs_asked_for_and_absent_gives_way_to_cbc(
    small: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other way round it is the same."""
    monkeypatch.setitem(sys.modules, "highspy", None)
    plan = recommend(small, solver="highs")
    assert re.fullmatch(
        r"CBC [\d.]+ \(HiGHS is not installed, or cannot be loaded\)",
        plan.proof.solver,
    )


class Damaged:
    """HiGHS, some of whose answers are changed."""

    def __init__(self, real: object, changed: dict[str, object]) -> None:
        """Keep both."""
        self.real, self.changed = real, changed

    def __getattr__(self, name: str) -> object:
        """Return what is changed, or HiGHS's own."""
        return self.changed.get(name) or getattr(self.real, name)


NO_NUMBERS = SimpleNamespace(col_value=[float("nan")])


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"modelStatusToString": lambda _: "Solve error"}, "stopped without an answer"),
        ({"getSolution": lambda: NO_NUMBERS}, "gave a plan that cannot be read"),
    ],
)
def test_a_highs_that_fails_gives_way_to_cbc(
    changed: dict[str, object],
    why: str,
    small: Scenario,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its status and its numbers are looked at like CBC's."""
    made = highs.made
    monkeypatch.setattr(highs, "made", lambda: Damaged(made(), changed))
    plan = recommend(small, solver="highs")
    assert plan.proof.solver.startswith("CBC ")
    assert plan.proof.solver.endswith(f"(HiGHS {why})")


def test_a_failure_is_told_once(cbc: Path, small: Scenario) -> None:
    """Not again for each preference whose cost is worked out."""
    put(cbc, "exit 3")
    fields = small.to_dict() | {"preferences": {"whole_lots": True}}
    assert planned(checked_scenario(fields))[0].preference_costs
