"""What an agent may ask for: each tool, and its arguments with their meaning.

The arguments are models, so the schema that an agent reads is the one that is checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.validation.pydantic_messages import explained
from isoplan.optimizer.frontier.frontier import MOST_POINTS, POINTS, TAIL
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.stress.replanned import LIVED_PATHS
from isoplan.optimizer.stress.stress import (
    MOST_CHANCE,
    MOST_PATHS,
    MOST_VOLATILITY,
)
from isoplan.optimizer.stress.stress import Asked as AskedStress

MOST_SECONDS = 600.0
"""The longest time limit of a call."""
OF_A_FILE, OF_A_TOOL = "a field of the scenario file", "an argument of this tool"
"""What messages call a name, and what it is here."""
MOST_OTHERS = 8
"""Scenarios beside the first one of a comparison."""
DEFAULTS = Limits()
STRESS = AskedStress()


class WrongArguments(ScenarioErrors):
    """What is wrong with a call; of the scenario in it nothing is known."""


class Arguments(BaseModel):
    """Arguments of a tool: unknown ones are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class OfHouseholds(Arguments):
    """Whose tax is asked for."""

    household: str | dict[str, Any] | list[dict[str, Any]] | None = Field(
        default=None,
        description="The inputs of one year, a list of them, or {cases} or {chains}: "
        "as an object, or as text in TOML or JSON. Fields: resource "
        "isoplan://fields/tax.",
    )
    file: str | None = Field(
        default=None,
        description="In place of household: path of a file with it, in a folder that "
        "the user has opened to this server.",
    )


class OfScenario(Arguments):
    """Which scenario is asked about."""

    scenario: str | dict[str, Any] | None = Field(
        default=None,
        description="The scenario: as an object, or as text in TOML or JSON. Fields: "
        "resource isoplan://fields/scenario; examples: isoplan://examples/NAME.",
    )
    file: str | None = Field(
        default=None,
        description="In place of scenario: path of a file with it, in a folder that "
        "the user has opened to this server.",
    )


class OfResult(OfScenario):
    """What of the result is wanted."""

    fields: tuple[str, ...] | None = Field(
        default=None,
        description="Names of the result's own fields that are wanted, such as "
        "actions and totals; all if left out.",
    )


class Solve(OfResult):
    """How long a plan is searched for."""

    time_limit: float = Field(
        default=DEFAULTS.time_limit_s,
        gt=0,
        le=MOST_SECONDS,
        description="Seconds; then the best plan found so far is returned.",
    )
    gap: float = Field(
        default=DEFAULTS.gap_dollars,
        ge=0,
        description="Distance from the best possible that counts as proven, dollars.",
    )


class Planned(Solve):
    """What is worked out beside the plan."""

    depth: Literal["none", "first", "all"] = Field(
        default="first",
        description="What the first step hangs on: nothing of it; how it stands at "
        "other exit prices and after a fall; or all, some forty plans.",
    )
    against: str | None = Field(
        default=None,
        description="Path of a file with an earlier plan of the household, as isoplan "
        "plan --json printed it, in a folder that the user has opened to this server: "
        "what was done since, and what has changed.",
    )


class Other(OfScenario):
    """A scenario beside the first one: another state, a raise, a later exit."""

    name: str = Field(min_length=1, description="What to call it, such as Washington.")


class OfCompare(Solve):
    """What the plan is put beside."""

    others: tuple[Other, ...] = Field(
        default=(),
        max_length=MOST_OTHERS,
        description="Other scenarios, whole, each planned too and put beside the first "
        "one; if left out, the schedules that people follow and the scenario's own.",
    )


class OfFrontier(Solve):
    """How the mean is weighed against the worst outcomes."""

    part: float = Field(
        default=TAIL,
        gt=0,
        lt=1,
        description="Which part of the outcomes, by probability, counts as the worst.",
    )
    points: int = Field(
        default=POINTS,
        ge=2,
        le=MOST_POINTS,
        description="Plans at most, from the best mean to the best tail.",
    )


class OfForms(Solve):
    """Whose forms are asked for."""

    year: int | None = Field(default=None, description="One year; all if left out.")
    schedule: str | None = Field(
        default=None,
        description="Name of a schedule that compare shows; the plan if left out.",
    )
    done: StrictBool = Field(
        default=False,
        description="Whether the forms of what was really done, the scenario's events, "
        "are wanted.",
    )
    outcome: str | None = Field(
        default=None,
        description="Where the future parts: name of one of the outcomes.",
    )


