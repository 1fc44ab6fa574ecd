"""The greatest sum over columns equals the linear program that it stands for."""

import warnings
from dataclasses import replace

import numpy as np
import pulp
import pytest

from isoplan.optimizer.tracing.inventory_bounds import (
    Block,
    ColumnBounds,
    SharedLimits,
    with_ends,
)


def by_linear_program(
    blocks: list[Block],
    count: int,
    per_share: np.ndarray,
    limits: SharedLimits | None = None,
) -> float:
    """Maximize over inventory and limits, written out as a linear program."""
    problem = pulp.LpProblem("inventory", pulp.LpMaximize)
    columns = [problem.add_variable(f"x{n}", lowBound=0) for n in range(count)]
    problem.setObjective(pulp.lpDot(per_share.tolist(), columns))
    used: list[pulp.LpVariable] = []
    available, tranche = 0.0, -1
    spans = with_ends(blocks, count)
    for place, (block, end) in enumerate(spans):
        if block.tranche != tranche:
            used, available, tranche = [], 0.0, block.tranche
        used = [*used, *columns[block.first : end]]
        available += block.shares
        problem.addConstraint(pulp.lpSum(used) <= available)
        last = place + 1 == len(spans) or spans[place + 1][0].tranche != tranche
        if block.must_be_used and last:
            problem.addConstraint(pulp.lpSum(used) == available)
    for number, most in enumerate([] if limits is None else limits.most_shares, 1):
        held = np.flatnonzero(limits.number == number).tolist() if limits else []
        problem.addConstraint(pulp.lpSum(columns[place] for place in held) <= most)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PuLP 3.3 announces changes of 4.0
        problem.solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(problem.objective))


def inventory(pick: np.random.Generator) -> tuple[list[Block], int]:
    """Return blocks of random grants and lots, and the number of columns."""
    blocks: list[Block] = []
    first = 0
    for tranche in range(int(pick.integers(1, 4))):
        must = bool(pick.random() < 0.4)
        for _ in range(1 if must else int(pick.integers(1, 5))):
            shares = float(pick.integers(0, 500))
            blocks.append(Block(first, tranche, shares, must))
            first += int(pick.integers(1, 4))
    return blocks, first


@pytest.mark.parametrize("seed", range(30))
def test_greatest_is_the_linear_programs(seed: int) -> None:
    """Random inventories with vesting steps, and lots that must be used."""
    pick = np.random.default_rng(seed)
    blocks, count = inventory(pick)
    per_share = pick.normal(0, 10, size=count)
    exact = by_linear_program(blocks, count, per_share)
    assert ColumnBounds(count, blocks).greatest(per_share) == pytest.approx(
        exact, rel=1e-6
    )


@pytest.mark.parametrize("seed", range(100, 130))
def test_limits_never_bound_too_much(seed: int) -> None:
    """Two limits on random columns: no plan within them is above the bound."""
    pick = np.random.default_rng(seed)
    blocks, count = inventory(pick)
    blocks = [replace(block, must_be_used=False) for block in blocks]
    limits = SharedLimits(
        pick.integers(0, 3, size=count), pick.integers(1, 300, size=2).astype(float)
    )
    per_share = pick.normal(0, 10, size=count)
    exact = by_linear_program(blocks, count, per_share, limits)
    bounds = ColumnBounds(count, blocks, limits)
    assert bounds.greatest(per_share) >= exact * (1 - 1e-6)
    assert bounds.greatest(per_share) <= ColumnBounds(count, blocks).greatest(per_share)


def test_limits_bound_what_the_inventory_does_not() -> None:
    """By hand: 100 shares at 2, or 30 of them at 5 under a limit, or both kinds.

    The limit allows 30 x 5 = 150, the rest of the columns 100 x 2 = 200: together 350,
    less than the 500 of the inventory alone.
    """
    blocks = [Block(0, 0, 100.0, must_be_used=False)]
    limits = SharedLimits(np.array([1, 0]), np.array([30.0]))
    per_share = np.array([5.0, 2.0])
    assert ColumnBounds(2, blocks, limits).greatest(per_share) == 350.0
    assert ColumnBounds(2, blocks, limits).greatest(-per_share) == 0.0
    assert ColumnBounds(2, blocks).greatest(per_share) == 500.0


def test_no_columns_give_nothing() -> None:
    """An empty inventory bounds everything by zero."""
    assert ColumnBounds(0, []).greatest(np.zeros(0)) == 0.0
