"""Columns of dollars as cents, row by row."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from isoplan.models.base.cents import in_cents
from isoplan.models.returns.table import Column


def column_in_cents(amounts: Column) -> Column:
    """Return dollars rounded to cents as ``round`` does it, never a negative zero.

    NumPy rounds a hundred times the amount, a product that is rounded itself: it alone
    decides wrongly where half a cent is near. Those few are left to ``round``.
    """
    hundredfold = amounts * 100.0
    whole = np.rint(hundredfold)
    cents: Column = whole / 100.0
    from_half = np.abs(np.abs(hundredfold - whole) - 0.5)
    for place in np.flatnonzero(from_half <= np.spacing(np.abs(hundredfold))):
        cents[place] = in_cents(amounts[place])
    return cents + 0.0


def rows_in_cents(
    outputs: Mapping[str, Column],
    names: Iterable[str],
    wanted: NDArray[np.bool_] | None = None,
) -> Iterator[dict[str, float]]:
    """Yield some outputs of each household by name, in dollars rounded to cents.

    Args:
        outputs: Dollars by name; each of length n.
        names: Which of them.
        wanted: Whether each household is asked for; length n. None for all of them.
    """
    keys = tuple(names)
    rows = slice(None) if wanted is None else wanted
    columns = [column_in_cents(outputs[name][rows]).tolist() for name in keys]
    for row in zip(*columns, strict=True):
        yield dict(zip(keys, row, strict=True))