class OfRoom(OfResult):
    """Which year's room is asked for."""

    year: int | None = Field(
        default=None, description="A year of the plan; its first one if left out."
    )


Volatility = Annotated[float, Field(ge=0, le=MOST_VOLATILITY)]
Chance = Annotated[float, Field(ge=0, le=MOST_CHANCE)]


class OfStress(Solve):
    """Over which prices the plan is followed."""

    paths: int | None = Field(
        default=None,
        ge=1,
        le=MOST_PATHS,
        description=f"Simulated price paths; {STRESS.paths:,} if left out, with replan "
        f"{LIVED_PATHS}.",
    )
    seed: int = Field(
        default=STRESS.seed,
        ge=0,
        le=2**32 - 1,
        description="Of the random numbers: the same gives the same paths.",
    )
    volatility: Volatility | None = Field(
        default=None,
        description="Of the main market a year, such as 0.6; the scenario's if left "
        "out.",
    )
    jump: Chance | None = Field(
        default=None, description="Chance a year that the company fails."
    )
    replan: StrictBool = Field(
        default=False,
        description="Whether each path is planned anew every January too, as people "
        "live: minutes; time_limit is then that of each plan. Begin with 20 paths.",
    )


@dataclass(frozen=True, slots=True)
class Tool:
    """A thing that an agent can ask for.

    Attributes:
        title: Short, for people.
        description: What comes back, and when to ask for it.
        arguments: Their model.
    """

    title: str
    description: str
    arguments: type[Arguments]


NEVER = (
    " Never invent a grant date, a strike, a price or an income: ask the user, or take "
    "the intake prompt."
)
TOOLS: dict[str, Tool] = {
    "check": Tool(
        "Check a scenario",
        "Return every problem of a scenario at once, each with field, reason and "
        "remedy, and what is allowed but looks odd. Call it first." + NEVER,
        OfScenario,
    ),
    "plan": Tool(
        "Find the best schedule",
        "Return the schedule of exercises and sales that leaves the most after tax, "
        "proven, with cash, AMT and its credit by year. Takes seconds to minutes."
        + NEVER,
        Planned,
    ),
    "compare": Tool(
        "Compare with what people do",
        "Return the plan beside the schedules that people follow and the scenario's "
        "own, with what each loses and why; or beside the plans of other scenarios."
        + NEVER,
        OfCompare,
    ),
    "room": Tool(
        "Count options without AMT",
        "Return how many options a year has room for without AMT, and what each "
        "further hundred costs." + NEVER,
        OfRoom,
    ),
    "tax": Tool(
        "Work out a tax return",
        "Return federal and state tax of a household's year line by line: Form 6251, "
        "Form 8801, Schedule D and the rest. Only a year, a filing status and what "
        "there is of income are needed." + NEVER,
        OfHouseholds,
    ),
    "forms": Tool(
        "Fill in the tax forms",
        "Return each year's tax forms as filed, with the exercises and sales behind "
        "them: of the plan, of a schedule, or of what was done. Ask for one year: all "
        "are long." + NEVER,
        OfForms,
    ),
    "frontier": Tool(
        "Weigh the mean against the worst outcomes",
        "Return plans from the best mean to the safest, for a scenario whose future "
        "parts, each with its first step, mean and worst outcomes. Probabilities are "
        "the user's assumption: ask for them." + NEVER,
        OfFrontier,
    ),
    "stress": Tool(
        "Follow the plan over simulated prices",
        "Return what the plan and the habits come to over thousands of price paths. "
        "Volatility is the user's assumption: ask for it." + NEVER,
        OfStress,
    ),
}
"""Every tool by its name: that of the command it stands for."""


def checked_arguments(tool: str, given: Mapping[str, Any]) -> Arguments:
    """Return the arguments of a tool.

    Raises:
        WrongArguments: With everything that is wrong with them.
    """
    model = TOOLS[tool].arguments
    try:
        return model.model_validate(given)
    except ValidationError as error:
        found = explained(error, given, model)
        raise WrongArguments(
            replace(each, reason=each.reason.replace(OF_A_FILE, OF_A_TOOL))
            for each in found
        ) from None
