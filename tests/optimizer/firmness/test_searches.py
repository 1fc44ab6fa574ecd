"""The ends of ranges, found with a solver of made-up answers."""

from collections.abc import Callable
from datetime import date

import pytest

from isoplan.models.results.firmness import FirstStep, StepAction
from isoplan.models.results.plan import Objective
from isoplan.optimizer.firmness.changes import Change, Income, StepKept
from isoplan.optimizer.firmness.facts import Fact, Rung
from isoplan.optimizer.firmness.first_step import TRIFLE
from isoplan.optimizer.firmness.searches import (
    End,
    end_of_range,
    range_of,
    searched,
)
from isoplan.optimizer.firmness.tries import LATE, Outcome

RUNGS = tuple(Rung(float(n), Income(100 + n)) for n in range(1, 8))
Answer = Callable[[int], Outcome]


def step(shares: int) -> FirstStep:
    """A step of one exercise."""
    part = StepAction(kind="exercise", grant="G", of="G", shares=shares)
    return FirstStep(on=date(2026, 3, 2), actions=(part,))


OURS = step(1_000)


def outcome(shares: int, value: float = 5_000.0) -> Outcome:
    """A plan that exercises so many shares first."""
    objective = Objective(
        name="after_tax_value", value=value, bound=value, gap=0.0, gap_part=0.0
    )
    return Outcome(step(shares), objective)


class MadeUp:
    """Answers at once; the last one asked first, or the first one."""

    def __init__(
        self, answer: Answer, kept: Outcome | None = None, *, last_first: bool = False
    ) -> None:
        """Keep the answers to tries, and that of keeping the step."""
        self.answer, self.last_first = answer, last_first
        self.kept = kept or Outcome(why="infeasible")
        self.asked: list[tuple[int, Change]] = []

    def give(self, number: int, change: Change) -> None:
        """Take a change."""
        self.asked.append((number, change))

    def ready(self) -> tuple[int, Outcome]:
        """Answer one of those taken."""
        number, change = self.asked.pop(-1 if self.last_first else 0)
        if isinstance(change, StepKept):
            return number, self.kept
        assert isinstance(change, Income)
        return number, self.answer(change.percent - 100)


def found_end(solver: MadeUp) -> tuple[End, int]:
    """Search one end of the ladder."""
    (found,), tries = searched([end_of_range(RUNGS, OURS)], solver)
    return found, tries


@pytest.mark.parametrize("last", range(8))
def test_every_end_is_found(last: int) -> None:
    """Three answers find any of seven rungs, or that none or all are the same."""
    found, _ = found_end(MadeUp(lambda n: outcome(1_000 if n <= last else 400)))
    assert found.last_same == (float(last) if last else None)
    assert not found.cut
    if last < len(RUNGS):
        assert found.beyond is not None
        assert found.beyond.value == last + 1.0
        assert found.beyond.step == step(400)
        assert found.beyond.keeping_costs is None  # it cannot be kept there
    else:
        assert found.beyond is None
        assert len(found.tried) == 3


@pytest.mark.parametrize("loses", [0.0, TRIFLE, TRIFLE + 0.01, 700.0])
def test_a_step_that_loses_a_trifle_stays(loses: float) -> None:
    """Beyond it another is better, and what keeping to the step loses is said."""
    kept = outcome(1_000, 5_000.0 - loses)
    found, tries = found_end(MadeUp(lambda n: outcome(1_000 if n < 4 else 400), kept))
    if loses <= TRIFLE:
        assert (found.last_same, found.beyond) == (7.0, None)
    else:
        assert found.last_same == 3.0
        assert found.beyond is not None
        assert found.beyond.keeping_costs == pytest.approx(loses, abs=0.005)
    assert tries > len(found.tried)


def other(plan: Outcome, **fields: object) -> Outcome:
    """The same plan with fields of its objective changed."""
    assert plan.objective is not None
    return Outcome(plan.step, plan.objective.model_copy(update=fields))


def test_least_tax_counts_the_other_way() -> None:
    """More tax is what keeping to a step loses."""

    def taxed(shares: int, value: float) -> Outcome:
        return other(outcome(shares, value), name="least_tax", bound=value - 7.0)

    found, _ = found_end(MadeUp(lambda _: taxed(400, 900.0), taxed(1_000, 1_000.0)))
    assert found.beyond is not None
    assert found.beyond.keeping_costs == 107.0


def test_what_is_lost_is_counted_up_to_the_bound() -> None:
    """A plan that loses 10 of what was found may lose 30 of what is possible."""
    best = other(outcome(400), bound=5_020.0)
    found, _ = found_end(MadeUp(lambda _: best, outcome(1_000, 4_990.0)))
    assert found.last_same is None
    assert found.beyond is not None
    assert found.beyond.keeping_costs == 30.0


def test_time_that_is_over_ends_a_search() -> None:
    """What was found so far stands, and nothing is said of what comes beyond."""
    found, tries = found_end(MadeUp(lambda n: LATE if n > 4 else outcome(1_000)))
    assert (found.last_same, found.beyond, found.cut) == (4.0, None, "late")
    assert tries == 2
    broken = Outcome(why="failed", said="the solver stopped")
    found, _ = found_end(MadeUp(lambda n: broken if n > 4 else outcome(1_000)))
    assert found.cut == "failed"


def test_time_that_is_over_leaves_the_nearest_other_step() -> None:
    """Of the values that were tried."""
    found, _ = found_end(MadeUp(lambda n: LATE if n < 4 else outcome(400)))
    assert found.beyond is not None
    assert (found.last_same, found.beyond.value, found.cut) == (None, 4.0, "late")


def test_keeping_a_step_that_is_late_ends_a_search_too() -> None:
    """Whether it would be better is not known."""
    found, _ = found_end(MadeUp(lambda _: outcome(400), LATE))
    assert (found.last_same, found.beyond, found.cut) == (None, None, "late")


def test_values_that_cannot_be_are_not_said_to_be_tried() -> None:
    """The range ends before them without another step."""
    no_such = Outcome(why="impossible", said="no such scenario")
    found, _ = found_end(MadeUp(lambda n: no_such if n > 2 else outcome(1_000)))
    assert found == End(2.0, None, (2.0,))


def test_no_plan_at_all_is_another_step() -> None:
    """Where no schedule keeps the limits."""
    found, _ = found_end(MadeUp(lambda _: Outcome(why="infeasible")))
    assert found.last_same is None
    assert found.beyond is not None
    assert found.beyond.step is None


def test_the_order_of_answers_changes_nothing() -> None:
    """Searches run side by side and do not hear of each other."""

    def ends(*, last_first: bool) -> list[End]:
        solver = MadeUp(
            lambda n: outcome(1_000 if n <= 5 else 400), last_first=last_first
        )
        ladders = (RUNGS, RUNGS[:4], (), RUNGS[2:])
        found, _ = searched([end_of_range(each, OURS) for each in ladders], solver)
        return list(found)

    assert ends(last_first=True) == ends(last_first=False)
    assert ends(last_first=True)[2] == End(None, None, ())


def test_a_range_is_its_two_ends_around_the_scenarios_value() -> None:
    """In order; where not even the first value is the same, it is that value alone."""
    fact = Fact("income", "wages", 10.0, (), ())
    found = range_of(fact, End(None, None, (8.0,)), End(12.0, None, (14.0, 12.0)))
    assert (found.lowest, found.highest) == (10.0, 12.0)
    assert found.tried == (8.0, 10.0, 12.0, 14.0)
    assert not found.cut
    late = range_of(fact, End(None, None, ()), End(None, None, (), "late"))
    assert late.cut == "late"
