"""What is derived from a scenario is one object, and no part of the scenario."""

from dataclasses import fields
from functools import cached_property
from pathlib import Path

import pytest
from pydantic import BaseModel

from isoplan.models.base.units import FileModel
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.models.validation.readable_parts import SECTIONS


@pytest.fixture(scope="module")
def sample(root: Path) -> Scenario:
    return load_scenario(root / "scenarios" / "few_trades.toml")


def _models(of: type[BaseModel]) -> set[type[BaseModel]]:
    found = set(of.__subclasses__())
    return found.union(*(_models(each) for each in found)) if found else found


def test_no_input_model_keeps_derived_state(sample: Scenario) -> None:
    """A cached property would travel with ``model_copy`` and answer for the old one."""
    situation_of(sample)
    for model in _models(FileModel):
        values = vars(model).values()
        assert not any(isinstance(value, cached_property) for value in values)
        assert not model.__private_attributes__, model
    assert set(vars(sample)) == set(Scenario.model_fields)


def test_a_situation_is_what_its_scenario_says(sample: Scenario) -> None:
    """Derived from a copy with other grants: the copy's tranches."""
    alone = sample.model_copy(update={"grants": sample.grants[:1], "schedules": ()})
    names = {each.grant for each in situation_of(alone).tranches if not each.held}
    assert names == {sample.grants[0].name}


def test_other_preferences_change_nothing_derived(sample: Scenario) -> None:
    """Tranches, limits and the opening position rest on other sections alone."""
    situation = situation_of(sample)
    freer = situation.with_preferences(type(sample.preferences)())
    for field in fields(Situation):
        if field.name != "scenario":
            assert getattr(freer, field.name) is getattr(situation, field.name)
    assert not freer.preferences.given
    assert situation.preferences.given


def test_the_sections_are_the_fields_of_the_scenario() -> None:
    """Listed once: what is read part by part is what the model holds."""
    whole = {"name", "story", "branches", "uncertainty"}  # read when all else is right
    assert {*SECTIONS, *whole} == set(Scenario.model_fields)
