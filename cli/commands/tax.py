"""``isoplan tax``: one household's tax forms, or those of thousands."""

from itertools import chain
from pathlib import Path

import click

from isoplan.cli.layout.width import terminal_width
from isoplan.cli.process.collector import without_collector
from isoplan.cli.process.exit_codes import ExitCode
from isoplan.cli.process.streams import echo_json, say
from isoplan.cli.render.households import (
    case_entries,
    chain_entries,
    entries_as_json,
)
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.returns.chains import case_outputs, chain_outputs
from isoplan.models.returns.file import HouseholdFile, load_households


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print a list with the inputs and outputs of each household.",
)
@without_collector()
def tax(*, file: Path, as_json: bool) -> None:
    """Work out the tax forms of each household in FILE, federal and state.

    FILE is TOML or JSON. It holds the inputs of one year, a list of such inputs under
    `cases`, or households followed from year to year under `chains`.

    \N{BACKSPACE}
    For example:
        isoplan tax household.toml
    with these lines in household.toml:
        year = 2026
        filing_status = "single"
        wages = 250_000
        iso_bargain_element = 150_000
        state = "CA"
    """
    try:
        households = load_households(file)
    except ScenarioErrors as error:
        say(str(error))
        raise SystemExit(ExitCode.KNOWN_ERROR) from None
    if as_json:
        echo_json(_as_json(households))
    else:
        from isoplan.cli.filing.household_forms import households_report

        click.echo(households_report(households, terminal_width()))


def _as_json(households: HouseholdFile) -> bytes:
    """Return one entry a case, or one a chain, in the order of the file."""
    cases, chains = households.cases, households.chains
    return entries_as_json(
        chain(
            case_entries(cases, case_outputs(cases)),
            chain_entries(chains, chain_outputs(chains)),
        )
    )
