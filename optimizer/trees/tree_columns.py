"""The columns of a tree: what outcomes share once, and lots that are carried on.

An outcome's own columns are those of a household on one path. Two columns of different
outcomes are one where all they do happens before these part. Of a lot that is exercised
before the future parts, what is not sold by then is *carried*: one column says how many
shares, and in each branch they are sold, kept or carried on, all of them. So nobody
exercises, or sells, by what is not yet known.

A sum over an outcome's columns is spread over the tree's (`Spread`): what comes of a
share in the same way in all branches stands at its carried column, so that the sums of
a shared year are the same whichever outcome they are taken from.
"""

from collections.abc import Sequence

import numpy as np

from isoplan.models.base.errors import IsoPlanError
from isoplan.models.equity.tranche import Tranche
from isoplan.optimizer.columns.choices import NEVER, Choice, ChoiceFlag, Losses
from isoplan.optimizer.columns.columns import Columns, possible_columns
from isoplan.optimizer.columns.completed import user_choices
from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.preferences.registry import permitted
from isoplan.optimizer.program.dominance import dominating_pairs
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.trees.numbering import Key, KeyedColumns, Numbering, key_of
from isoplan.optimizer.trees.tree import OutcomeTree, Way
from isoplan.optimizer.trees.way_columns import NOWHERE, TreeColumns, WayColumns


class OutcomesDiffer(IsoPlanError):
    """Outcomes are not the same before they part, as far as options go."""


def tree_columns(tree: OutcomeTree, decided: Sequence[Choice] = ()) -> TreeColumns:
    """Return the columns of a tree.

    Args:
        tree: Whose.
        decided: Choices that are over before the future parts and must be among them,
            whatever others do better; with the numbers of :func:`tranche_names`.
    """
    if not tree.parts:
        (way,) = tree.ways
        also = user_choices(way.situation)
        return _one_path(tree, plan_columns(way.situation, also))
    return Numbering(tree, _kept(keyed_columns(tree), decided)).joined()


def keyed_columns(tree: OutcomeTree) -> list[KeyedColumns]:
    """Return the possible columns of each outcome, with what others share of them.

    Raises:
        OutcomesDiffer: If outcomes that have not parted yet have different options.
    """
    names = tranche_names(tree)
    keyed = [_keyed(way, names) for way in tree.ways]
    sharing: dict[Key, int] = {}
    for each in keyed:
        for key in each.keys:
            sharing[key] = sharing.get(key, 0) + 1
    through = _through(keyed)
    return [
        each.at(np.array([sharing[key] == through[key[-1]] for key in each.keys], bool))
        for each in keyed
    ]


def _through(keyed: Sequence[KeyedColumns]) -> dict[int, int]:
    """Return how many outcomes go through each piece of future."""
    found: dict[int, int] = {}
    for each in keyed:
        for piece in each.way.outcome.pieces:
            found[piece.number] = found.get(piece.number, 0) + 1
    return found


def _one_path(tree: OutcomeTree, columns: Columns) -> TreeColumns:
    """Return the columns of a plan as those of a tree with one outcome."""
    (way,) = tree.ways
    count = len(columns)
    nowhere = np.full((count, way.depth), NOWHERE)
    return TreeColumns(
        tree=tree,
        ways=(WayColumns(way, columns, np.arange(count), nowhere),),
        columns=columns,
        is_carried=np.zeros(count, dtype=bool),
        in_first_piece=np.ones(count, dtype=bool),
        numbers={},
        blocks=inventory(columns),
        flows=(),
    )


def tranche_names(tree: OutcomeTree) -> list[str]:
    """Return the names of all outcomes' tranches, those of the first one first.

    Raises:
        OutcomesDiffer: If outcomes that have not parted yet have different ones.
    """
    names: dict[str, None] = {}
    for way in tree.ways:
        names |= dict.fromkeys(each.name for each in way.situation.tranches)
    for way in tree.ways:
        for other in tree.ways:
            if (parting := tree.part_on(way, other)) is not None:
                _check_same(way, other, parting.toordinal())
    return list(names)


