"""Stock splits after random histories: what is left of each lot, and no false alarm."""

import random
from fractions import Fraction
from math import floor

import pytest

from isoplan.models.situation import situation_of
from scenario_builder import Fields, build_scenario, grant, lot

RATIOS = (1.5, 2, 3, 7, 1.05, 1.25, 0.5)


def history(rng: random.Random) -> tuple[list[Fields], list[Fields], dict[str, int]]:
    """Return lots, events after them, and the old shares left of each lot."""
    lots = [
        lot(name=f"L{n}", exercised_on=f"2025-0{n}-01", shares=rng.randint(2, 15))
        for n in range(4, 4 + rng.randint(1, 3))
    ]
    left = {each["name"]: each["shares"] for each in lots}
    events: list[Fields] = []
    for day in range(1, 1 + rng.randint(0, 3)):
        shares, name = rng.randint(2, 12), f"E{day}"
        on = f"2026-01-0{day}"
        given = {"on": on, "exercise": "G", "shares": shares, "name": name}
        events.append(given | {"value": 10.0})
        left[name] = shares
    for day in range(1, 1 + rng.randint(0, 3)):
        of_all = rng.random() < 0.5
        names = list(left) if of_all else [rng.choice(list(left))]
        there = sum(left[name] for name in names)
        if not there:
            continue
        shares = rng.randint(1, there)
        what = "G" if of_all else names[0]
        sale = {"on": f"2026-02-0{day}", "sell": what, "shares": shares}
        events.append(sale | {"price": 11.0})
        for name in names:
            taken = min(shares, left[name])
            left[name] -= taken
            shares -= taken
    return lots, events, left


@pytest.mark.parametrize("seed", range(60))
def test_each_lot_keeps_its_old_shares_rounded_down_once(seed: int) -> None:
    """Whatever was exercised and sold before, in lots of odd sizes."""
    rng = random.Random(seed)
    lots, events, left = history(rng)
    ratio = rng.choice(RATIOS)
    vesting = rng.choice(({}, {"every_months": 3}, {"months": 36, "cliff_months": 0}))
    scenario = build_scenario(
        plan={"start": "2026-06-01", "last_year": 2027},
        market={"prices": {"2026-01-01": 10.0}},
        grants=[
            grant(
                granted_on="2024-03-01",
                expires_on="2034-02-28",
                shares=rng.randint(200, 5_000),
                strike=2.0,
                vesting=vesting,
            )
        ],
        lots=lots,
        events=[*events, {"on": "2026-03-01", "split": float(ratio)}],
    )
    found = situation_of(scenario).opening_position.equity.lots
    exact = Fraction(ratio).limit_denominator(1_000)
    assert {each.label: each.shares for each in found} == {
        name: floor(shares * exact)
        for name, shares in left.items()
        if floor(shares * exact)
    }
