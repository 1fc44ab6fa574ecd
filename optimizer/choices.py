"""What may be done: each supply of shares, with every exercise and sale day for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from isoplan.models.equity import Grant, Lot
from isoplan.models.scenario import Scenario
from isoplan.models.schedule import UserSchedule
from isoplan.models.tax.disposition import long_term_from, qualifying_from
from isoplan.optimizer.calendar import exercise_dates, open_days, sale_dates


@dataclass(frozen=True, slots=True)
class Supply:
    """Where shares come from: options of a grant, or a lot already held."""

    grant: Grant
    lot: Lot | None

    @property
    def name(self) -> str:
        """Return the name of the lot, or of the grant."""
        return self.grant.name if self.lot is None else self.lot.label


def supplies(scenario: Scenario) -> tuple[Supply, ...]:
    """Return all grants, then all lots, in the order of the file."""
    grants = [Supply(grant, None) for grant in scenario.grants]
    lots = [Supply(scenario.grant(lot.grant), lot) for lot in scenario.lots]
    return (*grants, *lots)


def supply_numbers(scenario: Scenario) -> dict[tuple[str, str | None], int]:
    """Return the number of each supply by grant and lot label (None: options)."""
    return {
        (supply.grant.name, supply.lot.label if supply.lot else None): number
        for number, supply in enumerate(supplies(scenario))
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """One column before its tax is known: a supply, an exercise day, a sale day.

    Attributes:
        supply: Number of the supply.
        exercised_on: Day of exercise; for a lot, the day in the past.
        sold_on: Day of sale, or None to hold beyond the plan.
    """

    supply: int
    exercised_on: date
    sold_on: date | None


def possible_choices(scenario: Scenario, also: Iterable[Choice] = ()) -> list[Choice]:
    """Return every choice, by supply, then by day of exercise.

    Args:
        scenario: What is to be planned.
        also: Choices of the user's own, on whatever day: the plan may do what they do.
    """
    return sorted({*_possible_choices(scenario), *also}, key=_order)


def _order(choice: Choice) -> tuple[int, date, date]:
    return choice.supply, choice.exercised_on, choice.sold_on or date.min


def _possible_choices(scenario: Scenario) -> Iterator[Choice]:
    common = sale_dates(scenario)
    keeps = scenario.plan.at_horizon == "keep"
    forced = scenario.plan.objective == "least_tax"
    for number, supply in enumerate(supplies(scenario)):
        if supply.lot is not None:
            days = _sale_days(scenario, supply, supply.lot.exercised_on, common)
            if not (forced and days):
                yield Choice(number, supply.lot.exercised_on, None)
            for day in days:
                yield Choice(number, supply.lot.exercised_on, day)
            continue
        if forced and not _ever_in_the_money(scenario, supply.grant, common):
            continue
        for exercised_on in exercise_dates(scenario, supply.grant):
            days = _sale_days(scenario, supply, exercised_on, common)
            for day in _not_pure_losses(scenario, supply.grant, exercised_on, days):
                yield Choice(number, exercised_on, day)
            kept = [scenario.plan.horizon] if keeps else []
            for _ in _not_pure_losses(scenario, supply.grant, exercised_on, kept):
                yield Choice(number, exercised_on, None)


def _not_pure_losses(
    scenario: Scenario, grant: Grant, exercised_on: date, days: list[date]
) -> list[date]:
    """Return the sale days that a plan could want, given the day of exercise.

    An option exercised at or under water and sold at or under its strike is dropped. It
    has no spread, so regular tax and the AMT see the same loss, and nothing else. A
    dollar of loss lowers no tax by a dollar (each system's rates, phase-outs included,
    stay below one, and running totals of tax never move by more than the year's own
    taxes do), so the loss costs more than it saves: letting the option lapse is better.
    """
    if scenario.market.price(exercised_on) > grant.strike:
        return days
    return [day for day in days if scenario.market.price(day) > grant.strike]


def _ever_in_the_money(scenario: Scenario, grant: Grant, days: list[date]) -> bool:
    """Return whether selling an option's share ever brings more than its strike.

    ``least_tax`` disposes of every share; an option that is never worth exercising is
    left to lapse.
    """
    return any(scenario.market.price(day) > grant.strike for day in days)


def _sale_days(
    scenario: Scenario, supply: Supply, exercised_on: date, common: list[date]
) -> list[date]:
    """Return the days on which shares exercised on a day are worth selling."""
    own = {
        exercised_on,
        long_term_from(exercised_on),
        qualifying_from(supply.grant.granted_on, exercised_on),
    }
    earliest = max(exercised_on, scenario.plan.start)
    days = {day for day in common if day >= earliest}
    return sorted(days | set(open_days(scenario, {d for d in own if d >= earliest})))


def last_open_day(scenario: Scenario) -> date | None:
    """Return the plan's last day of sale, or None if nothing can be sold."""
    return max(sale_dates(scenario), default=None)


def completed(
    scenario: Scenario, schedule: UserSchedule
) -> tuple[dict[Choice, int], int]:
    """Return what a user's schedule does, and how many shares were added to its sales.

    With ``at_horizon = "sell"``, shares that it leaves unsold are sold on the plan's
    last open day, unless that is before they were exercised.
    """
    number, last = supply_numbers(scenario), last_open_day(scenario)
    held: dict[Choice, int] = {}
    added = 0
    for move in scenario.moves(schedule):
        sold_on = move.sold_on
        sells = scenario.plan.at_horizon == "sell" and sold_on is None
        if sells and last is not None and last >= move.exercised_on:
            sold_on, added = last, added + move.shares
        choice = Choice(number[move.grant, move.lot], move.exercised_on, sold_on)
        held[choice] = held.get(choice, 0) + move.shares
    return held, added


def user_choices(scenario: Scenario) -> list[Choice]:
    """Return what the user's own schedules do, on whatever days they do it.

    With these among its columns a plan is never worse than a schedule of the user's
    that keeps to the same cash.
    """
    keeps = scenario.plan.at_horizon == "keep"
    return [
        choice
        for schedule in scenario.schedules
        for choice in completed(scenario, schedule)[0]
        if keeps or choice.sold_on is not None
    ]