def vesting_in_some(tree: OutcomeTree) -> list[str]:
    """Return tranches that vest in some outcomes alone, or not on the same day.

    They may be exercised before, and what then becomes of them is not planned: the
    company pays back what does not vest. So the plan waits for their vesting.
    """
    found: dict[str, None] = {}
    names = [{each.name for each in way.situation.tranches} for way in tree.ways]
    parts = tree.all_pieces[1].begins.toordinal()
    for way in tree.ways:
        for tranche in way.situation.tranches:
            everywhere = all(tranche.name in mine for mine in names)
            if not everywhere and _may_never_vest(tranche, parts):
                found[tranche.name] = None
    return list(found)


def _may_never_vest(tranche: Tranche, parting: int) -> bool:
    """Return whether options can be exercised early that vest after a day."""
    vests = tranche.vests_on
    return not tranche.held and vests is not None and vests.toordinal() >= parting


def _check_same(way: Way, other: Way, parting: int) -> None:
    """Check that two outcomes have the same options and shares before they part."""
    theirs = {each.name: each for each in other.situation.tranches}
    for tranche in way.situation.tranches:
        mine = [step for step in tranche.steps if step[0].toordinal() < parting]
        if not mine or _may_never_vest(tranche, parting):
            continue
        same = theirs.get(tranche.name)
        steps = () if same is None else same.steps
        if same is None or mine != [e for e in steps if e[0].toordinal() < parting]:
            raise OutcomesDiffer(
                f"before {way.outcome.name!r} and {other.outcome.name!r} part, they "
                f"have different options or shares of {tranche.name!r}: the law "
                "divides them by what vests later; let vesting be the same in all "
                "branches, or give nonqualified_shares"
            )


def _keyed(way: Way, names: Sequence[str]) -> KeyedColumns:
    """Return all columns of an outcome that its plan may need or others may."""
    number = {name: n for n, name in enumerate(names)}
    own = np.array([number[t.name] for t in way.situation.tranches], dtype=int)
    columns = permitted(possible_columns(way.situation, losses=Losses.ANY))
    choices = columns.choices
    tranche = own[choices.tranche]
    exercised = way.depth_on(choices.exercised)
    gone = np.where(choices.sold == NEVER, way.depth, way.depth_on(choices.sold))
    pieces = np.array([piece.number for piece in way.outcome.pieces])
    elected = choices.having(ChoiceFlag.ELECTED_83B)
    keys = zip(
        *(each.tolist() for each in (tranche, choices.exercised, choices.way)),
        *(each.tolist() for each in (choices.sold, pieces[exercised], pieces[gone])),
        strict=True,
    )
    lots = zip(
        *(each.tolist() for each in (tranche, choices.exercised, elected)),
        strict=True,
    )
    return KeyedColumns(way, columns, tranche, exercised, gone, list(keys), list(lots))


def _kept(
    keyed: Sequence[KeyedColumns], decided: Sequence[Choice]
) -> list[KeyedColumns]:
    """Return the columns that the tree needs, of those that are possible.

    A column that several outcomes share is not needed where one and the same other
    column makes it so in all of them.
    """
    through = _through(keyed)
    useless: dict[tuple[Key, Key], int] = {}
    for each in keyed:
        for first, second in dominating_pairs(each.columns, each.gone):
            for one, two in zip(first.tolist(), second.tolist(), strict=True):
                pair = (each.keys[one], each.keys[two])
                useless[pair] = useless.get(pair, 0) + 1
    dropped = {pair[0] for pair, n in useless.items() if n == through[pair[0][-1]]}
    dropped -= {key_of(choice) for choice in decided}
    return [
        each.at(np.array([key not in dropped for key in each.keys], dtype=bool))
        for each in keyed
    ]
