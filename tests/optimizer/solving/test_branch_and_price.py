"""Branch and price: what CBC finds with all columns, and bounds that hold."""

import re
import time
from contextlib import suppress
from dataclasses import replace
from itertools import product

import numpy as np
import pulp
import pytest

from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime, SolverFailure
from isoplan.models.situation import situation_of
from isoplan.optimizer.program.program import ColumnTerms, Program
from isoplan.optimizer.solving import branch_and_price, cbc, highs, master
from isoplan.optimizer.solving.branch_and_price import Node, with_pricing
from isoplan.optimizer.solving.incumbent import Incumbent, start_of
from isoplan.optimizer.solving.solution import Limits, Solution
from isoplan.optimizer.solving.solver import solve
from priced_beside_cbc import numbered, program_for

CENT = 0.01
TINY = [163, 214, 243]
"""Numbers of random scenarios of five to seven binaries, most of them searched."""
SEARCHED = 183
"""One whose search takes some twenty nodes, within cash."""


@pytest.fixture(scope="module")
def programs() -> dict[int, Program]:
    """Programs of random scenarios, by their number."""
    return {number: program_for(numbered(number)) for number in (*TINY, SEARCHED)}


def start_for(number: int, program: Program) -> np.ndarray | None:
    """Return the start that a plan would have."""
    return start_of(situation_of(numbered(number)), program.traced)


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[Node]:
    """Every node that is worked on from now on, with its bound."""
    nodes: list[Node] = []
    work = branch_and_price._Search.worked

    def recorded(search: branch_and_price._Search, node: Node) -> tuple[Node, ...]:
        children = work(search, node)
        nodes.append(node)
        return children

    monkeypatch.setattr(branch_and_price._Search, "worked", recorded)
    return nodes


def costs_by_force(program: Program) -> dict[tuple[float, ...], float]:
    """Return the least cost (dollars) of each way to set all binaries."""
    costs: dict[tuple[float, ...], float] = {}
    try:
        for setting in product((0.0, 1.0), repeat=len(program.binaries)):
            for binary, value in zip(program.binaries, setting, strict=True):
                binary.lowBound = binary.upBound = value
            with suppress(InfeasiblePlan):
                costs[setting] = highs._Model(program).relaxation(Limits()).bound
    finally:
        for binary in program.binaries:
            binary.lowBound, binary.upBound = 0, 1
    return costs


