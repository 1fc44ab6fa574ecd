"""The written program: a tiny one kept as text, and what stands in it."""

from datetime import date
from pathlib import Path

import pulp
import pytest

from isoplan.models.scenario import Scenario
from isoplan.optimizer.columns import Choice, columns_of
from isoplan.optimizer.outcome import baseline_ledger
from isoplan.optimizer.program import Program, program_of
from isoplan.optimizer.traced import traced_problem

KEPT = Path(__file__).with_name("tiny_program.lp")


@pytest.fixture
def program() -> Program:
    """One grant; exercise and sell at once, or hold for a year."""
    scenario = Scenario.model_validate(
        {
            "name": "tiny",
            "plan": {
                "start": date(2026, 1, 1),
                "last_year": 2027,
                "inflation": 0.0,
                "run_off_years": 0,
            },
            "household": {"filing_status": "single", "wages": 210_000, "cash": 5_000},
            "grants": [
                {
                    "name": "G",
                    "granted_on": date(2023, 1, 2),
                    "expires_on": date(2033, 1, 1),
                    "shares": 5_000,
                    "strike": 1.0,
                    "vesting": {"cliff_months": 0, "months": 0},
                }
            ],
            "market": {"prices": {date(2026, 1, 1): 31.0}},
        }
    )
    first = date(2026, 1, 1)
    columns = columns_of(
        scenario, [Choice(0, first, first), Choice(0, first, date(2027, 1, 2))]
    )
    return program_of(traced_problem(scenario, columns, baseline_ledger(scenario)))


def test_the_tiny_program_is_as_kept(program: Program, tmp_path: Path) -> None:
    """Recorded: a change of the mathematics shows as a readable difference.

    To keep a new one, delete the old file and run the test once.
    """
    written = tmp_path / KEPT.name
    program.problem.writeLP(str(written))
    text = written.read_text(encoding="utf-8")
    if not KEPT.exists():
        KEPT.write_text(text, encoding="utf-8")
        pytest.fail(f"{KEPT.name} was missing; it is written now, look at it")
    assert text == KEPT.read_text(encoding="utf-8")


def test_names_are_what_the_solver_keeps(program: Program) -> None:
    """Names in ``[a-z0-9_]``, each once: PuLP rewrites others, and two may become one."""
    names = [variable.name for variable in program.problem.variables()]
    assert len(names) == len(set(names))
    assert all(
        set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_") for name in names
    )


def test_no_round_big_m(program: Program) -> None:
    """Every bound comes from the data: nothing exceeds the shares' whole value."""
    whole = 5_000 * 31.0 / 1_000 + 300
    for variable in program.problem.variables():
        for bound in (variable.lowBound, variable.upBound):
            assert bound is None or abs(bound) <= whole
    assert all(variable.cat == pulp.LpInteger for variable in program.binaries)
