"""Whole scenarios side by side, for people: worth, tax, and what each changes first."""

from collections.abc import Iterator, Sequence

from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.first_screen import done_in_words
from isoplan.cli.render.table import table
from isoplan.models.results.number_text import in_a_row
from isoplan.models.results.plan import Action
from isoplan.models.results.scenario_comparison import (
    ChangedField,
    ComparedScenario,
    ScenarioComparison,
)
from isoplan.models.results.verdict import in_short

MOST_FIELDS = 6
"""Changed fields that are shown of one scenario."""


def scenarios_report(comparison: ScenarioComparison, width: int = USUAL) -> str:
    """Return the report of whole scenarios."""
    first, *others = comparison.scenarios
    parts = [
        wrapped(comparison.answer(), width),
        _facts(comparison, width),
        "\n".join(
            wrapped(line, width, later="  ")
            for each in (first, *others)
            for line in _of_scenario(each, first)
        ),
        "\n".join(wrapped(note, width, later="  ") for note in comparison.notes),
    ]
    return "\n\n".join(part for part in parts if part)


def _facts(comparison: ScenarioComparison, width: int) -> str:
    """Return the table: a column a scenario that has a plan, a row a fact."""
    shown = comparison.table()
    if not shown.rows:
        return ""
    heads, *rows = zip(shown.headings, *shown.rows, strict=True)
    return table(("", *heads[1:]), rows, left=1, width=width)


def _of_scenario(scenario: ComparedScenario, first: ComparedScenario) -> Iterator[str]:
    """Yield the first step of a scenario, and what it changes."""
    plan, file = scenario.plan, scenario.file
    if plan is None:
        yield f"{file}: no plan: {scenario.error}."
        return
    proof = in_short(plan.status, plan.gap)
    yield f"{file} ({proof}): first {_step(plan.first_actions)}."
    if scenario is first:
        return
    if scenario.changed_fields:
        yield f"  The file differs in {_fields(scenario.changed_fields)}."
    if first.plan is None:
        return
    if (change := plan.first_difference) is None:
        yield f"  Every action is that of {first.file}."
    else:
        yield (
            f"  The plan differs first on {change.on}: {_deeds(change.here)}; "
            f"{first.file}: {_deeds(change.first)}."
        )


def _step(actions: Sequence[Action]) -> str:
    """Return what is done on the first day with an action."""
    return f"on {actions[0].date}: {_deeds(actions)}" if actions else "nothing to do"


def _deeds(actions: Sequence[Action]) -> str:
    """Return actions of a day in words."""
    return in_a_row([done_in_words(each) for each in actions] or ["nothing"])


def _fields(fields: Sequence[ChangedField]) -> str:
    """Return which fields differ, and how."""
    said = [
        f"{each.path} ({each.here or 'none'}, not {each.first or 'none'})"
        for each in fields[:MOST_FIELDS]
    ]
    if more := len(fields) - len(said):
        said.append(f"{more} more field{'s' * (more != 1)}")
    return in_a_row(said)
