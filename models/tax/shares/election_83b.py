"""The election under section 83(b): what it asks for.

What it does to income stands in
:func:`isoplan.models.tax.shares.disposition.amt_measured_on` and in
:func:`isoplan.models.tax.shares.nonqualified.nonqualified_pay`.
"""

from isoplan.models.law.citations import citation
from isoplan.models.law.federal_figures import statute


def election_note() -> str:
    """Return what a reader must know of an election that a plan rests on."""
    days = f"{statute().election_83b_days.value:.0f} days"
    return (
        f"An election under section 83(b) must reach the IRS within {days} of the "
        f"exercise ({citation('election_83b_days')}); without it these figures do not "
        "hold."
    )
