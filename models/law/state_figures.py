"""The figures of a state, read from its file in the folder ``states`` beside.

Every figure carries its source and how many sources agree. A file is read when its
state is first asked for, and once.
"""

import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from isoplan.models.base.errors import UnknownLawYear
from isoplan.models.law.federal_figures import LAST_PUBLISHED_YEAR
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_law import StartingPoint, StateKind, StateLaw
from isoplan.models.law.state_parts import FIGURES, Grow, amt_law
from isoplan.models.law.state_rules import AmtForm

_FOLDER = files("isoplan.models.law").joinpath("states")
STATES = tuple(
    sorted(
        file.name.removesuffix(".toml")
        for file in _FOLDER.iterdir()
        if file.name.endswith(".toml")
    )
)
"""Two-letter codes of the fifty states and DC."""


class Figure(BaseModel):
    """One figure of a state's law, for the years it was published for.

    Attributes:
        year: The first of them.
        through: The last of them; the first one if not given.
        indexed: Whether dollars in it grow with inflation after that.
        source: Where it stands.
        confirmed_by: How many independent sources agree.
        every_status: Its value for every filing status, if it is the same.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    year: int
    through: int | None = None
    indexed: bool = False
    source: str = Field(min_length=1)
    confirmed_by: int = Field(ge=1)
    every_status: Any = Field(default=None, alias="all")
    single: Any = None
    married_jointly: Any = None
    married_separately: Any = None
    head_of_household: Any = None
    qualifying_surviving_spouse: Any = None

    @property
    def last_year(self) -> int:
        """Return the last year for which it was published."""
        return self.through or self.year

    def of(self, status: FilingStatus) -> Any:  # noqa: ANN401 - whatever the file says
        """Return its value for a filing status."""
        return (
            self.every_status
            if self.every_status is not None
            else getattr(self, status.value)
        )

    @model_validator(mode="after")
    def _each_status_has_a_value(self) -> Self:
        given = [getattr(self, status.value) is not None for status in FilingStatus]
        if self.every_status is None and not all(given):
            raise ValueError("give 'all', or a value for each of the filing statuses")
        if self.every_status is not None and any(given):
            raise ValueError("give 'all', or values by filing status, not both")
        if self.last_year < self.year:
            raise ValueError("'through' is before 'year'")
        return self


class StateFile(BaseModel):
    """One state's file.

    Attributes:
        state: Two-letter code.
        name: In words.
        kind: How income is taxed.
        starting_point: What the form begins with.
        checked: What was compared with what.
        simplified: Where the rule here is simpler than the law.
        doubts: What could not be confirmed.
        later_law: Changes enacted for years after the last published one, left out.
        figures: Each figure, by name, oldest first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    state: str
    name: str
    kind: StateKind
    starting_point: StartingPoint = StartingPoint.FEDERAL_AGI
    checked: tuple[str, ...] = ()
    simplified: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    later_law: tuple[str, ...] = ()
    figures: dict[str, tuple[Figure, ...]]

    @model_validator(mode="after")
    def _figures_are_known_and_in_order(self) -> Self:
        for name, figures in self.figures.items():
            if name not in FIGURES:
                raise ValueError(f"{name} is no figure of a state's law")
            years = [figure.year for figure in figures]
            if years != sorted(set(years)) or not years:
                raise ValueError(f"{name}: one figure a year, oldest first: {years}")
        return self

    @property
    def first_year(self) -> int:
        """Return the first year of which the main figure is known."""
        main = "brackets" if "brackets" in self.figures else "no_income_tax"
        return self.figures[main][0].year

    def in_force(self, year: int) -> dict[str, Figure]:
        """Return the latest figure of each name that starts in ``year`` or before."""
        started = {
            name: [figure for figure in figures if figure.year <= year]
            for name, figures in self.figures.items()
        }
        return {name: figures[-1] for name, figures in started.items() if figures}


@cache
def state_file(state: str) -> StateFile:
    """Return a state's file.

    Args:
        state: Two-letter code, one of ``STATES``.
    """
    text = _FOLDER.joinpath(f"{state}.toml").read_text(encoding="utf-8")
    return StateFile.model_validate(tomllib.loads(text))


@cache
def state_law(
    state: str,
    year: int,
    filing_status: FilingStatus,
    inflation: float | None = None,
) -> StateLaw:
    """Return a state's figures for a tax year and filing status.

    A figure that was not published for the year is that of the last year before, and
    is named in ``standing_in``. After the last published year, dollars that the state
    indexes grow by ``inflation`` a year and are rounded to whole dollars; all others
    stay, unless the file holds an enacted figure for a later year.

    Args:
        state: Two-letter code, one of ``STATES``.
        year: Tax year.
        filing_status: Whose figures.
        inflation: Fraction a year; needed after the last published year only.

    Raises:
        UnknownLawYear: Before the state's first year, or after the last published one
            without inflation.
    """
    file = state_file(state)
    projected = year > LAST_PUBLISHED_YEAR
    if year < file.first_year:
        raise UnknownLawYear(year, f"those of {file.name} start in {file.first_year}")
    if projected and inflation is None:
        raise UnknownLawYear(year)
    in_force = file.in_force(year)
    built = {
        name: FIGURES[name](figure.of(filing_status), _growth(figure, year, inflation))
        for name, figure in in_force.items()
    }
    return StateLaw(
        state=file.state,
        name=file.name,
        year=year,
        filing_status=filing_status,
        kind=file.kind,
        starting_point=file.starting_point,
        projected=projected,
        standing_in=_names(
            in_force, lambda f: f.last_year < min(year, LAST_PUBLISHED_YEAR)
        ),
        one_source=_names(in_force, lambda f: f.confirmed_by == 1),
        amt=amt_law(built, filing_status),
        **{
            name: value
            for name, value in built.items()
            if name in StateLaw.__dataclass_fields__ and name != "amt"
        },
    )


def carries_credit(state: str) -> bool:
    """Return whether a state has a minimum tax credit that is carried on.

    Colorado's is a share of the federal credit of the same year.
    """
    amt = state_law(state, LAST_PUBLISHED_YEAR, FilingStatus.SINGLE).amt
    return amt is not None and amt.form is not AmtForm.DR_0104AMT


def _names(
    in_force: dict[str, Figure], is_meant: Callable[[Figure], bool]
) -> tuple[str, ...]:
    return tuple(sorted(name for name, each in in_force.items() if is_meant(each)))


def _growth(figure: Figure, year: int, inflation: float | None) -> Grow:
    """Return a function that brings dollars of a figure to the year."""
    published = max(figure.last_year, LAST_PUBLISHED_YEAR)
    years = max(year - published, 0) if figure.indexed else 0
    factor = (1.0 + (inflation or 0.0)) ** years

    def grown(value: Any) -> Any:  # noqa: ANN401 - a number, or numbers in sequences
        if isinstance(value, Sequence):
            return tuple(map(grown, value))
        return float(round(value * factor)) if years else float(value)

    return grown
