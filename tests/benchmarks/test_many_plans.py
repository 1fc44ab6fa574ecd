"""Many plans priced at once are worth what each is worth by the forms."""

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.many_plans import PlanValues, cells_of, shares_of
from benchmarks.prepared import Prepared
from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.tracing.inventory_bounds import with_ends

Tiny = Callable[..., Prepared]


@pytest.fixture(scope="module", params=["", "CA", "CO"])
def ready(tiny: Tiny, request: pytest.FixtureRequest) -> Prepared:
    return tiny(150_000, 20_000, 2, 2028, request.param)


@pytest.fixture(scope="module")
def plans(ready: Prepared) -> np.ndarray:
    """Random numbers between zero and one as shares; columns x plans."""
    cells = cells_of(ready.columns)
    numbers = np.random.default_rng(1).uniform(size=(len(cells), 20))
    return shares_of(cells, numbers, len(ready.columns))


def test_each_plan_costs_what_the_forms_say(ready: Prepared, plans: np.ndarray) -> None:
    values = PlanValues(ready)(plans)
    costs = [ready.cost(shares) for shares in plans.T]
    assert values == pytest.approx(-np.array(costs), abs=0.01)


def test_no_plan_takes_more_than_has_vested(ready: Prepared, plans: np.ndarray) -> None:
    assert plans.sum() > 0
    available, tranche = 0.0, -1
    used = np.zeros(plans.shape[1])
    for block, end in with_ends(inventory(ready.columns), len(ready.columns)):
        if block.tranche != tranche:
            available, tranche, used = 0.0, block.tranche, np.zeros(plans.shape[1])
        available += block.shares
        used = used + plans[block.first : end].sum(axis=0)
        assert np.all(used <= available + 1e-6)


def test_small_numbers_mean_no_shares(ready: Prepared) -> None:
    cells = cells_of(ready.columns)
    idle = shares_of(cells, np.full((len(cells), 1), 0.5), len(ready.columns))
    assert not idle.any()
    assert PlanValues(ready)(idle) == pytest.approx([0.0], abs=0.01)
