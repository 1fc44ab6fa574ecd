"""What shares that are retained will one day be taxed on; dollars a share."""

from collections.abc import Sequence

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.base.problems import listed


def income_if_sold(value: Amount, basis: Amount) -> Amount:
    """Return what will be taxed of a share that is sold one day, dollars a share.

    Its gain over the regular basis. A higher AMT basis counts for nothing here; it
    would free left-over credit when the share is sold.

    Args:
        value: Market value, dollars a share.
        basis: For regular tax, dollars a share.

    Source: IRC 1001(a), 1011.
    """
    return excess(value, basis)


def step_up_note(rate: str, still_taxed: Sequence[str]) -> str:
    """Return what a reader must know of shares that are taken to be held until death.

    Args:
        rate: Of tax on what stays taxable, in words.
        still_taxed: What of some kinds of shares stays taxable at death, in words.
    """
    said = (
        "Shares kept at the end count at their price: they are taken to be held until "
        "death, which leaves their gain untaxed (IRC 1014)"
    )
    if still_taxed:
        said += f", but {rate} of {listed(still_taxed)}"
    return said + "."
