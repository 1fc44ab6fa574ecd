"""The numbers of a tree's columns: its inventory first, then what goes on of lots."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from isoplan.optimizer.columns.choices import NEVER, Choice, ChoiceFlag, Choices
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.tracing.inventory_bounds import Block, Flow
from isoplan.optimizer.trees.tree import OutcomeTree, Way
from isoplan.optimizer.trees.way_columns import NOWHERE, TreeColumns, WayColumns

Key = tuple[int, ...]
"""What tells two columns of the tree apart: tranche, day of exercise, way, day of sale,
and the numbers of the pieces of future in which it is exercised and gone."""
Lot = tuple[int, ...]
"""Shares exercised together: tranche, day of exercise, whether with an election."""
LAST = 10**7
"""In place of a day of sale: carried on."""


@dataclass(frozen=True)
class KeyedColumns:
    """An outcome's columns before it is known which of them the tree needs.

    Attributes:
        way: The outcome.
        columns: Its own.
        tranche: Number of each one's tranche among those of all outcomes.
        exercised: Branches that have begun when each is exercised.
        gone: Branches that have begun when each is sold or given; all, if kept.
        keys: What each one is in the tree; two equal ones are one.
        lots: Number of each one's tranche, day of exercise and election.
    """

    way: Way
    columns: Columns
    tranche: np.ndarray
    exercised: np.ndarray
    gone: np.ndarray
    keys: list[Key]
    lots: list[Key]

    def own_number(self, tranche: int) -> int | None:
        """Return a tranche's number in the outcome; None if it has no columns there."""
        places = np.flatnonzero(self.tranche == tranche)
        return int(self.columns.choices.tranche[places[0]]) if len(places) else None

    def at(self, kept: np.ndarray) -> "KeyedColumns":
        """Return some of the columns."""
        places = np.flatnonzero(kept)
        return replace(
            self,
            columns=self.columns.at(kept),
            tranche=self.tranche[kept],
            exercised=self.exercised[kept],
            gone=self.gone[kept],
            keys=[self.keys[place] for place in places.tolist()],
            lots=[self.lots[place] for place in places.tolist()],
        )


@dataclass(frozen=True, slots=True)
class _Made:
    """A column of the tree.

    Attributes:
        order: By which columns are numbered.
        piece: In which it is gone, or from which it is carried on.
        lot: Whose shares it holds.
        source: Number of an outcome, and of one of its columns, which it is like.
        is_carried: Whether it is carried.
        begun: Piece in which it is exercised.
    """

    order: tuple[int, ...]
    piece: int
    lot: Lot
    source: tuple[int, int]
    is_carried: bool
    begun: int


