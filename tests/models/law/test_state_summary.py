"""docs/states.md says of each state what its file says."""

from pathlib import Path

import pytest

from isoplan.models.base.errors import UnknownLawYear
from isoplan.models.law.state_figures import STATES, state_file
from isoplan.models.law.state_summary import StateSummary, state_summary

SUMMARIES = [state_summary(state, 2026) for state in STATES]


def row(each: StateSummary) -> str:
    """Return a state's row of the table."""
    words = [each.standing_in, each.one_source]
    named = [", ".join(f"`{name}`" for name in names) or "-" for names in words]
    cells = [each.state, each.name, each.income, each.gains, each.spread, *named]
    return f"| {' | '.join(cells)} |"


def notes(each: StateSummary) -> str:
    """Return a state's notes."""
    parts = {
        "Checked": each.checked,
        "Simplified": each.simplified,
        "Doubt": each.doubts,
        "Later": each.later_law,
    }
    lines = [f"- {word}: {text}." for word, texts in parts.items() for text in texts]
    return "\n".join([f"### {each.name}", "", *lines])


@pytest.fixture(scope="module")
def document(root: Path) -> str:
    return (root / "docs" / "states.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("each", SUMMARIES, ids=STATES)
def test_the_document_is_true(each: StateSummary, document: str) -> None:
    """Its row of the table, and its notes where there are any."""
    assert row(each) in document
    if len(notes(each).splitlines()) > 2:
        assert f"{notes(each)}\n" in document


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
