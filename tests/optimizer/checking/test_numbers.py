"""What is no number is refused, by the check for it and by every comparison."""

import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import nan
from typing import Any

import pytest

from isoplan.models.base.errors import AuditFailure
from isoplan.optimizer.checking import checks
from isoplan.optimizer.checking.audit import audit
from isoplan.optimizer.recount.evidence import Evidence, Shown, differs

NUMBERS: dict[str, Callable[[Evidence], Evidence]] = {
    "shares": lambda planned: replace(
        planned, acts=(replace(planned.acts[0], shares=nan), *planned.acts[1:])
    ),
    "price": lambda planned: replace(
        planned, acts=(replace(planned.acts[0], price=nan), *planned.acts[1:])
    ),
    "cost": lambda planned: with_program(planned, cost=nan),
    "bound": lambda planned: with_program(planned, bound=nan),
    "cash": lambda planned: with_program(planned, cash=((date(2026, 2, 2), nan),)),
    "objective": lambda planned: replace(
        planned, shown=replace(shown_of(planned), objective_value=nan)
    ),
}


def with_program(planned: Evidence, **claims: Any) -> Evidence:
    """Return evidence with other claims of its program."""
    assert planned.program is not None
    return replace(planned, program=replace(planned.program, **claims))


def shown_of(planned: Evidence) -> Shown:
    """Return what evidence shows."""
    assert planned.shown is not None
    return planned.shown


@pytest.mark.parametrize("where", NUMBERS)
def test_what_is_no_number_passes_nowhere(
    where: str, planned: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NaN is refused first; and each comparison by itself refuses it as well."""
    evidence = NUMBERS[where](planned)
    with pytest.raises(AuditFailure, match="not a number"):
        audit(evidence)
    others = tuple(check for check in checks.CHECKS if check.name != "numbers")
    monkeypatch.setattr(checks, "CHECKS", others)
    with warnings.catch_warnings(action="ignore"), pytest.raises(AuditFailure):
        audit(evidence)


def test_a_difference_that_is_no_number_is_one() -> None:
    """A comparison with NaN is false, so differences are asked for the other way."""
    assert differs(nan, 1.0, 1e9)
    assert differs(1.0, nan, 1e9)
    assert not differs(1.0, 1.01, 0.02)
    assert differs(1.0, 1.03, 0.02)
