"""Other ways of deciding on the same tree: first steps of one path, one schedule.

Each is the tree's own program with sums of shares fixed, so that it is never worth
more than the tree's plan.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.tracing.inventory_bounds import Flow
from isoplan.optimizer.trees.numbering import key_of
from isoplan.optimizer.trees.way_columns import TreeColumns, WayColumns


def decided_shares(
    columns: TreeColumns, holdings: Mapping[Choice, int]
) -> np.ndarray | None:
    """Return what a plan for one path decides before the future parts, on the tree.

    None where a part of it is not possible in every outcome.

    Args:
        columns: Of the tree.
        holdings: Shares of each choice, with the numbers of the tree's tranches.
    """
    shares = np.zeros(len(columns))
    parts = columns.tree.all_pieces[1].begins
    for choice, count in holdings.items():
        if choice.exercised_on >= parts:
            continue
        elected = choice.way & ChoiceFlag.ELECTED_83B
        lot = (choice.tranche, choice.exercised_on.toordinal(), bool(elected))
        key: object = (lot, 0)
        if choice.sold_on is not None and choice.sold_on < parts:
            key = key_of(choice)
        if key not in columns.numbers:
            return None
        shares[columns.numbers[key]] += count
    return shares


def decided_flows(columns: TreeColumns, shares: np.ndarray) -> tuple[Flow, ...]:
    """Return the flows that fix what is decided before the future parts.

    Args:
        columns: Of the tree.
        shares: Of each column; only those of the first piece count.
    """
    first = np.flatnonzero(columns.in_first_piece)
    some, none = first[shares[first] > 0], first[shares[first] == 0]
    fixed = [
        Flow(f"decided_{place}", np.array([place]), np.ones(1), float(shares[place]))
        for place in some.tolist()
    ]
    if len(none):
        fixed.append(Flow("decided_nothing", none, np.ones(len(none))))
    return tuple(fixed)


def waiting_flows(columns: TreeColumns) -> tuple[Flow, ...]:
    """Return the flow by which nothing is done before the future parts.

    Shares that are held already go on; options that a buyer cashes out, and shares that
    go by themselves, are left to the rest of the program.
    """
    of_held = np.zeros(len(columns) + 1, dtype=bool)
    for way in columns.ways:
        held = np.array([each.held for each in way.way.situation.tranches])
        of_held[way.parts[held[way.columns.choices.tranche]].reshape(-1)] = True
    goes_on = columns.is_carried & of_held[:-1]
    by_itself = columns.columns.choices.having(ChoiceFlag.CASHED_OUT)
    acts = np.flatnonzero(columns.in_first_piece & ~goes_on & ~by_itself)
    return (Flow("waits", acts, np.ones(len(acts))),) if len(acts) else ()


Act = tuple[str, int, int, int]
"""Name of a tranche, day of exercise, way, day of sale; the last two are ``WHOLE_LOT``
for all shares exercised that day."""
WHOLE_LOT = -1


def same_everywhere(columns: TreeColumns) -> tuple[Flow, ...]:
    """Return the flows of one schedule for every outcome, whatever becomes known.

    The same shares are exercised on the same day in all outcomes, and as many of them
    sold on the same days, as long as the company is there: what is not sold when it
    ends goes by itself.
    """
    acts = [_acts_of(way) for way in columns.ways]
    ends = [_ends_of(way) for way in columns.ways]
    flows: list[Flow] = []
    every = dict.fromkeys(act for mine in acts for act in mine)
    for number, act in enumerate(every):
        name, exercised, _, sold = act
        there = [
            way
            for way, mine in enumerate(ends)
            if name in mine and max(exercised, sold) < mine[name]
        ]
        flows += _equal(act, there, acts, number)
    return tuple(flows)


def _equal(
    act: Act, there: Sequence[int], acts: Sequence[Mapping[Act, list[int]]], number: int
) -> Iterator[Flow]:
    """Yield that as many shares are in an act in each of some outcomes."""
    first = acts[there[0]].get(act, []) if there else []
    for place, other in enumerate(there[1:]):
        theirs = acts[other].get(act, [])
        mine = sorted({*first} - {*theirs})
        theirs = sorted({*theirs} - {*first})
        if mine or theirs:
            yield Flow(
                f"same_{number}_{place}",
                np.array([*mine, *theirs], dtype=int),
                np.array([1.0] * len(mine) + [-1.0] * len(theirs)),
            )


def _acts_of(way: WayColumns) -> dict[Act, list[int]]:
    """Return the tree's columns behind each act of an outcome."""
    choices, situation = way.columns.choices, way.way.situation
    ends = _ends_of(way)
    found: dict[Act, list[int]] = {}
    for place, tree_place in enumerate(way.place.tolist()):
        choice = choices[place]
        if ChoiceFlag.CASHED_OUT in choice.way:
            continue
        name = situation.tranches[choice.tranche].name
        day = choice.exercised_on.toordinal()
        elected = int(choice.way & ChoiceFlag.ELECTED_83B)
        found.setdefault((name, day, elected, WHOLE_LOT), []).append(tree_place)
        if choice.sold_on is not None and choice.sold_on.toordinal() < ends[name]:
            act = (name, day, int(choice.way), choice.sold_on.toordinal())
            found.setdefault(act, []).append(tree_place)
    return found


def _ends_of(way: WayColumns) -> dict[str, int]:
    """Return by tranche the day on which its shares go by themselves, an ordinal."""
    situation = way.way.situation
    return {
        tranche.name: (situation.shares_go_on(tranche.market) or date.max).toordinal()
        for tranche in situation.tranches
    }
