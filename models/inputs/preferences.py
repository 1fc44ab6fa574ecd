"""Preferences: what a household would rather do than have the last dollar.

A plan of forty small trades is hard to follow, and one that leaves all wealth in one
share is hard to sleep with. Each preference is a limit that the plan keeps, and a
price: what the plan could bring more without it. How the plan keeps one is a class of
its own, in `optimizer/preferences/`.

An action is a row of the plan's table: options of one grant exercised on one day, or
shares of one lot sold or given on one day.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import (
    Field,
    Strict,
    ValidationInfo,
    field_validator,
    model_validator,
)

from isoplan.models.base.problems import Problem, WrongValue, shown
from isoplan.models.base.units import (
    Day,
    FileModel,
    Flag,
    Rate,
    SignedDollars,
    SomeShares,
    Year,
)
from isoplan.models.inputs.by_year import ByYear
from isoplan.models.inputs.market import Market
from isoplan.models.inputs.planning import Planning
from isoplan.models.inputs.user_schedule import Action, ExerciseAction, UserSchedule

OVER_OUTCOMES = ("worst_outcome", "cvar")
"""The fields that limit outcomes: one path has none to limit."""


class PreferenceTable(FileModel):
    """A preference with fields of its own, which may not go with the rest of a file."""

    def problems(self, path: str, plan: Planning) -> Iterator[Problem]:
        """Yield what cannot be, given the field's path and the plan."""
        yield from ()

    def warnings(self, path: str, plan: Planning, market: Market) -> Iterator[Problem]:
        """Yield what changes nothing."""
        yield from ()


class StockLimit(PreferenceTable):
    """The most of the household's wealth that may lie in the stock."""

    share: Annotated[Rate, Field(gt=0)] = Field(
        description="Part of all wealth that shares and vested options of [market] may "
        "be worth after the last day of sale in each year."
    )
    other_wealth: ByYear = Field(
        description="Wealth outside the stock at the end of each year, without shares "
        "of [markets] and what the plan itself brings in."
    )
    from_year: Year | None = Field(
        default=None,
        description="First year in which the limit holds; the first one with a day on "
        "which shares can be sold if left out.",
    )

    def measured_on(self, plan: Planning, market: Market) -> list[date]:
        """Return the days after which the limit holds: each year's last one of sale.

        What could not be sold by then is no fault of the plan, so a year without such
        a day is left out, and on the day itself selling everything keeps any limit.
        """
        first_year = max(self.from_year or plan.start.year, plan.start.year)
        days = [
            market.last_market_date(
                max(plan.start, date(year, 1, 1)), date(year, 12, 31)
            )
            for year in range(first_year, plan.last_year + 1)
        ]
        return [day for day in days if day is not None]

    def problems(self, path: str, plan: Planning) -> Iterator[Problem]:
        """Report a limit that begins when the plan is over."""
        last = plan.last_year
        if (self.from_year or last) > last:
            yield Problem(
                f"{path}.from_year",
                shown(self.from_year),
                f"after {last}, the last year in which anything is decided",
                f"give a year up to {last}, or give plan.last_year a later year",
            )

    def warnings(self, path: str, plan: Planning, market: Market) -> Iterator[Problem]:
        """Report a limit that is never measured."""
        if not self.measured_on(plan, market):
            yield Problem(
                path,
                "",
                f"limits nothing: up to {plan.horizon} there is no day on which "
                "shares can be sold",
                "correct from_year or the market, or remove it",
            )

    @field_validator("share")
    @classmethod
    def _leaves_something(cls, share: float) -> float:
        if share == 1:
            raise WrongValue(
                "which limits nothing: the stock is never more than all wealth",
                "give a part below 1, such as 0.3, or remove most_in_stock",
            )
        return share


class AmtLimits(PreferenceTable):
    """The most AMT that any year may have, run-off too."""

    federal: ByYear | None = Field(
        default=None,
        description="Most federal AMT in a year (Form 6251 line 11); any if left out.",
    )
    state: ByYear | None = Field(
        default=None,
        description="Most AMT in a year of all states lived in; any if left out.",
    )

    @model_validator(mode="after")
    def _limits_something(self) -> Self:
        if self.federal is None and self.state is None:
            raise WrongValue("which limits nothing", "give federal, state or both")
        return self


class TailFloor(PreferenceTable):
    """The least that the worst part of all outcomes may be worth, on average."""

    part: Annotated[Rate, Field(gt=0)] = Field(
        description="Part of all outcomes by probability, the worst ones first."
    )
    at_least: SignedDollars = Field(
        description="Mean value of that part, present value after tax."
    )

    @field_validator("part")
    @classmethod
    def _is_a_part(cls, part: float) -> float:
        if part == 1:
            raise WrongValue(
                "which is every outcome: their mean is what the plan maximizes",
                "give a part below 1, such as 0.2 for the worst fifth, or remove cvar",
            )
        return part


