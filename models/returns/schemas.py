"""The JSON Schema of the two kinds of files that people write."""

from typing import Any

from pydantic import BaseModel

from isoplan.models.returns.inputs import HouseholdYear
from isoplan.models.scenario import Scenario

OF_FILES: dict[str, type[BaseModel]] = {"scenario": Scenario, "tax": HouseholdYear}
"""The model of each: a scenario file, and the inputs of ``isoplan tax``."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(what: str) -> dict[str, Any]:
    """Return the schema of a kind of file, every field with unit, default and meaning.

    Args:
        what: ``scenario`` or ``tax``.
    """
    return {"$schema": DIALECT, **OF_FILES[what].model_json_schema()}
