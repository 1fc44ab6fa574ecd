"""``isoplan schema``: the JSON Schema of a scenario file."""

import json

import click
from pydantic import BaseModel

from isoplan.cli.process.streams import echo_json
from isoplan.models.returns.inputs import HouseholdYear
from isoplan.models.scenario import Scenario

MODELS: dict[str, type[BaseModel]] = {"scenario": Scenario, "tax": HouseholdYear}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


@click.command()
@click.argument("what", type=click.Choice(["scenario", "tax"]), default="scenario")
def schema(*, what: str) -> None:
    """Print the JSON Schema of a scenario file, or of the inputs of isoplan tax.

    It holds every field with its unit, default and meaning. Dates are written as
    2026-03-01 in JSON, and as themselves in TOML.

    \N{BACKSPACE}
    For example:
        isoplan schema > scenario.schema.json
        isoplan schema tax
    """
    described = {"$schema": DIALECT, **MODELS[what].model_json_schema()}
    echo_json(json.dumps(described, indent=2))
