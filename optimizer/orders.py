"""Orders: the actions of a plan, where the household wishes for few or for large ones.

An order is a row of the plan's table: options of one supply exercised on one day, or
shares of one lot sold or given on one day, which is one column. Whether it is used is a
binary, and each wish is rows over these binaries:

* at most so many actions a year: no more orders of the year are used;
* a smallest trade: an order that is used has at least so many shares, or all that its
  supply will ever have, if that is less;
* whole lots: of a lot's columns, the one that keeps it included, no more than one is
  used.

The shares of an order are no more than have vested by the day of exercise, and none if
it is not used. Two rows more tell the relaxation what is true anyway: a lot that is
sold was exercised, and options that are exercised go somewhere.

Dropping dominated columns stays right. It moves all shares of a column to another sale
of the same lot in the same year, so no year gets more orders and none gets smaller.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from isoplan.models.wishes import Wishes
from isoplan.optimizer.bounds import Block, with_ends
from isoplan.optimizer.choices import ELECTED, NEVER
from isoplan.optimizer.columns import Columns

HALF = 0.5
"""Shares up to which an order counts as none, and by which it may miss the smallest
trade: a solver's amounts are fractions, and are made whole afterwards."""


@dataclass(frozen=True, slots=True)
class Order:
    """One thing that a plan may do.

    Attributes:
        name: For the program, ``<what>_<number>``.
        year: Calendar year in which it counts as an action; None for shares kept.
        columns: Places of the columns whose shares it holds.
        most: Shares that it can hold at most.
        least: Shares that it holds at least if it is used.
        lot: Number of the lot that it disposes of; None for an exercise.
    """

    name: str
    year: int | None
    columns: np.ndarray
    most: float
    least: float
    lot: int | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A row ``shares of columns + coefficients of used orders <= limit``.

    Attributes:
        name: Of the row.
        columns: Coefficient by place of the column, shares.
        orders: Coefficient by number of the order, shares or orders.
        limit: Right-hand side.
    """

    name: str
    columns: dict[int, float]
    orders: dict[int, float]
    limit: float


@dataclass(frozen=True, slots=True)
class Orders:
    """What the wishes speak of: all orders that a plan may use.

    Attributes:
        wishes: Of the scenario.
        orders: None without a wish that needs them.
    """

    wishes: Wishes
    orders: tuple[Order, ...]

    def used(self, shares: np.ndarray) -> list[bool]:
        """Return which orders a plan uses.

        Args:
            shares: Of each column; length n columns.
        """
        return [bool(shares[o.columns].sum() > HALF) for o in self.orders]

    def at(self, places: np.ndarray) -> "FewOrders":
        """Return the orders of a few columns, where all others hold nothing.

        Args:
            places: Numbers of the few columns, rising.
        """
        return FewOrders.of(self, places)

    def missed(self, shares: np.ndarray) -> float:
        """Return by how much shares of each column miss the wishes; zero if kept."""
        places = np.flatnonzero(shares)
        return float(self.at(places).missed(shares[places][:, None])[0])

    def rows(self) -> Iterator[OrderRow]:
        """Yield every row of the program that the wishes need."""
        most_actions = self.wishes.actions_per_year
        for number, order in enumerate(self.orders):
            holds = dict.fromkeys(order.columns.tolist(), 1.0)
            yield OrderRow(f"most_{order.name}", holds, {number: -order.most}, 0.0)
            if order.least > 0.0:
                less = dict.fromkeys(holds, -1.0)
                least = {number: order.least}
                yield OrderRow(f"smallest_{order.name}", less, least, 0.0)
        if most_actions is not None:
            for year, members in _grouped([o.year for o in self.orders]).items():
                ones = dict.fromkeys(members, 1.0)
                yield OrderRow(f"actions_{year}", {}, ones, float(most_actions))
        if self.wishes.whole_lots:
            for lot, members in _grouped([o.lot for o in self.orders]).items():
                yield OrderRow(f"whole_lot_{lot}", {}, dict.fromkeys(members, 1.0), 1.0)
        yield from self._exercised_and_sold()

    def _exercised_and_sold(self) -> Iterator[OrderRow]:
        """Yield the rows between an exercise and the sales of what it brings."""
        disposes = {
            int(o.columns[0]): number
            for number, o in enumerate(self.orders)
            if o.lot is not None
        }
        for number, order in enumerate(self.orders):
            if order.lot is not None:
                continue
            places = order.columns.tolist()
            sales = [disposes[place] for place in places if place in disposes]
            for sale in sales:
                name = f"exercised_{self.orders[sale].name}"
                yield OrderRow(name, {}, {sale: 1.0, number: -1.0}, 0.0)
            if len(sales) == len(places):
                ones = dict.fromkeys(sales, -1.0)
                yield OrderRow(f"goes_{order.name}", {}, {number: 1.0, **ones}, 0.0)


@dataclass(frozen=True, slots=True)
class FewOrders:
    """The orders of a few columns, for many candidates at once.

    Attributes:
        wishes: Of the scenario.
        holds: Whether an order holds a column; ``orders x few``.
        counts: Whether an order counts in a year; ``years x orders``.
        disposes: Whether an order disposes of a lot; ``lots x orders``.
        least: Shares that an order holds at least if it is used; length n orders.
    """

    wishes: Wishes
    holds: np.ndarray
    counts: np.ndarray
    disposes: np.ndarray
    least: np.ndarray

    @classmethod
    def of(cls, orders: Orders, places: np.ndarray) -> "FewOrders":
        """Return the orders that hold any of ``places``."""
        held = {o.name: np.isin(places, o.columns) for o in orders.orders}
        found = [order for order in orders.orders if held[order.name].any()]
        holds = np.zeros((len(found), len(places)))
        for number, order in enumerate(found):
            holds[number] = held[order.name]
        return cls(
            wishes=orders.wishes,
            holds=holds,
            counts=_membership([order.year for order in found]),
            disposes=_membership([order.lot for order in found]),
            least=np.array([order.least for order in found], dtype=float),
        )

    def missed(self, candidates: np.ndarray) -> np.ndarray:
        """Return by how much each candidate misses the wishes; zero if it keeps them.

        Shares that actions lack, actions too many, and ways of disposing too many.

        Args:
            candidates: Shares, ``few x candidates``.
        """
        amounts = self.holds @ candidates
        used = amounts > HALF
        lacks = np.maximum(self.least[:, None] - amounts, 0.0)
        lacks[~used | (lacks <= HALF)] = 0.0
        missed: np.ndarray = lacks.sum(axis=0)
        if (most := self.wishes.actions_per_year) is not None:
            missed += np.maximum(self.counts @ used - most, 0.0).sum(axis=0)
        if self.wishes.whole_lots:
            missed += np.maximum(self.disposes @ used - 1.0, 0.0).sum(axis=0)
        return missed


def orders_of(columns: Columns, blocks: list[Block]) -> Orders:
    """Return the orders that the scenario's wishes speak of.

    Args:
        columns: Ordered by supply, then by day of exercise.
        blocks: Their inventory.
    """
    wishes = columns.scenario.wishes
    counted = wishes.actions_per_year is not None or wishes.smallest_trade is not None
    if not counted and not wishes.whole_lots:
        return Orders(wishes, ())
    most, found = _most(blocks, len(columns)), list[Order]()
    for number, places in enumerate(_lots(columns)):
        supply = columns.scenario.supplies[columns.choices.supply[places[0]]]
        least = float(wishes.least_shares(supply.shares))
        if counted and not supply.held:
            year = _year(int(columns.choices.exercised[places[0]]))
            limit = float(most[places[0]])
            name = f"exercise_{number}"
            found.append(Order(name, year, places, limit, least, None))
        for place in places.tolist():
            year = _year(int(columns.choices.sold[place]))
            if year is not None or wishes.whole_lots:
                found.append(
                    Order(
                        name=f"sale_{place}",
                        year=year,
                        columns=np.array([place]),
                        most=float(most[place]),
                        least=0.0 if year is None else least,
                        lot=number,
                    )
                )
    return Orders(wishes, tuple(found))


def _lots(columns: Columns) -> list[np.ndarray]:
    """Return the places of columns by lot: exercised on one day in one way.

    However its shares go: given to charity, sold, or kept.
    """
    choices, found = columns.choices, dict[tuple[int, int, int], list[int]]()
    keys = zip(choices.supply, choices.exercised, choices.way & ELECTED, strict=True)
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    return [np.array(places) for places in found.values()]


def _most(blocks: list[Block], count: int) -> np.ndarray:
    """Return the shares that have vested by each column's day of exercise."""
    most = np.zeros(count)
    supply, available = -1, 0.0
    for block, end in with_ends(blocks, count):
        available = block.shares + (available if block.supply == supply else 0.0)
        supply = block.supply
        most[block.first : end] = available
    return most


def _year(day: int) -> int | None:
    """Return the calendar year of a day, an ordinal; None for never."""
    return None if day == NEVER else date.fromordinal(day).year


def _grouped(keys: list[int | None]) -> dict[int, list[int]]:
    """Return the places of each key in a list, None left out."""
    found: dict[int, list[int]] = {}
    for place, key in enumerate(keys):
        if key is not None:
            found.setdefault(key, []).append(place)
    return found


def _membership(keys: list[int | None]) -> np.ndarray:
    """Return a matrix ``keys x places``: one where the place has the key."""
    groups = _grouped(keys)
    matrix = np.zeros((len(groups), len(keys)))
    for row, members in enumerate(groups.values()):
        matrix[row, members] = 1.0
    return matrix
