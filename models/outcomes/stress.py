"""The result of a stress: a plan and habits followed over simulated prices."""

from collections.abc import Sequence

from pydantic import Field

from isoplan.models.results.base import Result
from isoplan.models.results.display import Column, Displayed, Row, ShownTable, table_of
from isoplan.models.results.number_text import dollars

STRESS_VERSION = 1
WORST_PART = 0.05
"""Part of the paths that the mean of the worst is of."""


MOST_NAMED = 5
"""Paths that could not be planned anew and are named in a sentence."""


def percent(part: float | None) -> str:
    """Return a part as whole percent, without hiding that there is some."""
    if part is None:
        return "-"
    if 0.0 < part < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= part < 1.0 else f"{part:.0%}"


VALUE_COLUMNS = (
    Column("mean $", "mean"),
    Column("5% $", "percentile_5"),
    Column("25% $", "percentile_25"),
    Column("median $", "median"),
    Column("75% $", "percentile_75"),
    Column("95% $", "percentile_95"),
    Column("worst $", "worst"),
    Column("mean of worst 5% $", "cvar_5"),
    Column("plan is worth less", "plan_worth_less", cell=percent),
    Column("beats a fifth a year", "beats_a_fifth", cell=percent),
)
"""What schedules are worth over the paths, and how often more than the plan."""

RISK_COLUMNS = (
    Column("worst year's tax, median $", "worst_year_tax_median"),
    Column("in 5% above $", "worst_year_tax_95"),
    Column("lowest cash, median $", "lowest_cash_median"),
    Column("in 5% below $", "lowest_cash_5"),
    Column("below the floor", "below_floor", cell=percent),
    Column("AMT paid $", "amt_mean"),
    Column("never back $", "amt_not_recovered_mean"),
    Column("in 5% above $", "amt_not_recovered_95"),
)
"""What schedules risk: tax, cash, AMT."""


class SimulatedMarket(Result):
    """What was assumed of a market, and what came of it."""

    market: str = Field(description="Its name; empty for the main one.")
    volatility: float = Field(description="Of a year's logarithmic growth.")
    drag: float = Field(
        description="By how much the middle of all paths grows less a year than their "
        "mean, as a fraction."
    )
    failure: float = Field(description="Chance a year that the company fails.")
    failed: float = Field(description="Part of the paths on which it fails.")
    price_at_end: float = Field(
        description="The market's own price on the plan's last day, dollars."
    )
    mean_at_end: float = Field(description="Mean price of all paths on that day.")
    price_at_end_5: float = Field(description="Price that 5% of them are below.")
    price_at_end_median: float = Field(description="Price in the middle of them.")
    price_at_end_95: float = Field(description="Price that 5% of them are above.")


class StressedSchedule(Result):
    """What a schedule comes to over all paths; dollars, present values."""

    name: str
    on_own_path: float = Field(
        description="After-tax value at the market's own prices, without any chance."
    )
    mean: float
    mean_error: float = Field(
        description="Standard error of the mean: another seed moves it by about that."
    )
    percentile_5: float
    percentile_25: float
    median: float
    percentile_75: float
    percentile_95: float
    worst: float
    cvar_5: float = Field(description="Mean of the worst 5% of the paths.")
    plan_worth_less: float | None = Field(
        description="Part of the paths on which the plan is worth less than this "
        "schedule; none for the plan itself."
    )
    beats_a_fifth: float | None = Field(
        default=None,
        description="Part of the paths on which it is worth more than a fifth of the "
        "options exercised a year and held; none for that habit itself.",
    )
    worst_year_tax_median: float = Field(
        description="Tax caused in the year that has most of it, in the middle."
    )
    worst_year_tax_95: float = Field(description="The same, exceeded on 5% of paths.")
    lowest_cash_median: float = Field(
        description="Least cash on any day from the start, in the middle; counted from "
        "zero where the file gives no cash."
    )
    lowest_cash_5: float = Field(description="The same; less on 5% of the paths.")
    below_floor: float | None = Field(
        description="Part of the paths on which cash falls below its floor, loan "
        "included; none where the file gives no cash."
    )
    amt_mean: float = Field(description="Federal AMT of all years.")
    amt_not_recovered_mean: float = Field(
        description="Minimum tax credit left at the end, federal and of states, beyond "
        "that of a household that does nothing."
    )
    amt_not_recovered_95: float = Field(
        description="The same, exceeded on 5% of the paths."
    )
    counts: tuple[int, ...] = Field(
        description="Paths whose value is in each bin of the stress's edges; values "
        "beyond them are in the first and the last bin."
    )
    note: str = Field(description="What was added to complete the schedule.")


