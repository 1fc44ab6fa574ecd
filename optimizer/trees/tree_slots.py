"""Action slots of a tree: those of its outcomes, shared where their columns are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.preferences.slots import ActionSlot, SlotRow
from isoplan.optimizer.program.action_slots import ActionSlots, action_slots
from isoplan.optimizer.trees.way_columns import TreeColumns, WayColumns


@dataclass(frozen=True, slots=True)
class TreeSlots(ActionSlots):
    """All slots that the plan of a tree may use.

    Attributes:
        columns: Of the tree.
        of_ways: The slots of each outcome, with places among its own columns.
        numbers: By outcome, the number in the tree of each of its slots.
    """

    columns: TreeColumns
    of_ways: tuple[ActionSlots, ...]
    numbers: tuple[tuple[int, ...], ...]

    def missed(self, shares: np.ndarray) -> float:
        """Return by how much shares of each column miss the preferences; or zero."""
        return sum(
            slots.missed(self.columns.of_way(number, shares))
            for number, slots in enumerate(self.of_ways)
        )

    def rows(self) -> Iterator[SlotRow]:
        """Yield every row that the preferences need on each way, equal ones once."""
        seen: set[tuple[object, ...]] = set()
        for way, slots in enumerate(self.of_ways):
            mine = self.columns.ways[way]
            numbers = self.numbers[way]
            for row in slots.rows():
                per_share = np.zeros(len(mine.columns))
                per_share[list(row.columns)] = list(row.columns.values())
                spread = mine.spread(per_share, len(self.columns))
                places = np.flatnonzero(spread).tolist()
                on_columns = {place: float(spread[place]) for place in places}
                on_slots = {numbers[slot]: each for slot, each in row.slots.items()}
                key = (
                    tuple(on_columns.items()),
                    tuple(sorted(on_slots.items())),
                    row.limit,
                )
                if key not in seen:
                    seen.add(key)
                    name = f"{row.name}_of_{way}" if way else row.name
                    yield SlotRow(name, on_columns, on_slots, row.limit)


def tree_slots(columns: TreeColumns) -> ActionSlots:
    """Return the slots that the scenario's preferences speak of."""
    of_ways = tuple(
        action_slots(way.columns, inventory(way.columns)) for way in columns.ways
    )
    if not columns.tree.parts:
        return of_ways[0]
    found: dict[tuple[int, ...], int] = {}
    slots: list[ActionSlot] = []
    numbers: list[tuple[int, ...]] = []
    for way, mine in zip(columns.ways, of_ways, strict=True):
        numbers.append(
            tuple(
                _numbered(way, slot, len(columns), found, slots) for slot in mine.slots
            )
        )
    return TreeSlots(
        preferences=of_ways[0].preferences,
        slots=tuple(slots),
        columns=columns,
        of_ways=of_ways,
        numbers=tuple(numbers),
    )


def _numbered(
    way: WayColumns,
    slot: ActionSlot,
    count: int,
    found: dict[tuple[int, ...], int],
    slots: list[ActionSlot],
) -> int:
    """Return the number in the tree of an outcome's slot, which is added if new.

    A slot is what columns it holds, on one exercise or sale.
    """
    holds = np.zeros(len(way.columns))
    holds[slot.columns] = 1.0
    places = np.flatnonzero(way.spread(holds, count))
    key = (int(slot.lot is None), *places.tolist())
    if key not in found:
        found[key] = len(slots)
        name = f"{slot.name.partition('_')[0]}_{len(slots)}"
        slots.append(replace(slot, name=name, columns=places))
    return found[key]
