"""`isoplan states`: what is modeled of each state, with sources."""

import json
from dataclasses import asdict
from typing import Any

import click

from isoplan.cli.layout.width import terminal_width
from isoplan.cli.process.exit_codes import ExitCode
from isoplan.cli.process.streams import echo_json, say
from isoplan.cli.render.states_table import state_report, states_report
from isoplan.models.base.errors import IsoPlanError
from isoplan.models.law.federal_figures import LAST_PUBLISHED_YEAR
from isoplan.models.law.state_figures import STATES
from isoplan.models.law.state_summary import StateSummary, state_summary


@click.command()
@click.argument("code", required=False, type=click.Choice(STATES, case_sensitive=False))
@click.option(
    "--year",
    type=click.IntRange(max=LAST_PUBLISHED_YEAR),
    default=LAST_PUBLISHED_YEAR,
    show_default=True,
    help="Tax year.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def states(*, code: str | None, year: int, as_json: bool) -> None:
    """List what is modeled of each state, or of the state CODE with its sources.

    \N{BACKSPACE}
    For example:
        isoplan states CA
    """
    try:
        summaries = [state_summary(each, year) for each in ([code] if code else STATES)]
    except IsoPlanError as error:
        say(str(error))
        raise SystemExit(ExitCode.KNOWN_ERROR) from None
    if as_json:
        echo_json(json.dumps([_as_json(each) for each in summaries], indent=1))
    else:
        width = terminal_width()
        one = state_report(summaries[0], width)
        click.echo(one if code else states_report(summaries, width))


def _as_json(summary: StateSummary) -> dict[str, Any]:
    figures = {
        name: figure.model_dump(
            include={"year", "through", "indexed", "source", "confirmed_by"}
        )
        for name, figure in summary.figures.items()
    }
    return {**asdict(summary), "figures": figures}
