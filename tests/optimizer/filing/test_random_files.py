"""Random files with every feature: what is exercised and sold ties to the forms."""

import pytest

from filed import lines_of
from fuzzing.scenarios import numbered_file
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.filing.filed_forms import FiledForms
from isoplan.models.scenario import checked_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.filing.filed_schedules import (
    forms_of_events,
    forms_of_schedule,
)

SEED, FILES = 77, 8
HABITS = ("exercise now and as it vests, hold", "same-day sale at the first chance")


@pytest.fixture(scope="module")
def situations() -> list[Situation]:
    """Those of the random files without a mistake."""
    found = []
    for number in range(FILES):
        try:
            found.append(situation_of(checked_scenario(numbered_file(SEED, number))))
        except ScenarioErrors:
            continue
    return found


def check(forms: FiledForms) -> int:
    """Look at every row, and return how many there are."""
    count = 0
    for year in forms.years:
        for sale in year.sales:
            count += 1
            filed = sale.proceeds - sale.reported_basis + sale.adjustment
            assert sale.gain == pytest.approx(filed, abs=1e-6)
        form = lines_of(year, "Form 6251, Parts")
        assert (form["2i"], form["2k"], form["11"]) == (
            year.line_2i, year.line_2k, year.amt,
        )  # fmt: skip
        spreads = sum(each.line_2i for each in year.exercises)
        assert spreads == pytest.approx(year.line_2i, abs=0.011)
    return count


def test_schedules_tie(situations: list[Situation]) -> None:
    """A difference is an error, so that coming back is half of the test."""
    rows = 0
    for situation in situations:
        own = [schedule.name for schedule in situation.schedules]
        for name in (*own, *HABITS):
            rows += check(forms_of_schedule(situation, name))
    assert rows > 40


def test_what_was_done_ties(situations: list[Situation]) -> None:
    """Events of several years, with exchanges and splits."""
    done = 0
    for situation in situations:
        if situation.scenario.events:
            check(forms_of_events(situation))
            done += 1
    assert done > 0