class Numbering:
    """Numbers the columns of a tree.

    First those that are exercised and gone in one piece of future, with what is carried
    on from it, by tranche, piece and day of exercise: the inventory runs along them.
    Then what goes on of lots that were exercised before.
    """

    def __init__(self, tree: OutcomeTree, keyed: Sequence[KeyedColumns]) -> None:
        """Take the columns of each outcome that the tree needs."""
        self.tree, self.keyed = tree, keyed
        self.made: dict[tuple[Lot, int] | Key, _Made] = {}
        for number, each in enumerate(keyed):
            self._add(number, each)
        ordered = sorted(self.made.items(), key=lambda item: item[1].order)
        self.place = {key: place for place, (key, _) in enumerate(ordered)}
        self.ordered = [made for _, made in ordered]

    def _add(self, number: int, keyed: KeyedColumns) -> None:
        """Add an outcome's columns, and the carried ones that they go through."""
        pieces = [piece.number for piece in keyed.way.outcome.pieces]
        pairs = zip(keyed.exercised.tolist(), keyed.gone.tolist(), strict=True)
        for column, (first, last) in enumerate(pairs):
            key, lot = keyed.keys[column], keyed.lots[column]
            begun, source = pieces[first], (number, column)
            for depth in range(first, last):
                piece = pieces[depth]
                order = (piece != begun, lot[0], piece, lot[1], lot[2], LAST, 0)
                self.made.setdefault(
                    (lot, piece), _Made(order, piece, lot, source, True, begun)
                )
            goes_on = first != last
            order = (goes_on, lot[0], pieces[last], lot[1], key[2], key[3], 1)
            self.made.setdefault(
                key, _Made(order, pieces[last], lot, source, False, begun)
            )

    def joined(self) -> TreeColumns:
        """Return the tree's columns with their inventory and flows."""
        return TreeColumns(
            tree=self.tree,
            ways=tuple(self._of_way(each) for each in self.keyed),
            columns=self._columns(),
            is_carried=np.array([made.is_carried for made in self.ordered], bool),
            in_first_piece=np.array([made.piece == 0 for made in self.ordered], bool),
            numbers=dict[object, int](self.place.items()),
            blocks=list(self._blocks()),
            flows=tuple(self._flows()),
        )

    def _of_way(self, keyed: KeyedColumns) -> WayColumns:
        """Return where the tree has an outcome's columns."""
        pieces = [piece.number for piece in keyed.way.outcome.pieces]
        carried = np.full((len(keyed.columns), keyed.way.depth), NOWHERE)
        pairs = zip(keyed.exercised.tolist(), keyed.gone.tolist(), strict=True)
        for column, (first, last) in enumerate(pairs):
            for depth in range(first, last):
                lot = keyed.lots[column]
                carried[column, depth] = self.place[lot, pieces[depth]]
        place = np.array([self.place[key] for key in keyed.keys], dtype=int)
        return WayColumns(keyed.way, keyed.columns, place, carried)

    def _columns(self) -> Columns:
        """Return what each column of the tree is, or is like."""
        starts = np.cumsum([0, *(len(each.columns) for each in self.keyed)])
        taken = [
            starts[way] + column for way, column in (m.source for m in self.ordered)
        ]
        return joined(self.keyed).at(np.array(taken, dtype=int))

    def _blocks(self) -> Iterator[Block]:
        """Yield the inventory: running totals along every way."""
        last: dict[tuple[int, int], tuple[int, int]] = {}
        owners: dict[tuple[int, int], int] = {}
        runs = list(self._runs())
        with_blocks: dict[int, set[int]] = defaultdict(set)
        for tranche, piece, *_ in runs:
            with_blocks[tranche].add(piece)
        for number, (tranche, piece, first, end, available) in enumerate(runs):
            before = self._last_before(last, tranche, piece)
            mine = last.get((tranche, piece), before)
            reached = 0 if mine is None else mine[1]
            yield Block(
                first=first,
                tranche=owners.setdefault((tranche, piece), len(owners)),
                shares=float(max(available - reached, 0)),
                must_be_used=self._forced(tranche, piece, with_blocks[tranche]),
                end=end,
                before=None if before is None else before[0],
            )
            last[tranche, piece] = (number, max(available, reached))

    def _last_before(
        self, last: dict[tuple[int, int], tuple[int, int]], tranche: int, piece: int
    ) -> tuple[int, int] | None:
        """Return the last block of a tranche in the pieces before a piece."""
        at = self.tree.all_pieces[piece].parent
        while at is not None:
            if (tranche, at) in last:
                return last[tranche, at]
            at = self.tree.all_pieces[at].parent
        return None

    def _forced(self, tranche: int, piece: int, pieces: set[int]) -> bool:
        """Return whether all of a tranche is used by the end of a piece."""
        for keyed in self.keyed:
            way = [each.number for each in keyed.way.outcome.pieces]
            mine = [number for number in way if number in pieces]
            if not mine or mine[-1] != piece:
                continue
            number = keyed.own_number(tranche)
            situation = keyed.way.situation
            if number is None:
                continue
            if situation.tranches[number].held or number in situation.cash_outs:
                return True
        return False

    def _runs(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Yield tranche, piece, first column, end, and the shares there by then.

        Days of a piece by which no more shares are there than before are one run: a
        limit on all that is exercised by the last of them limits the earlier ones too.
        """
        inside = [made for made in self.ordered if not made.order[0]]
        available = [self._available(made) for made in inside]
        first = 0
        for place, made in enumerate(inside):
            follows = inside[place + 1] if place + 1 < len(inside) else None
            if (
                follows is not None
                and self._run(follows) == self._run(made)
                and available[place + 1] <= available[place]
            ):
                available[place + 1] = available[place]
                continue
            yield made.lot[0], made.piece, first, place + 1, available[place]
            first = place + 1

    def _run(self, made: _Made) -> tuple[int, int]:
        return made.lot[0], made.piece

    def _is_cashed_out(self, made: _Made) -> bool:
        way, column = made.source
        flag = int(self.keyed[way].columns.choices.way[column])
        return bool(flag & ChoiceFlag.CASHED_OUT) and not made.is_carried

    def _available(self, made: _Made) -> int:
        """Return the shares of a tranche that are there when a column is exercised."""
        way, column = made.source
        keyed = self.keyed[way]
        number = int(keyed.columns.choices.tranche[column])
        situation = keyed.way.situation
        if self._is_cashed_out(made):
            return situation.cash_outs[number]
        return situation.tranches[number].available(date.fromordinal(made.lot[1]))

    def _flows(self) -> Iterator[Flow]:
        """Yield for each branch that what is carried into it goes somewhere there."""
        into: dict[tuple[Lot, int], list[int]] = defaultdict(list)
        for place, made in enumerate(self.ordered):
            if made.begun != made.piece:
                into[made.lot, made.piece].append(place)
        pieces = self.tree.all_pieces
        for place, made in enumerate(self.ordered):
            if not made.is_carried:
                continue
            for child in (each for each in pieces if each.parent == made.piece):
                goes = into[made.lot, child.number]
                yield Flow(
                    name=f"carried_{place}_into_{child.number}",
                    places=np.array([place, *goes], dtype=int),
                    amounts=np.array([-1.0, *([1.0] * len(goes))]),
                )


def joined(keyed: Sequence[KeyedColumns]) -> Columns:
    """Return the columns of all outcomes, one outcome after the other."""
    parts = [each.columns for each in keyed]
    arrays: dict[str, Any] = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(Columns)
        if isinstance(getattr(parts[0], field.name), np.ndarray)
    }
    choices = [part.choices for part in parts]
    states = sorted({state for part in parts for state in part.earned_in})
    return replace(
        parts[0],
        **arrays,
        choices=Choices(
            np.concatenate([each.tranche for each in keyed]),
            np.concatenate([each.exercised for each in choices]),
            np.concatenate([each.sold for each in choices]),
            np.concatenate([each.way for each in choices]),
        ),
        lines={
            name: np.concatenate([part.lines[name] for part in parts])
            for name in parts[0].lines
        },
        earned_in={
            state: np.concatenate(
                [part.earned_in.get(state, np.zeros(len(part))) for part in parts]
            )
            for state in states
        },
    )


def key_of(choice: Choice) -> Key:
    """Return the key of a choice that is over before the future parts."""
    sold = NEVER if choice.sold_on is None else choice.sold_on.toordinal()
    day = choice.exercised_on.toordinal()
    return (choice.tranche, day, int(choice.way), sold, 0, 0)
