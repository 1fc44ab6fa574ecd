"""Mappings: which column of a source's file holds what, as data.

A mapping is a TOML file: headers of the source's columns to fields of ours, how it
writes days and numbers, its words for kinds of grants. Those that come with isoplan
stand in ``mappings/``; people may write their own.
"""

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import WrongValue, listed
from isoplan.models.base.units import FileModel, Flag
from isoplan.models.inputs.vesting import VestingRule
from isoplan.models.validation.file_text import source_name
from isoplan.models.validation.pydantic_messages import explained
from isoplan.models.validation.reading import read_table

Kind = Literal["iso", "nso", "units"]
"""Incentive stock options, nonqualified ones, restricted stock units."""

RowKind = Literal["grant", "vesting", "exercise", "same_day_sale", "sale", "ignored"]
"""What a row tells: a grant, a day of vesting, options exercised and held, options
exercised and sold at once, shares sold later, or nothing of use."""

FieldName = Literal[
    "row", "grant", "kind", "granted_on", "expires_on", "granted", "strike", "vested",
    "exercised", "outstanding", "canceled", "vesting_start", "vesting_schedule",
    "vests_on", "vests", "exercised_on", "shares", "value_at_exercise", "sold_on",
]  # fmt: skip
"""What a column may hold; ``row`` says what its row tells."""

DAYS: frozenset[str] = frozenset(
    {"granted_on", "expires_on", "vesting_start", "vests_on", "exercised_on", "sold_on"}
)
AMOUNTS: frozenset[str] = frozenset({"strike", "value_at_exercise"})
COUNTS: frozenset[str] = frozenset(
    {"granted", "vested", "exercised", "outstanding", "canceled", "vests", "shares"}
)

Words = tuple[Annotated[str, Field(min_length=1)], ...]
_DIRECTIVES = re.compile(r"%[YymdbB]|[^%]")


class RowTable(FileModel):
    """One kind of table that a source writes, known by its headers."""

    name: str = Field(min_length=1, description="Shown in messages.")
    needs: tuple[FieldName, ...] = Field(
        min_length=1, description="Fields whose columns make it this table."
    )
    every_row: RowKind | None = Field(
        default=None, description="What each row tells, if all tell the same."
    )
    rows: dict[RowKind, Words] = Field(
        default={}, description="Words of the column of `row`, by what they tell."
    )
    carried: tuple[FieldName, ...] = Field(
        default=(),
        description="Fields that an empty cell takes from the row above it.",
    )
    kind: Kind | None = Field(
        default=None, description="Kind of all its grants, if the table says so."
    )
    columns: dict[FieldName, Words] = Field(
        description="Headers that a field's column may have."
    )

    @model_validator(mode="after")
    def _says_what_rows_tell(self) -> "RowTable":
        if (self.every_row is None) == ("row" not in self.columns):
            raise WrongValue(
                f"of {self.name!r} must have every_row, or a column of row with its "
                "words in rows, and not both",
                "add the one that is missing, or remove one",
            )
        if missing := [each for each in self.needs if each not in self.columns]:
            raise WrongValue(
                f"of {self.name!r} needs {listed(missing)} without columns for it",
                "add its headers to columns",
            )
        return self


class ColumnMapping(FileModel):
    """How one source writes grants, vesting, exercises and sales."""

    title: str = Field(min_length=1, description="Name of the source.")
    source: str = Field(
        min_length=1, description="Where this layout of columns comes from."
    )
    last_resort: Flag = Field(
        default=False, description="Whether it is tried only where no other fits."
    )
    days: Words = Field(min_length=1, description="Formats of days: %m/%d/%Y.")
    decimal: Literal[".", ","] = Field(default=".", description="Decimal sign.")
    empty: Words = Field(
        default=("-", "--", "N/A", "NA", "n/a"),
        description="Words for an empty cell.",
    )
    kinds: dict[Kind, Words] = Field(
        default={}, description="Words for each kind of grant."
    )
    vesting_schedules: dict[str, VestingRule] = Field(
        default={},
        description="Words for a schedule of vesting, with the rule that they mean.",
    )
    tables: tuple[RowTable, ...]

    @field_validator("tables")
    @classmethod
    def _has_a_table(cls, tables: tuple[RowTable, ...]) -> tuple[RowTable, ...]:
        if not tables:
            raise WrongValue("so no row would be read", "write [[tables]]")
        return tables

    @field_validator("days")
    @classmethod
    def _are_formats(cls, days: Words) -> Words:
        for each in days:
            if "".join(_DIRECTIVES.findall(each)) != each or "%" not in each:
                raise WrongValue(
                    f"in which {each!r} is no format of days",
                    "write %Y, %m, %d, %b for the month's short name: %m/%d/%Y",
                )
        return days


def bundled() -> tuple[str, ...]:
    """Return the names of the mappings that come with isoplan, in order."""
    folder = files("isoplan.cli.imports").joinpath("mappings")
    names = (each.name for each in folder.iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


@cache
def mapping_named(name: str) -> ColumnMapping:
    """Return a mapping that comes with isoplan."""
    folder = files("isoplan.cli.imports").joinpath("mappings")
    text = folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return ColumnMapping.model_validate(tomllib.loads(text))


def mapping_in(path: Path) -> ColumnMapping:
    """Return the mapping of a file that somebody wrote.

    Raises:
        ScenarioErrors: With everything that is wrong with it.
    """
    given = read_table(path)
    try:
        return ColumnMapping.model_validate(given)
    except ValidationError as error:
        problems = explained(error, given, ColumnMapping)
        named = [
            replace(
                each,
                file=source_name(path),
                reason=each.reason.replace("the scenario file", "a mapping"),
            )
            for each in problems
        ]
        raise ScenarioErrors(named) from None
