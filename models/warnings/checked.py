"""What a check of a scenario finds, as ``isoplan check --json`` prints it."""

from collections.abc import Sequence
from typing import Any

from isoplan.models.base.problems import Problem
from isoplan.models.equity.iso_split import YearSplit, first_exercisable
from isoplan.models.scenario import Scenario

OF_A_PROBLEM = ("path", "owner", "value", "reason", "remedy")


def problem_fields(problem: Problem) -> dict[str, str]:
    """Return field, owner, value, reason and remedy of a problem by name."""
    return {name: getattr(problem, name) for name in OF_A_PROBLEM}


def checked(
    source: str,
    warnings: Sequence[str] = (),
    *,
    problems: Sequence[Problem] = (),
    scenario: Scenario | None = None,
) -> dict[str, Any]:
    """Return the result of a check as plain fields.

    Args:
        source: The file, or what else is checked.
        warnings: What is allowed but looks odd.
        problems: What is wrong; nothing if the scenario is valid.
        scenario: If it is valid, without branches.
    """
    result: dict[str, Any] = {
        "file": source,
        "valid": not problems,
        "problems": [problem_fields(each) for each in problems],
        "warnings": list(warnings),
    }
    if scenario is not None:
        result["first_exercisable"] = [
            {
                "grant": name,
                "year": year,
                "incentive_stock_options": split.iso,
                "nonqualified": split.nso,
                "incentive_stock_options_until": {
                    str(last): shares for last, shares in split.iso_until.items()
                },
            }
            for name, years in options_split(scenario).items()
            for year, split in years.items()
        ]
    return result


def options_split(scenario: Scenario) -> dict[str, dict[int, YearSplit]]:
    """Return incentive and nonqualified options by grant and year; see the law."""
    split = first_exercisable(scenario.grants, scenario.employment)
    return {
        grant.name: years for grant, years in zip(scenario.grants, split, strict=True)
    }
