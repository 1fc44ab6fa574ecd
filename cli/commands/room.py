"""`isoplan room`: how many options a year has room for without AMT."""

import math
from datetime import date
from pathlib import Path
from typing import Any

import click

from isoplan.cli.commands.shared import FiniteRange, reported, shown
from isoplan.cli.layout.width import terminal_width
from isoplan.cli.process.streams import echo_json
from isoplan.cli.render.room import room_report
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.units import (
    MOST_DOLLARS,
    MOST_SHARES,
)
from isoplan.models.law.federal_figures import FIRST_YEAR, LAST_PUBLISHED_YEAR
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import STATES
from isoplan.models.results.room import NEXT_OPTIONS, Room
from isoplan.models.scenario import checked_scenario, load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.explaining.room import (
    checked_year,
    room_in_full,
    situation_in,
)

MOST_SPREAD = 10_000_000.0
"""Dollars of spread that are looked at first where the options are not limited."""
LEAST_SPREAD = 0.001
"""Dollars a share from which on so many options are still a number of shares."""
NO_STRIKE = 1e-6
"""Dollars a share: stands for a strike that nobody asked for."""
AMOUNT = FiniteRange(min=0, max=MOST_DOLLARS)

OF_A_FILE = {"scenario", "year", "as_json"}
"""What may be given beside a file."""

OPTION_OF_FIELD = {
    "household.filing_status": "--status",
    "household.state": "--state",
    "household.wages": "--wages",
    "household.interest": "--interest",
    "household.long_term_gain": "--gain",
    "household.minimum_tax_credit": "--credit",
    "household.itemized_deductions.real_estate_taxes": "--property-tax",
    "household.itemized_deductions.other": "--deductions",
    "grants[0].shares": "--options",
}
"""What says each field of the scenario that stands for the options."""


@click.command()
@click.argument("scenario", required=False, type=click.Path(path_type=Path))
@click.option(
    "--year",
    type=int,
    help="Year of the exercise; the plan's first year, or without a file "
    f"{LAST_PUBLISHED_YEAR}.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the room as JSON.")
@click.option(
    "--status",
    type=click.Choice([each.value for each in FilingStatus]),
    metavar="STATUS",
    help="Without a file: filing status, such as married_jointly or "
    "head_of_household; single if left out.",
)
@click.option(
    "--state",
    type=click.Choice(STATES, case_sensitive=False),
    metavar="CODE",
    help="Without a file: state of residence; federal tax alone if left out.",
)
@click.option("--wages", type=AMOUNT, help="Without a file: wages of the year.")
@click.option(
    "--spread",
    type=FiniteRange(min=LEAST_SPREAD, max=MOST_SPREAD),
    help="Without a file: value of a share less the strike, dollars.",
)
@click.option(
    "--options",
    type=click.IntRange(min=1, max=MOST_SHARES),
    help="Without a file: options that can be exercised; any number if left out.",
)
@click.option("--interest", type=AMOUNT, help="Without a file: interest.")
@click.option("--gain", type=AMOUNT, help="Without a file: long-term gain.")
@click.option(
    "--deductions",
    type=AMOUNT,
    help="Without a file: itemized deductions that the AMT allows.",
)
@click.option(
    "--property-tax", type=AMOUNT, help="Without a file: real estate tax itemized."
)
@click.option(
    "--credit", type=AMOUNT, help="Without a file: old minimum tax credit brought in."
)
def room(**given: Any) -> None:  # noqa: ANN401 - one value an option
    """Count the options that a year has room for without AMT.

    With a SCENARIO, by grant; without one, for what the options say. Shows the most
    options without AMT, the most that leave the use of an old credit as it is, and
    what each further hundred costs, bend by bend.

    \N{BACKSPACE}
    For example:
        isoplan room scenarios/series_b_engineer.toml
        isoplan room --wages 200000 --state CA --spread 12.50
    """
    path = given["scenario"]
    with reported():
        if path is None:
            _refuse_without_a_spread(given)
            limited = given["options"] is not None
            found = _of_options(given) if limited else _of_any_number(given)
            found = _without_strike(found)
        else:
            _refuse_beside_a_file(given)
            situation = situation_in(load_scenario(path), given["year"])
            found, limited = room_in_full(situation, _year(situation, given)), True
    if given["as_json"]:
        echo_json(found.model_dump_json(indent=2))
    else:
        shown(room_report(found, terminal_width(), limited=limited))


