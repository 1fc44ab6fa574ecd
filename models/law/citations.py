"""Which section of the code a figure rests on, as a reader is told.

A figure's source stands beside it in the file of figures. Whoever tells a reader about
the figure names that source, so that no citation is written twice.
"""

import re

from isoplan.models.law.federal_figures import statute


def citation(figure: str) -> str:
    """Return the first section that a figure's source names, as ``IRC 170(p)``.

    Args:
        figure: Name of a table in the file of figures that statutes fix.

    Raises:
        AttributeError: If there is no such figure.
    """
    source: str = getattr(statute(), figure).source
    return re.split(r"[,;]", source)[0]
