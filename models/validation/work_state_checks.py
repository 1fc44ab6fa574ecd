"""Problems of where options were earned: states without tax figures, or without use."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from isoplan.models.base.problems import Problem, shown
from isoplan.models.inputs.household import Household
from isoplan.models.law.state_figures import state_file
from isoplan.models.validation.readable_parts import ReadableParts


def work_state_problems(parts: ReadableParts) -> Iterator[Problem]:
    """Report work in states that no return can be worked out for."""
    plan, home = parts.plan, parts.household
    if plan is None or home is None:
        return
    first_year_ends = date(plan.start.year, 12, 31)
    known = {each.state for each in home.residency_periods(plan.start.year)}
    lived_in: set[str] = set()
    for place, grant in parts.grants.items():
        if grant.work_states is None:
            lived_in |= _lived_in(home, grant.granted_on, first_year_ends)
            continue
        path, value = f"grants[{place}].work_states", shown(grant.work_states)
        if not home.state:
            reason = "but without household.state no state's tax is worked out"
            remedy = "add household.state, or remove it"
            yield Problem(path, value, reason, remedy, grant.name)
            continue
        worked_in = {state for state, part in grant.work_states.items() if part > 0.0}
        for state in sorted(worked_in - known):
            for problem in _without_figures(path, value, state, plan.start.year):
                yield replace(problem, owner=grant.name)
    for holding in parts.holdings.values():
        if holding.offered_on is not None:
            lived_in |= _lived_in(home, holding.offered_on, first_year_ends)
    for state in sorted(lived_in - known):
        yield from _without_figures(
            "household.state", shown(state), state, plan.start.year
        )


def _without_figures(path: str, value: str, state: str, year: int) -> Iterator[Problem]:
    """Report a state in which options were earned, if its figures begin later."""
    if not state or year >= state_file(state).first_year:
        return
    file = state_file(state)
    yield Problem(
        path,
        value,
        f"but options earned in {file.name} may be income of {year}, and its figures "
        f"begin with {file.first_year}",
        f"start the plan in {file.first_year}, or give each grant work_states without "
        f"{state}",
    )


def _lived_in(home: Household, first: date, last: date) -> set[str]:
    """Return the states lived in on some day of a period."""
    return {
        state
        for state in home.state.values()
        if first <= last and home.part_of_days_in(state, first, last) > 0.0
    }
