"""What a kink never exceeds, where the relaxation would not see it.

A kink that a plan might want larger is held down by a binary alone. While the binary is
a fraction, the relaxation may place the kink anywhere below the chord of its range. A
cut in terms of the columns says how much of it these columns can cause at most.
"""

from isoplan.optimizer.tracing.affine_bounds import (
    affine_bounds_of,
    column_cut,
    on_each_column,
)
from isoplan.optimizer.tracing.expression import Expression, Range
from isoplan.optimizer.tracing.graph import Graph

WORTH = 0.1
"""Part of a kink's greatest value by which a cut must undercut its chord."""
LOOSE = 2.0
"""Multiple of a kink's greatest value that a useful cut does not reach."""


def useful_cuts(graph: Graph, number: int) -> list[Expression]:
    """Return amounts that a nonlinear atom never exceeds, as far as they help.

    An atom is ``base + max(argument, 0)`` and, from the other side of its kink,
    ``(base + argument) + max(-argument, 0)``: each has a cut of its own. New leaves
    may be added to the graph.
    """
    found = affine_bounds_of(graph, number)
    low, high = found.inside.low, found.inside.high
    sides = (
        (found.base, found.argument, Range(low, high)),
        (found.sides[0], -found.argument, Range(-high, -low)),
    )
    kept = graph.shared_cuts(number)
    for base, argument, inside in sides:
        if inside.low >= 0 or inside.high <= 0:
            continue
        cut = column_cut(graph, argument)
        if _is_useful(graph, cut, argument, inside):
            kept.append(base + cut)
    return kept


def _is_useful(
    graph: Graph, cut: Expression, argument: Expression, inside: Range
) -> bool:
    """Return whether a cut undercuts the chord of ``max(argument, 0)``.

    It must do so where nothing is exercised, and not be far above it elsewhere.
    """
    without_shares = argument.value(graph.values_without_shares())
    chord = inside.high * (without_shares - inside.low) / (inside.high - inside.low)
    if chord - cut.constant < WORTH * inside.high:
        return False
    most = graph.column_bounds.greatest(on_each_column(graph, cut))
    return cut.constant + most <= LOOSE * inside.high
