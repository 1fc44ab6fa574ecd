"""``isoplan schema``: the JSON Schema of a scenario file."""

import json

import click

from isoplan.cli.process.streams import echo_json
from isoplan.models.returns.schemas import OF_FILES, schema_of


@click.command()
@click.argument("what", type=click.Choice(list(OF_FILES)), default="scenario")
def schema(*, what: str) -> None:
    """Print the JSON Schema of a scenario file, or of the inputs of isoplan tax.

    It holds every field with its unit, default and meaning. Dates are written as
    2026-03-01 in JSON, and as themselves in TOML.

    \N{BACKSPACE}
    For example:
        isoplan schema > scenario.schema.json
        isoplan schema tax
    """
    echo_json(json.dumps(schema_of(what), indent=2))
