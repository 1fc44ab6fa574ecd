"""Booleans are booleans: neither 1 nor "true" is one, and true is no number."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel, ValidationError, create_model

from isoplan.models.base.units import FileModel
from isoplan.models.returns.inputs import HouseholdYear
from isoplan.models.scenario import Scenario

ROOTS = (Scenario, HouseholdYear)
"""Importing them imports every table."""


def tables(model: type[BaseModel] = FileModel) -> Iterator[type[BaseModel]]:
    """Yield every table of a file."""
    for each in model.__subclasses__():
        yield each
        yield from tables(each)


def fields(*kinds: object) -> list[object]:
    """Return a model of one field alone for each field of these types."""
    return [
        pytest.param(
            create_model(name, value=(field.annotation, field)),
            id=f"{table.__name__}.{name}",
        )
        for table in sorted({*tables(), *ROOTS}, key=lambda each: each.__name__)
        for name, field in table.model_fields.items()
        if field.annotation in kinds
    ]


@pytest.mark.parametrize("field", fields(bool))
@pytest.mark.parametrize("value", [1, 0, "true", "yes", "on"])
def test_nothing_else_is_a_boolean(field: type[BaseModel], value: object) -> None:
    """Pydantic alone would take each of them."""
    with pytest.raises(ValidationError):
        field(value=value)


@pytest.mark.parametrize("field", fields(int, float, int | None, float | None))
def test_no_boolean_is_a_number(field: type[BaseModel]) -> None:
    """Python alone would take true for one."""
    with pytest.raises(ValidationError):
        field(value=True)
