"""What is modeled of a state, in words."""

import pytest

from isoplan.models.base.errors import UnknownLawYear
from isoplan.models.law.state_figures import state_file
from isoplan.models.law.state_summary import state_summary


def test_every_figure_in_force_has_its_source() -> None:
    """What `figures` holds for a year is what the law of the year was built from."""
    figures = state_summary("NY", 2027, 0.02).figures
    assert figures["brackets"].year == 2027
    assert figures["standard_deduction"].last_year == 2026
    assert figures.keys() == state_file("NY").figures.keys()
    with pytest.raises(UnknownLawYear):
        state_summary("NY", 2027)


@pytest.mark.parametrize(
    ("state", "income", "gains", "spread"),
    [
        ("TX", "not taxed", "not taxed", "no tax"),
        (
            "CA",
            "1% to 12.3% + 1% of federal AGI",
            "as income",
            "AMT: Schedule P (540), credit FTB 3510",
        ),
        ("PA", "flat 3.07% of own income", "as income", "income at exercise"),
        (
            "WA",
            "not taxed, gains alone",
            "7% and 9.9% of long-term gain above 278,000",
            "no tax",
        ),
        ("MT", "4.7% to 5.65% of federal taxable income", "at most 4.1%", "no tax"),
    ],
)
def test_words(state: str, income: str, gains: str, spread: str) -> None:
    """One of each kind."""
    each = state_summary(state, 2026)
    assert (each.income, each.gains, each.spread) == (income, gains, spread)
