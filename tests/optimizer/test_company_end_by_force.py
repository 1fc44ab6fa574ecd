"""A company that fails, or is bought: tiny cases against every schedule there is."""

from datetime import date

import numpy as np
import pytest

from brute_force import check_optimum, few_columns
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.columns.columns import columns_of
from scenario_builder import Fields, build_situation, grant, lot


def tiny(seed: int, market: Fields) -> Situation:
    """Return two grants of two dear shares and a lot, three years, yearly dates."""
    pick = np.random.default_rng(seed)
    price = float(pick.choice([20_000, 60_000]))
    grants = [
        grant(
            f"G{number}",
            kind=str(pick.choice(["iso", "nso"])),
            granted_on=date(2024, 2, 1),
            shares=2 + number,
            strike=price * float(pick.choice([0.05, 0.5])),
            exercised=number,
        )
        for number in range(2)
    ]
    held = lot("G1", shares=1, value_at_exercise=price * 1.5)
    return build_situation(
        plan={"start": date(2026, 1, 1), "last_year": 2028, "run_off_years": 2},
        household={
            "wages": float(pick.choice([60_000, 200_000, 420_000])),
            "minimum_tax_credit": float(pick.choice([0, 25_000])),
        },
        grants=grants,
        lots=[held],
        market={"prices": {date(2025, 12, 31): price}, "growth": 0.3, **market},
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "market",
    [
        {"worthless_on": "2027-05-03"},
        {"worthless_on": "2027-05-03", "first_sale": "2027-02-01"},
        {"acquisition": {"on": "2027-09-14", "price": 70_000.0}},
    ],
)
def test_tiny_cases_by_brute_force(seed: int, market: Fields) -> None:
    """The program's best of every schedule there is."""
    situation = tiny(seed, market)
    ends = situation.shares_go_on(None)
    columns = few_columns(
        situation,
        np.random.default_rng(seed),
        3,
        lambda choice: choice.sold_on != ends or choice.tranche == 2,
    )
    last = [
        Choice(number, ends, ends, ChoiceFlag.CASHED_OUT)
        for number in situation.cash_outs
        if ends is not None
    ]
    forced = [
        Choice(number, tranche.acquired_on, ends)
        for number, tranche in enumerate(situation.tranches)
        if tranche.acquired_on is not None
    ]
    choices = {*columns.choices, *last, *forced}
    ordered = sorted(
        choices, key=lambda c: (c.tranche, c.exercised_on, c.way, c.sold_on or ends)
    )
    check_optimum(columns_of(situation, ordered))
