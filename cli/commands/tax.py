"""``isoplan tax``: one household's tax forms, or those of thousands."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from isoplan.cli.filing.forms import forms_report
from isoplan.cli.layout.width import terminal_width
from isoplan.cli.process.exit_codes import ExitCode
from isoplan.cli.process.streams import echo_json, say
from isoplan.cli.render.households import (
    case_entries,
    chain_entries,
    entries_as_json,
)
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.filing.state_lines import StateForms
from isoplan.models.filing.year_forms import YearForms, as_filed
from isoplan.models.returns.chains import (
    CaseReturns,
    case_outputs,
    case_returns,
    chain_outputs,
    chain_returns,
)
from isoplan.models.returns.file import HouseholdFile, load_households


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep Python from looking for cycles of garbage, over and over.

    A file of many households is millions of small tables that all stay in use; going
    through them as they grow takes nearly a third of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


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
        click.echo(_as_text(households, terminal_width()))


def _as_json(households: HouseholdFile) -> str:
    """Return one entry a case, or one a chain, in the order of the file."""
    cases, chains = households.cases, households.chains
    return entries_as_json(
        [
            *case_entries(cases, case_outputs(cases)),
            *chain_entries(chains, chain_outputs(chains)),
        ]
    )


def _as_text(households: HouseholdFile, width: int) -> str:
    """Return the forms of all, one household-year below the other."""
    forms = [_forms(each) for each in case_returns(households.cases)]
    for years in chain_returns(households.chains):
        forms += as_filed([_forms(each) for each in years], None, {})
    return "\n\n\n".join(forms_report(each, width) for each in forms)


def _forms(returns: CaseReturns) -> YearForms:
    label = returns.case.label
    return YearForms(
        label="" if label is None else str(label),
        law=returns.law,
        income=returns.income,
        tax=returns.tax,
        credit=returns.credit,
        states=_state_forms(returns),
        other=returns.other,
    )


def _state_forms(returns: CaseReturns) -> tuple[StateForms, ...]:
    state = returns.state
    if state is None:
        return ()
    return (StateForms(state.law, state.tax, state.credit, federal=returns.tax),)
