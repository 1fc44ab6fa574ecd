"""``isoplan schema``: the JSON Schema of a scenario file."""

import json

import click

from isoplan.models.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@click.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file.

    It holds every field with its unit, default and meaning. Dates are written as
    2026-03-01 in JSON, and as themselves in TOML.

    \N{BACKSPACE}
    For example:
        isoplan schema > scenario.schema.json
    """
    described = {"$schema": DIALECT, **Scenario.model_json_schema()}
    click.echo(json.dumps(described, indent=2))
