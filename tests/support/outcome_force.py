"""The best adapted schedules of a tiny tree, found by trying every one there is.

Each outcome's schedules are tried by themselves and priced by the float engine. Then
every set of them counts, one an outcome, in which outcomes do the same before they
part: of the lots exercised by then, as many shares are exercised and sold.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from brute_force import Keeps, TriedSchedule
from isoplan.models.equity.tranche import Tranche
from isoplan.optimizer.columns.choices import NEVER
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.trees.numbering import KeyedColumns, Numbering
from isoplan.optimizer.trees.traced_tree import TracedTree, traced_tree
from isoplan.optimizer.trees.tree import OutcomeTree
from isoplan.optimizer.trees.tree_columns import keyed_columns

Done = tuple[tuple[str, int, int, int, float], ...]
"""What a schedule does before a day: tranche, day of exercise, way, day of sale, and
the shares; in place of a day of sale ``WHOLE_LOT``, with all shares of the lot."""
WHOLE_LOT = -1


@dataclass(frozen=True)
class TinyTree:
    """A tree with few columns, and all schedules of each outcome.

    Attributes:
        traced: As it is solved.
        tried: Every schedule of each outcome.
    """

    traced: TracedTree
    tried: list[list[TriedSchedule]]

    @property
    def tree(self) -> OutcomeTree:
        """The tree."""
        return self.traced.tree


def tiny_tree(
    tree: OutcomeTree,
    wanted: Callable[[KeyedColumns, int], bool],
    keeps: Keeps = lambda _: True,
) -> TinyTree:
    """Return a tree with the columns that a test wants, every schedule tried."""
    keyed = [
        each.at(np.array([wanted(each, n) for n in range(len(each.keys))], dtype=bool))
        for each in keyed_columns(tree)
    ]
    baselines = tuple(baseline_years(way.situation) for way in tree.ways)
    tried = [
        _tried(each.columns, baseline, keeps)
        for each, baseline in zip(keyed, baselines, strict=True)
    ]
    columns = Numbering(tree, keyed).joined()
    return TinyTree(traced_tree(columns, baselines), tried)


def _tried(
    columns: Columns, baseline: EvaluatedYears, keeps: Keeps
) -> list[TriedSchedule]:
    """Return every schedule of an outcome in whole shares that keeps the limits."""
    choices = columns.choices
    ways: list[list[np.ndarray]] = []
    for number, tranche in enumerate(columns.situation.tranches):
        mine = np.flatnonzero(choices.tranche == number)
        counts = product(range(tranche.shares + 1), repeat=len(mine))
        ways.append([])
        for count in counts:
            shares = np.zeros(len(columns))
            shares[mine] = count
            if _there(tranche, choices.exercised[mine], np.array(count)):
                ways[-1].append(shares)
    found = (
        TriedSchedule(columns, np.sum(parts, axis=0), baseline)
        for parts in product(*ways)
    )
    return [each for each in found if keeps(each)]


def _there(tranche: Tranche, exercised: np.ndarray, count: np.ndarray) -> bool:
    """Whether as many shares are there on each day of exercise."""
    used = [(int(count[exercised <= day].sum()), day) for day in np.unique(exercised)]
    steps = [(day.toordinal(), total) for day, total in tranche.steps]
    for total, day in used:
        if total > max([n for on, n in steps if on <= day], default=0):
            return False
    return not tranche.held or int(count.sum()) == tranche.shares


def best_adapted(tiny: TinyTree) -> float:
    """Return the greatest expected value of all adapted schedules (dollars)."""
    probabilities = [way.probability for way in tiny.tree.ways]
    return float((adapted_values(tiny) @ probabilities).max())


def adapted_values(tiny: TinyTree) -> np.ndarray:
    """Return what adapted schedules are worth in each outcome (dollars).

    All of them, except where another one is worth as much or more in every outcome.

    Returns:
        Schedules x outcomes.
    """
    ways = list(range(len(tiny.tree.ways)))
    found = _values_from(tiny, ways, 0).values()
    return _not_beaten(np.concatenate(list(found)))


def _values_from(
    tiny: TinyTree, ways: Sequence[int], depth: int
) -> dict[Done, np.ndarray]:
    """Return the values by what is done before some piece begins.

    Of the outcomes ``ways``, which share the piece of future at a depth.
    """
    pieces = [tiny.tree.ways[way].outcome.pieces for way in ways]
    begins = pieces[0][depth].begins.toordinal() if depth else 0
    groups: dict[int, list[int]] = {}
    for way, mine in zip(ways, pieces, strict=True):
        if len(mine) > depth + 1:
            groups.setdefault(mine[depth + 1].number, []).append(way)
    if not groups:
        (way,) = ways
        best: dict[Done, float] = {}
        for schedule in tiny.tried[way]:
            done = done_before(schedule, begins)
            best[done] = max(best.get(done, -np.inf), schedule.value)
        return {done: np.array([[value]]) for done, value in best.items()}
    parts = [_values_from(tiny, group, depth + 1) for group in groups.values()]
    together: dict[Done, list[np.ndarray]] = {}
    for done in set(parts[0]).intersection(*parts[1:]):
        rows = parts[0][done]
        for part in parts[1:]:
            more = part[done]
            rows = np.column_stack(
                [np.repeat(rows, len(more), axis=0), np.tile(more, (len(rows), 1))]
            )
        together.setdefault(_as_of(done, begins), []).append(rows)
    return {done: _not_beaten(np.concatenate(r)) for done, r in together.items()}


def _not_beaten(rows: np.ndarray) -> np.ndarray:
    """Return the rows that no other one reaches in every place."""
    rows = np.unique(rows, axis=0)[::-1]
    kept = np.empty((0, rows.shape[1]))
    for row in rows:
        if not (kept >= row).all(axis=1).any():
            kept = np.vstack([kept, row])
    return kept


def done_before(schedule: TriedSchedule, day: int) -> Done:
    """Return what a schedule does before a day, an ordinal."""
    choices = schedule.columns.choices
    names = [each.name for each in schedule.columns.situation.tranches]
    done: dict[tuple[str, int, int, int], float] = {}
    for place in np.flatnonzero(schedule.shares).tolist():
        exercised, sold = int(choices.exercised[place]), int(choices.sold[place])
        if exercised >= day:
            continue
        lot = (names[choices.tranche[place]], exercised, int(choices.way[place]))
        keys = {(*lot, WHOLE_LOT)}
        if sold != NEVER and sold < day:
            keys.add((*lot, sold))
        for key in keys:
            done[key] = done.get(key, 0.0) + float(schedule.shares[place])
    return tuple(sorted((*key, shares) for key, shares in done.items()))


def _as_of(done: Done, day: int) -> Done:
    """Return what of it was done before an earlier day."""
    return tuple(each for each in done if each[1] < day and each[3] < day)
