"""One small household, planned once, and all that its first step hangs on."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from firm_household import Household, planned, short_of_cash
from isoplan.models.results.firmness import Firmness
from isoplan.optimizer.firmness import facts, firmness
from isoplan.optimizer.firmness.firmness import Asked
from isoplan.optimizer.solving.solution import Limits


@pytest.fixture(scope="session")
def household() -> Household:
    """Cash is short, and a market opens in 2028."""
    return planned(short_of_cash())


@contextmanager
def shortened() -> Iterator[None]:
    """Three values on each side at most, so that a range takes two tries an end."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PRICES", "MORE_PRICES", "WAGES", "RATES"):
            patch.setattr(facts, f"{name}_DOWN", (98, 80, 3))
            patch.setattr(facts, f"{name}_UP", (102, 130, 300))
        patch.setattr(facts, "GROWTH", (1500,))
        patch.setattr(facts, "MONTHS", (6,))
        yield


@pytest.fixture(scope="session")
def worked_out(household: Household) -> Firmness:
    """All that the household's first step hangs on, solved one by one."""
    asked = Asked("all", Limits(), fall_to=4.0, workers=0)
    with shortened():
        return firmness.firmness(
            household.situation, household.plan, household.evaluated, asked
        )
