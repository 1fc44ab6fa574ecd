"""The schedules people follow today, as lists of choices with whole shares.

Each follows one rule of `schedule_rules.py` as a sensible person would: within the
limits on sales, and without losing an option that is in the money on its last day.
"""

from collections.abc import Callable
from dataclasses import dataclass

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import Problem, listed, named_remedy, shown
from isoplan.models.equity.sale_limits import SaleLimits
from isoplan.models.inputs.user_schedule import UserSchedule
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.completed import at_the_end, completed
from isoplan.optimizer.pricing.last_exercises import (
    Holdings,
    SaleDay,
    at_once,
    when_held_long_enough,
    with_last_exercises,
)
from isoplan.optimizer.pricing.sales_within_limits import within_limits
from isoplan.optimizer.pricing.schedule_rules import (
    a_fifth_a_year,
    amt_free_mix,
    amt_line_and_same_day,
    even_split,
    exercise_at_once,
    lots_alone,
    nothing,
    same_day_at_first_chance,
    up_to_the_amt_line,
)

SELLING_AT_EXERCISE = "same-day sale at the first chance"
"""Name of the schedule that exercises and sells at once, and so bets on no price."""

NO_LIMITS = SaleLimits({})
"""Any number of shares can be sold on an open day."""


@dataclass(frozen=True, slots=True)
class CommonSchedule:
    """A schedule people follow, or one of the user's own.

    Attributes:
        name: Shown in the comparison.
        holdings: What is done.
        note: What was added to complete it, or nothing.
    """

    name: str
    holdings: Holdings
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that people follow.

    Attributes:
        name: Shown in the comparison.
        make: Returns what it does year by year.
        exercises: Whether it exercises at all.
        same_day: Whether it sells options left on their last day on that day.
        sale_day: Day of sale of what it exercises on a last day and holds.
        needs_tax: Whether the tax has to be worked out to follow it.
    """

    name: str
    make: Callable[[Situation], Holdings]
    exercises: bool = True
    same_day: bool = False
    sale_day: SaleDay = when_held_long_enough
    needs_tax: bool = False

    def followed(self, situation: Situation) -> Holdings:
        """Return what a household does that follows the rule within the limits."""
        held = within_limits(situation, self.make(situation))
        return self._completed(situation, held, situation.sale_limits)

    def unlimited(self, situation: Situation) -> Holdings:
        """Return what it would do if any number of shares could be sold."""
        return self._completed(situation, self.make(situation), NO_LIMITS)

    def _completed(
        self, situation: Situation, held: Holdings, limits: SaleLimits
    ) -> Holdings:
        if self.exercises:
            held = with_last_exercises(
                situation, held, limits, same_day=self.same_day, sale_day=self.sale_day
            )
        return at_the_end(situation, held)


RULES: tuple[Rule, ...] = (
    Rule("do nothing", nothing, exercises=False),
    Rule("exercise now and as it vests, hold", exercise_at_once),
    Rule("even split over the years, hold", even_split),
    Rule("a fifth a year, hold", a_fifth_a_year),
    Rule(
        "each year up to the AMT line, hold",
        up_to_the_amt_line,
        same_day=True,
        needs_tax=True,
    ),
    Rule(
        "to the AMT line, rest same-day",
        amt_line_and_same_day,
        same_day=True,
        needs_tax=True,
    ),
    Rule(
        "AMT-free mix of hold and same-day",
        amt_free_mix,
        same_day=True,
        needs_tax=True,
    ),
    Rule(
        SELLING_AT_EXERCISE,
        same_day_at_first_chance,
        same_day=True,
        sale_day=at_once,
    ),
    Rule("same-day sale at expiry", lots_alone, same_day=True),
)
"""All of them, in the order in which they are shown."""


def common_schedules(situation: Situation) -> list[CommonSchedule]:
    """Return the schedules people follow, then the user's own."""
    schedules = [followed(situation, rule) for rule in RULES]
    return schedules + [own_schedule(situation, each) for each in situation.schedules]


def named_schedule(situation: Situation, name: str) -> CommonSchedule:
    """Return one of them: the user's own first, or one that people follow.

    Raises:
        ScenarioErrors: If none has the name.
    """
    for own in situation.schedules:
        if own.name == name:
            return own_schedule(situation, own)
    for rule in RULES:
        if rule.name == name:
            return followed(situation, rule)
    known = [*(own.name for own in situation.schedules), *(r.name for r in RULES)]
    raise ScenarioErrors(
        [
            Problem(
                "schedules",
                shown(name),
                "which names none of the schedules that isoplan compare shows",
                named_remedy(name, known, "schedules"),
            )
        ]
    )


def simple_schedules(situation: Situation) -> list[Holdings]:
    """Return the schedules among them that need no tax to be worked out."""
    return [rule.followed(situation) for rule in RULES if not rule.needs_tax]


def own_schedule(situation: Situation, schedule: UserSchedule) -> CommonSchedule:
    """Return a user's schedule, completed to the plan's horizon."""
    held, added = completed(situation, schedule)
    note = ""
    if added:
        days = listed((str(day) for day in sorted(added)), most=3)
        note = f"{sum(added.values()):,} shares left unsold are sold on {days}"
    return CommonSchedule(schedule.name, held, note)


def followed(situation: Situation, rule: Rule) -> CommonSchedule:
    """Return a schedule within the limits on sales, with a note on what they stop."""
    held = rule.followed(situation)
    note = ""
    if tuple(situation.sale_limits):
        stopped = _sold(rule.unlimited(situation)) - _sold(held)
        if stopped > 0:
            note = f"limits on sales leave no room for {stopped:,} shares"
    return CommonSchedule(rule.name, held, note)


def _sold(holdings: Holdings) -> int:
    return sum(n for choice, n in holdings.items() if choice.sold_on is not None)
