"""The relaxation over few columns is that over all of them, and its bounds hold."""

import time
from math import inf

import numpy as np
import pytest

from isoplan.models.base.errors import SolverFailure
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.solving import highs, master
from isoplan.optimizer.solving.master import Late, Master, Relaxed
from isoplan.optimizer.solving.solution import Limits
from priced_beside_cbc import numbered, program_for

CENT = 0.01
PRECISELY = 1e-4
"""Dollars by which a bound may lie below the relaxation's cost."""
FEW, DEAR, BOUNDLESS, IMPOSSIBLE = 2, 3, 1056, 1026
"""Numbers of random scenarios: a small one; one whose missed rows must cost more; one
of which missing rows brings more than it costs at first; one that has sides without a
plan."""


@pytest.fixture(scope="module")
def programs() -> dict[int, Program]:
    """Programs of random scenarios, by their number."""
    numbers = (FEW, DEAR, BOUNDLESS, IMPOSSIBLE, 1009, 1021)
    return {number: program_for(numbered(number)) for number in numbers}


def relaxed(
    of: Master, cutoff: float = inf, slack: float = PRECISELY
) -> tuple[float, Relaxed | None]:
    """Return the relaxation, for which there is time enough."""
    return of.relax(time.monotonic() + 60.0, cutoff, slack)


def over_all_columns(program: Program) -> float:
    """Return what HiGHS makes of the relaxation with every column written."""
    return highs._Model(program).relaxation(Limits()).bound


def answers_of(of: Master) -> list[str]:
    """Return a list that gets every answer of HiGHS from now on."""
    found: list[str] = []
    run = of._status

    def status(ends_at: float, method: int) -> str:
        found.append(run(ends_at, method))
        return found[-1]

    of._status = status
    return found


@pytest.mark.parametrize("number", [FEW, DEAR, BOUNDLESS, 1009, 1021])
def test_few_columns_cost_what_all_do(
    number: int, programs: dict[int, Program]
) -> None:
    """The bound is that of the relaxation over every column, to the cent."""
    program = programs[number]
    few = Master(program)
    bound, found = relaxed(few)
    assert found is not None
    assert bound == pytest.approx(over_all_columns(program), abs=CENT)
    assert found.bound == pytest.approx(found.cost, abs=PRECISELY)
    assert len(few.used) < len(program.traced.columns) or number == 1021
    assert set(np.flatnonzero(found.shares)) <= set(few.used.tolist())


@pytest.mark.parametrize("number", [FEW, DEAR, 1009])
@pytest.mark.parametrize("slack", [1e9, 1e5, 1e3, 10.0])
def test_the_bound_holds_before_pricing_has_ended(
    number: int, slack: float, programs: dict[int, Program]
) -> None:
    """What the columns left out may still bring is taken off: Lagrange's bound."""
    program = programs[number]
    bound, found = relaxed(Master(program), slack=slack)
    least = over_all_columns(program)
    assert bound <= least + CENT
    if found is not None:
        assert found.cost >= least - CENT
        assert found.bound <= bound
        assert found.cost - found.bound <= slack


def test_a_stopped_pricing_would_be_no_bound_by_itself(
    programs: dict[int, Program],
) -> None:
    """The cost over the columns in use is above it: so the test above says much."""
    program = programs[FEW]
    _, found = relaxed(Master(program), slack=1e9)
    assert found is not None
    assert found.cost > over_all_columns(program) + 100.0


def test_a_bound_that_reaches_the_cutoff_is_enough(
    programs: dict[int, Program],
) -> None:
    """Pricing ends there; the bound still holds."""
    least = over_all_columns(programs[FEW])
    bound, found = relaxed(Master(programs[FEW]), cutoff=least - 1_000.0)
    assert found is None
    assert least - 1_000.0 <= bound <= least + CENT


def test_columns_taken_out_come_back(programs: dict[int, Program]) -> None:
    """Elsewhere they pay; there the relaxation is that of one that never had them."""
    used, fresh = Master(programs[FEW]), Master(programs[FEW])
    _, found = relaxed(used)
    assert found is not None
    before = set(used.used.tolist())
    used.thin_out(0)
    gone = before - set(used.used.tolist())
    assert gone
    assert set(np.flatnonzero(used.is_used)) == set(used.used.tolist())
    assert relaxed(used)[0] == pytest.approx(found.cost, abs=CENT)
    low, high = elsewhere(used, found)
    used.set_binaries(low, high)
    fresh.set_binaries(low, high)
    again, afresh = relaxed(used), relaxed(fresh)
    assert gone & set(used.used.tolist())
    assert again[0] == pytest.approx(afresh[0], abs=CENT)
    assert again[1] is not None
    assert programs[FEW].traced.within_inventory(again[1].shares)


def elsewhere(of: Master, found: Relaxed) -> tuple[np.ndarray, np.ndarray]:
    """Return bounds of the binaries with each fraction on its farther side."""
    values = found.amounts[of.law.binaries]
    is_part = np.abs(values - np.rint(values)) > 1e-6
    low, high = of.low.copy(), of.high.copy()
    low[is_part] = high[is_part] = 1.0 - np.rint(values[is_part])
    return low, high


def test_few_enough_columns_all_stay(programs: dict[int, Program]) -> None:
    """And none is taken out that the relaxation uses."""
    used = Master(programs[FEW])
    _, found = relaxed(used)
    assert found is not None
    before = used.used.tolist()
    used.thin_out(len(before))
    assert used.used.tolist() == before
    used.thin_out(1)
    assert set(np.flatnonzero(found.shares)) <= set(used.used.tolist())


