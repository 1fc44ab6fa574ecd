"""A key or value of yesterday gets one error, and it names today's."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.returns.file import checked_households
from isoplan.models.returns.inputs import HouseholdYear
from isoplan.models.scenario import Scenario
from isoplan.models.validation.renamed_keys import RENAMED_KEYS, RENAMED_VALUES

Lines = Callable[..., list[str]]

IN_SCENARIOS = [
    pytest.param(
        {"wishes": {"actions_per_year": 3}},
        "wishes is a key of an earlier version; write preferences",
        id="Scenario.wishes",
    ),
    pytest.param(
        {"household.itemized": {"other": 9_000}},
        "household.itemized is a key of an earlier version; write "
        "household.itemized_deductions",
        id="Household.itemized",
    ),
    pytest.param(
        {"household.giving": 5_000},
        "household.giving is a key of an earlier version; write household.gifts",
        id="Household.giving",
    ),
    pytest.param(
        {"household.prior_year": {"tax": 9_000, "agi": 90_000}},
        "household.prior_year.agi is a key of an earlier version; write "
        "household.prior_year.adjusted_gross_income",
        id="PriorYear.agi",
    ),
    pytest.param(
        {"plan.tax_payments": "instalments"},
        "plan.tax_payments is 'instalments', which is a value of an earlier version; "
        "write 'installments'",
        id="tax_payments.instalments",
    ),
]
IN_HOUSEHOLD_YEARS = [
    pytest.param(
        {"small_business_stock": {"whole": 9_000}},
        "inputs.small_business_stock is a key of an earlier version; write "
        "small_business_gain",
        id="HouseholdYear.small_business_stock",
    ),
]


@pytest.mark.parametrize(("changes", "line"), IN_SCENARIOS)
def test_a_scenario_names_the_key_of_today(
    lines_with: Lines, changes: dict[str, Any], line: str
) -> None:
    """One line, however much is missing without the key."""
    assert lines_with(changes) == [line]


def test_what_is_missing_under_its_name_of_today_is_not_said_twice(
    lines_with: Lines,
) -> None:
    """The table is there, under its earlier name."""
    old = {"household.itemized": {"other": 9_000}, "household.deduction": "itemized"}
    (line,) = lines_with(old)
    assert line.endswith("write household.itemized_deductions")


@pytest.mark.parametrize(("changes", "line"), IN_HOUSEHOLD_YEARS)
def test_a_household_year_names_the_key_of_today(
    changes: dict[str, Any], line: str
) -> None:
    """The same in a file of ``isoplan tax``."""
    inputs = {"year": 2026, "filing_status": "single", **changes}
    with pytest.raises(ScenarioErrors) as found:
        checked_households({"inputs": inputs}, Path("file.toml"))
    assert str(found.value) == f"file.toml: {line}"


def test_every_entry_of_the_table_is_tested() -> None:
    """An entry without its message above would never be read by anybody."""
    keys = {f"{model}.{old}" for model, names in RENAMED_KEYS.items() for old in names}
    keys |= {f"{key}.{old}" for key, values in RENAMED_VALUES.items() for old in values}
    assert keys == {each.id for each in (*IN_SCENARIOS, *IN_HOUSEHOLD_YEARS)}


def test_todays_names_are_fields() -> None:
    """Of the same table, in which the earlier name is none any more."""
    models = {
        model.__name__: model
        for root in (Scenario, HouseholdYear)
        for model in _of(root)
    }
    for name, keys in RENAMED_KEYS.items():
        fields = models[name].model_fields
        assert set(keys.values()) <= set(fields)
        assert not set(keys) & set(fields)


def _of(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a model and all models that its fields name."""
    yield model
    for field in model.model_fields.values():
        for each in _named(field.annotation):
            yield from _of(each)


def _named(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _named(each)