class Preferences(FileModel):
    """Limits on the plan that the household sets for itself."""

    actions_per_year: (
        Annotated[int, Strict(), Field(ge=1, json_schema_extra={"unit": "actions"})]
        | None
    ) = Field(
        default=None,
        description="Most actions in a calendar year: rows of the plan's table.",
    )
    smallest_trade: SomeShares | None = Field(
        default=None,
        description="Fewest shares of any action; of a lot or grant with fewer, all.",
    )
    whole_lots: Flag = Field(
        default=False,
        strict=True,
        description="Whether each lot is sold, or kept, as a whole.",
    )
    most_in_stock: StockLimit | None = Field(
        default=None, description="The most of all wealth that may lie in the stock."
    )
    no_amt: Flag = Field(
        default=False,
        strict=True,
        description="Whether no year, run-off too, may have AMT, federal or state.",
    )
    most_amt: AmtLimits | None = Field(
        default=None, description="The most AMT that any year may have, run-off too."
    )

    no_disqualifying_sales: Flag = Field(
        default=False,
        strict=True,
        description="Whether each sale must be a qualifying disposition, where the law "
        "knows one.",
    )
    pinned: tuple[Action, ...] = Field(
        default=(),
        description="Exercises and sales that are decided already, as in a schedule; "
        "the plan makes exactly these on their days.",
    )
    exercise_all_by: Day | None = Field(
        default=None,
        description="Day by which every option that is vested and in the money then is "
        "exercised.",
    )
    hold_to_horizon: bool = Field(
        default=False,
        strict=True,
        description="Whether nothing is sold before the plan's last day of sale.",
    )

    worst_outcome: SignedDollars | None = Field(
        default=None,
        description="No outcome is worth less: present value after tax. Only where the "
        "future parts.",
    )
    cvar: TailFloor | None = Field(
        default=None,
        description="The least that the worst part of all outcomes may be worth on "
        "average (CVaR). Only where the future parts.",
    )

    @field_validator("cvar")
    @classmethod
    def _is_above_the_worst_outcome(
        cls, floor: TailFloor | None, info: ValidationInfo
    ) -> TailFloor | None:
        worst = info.data.get("worst_outcome")
        if floor is not None and worst is not None and floor.at_least <= worst:
            raise WrongValue(
                f"which limits nothing: worst_outcome = {worst:.12g} keeps every "
                "outcome at that or above",
                "give cvar.at_least more than worst_outcome, or remove one of them",
            )
        return floor

    @field_validator("most_amt")
    @classmethod
    def _amt_is_allowed(
        cls, limits: AmtLimits | None, info: ValidationInfo
    ) -> AmtLimits | None:
        if limits is not None and info.data.get("no_amt"):
            raise WrongValue(
                "which limits nothing: no_amt = true allows no AMT in any year",
                "remove most_amt or no_amt",
            )
        return limits

    @property
    def tables(self) -> Iterator[tuple[str, PreferenceTable]]:
        """Yield the path of each preference that is a table, and the table."""
        for name, value in self:
            if isinstance(value, PreferenceTable):
                yield f"preferences.{name}", value

    @property
    def sizes_trades(self) -> bool:
        """Return whether the household says by itself how small a trade may be."""
        return self.smallest_trade is not None

    def measured_on(self, plan: Planning, market: Market) -> frozenset[date]:
        """Return the days of sale after which a limit on the stock is measured."""
        limit = self.most_in_stock
        return (
            frozenset() if limit is None else frozenset(limit.measured_on(plan, market))
        )

    def last_sale_days(self, plan: Planning, market: Market) -> frozenset[date]:
        """Return the last day of sale, where everything is held until then."""
        last = market.last_market_date(plan.start, plan.horizon)
        if last is None or not self.hold_to_horizon:
            return frozenset()
        return frozenset({last})

    @property
    def counts_actions(self) -> bool:
        """Return whether a preference asks how many actions there are, or how large."""
        return bool(self.actions_per_year or self.smallest_trade or self.whole_lots)

    @property
    def schedules(self) -> Iterator[tuple[str, UserSchedule]]:
        """Yield the path of each preference that is a list of actions, and the list."""
        if self.pinned:
            yield "preferences.pinned", UserSchedule(name="pinned", actions=self.pinned)

    def exercise_days(self, markets: Iterable[Market]) -> frozenset[date]:
        """Return the days on which options must be exercisable to keep them all."""
        days = {each.on for each in self.pinned if isinstance(each, ExerciseAction)}
        if self.exercise_all_by is not None:
            by = self.exercise_all_by
            days |= {market.exercise_day_until(by) for market in markets}
        return frozenset(days)

    @property
    def sale_days(self) -> frozenset[date]:
        """Return the days on which shares must be sold to keep them all."""
        return frozenset(
            each.on for each in self.pinned if not isinstance(each, ExerciseAction)
        )

    def problems(self, plan: Planning) -> Iterator[Problem]:
        """Yield what cannot be beside the plan."""
        by = self.exercise_all_by
        if by is not None and not plan.start <= by <= plan.horizon:
            yield Problem(
                "preferences.exercise_all_by",
                shown(by),
                f"outside the plan, which runs from {plan.start} to {plan.horizon}",
                "give a day within the plan, or move the plan's start or last_year",
            )
        for path, table in self.tables:
            yield from table.problems(path, plan)

    @property
    def given(self) -> tuple[str, ...]:
        """Return the names of the preferences that are expressed."""
        return tuple(
            name
            for name, value in self
            if value != type(self).model_fields[name].default
        )

    @property
    def over_outcomes(self) -> tuple[str, ...]:
        """Return the names of those given that only several outcomes can break."""
        return tuple(name for name in OVER_OUTCOMES if name in self.given)

    def without(self, *names: str) -> "Preferences":
        """Return all preferences except some."""
        return self.model_copy(
            update={name: Preferences.model_fields[name].default for name in names}
        )