class FailedPath(Result):
    """A path that could not be planned anew."""

    path: int = Field(description="Its number, from 0.")
    why: str


class Stress(Displayed, Result):
    """A plan and habits followed over simulated prices, the plan first."""

    version: int = STRESS_VERSION
    scenario: str
    paths: int
    seed: int
    verdict: str = Field(description="What was proven of the plan.")
    outcomes: int = Field(
        default=1,
        description="Of the file, where its future parts: the plan is one over all.",
    )
    selling_at_exercise: str = Field(
        description="Name of the schedule that sells on the day of exercise."
    )
    markets: tuple[SimulatedMarket, ...]
    schedules: tuple[StressedSchedule, ...]
    edges: tuple[float, ...] = Field(
        description="Where the bins of values begin and end; dollars, rising."
    )
    assumptions: tuple[str, ...]
    replanned: str = Field(
        default="",
        description="Name of the schedule that is planned anew each January; empty "
        "where that was not asked for.",
    )
    replanned_one_path: str = Field(
        default="",
        description="The same where the future parts, of the schedule that begins as "
        "the plan for one path.",
    )
    failed_paths: tuple[FailedPath, ...] = Field(
        default=(), description="Paths that could not be planned anew."
    )

    def __str__(self) -> str:
        """Return the answer."""
        return self.answer()

    def answer(self) -> str:
        """Return in sentences what the plan comes to, and what it risks."""
        plan, sold = self.schedules[0], self.schedule(self.selling_at_exercise)
        which = "the plan, followed blindly,"
        if self.outcomes > 1:
            which = f"the plan over {self.outcomes} outcomes"
        said = (
            f"On {self.paths:,} price paths {which} is worth "
            f"{dollars(plan.median)} after tax in the middle, less than "
            f"{dollars(plan.percentile_5)} on 5% of them, and {dollars(plan.mean)} on "
            f"average. On {percent(sold.plan_worth_less)} of the paths it is worth "
            f"less than selling at exercise; on the worst 5% it is worth "
            f"{dollars(plan.cvar_5)} on average, and selling at exercise "
            f"{dollars(sold.cvar_5)}."
        )
        lost = (
            f" AMT that never comes back: {dollars(plan.amt_not_recovered_mean)} on "
            f"average, more than {dollars(plan.amt_not_recovered_95)} on 5%."
        )
        if plan.below_floor is not None:
            lost += (
                f" Cash falls below its floor on {percent(plan.below_floor)} of the "
                "paths."
            )
        return said + lost + self._anew()

    def _anew(self) -> str:
        """Return what planning anew comes to; nothing where it was not asked for."""
        if not self.replanned:
            return ""
        anew = self.schedule(self.replanned)
        said = (
            f" Planned anew each January it is worth {dollars(anew.median)} in the "
            f"middle and {dollars(anew.mean)} on average, and on the worst 5% "
            f"{dollars(anew.cvar_5)}."
        )
        if self.replanned_one_path:
            other = self.schedule(self.replanned_one_path)
            said += (
                f" With the first steps of the plan for one path it would be "
                f"{dollars(other.median)}, {dollars(other.mean)} and "
                f"{dollars(other.cvar_5)}."
            )
        if self.failed_paths:
            failed = ", ".join(
                str(each.path) for each in self.failed_paths[:MOST_NAMED]
            )
            more = " and others" if len(self.failed_paths) > MOST_NAMED else ""
            said += (
                f" {len(self.failed_paths):,} paths could not be planned anew: "
                f"{failed}{more}; {self.failed_paths[0].why}"
            )
        return said

    def schedule(self, name: str) -> StressedSchedule:
        """Return the schedule of a name."""
        return next(each for each in self.schedules if each.name == name)

    def table(self) -> ShownTable:
        """Return one row a schedule: what it is worth over the paths."""
        return _table(VALUE_COLUMNS, self.schedules)

    def risks(self) -> ShownTable:
        """Return one row a schedule: what it risks."""
        has_cash = self.schedules[0].below_floor is not None
        columns = [
            column
            for column in RISK_COLUMNS
            if column.field != "below_floor" or has_cash
        ]
        return _table(columns, self.schedules)

    def to_rows(self) -> list[Row]:
        """Return one plain row a schedule, for a data frame; amounts are dollars."""
        return [each.model_dump(exclude={"counts"}) for each in self.schedules]


def _table(
    columns: Sequence[Column], schedules: Sequence[StressedSchedule]
) -> ShownTable:
    return table_of(columns, schedules, ("schedule", lambda each: each.name), left=1)
