"""The greatest sum over columns equals the linear program that it stands for."""

import warnings

import numpy as np
import pulp
import pytest

from isoplan.optimizer.bounds import Block, ColumnBounds, with_ends


def by_linear_program(blocks: list[Block], count: int, per_share: np.ndarray) -> float:
    """Maximise over the inventory, written out as a linear program."""
    problem = pulp.LpProblem("inventory", pulp.LpMaximize)
    columns = [problem.add_variable(f"x{n}", lowBound=0) for n in range(count)]
    problem.setObjective(pulp.lpDot(per_share.tolist(), columns))
    used: list[pulp.LpVariable] = []
    available, supply = 0.0, -1
    spans = with_ends(blocks, count)
    for place, (block, end) in enumerate(spans):
        if block.supply != supply:
            used, available, supply = [], 0.0, block.supply
        used = [*used, *columns[block.first : end]]
        available += block.shares
        problem.addConstraint(pulp.lpSum(used) <= available)
        last = place + 1 == len(spans) or spans[place + 1][0].supply != supply
        if block.must_be_used and last:
            problem.addConstraint(pulp.lpSum(used) == available)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PuLP 3.3 announces changes of 4.0
        problem.solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(problem.objective))


@pytest.mark.parametrize("seed", range(30))
def test_greatest_is_the_linear_programs(seed: int) -> None:
    """Random inventories with vesting steps, and lots that must be used."""
    pick = np.random.default_rng(seed)
    blocks: list[Block] = []
    first = 0
    for supply in range(int(pick.integers(1, 4))):
        must = bool(pick.random() < 0.4)
        for _ in range(1 if must else int(pick.integers(1, 5))):
            shares = float(pick.integers(0, 500))
            blocks.append(Block(first, supply, shares, must))
            first += int(pick.integers(1, 4))
    per_share = pick.normal(0, 10, size=first)
    exact = by_linear_program(blocks, first, per_share)
    assert ColumnBounds(first, blocks).greatest(per_share) == pytest.approx(
        exact, rel=1e-6
    )


def test_no_columns_give_nothing() -> None:
    """An empty inventory bounds everything by zero."""
    assert ColumnBounds(0, []).greatest(np.zeros(0)) == 0.0
