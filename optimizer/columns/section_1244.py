"""Section 1244 stock among the columns: losses of which a part may be ordinary."""

from collections.abc import Mapping, Sequence

import numpy as np

from isoplan.models.equity.tranche import Tranche
from isoplan.models.tax.shares.disposition import Sale
from isoplan.optimizer.columns.choices import NEVER, Choices

TERMS = ("short_term", "long_term")
SECTION_1244_LINES = tuple(
    f"{system}section_1244_{term}_loss" for system in ("", "amt_") for term in TERMS
)
"""Income lines of the year of the sale that hold losses on such stock."""


def section_1244_lines(
    choices: Choices,
    tranches: Sequence[Tranche],
    sale: Sale,
    long_term: np.ndarray,
    amt_long_term: np.ndarray,
) -> Mapping[str, np.ndarray]:
    """Return the income lines of losses on section 1244 stock; dollars a share.

    Args:
        choices: Exercises and sales.
        tranches: What they draw on.
        sale: Income of each; nothing of what is given away.
        long_term: Whether the loss is long-term.
        amt_long_term: Whether the loss on the AMT basis is.
    """
    qualifies = np.array([each.section_1244 for each in tranches], dtype=bool)
    here = qualifies[choices.tranche] & (choices.sold != NEVER)
    lines = {}
    for system, gain, is_long in (
        ("", sale.capital_gain, long_term),
        ("amt_", sale.amt_capital_gain, amt_long_term),
    ):
        loss = np.where(here, np.maximum(-gain, 0.0), 0.0)
        lines[f"{system}section_1244_short_term_loss"] = np.where(is_long, 0.0, loss)
        lines[f"{system}section_1244_long_term_loss"] = np.where(is_long, loss, 0.0)
    return lines
