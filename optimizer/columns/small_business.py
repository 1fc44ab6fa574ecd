"""Small business stock among the columns: what its gain is excluded by, and the cap."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from isoplan.models.equity.tranche import Tranche
from isoplan.models.tax.shares.disposition import Sale
from isoplan.models.tax.shares.section_1202 import Tier, tier_starts
from isoplan.optimizer.columns.choices import NEVER, Choices, by_day

TIERS = tuple(Tier)
NO_TIER = 0
"""Stands for gain that is not excluded; tier n of ``TIERS`` has the number n + 1."""

SYSTEMS = {"": "capital_gain", "amt_": "amt_capital_gain"}
"""What the lines of regular tax and of the AMT begin with, and their gain of a sale."""

EARLIER = TIERS.index(Tier.EARLIER) + 1
GAIN_LINES = tuple(
    tuple(f"{system}small_business_{tier}" for tier in TIERS) for system in SYSTEMS
)
"""Income lines of the gain that may be excluded, for regular tax and for the AMT."""

SMALL_BUSINESS_LINES = tuple(
    f"{system}small_business_{part}"
    for system in SYSTEMS
    for part in (*TIERS, "basis_earlier", "basis_later")
)
"""Income lines of the year of the sale that hold gain that may be excluded."""


def exclusion_tiers(
    choices: Choices, tranches: Sequence[Tranche], acquired: np.ndarray
) -> np.ndarray:
    """Return the number of each choice's tier, or ``NO_TIER``; length n choices.

    Args:
        choices: Exercises and sales.
        tranches: What they draw on.
        acquired: Day on which the shares were acquired and issued, an ordinal; that of
            vesting where section 83 says so.
    """
    tiers = np.full(len(choices), NO_TIER)
    until = [s.small_business_until or date.min for s in tranches]
    last = np.array([day.toordinal() for day in until], dtype=int)
    issued = acquired <= last[choices.tranche]
    held = np.where(issued & (choices.sold != NEVER), acquired, NEVER)
    if not np.any(held != NEVER):
        return tiers
    for number, tier in enumerate(TIERS, start=1):

        def start(day: date, tier: Tier = tier) -> int:
            return tier_starts(day).get(tier, date.max).toordinal()

        reached = (held != NEVER) & (choices.sold >= by_day(held, start))
        tiers[reached] = number
    return tiers


def small_business_lines(
    tiers: np.ndarray, sale_price: np.ndarray, sale: Sale
) -> Mapping[str, np.ndarray]:
    """Return the income lines of gain that may be excluded; dollars a share.

    Each system has its own gain. A loss is no gain, and its basis does not count.
    """
    lines = {}
    for system, name in SYSTEMS.items():
        gain = getattr(sale, name)
        of_tier = np.where(gain > 0.0, tiers, NO_TIER)
        for number, tier in enumerate(TIERS, start=1):
            lines[f"{system}small_business_{tier}"] = np.where(
                of_tier == number, gain, 0.0
            )
        earlier = of_tier == EARLIER
        later = (of_tier != NO_TIER) & ~earlier
        for regime, counts in (("earlier", earlier), ("later", later)):
            basis = np.where(counts, sale_price - gain, 0.0)
            lines[f"{system}small_business_basis_{regime}"] = basis
    return lines
