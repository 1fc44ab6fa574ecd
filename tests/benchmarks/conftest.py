"""The folder ``benchmarks`` is not installed: tests find it in the checkout."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scenario_builder import build_scenario, grant

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.prepared import Prepared

sys.path.append(str(Path(__file__).resolve().parents[2]))


def _tiny(
    wages: float, credit: float, grants: int, last_year: int, state: str = ""
) -> "Prepared":
    """A single filer with options well in the money, and one year of run-off."""
    from benchmarks.prepared import prepared

    return prepared(
        build_scenario(
            "tiny",
            plan={
                "last_year": last_year,
                "decision_dates": "yearly",
                "discount_rate": 0.05,
                "inflation": 0.025,
                "run_off_years": 1,
            },
            household={
                "wages": wages,
                "minimum_tax_credit": credit,
                "state": state,
            },
            grants=[
                grant(
                    f"grant {number}",
                    granted_on=date(2023 + number, 2, 1),
                    expires_on=date(2032, 1, 31),
                    shares=9_000,
                    strike=2.0 + number,
                )
                for number in range(grants)
            ],
            market={
                "prices": {date(2026, 1, 1): 30.0, date(2027, 6, 1): 38.0},
            },
        )
    )


@pytest.fixture(scope="session")
def tiny() -> "Callable[..., Prepared]":
    """Return a small household: wages, old credit, grants, last year, state."""
    return _tiny
