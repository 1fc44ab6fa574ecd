"""``isoplan tax``: one household's federal tax forms, or those of thousands."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from isoplan.cli.render.forms import YearForms, forms_report
from isoplan.models.errors import ScenarioErrors
from isoplan.models.household_file import HouseholdFile, load_households
from isoplan.models.household_years import (
    CREDIT,
    FEDERAL,
    WorkedCase,
    in_cents,
    losses_carried_out,
    worked_cases,
    worked_chains,
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print a list with the inputs and outputs of each household.",
)
def tax(*, file: Path, as_json: bool) -> None:
    """Work out the federal tax forms of each household in FILE.

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
    """
    try:
        households = load_households(file)
    except ScenarioErrors as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from None
    if as_json:
        click.echo(json.dumps(_as_json(households), indent=1, default=str))
    else:
        click.echo(_as_text(households))


def _as_json(households: HouseholdFile) -> list[dict[str, Any]]:
    """Return one object a case, or one a chain, in the order of the file."""
    chains = zip(households.chains, worked_chains(households.chains), strict=True)
    return [
        *map(_case, worked_cases(households.cases)),
        *({**_label(chain.label), "years": _years(years)} for chain, years in chains),
    ]


def _case(worked: WorkedCase) -> dict[str, Any]:
    household = worked.case.household
    with_credit = household.minimum_tax_credit is not None
    with_losses = household.loss_carryover is not None
    return {
        **_label(worked.case.label),
        "inputs": worked.case.given,
        "outputs": in_cents(worked, FEDERAL | CREDIT if with_credit else FEDERAL),
        **(losses_carried_out(worked) if with_losses else {}),
    }


def _years(years: Sequence[WorkedCase]) -> list[dict[str, Any]]:
    return [
        {
            "year": worked.law.year,
            "inputs": worked.case.given,
            "outputs": in_cents(worked, FEDERAL | CREDIT),
            **losses_carried_out(worked),
        }
        for worked in years
    ]


def _label(label: object) -> dict[str, object]:
    return {} if label is None else {"id": label}


def _as_text(households: HouseholdFile) -> str:
    """Return the forms of all, one household-year below the other."""
    worked = worked_cases(households.cases)
    for years in worked_chains(households.chains):
        worked += years
    return "\n\n\n".join(forms_report(_forms(each)) for each in worked)


def _forms(worked: WorkedCase) -> YearForms:
    label = worked.case.label
    return YearForms(
        label="" if label is None else str(label),
        law=worked.law,
        income=worked.case.household.year_income,
        tax=worked.tax,
        credit=worked.credit,
    )