@pytest.mark.parametrize("probed", [(), (0, 2)])
@pytest.mark.parametrize("number", TINY)
def test_no_setting_of_the_binaries_costs_less_than_its_node(
    number: int,
    probed: tuple[int, ...],
    programs: dict[int, Program],
    worked: list[Node],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All are tried: the bound of each node holds, and the best one is found.

    Also where binaries were probed, and nodes hold fewer settings.
    """
    monkeypatch.setattr(branch_and_price, "PROBED_AFTER", probed)
    program = programs[number]
    costs = costs_by_force(program)
    found = with_pricing(program, Limits(60.0, 1e-3), None)
    assert found.proven
    assert found.cost == pytest.approx(min(costs.values()), abs=CENT)
    assert len(worked) >= found.nodes
    assert found.nodes > 1 or probed
    for node in worked:
        inside = [
            cost
            for setting, cost in costs.items()
            if np.all(node.low <= setting) and np.all(setting <= node.high)
        ]
        assert node.bound <= min(inside, default=np.inf) + CENT


@pytest.mark.parametrize("probed", [(), (1,)])
@pytest.mark.parametrize("gap", [1.0, 100.0, 10_000.0])
@pytest.mark.parametrize("number", [*TINY, SEARCHED])
def test_the_bound_holds_whatever_the_gap(
    number: int,
    gap: float,
    probed: tuple[int, ...],
    programs: dict[int, Program],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is not looked at, as it cannot be better by the gap, counts in the bound."""
    monkeypatch.setattr(branch_and_price, "PROBED_AFTER", probed)
    program = programs[number]
    best = solve(program, Limits(60.0, 1e-3), "cbc")
    found = with_pricing(program, Limits(60.0, gap), start_for(number, program))
    assert found.bound <= best.cost + CENT
    assert found.cost >= best.bound - CENT
    assert found.cost - found.bound <= gap + CENT
    assert found.proven


def test_what_cost_rules_out_counts_in_the_bound() -> None:
    """The least that any plan there costs: the bound and the slope together."""
    program = program_for(numbered(1012))
    search = branch_and_price._Search(program, Limits(60.0, 0.0).started(), None, None)
    node = Node(-np.inf, 0, search.low.copy(), search.high.copy())
    _, found = search.relaxed(node.low, node.high)
    assert found is not None
    slopes = np.abs(found.slopes[search.master.law.binaries])
    search.best = Incumbent(found.shares, found.bound + slopes.max() / 2.0)
    low, high = search.fixed_by_cost(node, found)
    is_fixed = (low != node.low) | (high != node.high)
    assert is_fixed.tolist() == (slopes == slopes.max()).tolist()
    assert search.closed == found.bound + slopes.max()


def test_what_is_left_open_counts_in_the_bound(
    programs: dict[int, Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the gap is reached the search ends, though a node may hold better plans."""
    search = branch_and_price._Search(
        programs[SEARCHED], Limits(60.0, 100.0).started(), None, None
    )
    monkeypatch.setattr(search, "worked", lambda _: ())
    left = Node(-50.0, 0, search.low, search.high)
    search.open = [left]
    search.best = Incumbent(np.zeros(0), 0.0)
    assert search.after(left) is None
    assert search.closed == left.bound


def test_a_wider_gap_takes_fewer_nodes(programs: dict[int, Program]) -> None:
    """It is what the search stops for."""
    wide, narrow = (
        with_pricing(programs[SEARCHED], Limits(60.0, gap), None)
        for gap in (5_000.0, CENT)
    )
    assert wide.nodes < narrow.nodes
    assert narrow.bound >= wide.bound


def test_any_plan_at_all_is_one() -> None:
    """Where all must be sold, too: some columns are needed for that."""
    program = program_for(numbered(1025))
    found = with_pricing(program, Limits(60.0, 1e12), None)
    assert program.traced.keeps_limits(found.shares, found.on)


@pytest.mark.parametrize("most", [1, 4])
def test_there_are_no_more_nodes_than_there_may_be(
    most: int, programs: dict[int, Program]
) -> None:
    """What is left counts in the bound, and nothing is called proven."""
    program = programs[SEARCHED]
    best = solve(program, Limits(60.0, 1e-3), "cbc")
    stopped = with_pricing(
        program,
        Limits(60.0, CENT, most_nodes=most),
        start_for(SEARCHED, program),
    )
    assert stopped.nodes == most
    assert not stopped.proven
    assert stopped.bound < best.cost - 1.0
    assert stopped.cost >= best.bound - CENT


def test_probing_fixes_what_can_be_no_better(
    programs: dict[int, Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fewer nodes are left, and the same plan is proven."""
    program = programs[SEARCHED]
    start = start_for(SEARCHED, program)
    monkeypatch.setattr(branch_and_price, "PROBED_AFTER", ())
    without = with_pricing(program, Limits(), start)
    monkeypatch.setattr(branch_and_price, "PROBED_AFTER", (4,))
    probed = with_pricing(program, Limits(), start)
    assert probed.nodes < without.nodes
    assert probed.cost == pytest.approx(without.cost, abs=2 * CENT)
    assert probed.proven


@pytest.mark.parametrize("seconds", [1e-6, 0.05])
def test_out_of_time_the_bound_is_one(
    seconds: float, programs: dict[int, Program]
) -> None:
    """A plan that is known is the answer, at its true cost; else there is none."""
    program = programs[SEARCHED]
    best = solve(program, Limits(60.0, 1e-3), "cbc")
    start = start_for(SEARCHED, program)
    assert start is not None
    found = with_pricing(program, Limits(seconds, CENT), start)
    assert found.cost <= program.traced.cost_of(start) + CENT
    assert found.cost == pytest.approx(program.traced.cost_of(found.shares, found.on))
    assert found.bound <= best.cost + CENT
    assert found.proven == (found.cost - found.bound <= 2 * CENT)


def test_out_of_time_before_any_plan_is_an_error(
    programs: dict[int, Program],
) -> None:
    """Not that there is none."""
    with pytest.raises(NoPlanInTime, match="allow more time"):
        with_pricing(programs[SEARCHED], Limits(1e-6, CENT), None)


def with_row(program: Program, least: float, *, of_columns: bool) -> Program:
    """Return a program with a row more, which asks for thousands of shares."""
    law = program.law.copy()
    first = next(each for each in law.variables() if each.name == "exercised_0")
    terms = {} if of_columns else {first: 1.0}
    row = pulp.LpConstraint(
        pulp.LpAffineExpression(terms), pulp.LpConstraintGE, "too_much", least
    )
    law.addConstraint(row)
    places = np.arange(len(program.traced.columns) if of_columns else 0)
    mine = {"too_much": ColumnTerms(places, np.ones(len(places)))}
    return replace(program, law=law, by_row={**program.by_row, **mine})


@pytest.mark.parametrize("of_columns", [True, False])
def test_that_there_is_no_plan_is_left_to_cbc(
    programs: dict[int, Program],
    monkeypatch: pytest.MonkeyPatch,
    *,
    of_columns: bool,
) -> None:
    """Which has all columns, and the last word."""
    program = with_row(programs[TINY[0]], 1e5, of_columns=of_columns)
    with pytest.raises(InfeasiblePlan):
        with_pricing(program, Limits(), None)
    asked: list[Program] = []
    ask = cbc.with_cbc

    def noted(program: Program, *rest: object) -> Solution:
        asked.append(program)
        return ask(program, *rest)

    monkeypatch.setattr(cbc, "with_cbc", noted)
    with pytest.raises(InfeasiblePlan):
        solve(program, Limits(), "priced")
    assert asked == [program]


@pytest.mark.parametrize("number", [1016, 1001, 16, 1048])
def test_no_columns_or_no_binaries_are_a_program_too(number: int) -> None:
    """No binaries; cash without them; nothing that decides anything; elections."""
    program = program_for(numbered(number))
    assert not len(program.traced.columns) or not program.binaries
    found = with_pricing(program, Limits(), None)
    assert found.proven
    assert found.nodes == 1
    assert found.cost == pytest.approx(solve(program, Limits(), "cbc").cost, abs=CENT)


def test_the_search_says_how_near_it_is(
    programs: dict[int, Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a plan is known, and no oftener than is of use."""
    program, told = programs[SEARCHED], list[str]()
    start = start_for(SEARCHED, program)
    with_pricing(program, Limits(), start, told.append)
    quiet = len(told)
    monkeypatch.setattr(branch_and_price, "TELL_S", 0.0)
    found = with_pricing(program, Limits(), start, told.append)
    assert quiet <= 1 + found.seconds / 0.5
    assert len(told) - quiet == found.nodes
    near = "searching; the best plan so far is within $"
    assert all(each.startswith(near) for each in told)
    distances = [float(re.sub(r"\D", "", each)) for each in told[quiet:]]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] > distances[-1]


def test_a_bound_that_a_known_plan_beats_is_a_failure(
    programs: dict[int, Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    """CBC takes its place, and the proof says why."""
    monkeypatch.setattr(master.Master, "relax", lambda *_: (np.inf, None))
    program = programs[SEARCHED]
    start = start_for(SEARCHED, program)
    with pytest.raises(SolverFailure, match="proves a bound that its own plan beats"):
        with_pricing(program, Limits(), start)
    found = solve(program, Limits(), "priced", start)
    assert found.solver.endswith(
        "(the search that prices columns proves a bound that its own plan beats)"
    )
    assert found.proven


def test_a_highs_that_never_answers_gives_way_to_cbc(
    programs: dict[int, Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, with the remedy, and the proof says why."""
    monkeypatch.setattr(master.Master, "_status", lambda *_: "Unknown")
    told: list[str] = []
    found = solve(programs[SEARCHED], Limits(), "priced", tell=told.append)
    assert told[0] == (
        "Warning: HiGHS stopped without an answer: Unknown; take --solver cbc; "
        "CBC takes its place ..."
    )
    assert found.solver.startswith("CBC ")
    assert found.solver.endswith(
        "(the search that prices columns stopped without an answer)"
    )


@pytest.mark.parametrize(
    ("solver", "many", "used"),
    [
        ("auto", 10, "columns priced"),
        ("auto", 10**6, "CBC"),
        ("cbc", 10, "CBC"),
        ("priced", 10**6, "columns priced"),
    ],
)
def test_columns_are_priced_where_they_are_many(
    solver: str,
    many: int,
    used: str,
    programs: dict[int, Program],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or where that is asked for."""
    monkeypatch.setattr("isoplan.optimizer.solving.solver.MANY_COLUMNS", many)
    found = solve(programs[TINY[0]], Limits(), solver)
    assert found.solver.startswith(used)


@pytest.mark.parametrize(("many", "used"), [(13, "HiGHS"), (14, "columns priced")])
def test_where_action_slots_are_many_highs_is_asked(
    many: int, used: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many columns there are."""
    program = program_for(numbered(1021))
    assert len(program.used) == 13
    monkeypatch.setattr("isoplan.optimizer.solving.solver.MANY_SLOTS", many)
    monkeypatch.setattr("isoplan.optimizer.solving.solver.MANY_COLUMNS", 1)
    assert solve(program, Limits(), "auto").solver.startswith(used)


def test_the_search_takes_no_longer_than_it_may(
    programs: dict[int, Program],
) -> None:
    """The clock is that of all that a command does."""
    begun = time.monotonic()
    started = Limits(0.2, 0.0).started()
    with_pricing(programs[SEARCHED], started, start_for(SEARCHED, programs[SEARCHED]))
    assert time.monotonic() - begun < 2.0