def test_missed_rows_get_dearer_until_none_is_missed(
    programs: dict[int, Program],
) -> None:
    """At the first price it is cheaper to miss one than to pay."""
    of = Master(programs[DEAR])
    _, found = relaxed(of)
    assert master.FIRST_PENALTY < of.penalty < master.LAST_PENALTY
    assert found is not None
    values = np.array(of.highs.getSolution().col_value)
    assert values[of.missing].max() <= master.MISSED


def test_missing_a_row_may_bring_more_than_it_costs(
    programs: dict[int, Program],
) -> None:
    """Then there is no least cost until it costs more."""
    of = Master(programs[BOUNDLESS])
    answers = answers_of(of)
    bound, found = relaxed(of)
    assert master.UNBOUNDED in answers
    assert of.penalty > master.FIRST_PENALTY
    assert found is not None
    assert bound == pytest.approx(over_all_columns(programs[BOUNDLESS]), abs=CENT)


def test_no_price_of_missed_rows_helps(
    programs: dict[int, Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an end there is no answer, which is a failure and no plan."""
    monkeypatch.setattr(master, "LAST_PENALTY", master.FIRST_PENALTY)
    with pytest.raises(SolverFailure, match="stopped without an answer"):
        relaxed(Master(programs[BOUNDLESS]))


def test_where_rows_stay_missed_the_bound_is_what_missing_them_costs(
    programs: dict[int, Program],
) -> None:
    """A bound above every plan's cost, though no proof that there is none."""
    of = Master(programs[IMPOSSIBLE])
    _, found = relaxed(of)
    assert found is not None
    of.set_binaries(*elsewhere(of, found))
    bound, nothing = relaxed(of)
    assert nothing is None
    assert of.penalty == master.LAST_PENALTY
    assert 1e9 < bound < inf


def test_rows_of_the_law_alone_that_contradict_have_no_plan(
    programs: dict[int, Program],
) -> None:
    """Whatever the columns: none of them touches these rows."""
    of = Master(programs[1009])
    _, found = relaxed(of)
    assert found is not None
    of.set_binaries(*elsewhere(of, found))
    assert relaxed(of) == (inf, None)


def test_one_answer_that_is_none_is_asked_for_anew(
    programs: dict[int, Program],
) -> None:
    """From nothing, by the other method; the relaxation is the same."""
    of = Master(programs[FEW])
    run, calls = of._status, []

    def status(ends_at: float, method: int) -> str:
        calls.append(method)
        answer = run(ends_at, method)
        return "Unknown" if len(calls) == 2 else answer

    of._status = status
    bound, found = relaxed(of)
    assert calls[1:3] == [master.PRIMAL, master.DUAL]
    assert found is not None
    assert bound == pytest.approx(over_all_columns(programs[FEW]), abs=CENT)


def test_no_answer_twice_is_a_failure(programs: dict[int, Program]) -> None:
    """It names HiGHS, what it said, and the remedy."""
    of = Master(programs[FEW])
    of._status = lambda *_: "Unknown"
    with pytest.raises(SolverFailure) as caught:
        relaxed(of)
    assert str(caught.value) == (
        "HiGHS stopped without an answer: Unknown; take --solver cbc"
    )


def test_time_that_is_over_is_late(programs: dict[int, Program]) -> None:
    """Before HiGHS begins, and where it says so itself."""
    of = Master(programs[FEW])
    with pytest.raises(Late):
        of.relax(time.monotonic() - 1.0, inf, PRECISELY)
    of.highs = Silent(of.highs)
    with pytest.raises(Late):
        relaxed(of)


class Silent:
    """HiGHS that always says that it is late."""

    def __init__(self, real: object) -> None:
        """Keep the real one."""
        self.real = real

    def __getattr__(self, name: str) -> object:
        """Return HiGHS's own."""
        return getattr(self.real, name)

    def modelStatusToString(self, status: object) -> str:  # noqa: N802
        """Return that it is late."""
        del status
        return master.LATE


def test_a_column_is_added_once(programs: dict[int, Program]) -> None:
    """Also where it is asked for twice."""
    of = Master(programs[FEW])
    of.add(np.array([3, 1, 3]))
    of.add(np.array([1, 3]))
    of.add(np.array([1, 2]))
    assert of.used.tolist() == [1, 3, 2]
    assert of.highs.getNumCol() == len(of.law.names) + len(of.missing) + 3


def test_the_best_of_each_step_come_in(programs: dict[int, Program]) -> None:
    """Of a step of the inventory a few; those that do not pay never."""
    of = Master(programs[FEW])
    pays = np.random.default_rng(1).uniform(size=len(of.steps))
    pays[of.steps == of.steps[0]] = 0.0
    chosen = of._best(pays)
    assert not np.any(of.steps[chosen] == of.steps[0])
    for step in np.unique(of.steps)[1:]:
        mine = np.flatnonzero(of.steps == step)
        best = mine[np.argsort(-pays[mine])][: master.BEST_OF_EACH]
        assert set(chosen[of.steps[chosen] == step]) == set(best)
    assert list(pays[chosen]) == sorted(pays[chosen], reverse=True)


def test_the_state_after_a_trial_is_that_before(programs: dict[int, Program]) -> None:
    """Its cost is no more than that of the whole way, over the columns in use."""
    of = Master(programs[FEW])
    bound, found = relaxed(of)
    assert found is not None
    values = found.amounts[of.law.binaries]
    place = int(np.argmax(np.minimum(values, 1.0 - values)))
    variable, basis = int(of.law.binaries[place]), of.basis()
    few_steps = of.tried(variable, 1.0, 2)
    of.restore(basis)
    all_steps = of.tried(variable, 1.0, 10_000)
    of.restore(basis)
    assert found.cost - CENT <= few_steps <= all_steps + CENT
    used = len(of.used)
    assert relaxed(of)[0] == pytest.approx(bound, abs=CENT)
    assert len(of.used) == used
