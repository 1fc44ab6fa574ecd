"""Lines of filed forms by title and number, for tests of them."""

from typing import Any

from isoplan.models.filing.filed_forms import FiledForm, FiledForms, FormsOfYear
from isoplan.models.situation import situation_of
from isoplan.optimizer.filing.filed_schedules import forms_of_events
from scenario_builder import build_scenario, grant


def year_of(forms: FiledForms, year: int) -> FormsOfYear:
    """Return the forms of a year."""
    (found,) = [each for each in forms.years if each.year == year]
    return found


def form_of(year: FormsOfYear, title: str) -> FiledForm:
    """Return the one form of a year whose title begins so."""
    (found,) = [each for each in year.forms if each.title.startswith(title)]
    return found


def lines_of(year: FormsOfYear, title: str) -> dict[str, float]:
    """Return a form's lines by number, those without one by what they hold."""
    return {
        each.number or each.what: each.amount for each in form_of(year, title).lines
    }


def done(
    events: list[dict[str, Any]],
    *,
    start: str = "2026-01-02",
    household: dict[str, Any] | None = None,
    grants: list[dict[str, Any]] | None = None,
) -> FiledForms:
    """Return the forms of what was done with one grant, or with several.

    All its options are incentive stock options, vested when granted.
    """
    given = grants or [grant(nonqualified_shares=0)]
    scenario = build_scenario(
        plan={"start": start, "last_year": int(start[:4])},
        household=household or {},
        market={"prices": {"2018-01-02": 30.0}},
        grants=given,
        events=events,
    )
    return forms_of_events(situation_of(scenario))
