"""The scenario: everything a plan is made from, as one file holds it.

Data alone: what several sections imply together is a
:class:`~isoplan.models.situation.Situation`. The sections stand once, as the fields of
:class:`Scenario`; reading, partial reading and checks go through them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import WrongValues
from isoplan.models.base.units import FileModel, Name
from isoplan.models.inputs.branches import Branch, Uncertainty
from isoplan.models.inputs.employment import Employment
from isoplan.models.inputs.events import Event
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Holding, Lot, RestrictedUnits
from isoplan.models.inputs.household import Household
from isoplan.models.inputs.market import Market, MarketName
from isoplan.models.inputs.planning import Planning
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.inputs.user_schedule import UserSchedule
from isoplan.models.validation.branch_checks import branch_problems
from isoplan.models.validation.cross_field import cross_problems
from isoplan.models.validation.file_text import source_name
from isoplan.models.validation.partial_reading import all_problems
from isoplan.models.validation.readable_parts import whole_parts
from isoplan.models.validation.reading import read_table, table_of_text

THE_SCENARIO = "the scenario"
"""Named in messages where a file would be."""


class Scenario(FileModel):
    """A household with incentive stock options, and what it assumes."""

    name: Name = Field(description="Title of the scenario, shown in every result.")
    story: str = Field(default="", description="What the scenario is about.")
    plan: Planning = Field(description="What the plan covers and assumes.")
    household: Household = Field(description="Who files, and all other income.")
    employment: Employment | None = Field(
        default=None, description="When the option holder leaves the company."
    )
    grants: tuple[Grant, ...] = Field(default=(), description="Grants of options.")
    lots: tuple[Lot, ...] = Field(
        default=(), description="Shares exercised before the plan and still held."
    )
    restricted_units: tuple[RestrictedUnits, ...] = Field(
        default=(), description="Awards of restricted stock units."
    )
    holdings: tuple[Holding, ...] = Field(
        default=(),
        description="Other shares of the company held: bought, from units that have "
        "vested, or from a purchase plan.",
    )
    events: tuple[Event, ...] = Field(
        default=(),
        description="What really happened since grants, lots and holdings were written "
        "down, up to the plan's start.",
    )
    market: Market = Field(
        description="What a share is worth and when it can be sold: the main market, "
        "needed beside [markets] too."
    )
    markets: dict[Name, Market] = Field(
        default={},
        description="Further markets by name, such as that of an index fund or of "
        "another company's shares: the same fields as market.",
    )
    preferences: Preferences = Field(
        default=Preferences(), description="Limits that the household sets for itself."
    )
    schedules: tuple[UserSchedule, ...] = Field(
        default=(), description="The user's own schedules, to be compared."
    )
    branches: tuple[Branch, ...] = Field(
        default=(),
        description="What may become known within the plan: pieces of future, each "
        "with its first day, its probability and what it changes.",
    )
    uncertainty: Uncertainty | None = Field(
        default=None,
        description="In place of branches: a volatility, from which they are made.",
    )

    def __repr__(self) -> str:
        """Return name, dates and what there is to plan with, short."""
        counts = {
            "grant": len(self.grants),
            "lot": len(self.lots),
            "award": len(self.restricted_units),
            "holding": len(self.holdings),
        }
        held = [
            f"{count} {what}{'s' * (count != 1)}"
            for what, count in counts.items()
            if count
        ]
        dates = f"{self.plan.start} to {self.plan.last_year}"
        return f"<Scenario {self.name!r}: {', '.join((dates, *held))}>"

    __str__ = __repr__

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as they were given, to be changed and planned again."""
        return self.model_dump(mode="json", exclude_unset=True, warnings=False)

    def market_named(self, name: MarketName) -> Market:
        """Return the market of a name; the main one for None.

        Raises:
            KeyError: If there is none.
        """
        return self.market if name is None else self.markets[name]

    def grant(self, name: str) -> Grant:
        """Return the grant of a name.

        Raises:
            KeyError: If there is none.
        """
        for grant in self.grants:
            if grant.name == name:
                return grant
        raise KeyError(name)

    @model_validator(mode="after")
    def _fields_agree(self) -> Self:
        parts = whole_parts(self)
        if problems := cross_problems(parts) or branch_problems(self):
            raise WrongValues(problems)
        return self


def load_scenario(path: Path) -> Scenario:
    """Read a scenario from a TOML or JSON file.

    Raises:
        ScenarioErrors: With everything that is wrong with the file.
    """
    return checked_scenario(read_table(path), source_name(path))


def scenario_of_text(text: str) -> Scenario:
    """Return the scenario that a text holds, TOML or JSON, as a file would.

    Raises:
        ScenarioErrors: With everything that is wrong with it.
    """
    return checked_scenario(table_of_text(text, THE_SCENARIO))


def checked_scenario(given: Mapping[str, Any], source: str = THE_SCENARIO) -> Scenario:
    """Return the scenario that fields hold.

    Args:
        given: The fields, as in a file.
        source: Named in each message.

    Raises:
        ScenarioErrors: With everything that is wrong with them.
    """
    try:
        return Scenario.model_validate(given)
    except ValidationError as error:
        problems = all_problems(error, given, Scenario, source)
        raise ScenarioErrors(problems) from None
