"""One share, and the days of its acquisition, as each test wants them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from isoplan.models.equity.kinds.base import Acquisition, SoldShare


@pytest.fixture(scope="session")
def sold() -> Callable[..., SoldShare]:
    """Make a share paid with 10, worth 30 when measured, sold at 50 a year on."""

    def make(**changed: Any) -> SoldShare:
        values = {
            "paid": 10.0,
            "value_when_measured": 30.0,
            "value_when_vested": 30.0,
            "sale_price": 50.0,
            "sale_cost": 0.0,
            "qualifying": True,
            "same_year": False,
        }
        return SoldShare(**{**values, **changed})

    return make


@pytest.fixture(scope="session")
def acquired() -> Callable[..., Acquisition]:
    """Make shares granted on June 1, 2025 and acquired on January 2, 2026."""

    def make(**changed: Any) -> Acquisition:
        days = {"acquired_on": date(2026, 1, 2), "granted_on": date(2025, 6, 1)}
        return Acquisition(**{**days, **changed})

    return make
