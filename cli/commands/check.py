"""``isoplan check``: say whether a scenario file is right, and what it holds."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from isoplan.models.errors import ScenarioErrors
from isoplan.models.plausibility import scenario_warnings
from isoplan.models.problems import Problem
from isoplan.models.residence import in_words
from isoplan.models.scenario import Scenario, load_scenario


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print a JSON object with every problem and warning.",
)
def check(*, file: Path, as_json: bool) -> None:
    """Check the scenario in FILE and show what it holds.

    All problems come at once, one line each, with what would be right. Warnings name
    what is allowed but probably not meant.

    \N{BACKSPACE}
    For example:
        isoplan check pre_ipo.toml
    """
    try:
        scenario = load_scenario(file)
    except ScenarioErrors as error:
        if as_json:
            click.echo(_report(file, problems=error.problems))
        click.echo(str(error), err=True)
        raise SystemExit(1) from None
    warnings = scenario_warnings(scenario)
    for warning in warnings:
        click.echo(f"Warning: {file}: {warning}", err=True)
    if as_json:
        click.echo(_report(file, warnings=warnings))
    else:
        click.echo(_summary(file, scenario))


def _report(
    file: Path, *, problems: Sequence[Problem] = (), warnings: Sequence[str] = ()
) -> str:
    """Return the outcome as a JSON object."""
    fields = ("path", "owner", "value", "reason", "remedy")
    found = [{name: getattr(each, name) for name in fields} for each in problems]
    outcome = {
        "file": str(file),
        "valid": not problems,
        "problems": found,
        "warnings": list(warnings),
    }
    return json.dumps(outcome, indent=2)


def _summary(file: Path, scenario: Scenario) -> str:
    """Return what the file holds, a few lines."""
    plan, home, market = scenario.plan, scenario.household, scenario.market
    start = plan.start.year
    status = home.filing_status_in(start).replace("_", " ")
    now, later = market.price(plan.start), market.price(plan.horizon)
    wages = home.wages.at(start)
    where = in_words(home.state) or "no state, federal tax alone"
    dates = f"{plan.start} to {plan.horizon}, {plan.decision_dates}"
    lines = [
        f"{file} is valid: {scenario.name}.",
        f"  plan       {dates}, {plan.objective}",
        f"  household  {status}, wages ${wages:,.0f} in {start}; {where}",
        f"  market     ${now:,.2f} a share on {plan.start}, ${later:,.2f} at the end",
    ]
    lines += [
        f"  grant      {grant.name}: {grant.shares:,} options at ${grant.strike:,.2f}, "
        f"{grant.vested(plan.start):,} vested on {plan.start}"
        for grant in scenario.grants
    ]
    lines += [
        f"  lot        {lot.label}: {lot.shares:,} shares" for lot in scenario.lots
    ]
    lines += [
        f"  schedule   {each.name}: {len(each.actions)} actions"
        for each in scenario.schedules
    ]
    return "\n".join(lines)