def _refuse_beside_a_file(given: dict[str, Any]) -> None:
    """Fail where an option says what the file says."""
    said = [
        f"--{name.replace('_', '-')}"
        for name, value in sorted(given.items())
        if value is not None and name not in OF_A_FILE
    ]
    if said:
        raise click.UsageError(
            f"{', '.join(said)}: the file says that; leave it out, or ask without a "
            "file"
        )


def _year(situation: Situation, given: dict[str, Any]) -> int:
    """Return the year that is asked for; click's own exit code for a wrong one."""
    try:
        return checked_year(situation, given["year"])
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--year") from None


def _of_any_number(given: dict[str, Any]) -> Room:
    """Return the room where options are not limited.

    As many are looked at as it takes for AMT to begin, and for the answer to price the
    next ones; where it never does, as many as a file may have.
    """
    shares = min(math.ceil(MOST_SPREAD / given["spread"]), MOST_SHARES)
    found = _of_options(given | {"options": shares})
    while found.options + NEXT_OPTIONS > shares and shares < MOST_SHARES:
        shares = min(2 * shares, MOST_SHARES)
        found = _of_options(given | {"options": shares})
    return found


def _refuse_without_a_spread(given: dict[str, Any]) -> None:
    """Fail without a file and without what stands for one."""
    for name in ("wages", "spread"):
        if given[name] is None:
            raise click.UsageError(
                f"--{name} is missing: give a SCENARIO file, or --wages and --spread"
            )


def _of_options(given: dict[str, Any]) -> Room:
    """Return the room of a household that is given by options alone."""
    year = LAST_PUBLISHED_YEAR if given["year"] is None else given["year"]
    if not FIRST_YEAR <= year <= LAST_PUBLISHED_YEAR:
        raise click.BadParameter(
            f"{year} has no published figures; give {FIRST_YEAR} to "
            f"{LAST_PUBLISHED_YEAR}, or a file with an assumed inflation",
            param_hint="--year",
        )
    try:
        situation = situation_of(checked_scenario(_fields(given, year)))
    except ScenarioErrors as error:
        said = [
            f"{OPTION_OF_FIELD.get(each.path, each.path)}: {each.value}, {each.reason}"
            for each in error.problems
        ]
        raise click.UsageError(
            f"{'; '.join(said)}; give another one or another --year, or leave it out"
        ) from None
    return room_in_full(situation)


def _fields(given: dict[str, Any], year: int) -> dict[str, Any]:
    """Return the fields of a scenario with one grant, vested before the year."""
    itemized = {
        "real_estate_taxes": given["property_tax"],
        "other": given["deductions"],
    }
    itemized = {name: value for name, value in itemized.items() if value is not None}
    household = {
        "filing_status": given["status"] or FilingStatus.SINGLE.value,
        "state": given["state"],
        "wages": given["wages"],
        "interest": given["interest"],
        "long_term_gain": given["gain"],
        "minimum_tax_credit": given["credit"],
        "itemized_deductions": itemized or None,
    }
    granted = date(year - 2, 1, 2)
    return {
        "name": "given by options",
        "plan": {"start": date(year, 1, 2), "last_year": year, "run_off_years": 0},
        "household": {k: value for k, value in household.items() if value is not None},
        "market": {"prices": {date(year, 1, 1): given["spread"] + NO_STRIKE}},
        "grants": [
            {
                "name": "your grant",
                "granted_on": granted,
                "expires_on": granted.replace(year=year + 3),
                "shares": given["options"],
                "strike": NO_STRIKE,
                "vesting": {"cliff_months": 0, "months": 0},
            }
        ],
    }


def _without_strike(found: Room) -> Room:
    """Return a room without the strike, which nobody was asked for."""
    batches = tuple(each.model_copy(update={"strike": None}) for each in found.batches)
    return found.model_copy(update={"strikes": None, "batches": batches})
