"""docs/states.md says of each state what its file and the oracle households say."""

from pathlib import Path

import pytest

from isoplan.models.law.federal_figures import LAST_PUBLISHED_YEAR
from isoplan.models.law.state_figures import STATES, state_file
from isoplan.models.law.state_summary import state_summary
from tools.states_page import PAGE, oracle_results, states_page


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    """The page as it is kept."""
    assert root / "docs" / "states.md" == PAGE
    return PAGE.read_text(encoding="utf-8")


def test_the_page_is_not_stale(page: str) -> None:
    """`make states-page` would write what is there."""
    assert page == states_page(), "docs/states.md is stale: run `make states-page`"
    assert "{{" not in page


@pytest.mark.parametrize("state", STATES)
def test_a_state_has_its_row_and_its_notes(state: str, page: str) -> None:
    """Whatever the template holds, no state and no note is lost."""
    each = state_summary(state, LAST_PUBLISHED_YEAR)
    assert page.count(f"\n| {state} | {each.name} | {each.income} | ") == 1
    section = page.split(f"\n### {each.name}\n")[1].split("\n### ")[0]
    assert f"- Figures: {state_file(state).first_year} on." in section
    for text in (*each.checked, *each.simplified, *each.doubts, *each.later_law):
        assert f": {text}.\n" in section


def test_oracle_households_are_counted() -> None:
    """Those of the three files with a state, and what is apart is told."""
    results = list(oracle_results())
    assert {result.state for result in results} <= set(STATES)
    assert len(results) >= 40 + 43 + 590
    apart = [result for result in results if result.apart > 6.0]
    assert all(result.state == "KY" for result in apart)
