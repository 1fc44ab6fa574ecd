"""Citations that readers see are those of the figures' sources."""

import pytest

from isoplan.models.law.citations import citation
from isoplan.models.law.federal_figures import Statute


@pytest.mark.parametrize(
    ("figure", "cited"),
    [
        ("wash_sale_days", "IRC 1091"),
        ("election_83b_days", "IRC 83(b)(2)"),
        ("iso_months_after_leaving", "IRC 422(a)(2)"),
        ("gifts_without_itemizing", "IRC 170(p)"),
        ("iso_value_limit", "IRC 422(d)(1)"),
        ("income_tax_due_on", "IRC 6072(a)"),
    ],
)
def test_the_first_section_is_cited(figure: str, cited: str) -> None:
    """What follows a comma or semicolon is the act, or another section."""
    assert citation(figure) == cited


@pytest.mark.parametrize("figure", Statute.model_fields)
def test_every_figure_can_be_cited(figure: str) -> None:
    """Each source begins with a section, a regulation or who has determined it."""
    assert citation(figure).strip()


def test_a_figure_that_is_not_there() -> None:
    """It is a mistake, not an empty citation."""
    with pytest.raises(AttributeError):
        citation("tooth_fairy")
