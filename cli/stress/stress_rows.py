"""A stress as rows of text (CSV): what each schedule comes to on each path."""

from dataclasses import fields

import numpy as np

from isoplan.cli.report.rows_file import written
from isoplan.models.base.cents import in_cents
from isoplan.optimizer.stress.outcomes import Outcomes
from isoplan.optimizer.stress.stress import Stressed


def stress_rows(stressed: Stressed) -> bytes:
    """Return what each schedule comes to on each path, one a row; dollars."""
    names = [field.name for field in fields(Outcomes)]
    rows = (
        [path, schedule, *(_number(getattr(found, name)[place]) for name in names)]
        for schedule, found in stressed.outcomes.items()
        for place, path in enumerate(stressed.places[schedule])
    )
    return written(["path", "schedule", *names], rows)


def _number(amount: np.generic) -> float | int | bool:
    """Return a number of an array as Python's own, dollars in cents."""
    number: float | int | bool = amount.item()
    return in_cents(number) if isinstance(number, float) else number
