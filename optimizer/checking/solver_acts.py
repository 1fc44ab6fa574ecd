"""A solver's amounts as acts: the one place where the audit reads columns.

It takes days, names and shares from them, and nothing that was worked out.
"""

from collections import defaultdict

import numpy as np

from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.pricing.evaluated_schedule import disposal_kind, lot_name
from isoplan.optimizer.recount.acts import Act


def acts_of_solution(columns: Columns, shares: np.ndarray) -> tuple[Act, ...]:
    """Return what a solver's amounts do, fractions of shares included.

    Args:
        columns: What the amounts stand for: read for days and names alone.
        shares: Of each column; length n columns.
    """
    exercised: dict[Choice, float] = defaultdict(float)
    found: list[Act] = []
    for place in np.flatnonzero(shares).tolist():
        choice, count = columns.choices[place], float(shares[place])
        tranche = columns.situation.tranches[choice.tranche]
        way = choice.way & ChoiceFlag.ELECTED_83B
        cashed_out = ChoiceFlag.CASHED_OUT in choice.way
        if not tranche.held and not cashed_out:
            lot = Choice(choice.tranche, choice.exercised_on, None, way)
            exercised[lot] += count
        if choice.sold_on is not None:
            found.append(
                Act(
                    date=choice.sold_on,
                    kind=disposal_kind(columns.situation, choice),
                    grant=tranche.grant,
                    options=tranche.name if cashed_out else "",
                    lot="" if cashed_out else lot_name(columns.situation, choice),
                    shares=count,
                )
            )
    for lot, count in exercised.items():
        tranche = columns.situation.tranches[lot.tranche]
        found.append(
            Act(
                date=lot.exercised_on,
                kind="exercise",
                grant=tranche.grant,
                options=tranche.name,
                lot=lot_name(columns.situation, lot),
                shares=count,
                election_83b=bool(lot.way),
            )
        )
    return tuple(found)
