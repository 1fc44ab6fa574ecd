"""A comparison is shown only if each of its schedules ties to its walked actions."""

from collections.abc import Callable
from math import nan
from typing import Any

import pytest

from isoplan.models.base.errors import AuditFailure
from isoplan.models.results.comparison import Comparison
from isoplan.models.scenario import Scenario
from isoplan.optimizer import compare as comparing
from scenario_builder import build_scenario, grant


def scenario() -> Scenario:
    """A household with cash, a preference, and a schedule of its own."""
    actions = [{"on": "2026-01-02", "exercise": "G", "shares": 500}]
    return build_scenario(
        "compared",
        plan={"last_year": 2027, "run_off_years": 2},
        household={"cash": 20_000.0},
        grants=[grant()],
        schedules=[{"name": "half", "actions": actions}],
        preferences={"actions_per_year": 4},
    )


def of_last(**fields: Any) -> Callable[[Comparison], Comparison]:
    """Return a fault in the fields of the last schedule."""

    def fault(comparison: Comparison) -> Comparison:
        *others, last = comparison.schedules
        changed = last.model_copy(
            update={name: make(getattr(last, name)) for name, make in fields.items()}
        )
        return comparison.model_copy(update={"schedules": (*others, changed)})

    return fault


def without_own(comparison: Comparison) -> Comparison:
    """Leave the household's own schedule out; what is last stands in for it."""
    *others, last = comparison.schedules
    renamed = last.model_copy(update={"name": "another"})
    return comparison.model_copy(update={"schedules": (*others, renamed)})


FAULTS: dict[str, tuple[Callable[[Comparison], Comparison], str]] = {
    "no number": (of_last(amt=lambda _: nan), "amt is not a number"),
    "a total": (of_last(amt=lambda amt: amt + 1.0), "amt is shown as"),
    "the objective": (of_last(objective_value=lambda v: v + 1.0), "objective is shown"),
    "the distance": (of_last(worse_by=lambda by: by + 1.0), "behind, it is"),
    "a cause": (
        of_last(causes=lambda c: c.model_copy(update={"amt": c.amt + 1.0})),
        "its causes add up",
    ),
    "affordable": (of_last(affordable=lambda yes: not yes), "cash carries it"),
    "preferences": (of_last(keeps_preferences=lambda yes: not yes), "preferences"),
    "actions": (of_last(actions=lambda acts: acts[:-1]), "those that were walked"),
    "a name twice": (of_last(name=lambda _: "plan"), "two schedules are called"),
    "its own schedule": (without_own, "own schedule 'half' is missing"),
}


def test_the_comparison_passes() -> None:
    """What the faults start from."""
    assert comparing.compare(scenario()).schedules[-1].name == "half"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each by the sentence that names it."""
    fault, words = FAULTS[name]
    right = comparing.audit_comparison
    monkeypatch.setattr(
        comparing, "audit_comparison", lambda made, *walked: right(fault(made), *walked)
    )
    with pytest.raises(AuditFailure, match=words):
        comparing.compare(scenario())
