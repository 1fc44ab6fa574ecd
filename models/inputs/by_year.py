"""Amounts and filing statuses that may change from year to year.

In a file each is one value for every year, or a table with a year as each key::

    wages = 185_000
    wages = { 2026 = 185_000, 2028 = 210_000, growth = 0.03 }
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import Dollars, FileModel, SignedDollars, YearlyGrowth
from isoplan.models.law.filing_status import FilingStatus

EVERY_YEAR = 0
"""Stands for the year where one value holds for all of them."""

YEAR_PATTERN = r"^(19|20|21)\d\d$"
_YEAR = re.compile(YEAR_PATTERN)

YearKey = Annotated[int, BeforeValidator(int)]
"""A year as the key of a table; keys are text in TOML and JSON."""


class YearTable(FileModel):
    """A value by year, in either of its two written forms."""

    @model_validator(mode="before")
    @classmethod
    def _years_apart(cls, given: object) -> object:
        """Collect the years of a table under ``years``, beside its other fields."""
        if isinstance(given, cls):
            return given
        if not isinstance(given, Mapping):
            return {"years": {str(EVERY_YEAR): given}}
        fields = {str(key): given[key] for key in given}
        years = {key: fields[key] for key in fields if _YEAR.match(key)}
        others = {key: fields[key] for key in fields if key not in years}
        if not years or "years" in others:
            raise WrongValue(
                "which gives no year", "give a year and its value: { 2026 = ... }"
            )
        return {**others, "years": years}

    @model_serializer(mode="plain")
    def _as_in_file(self) -> object:
        """Return one value, or the table with text as keys."""
        fields = dict(self)
        years: dict[int, Any] = fields.pop("years")
        if EVERY_YEAR in years:
            return years[EVERY_YEAR]
        return {**{str(year): years[year] for year in sorted(years)}, **fields}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe both written forms."""
        schema = handler.resolve_ref_schema(handler(core_schema))
        fields = dict(schema["properties"])
        value = fields.pop("years")["additionalProperties"]
        table = {
            "type": "object",
            "description": "A value by year.",
            "properties": fields,
            "patternProperties": {YEAR_PATTERN: value},
            "additionalProperties": False,
            "minProperties": 1,
        }
        for key in ("type", "properties", "required", "additionalProperties"):
            schema.pop(key, None)
        schema["anyOf"] = [value, table]
        return schema


def _year_given(years: Mapping[int, object], year: int) -> int:
    """Return the last year given up to ``year``, or the first one given."""
    return max((each for each in years if each <= year), default=min(years))


class SignedByYear(YearTable):
    """Dollars by year, which may be negative; one amount, or a table by year."""

    years: dict[YearKey, SignedDollars]
    growth: YearlyGrowth = Field(
        default=0.0,
        description="Growth a year for years after the last one given before them.",
    )

    def at(self, year: int) -> float:
        """Return the amount of a year, dollars.

        A year not given grows from the nearest earlier year given; a year before all
        of them takes the first amount as it is.
        """
        given = _year_given(self.years, year)
        grown = 0 if given == EVERY_YEAR else max(year - given, 0)
        return self.years[given] * (1.0 + self.growth) ** grown


class ByYear(SignedByYear):
    """Dollars by year, zero or more; one amount, or a table by year."""

    years: dict[YearKey, Dollars]


class FilingStatusByYear(YearTable):
    """Filing status; one for all years, or a table of changes by year."""

    years: dict[YearKey, FilingStatus]

    def at(self, year: int) -> FilingStatus:
        """Return the status of a year: that of the last change up to it."""
        return self.years[_year_given(self.years, year)]


class DeductionByYear(YearTable):
    """Which deduction is taken; one word for all years, or a table of changes by year.

    ``larger``, the word of earlier versions, means the same as ``best``.
    """

    years: dict[YearKey, Literal["best", "standard", "itemized", "larger"]]

    def at(self, year: int) -> str:
        """Return what holds in a year: the last change up to it."""
        given = self.years[_year_given(self.years, year)]
        return "best" if given == "larger" else given


def every_year(amount: float) -> ByYear:
    """Return the same amount (dollars) for every year."""
    return ByYear.model_validate(amount)
