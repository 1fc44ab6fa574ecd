"""Schedules of others as choices: what a user does, and what a company's end does."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from isoplan.models.equity.sale_limits import RemainingCapacity
from isoplan.models.inputs.user_schedule import UserSchedule
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import PLAIN, Choice, ChoiceFlag, exercise_ways
from isoplan.optimizer.columns.decision_dates import sale_dates


def completed(
    situation: Situation, schedule: UserSchedule
) -> tuple[dict[Choice, int], dict[date, int]]:
    """Return what a user's schedule does, and the shares added to its sales by day.

    With ``at_horizon = "sell"``, shares that it leaves unsold are sold on the plan's
    last open day, or as late as limits allow, unless that is before they were exercised
    or vest.
    """
    moves = situation.moves(schedule)
    capacity = RemainingCapacity(situation.sale_limits)
    for move in moves:
        if move.sold_on is not None:
            market = situation.tranches[move.tranche].market
            capacity.sell(market, move.sold_on, move.shares)
    last_first = {name: sale_dates(situation, name)[::-1] for name in situation.markets}
    held: dict[Choice, int] = {}
    added: dict[date, int] = {}
    for move in moves:
        tranche, left = situation.tranches[move.tranche], move.shares
        first = tranche.acquisition(move.exercised_on).sellable_on
        way = PLAIN if tranche.held else exercise_ways(tranche, move.exercised_on)[0]
        unsold = situation.plan.at_horizon == "sell" and move.sold_on is None
        unsold &= situation.shares_go_on(tranche.market) is None  # else they do
        for day in last_first[tranche.market] if unsold else []:
            if day >= first and (sold := capacity.sell(tranche.market, day, left)):
                choice = Choice(move.tranche, move.exercised_on, day, way)
                held[choice] = held.get(choice, 0) + sold
                added[day] = added.get(day, 0) + sold
                left -= sold
        if left:
            choice = Choice(move.tranche, move.exercised_on, move.sold_on, way)
            held[choice] = held.get(choice, 0) + left
    return at_the_end(situation, held), added


def at_the_end(situation: Situation, held: Mapping[Choice, int]) -> dict[Choice, int]:
    """Return holdings with what becomes of them by itself when a company ends.

    Shares that nobody has sold go on that day, and options that are left are cashed
    out, where somebody buys the company.

    Args:
        situation: What is planned.
        held: Whole shares by what is done with them.
    """
    goes_on = {
        number: situation.shares_go_on(tranche.market)
        for number, tranche in enumerate(situation.tranches)
    }
    found: dict[Choice, int] = {}
    left = Counter(situation.cash_outs)
    for choice, shares in held.items():
        day = choice.sold_on or goes_on[choice.tranche]
        gone = replace(choice, sold_on=day)
        found[gone] = found.get(gone, 0) + shares
        left[choice.tranche] -= shares
    for number, options in left.items():
        closing = goes_on[number]
        if options > 0 and closing is not None:
            cashed = Choice(number, closing, closing, ChoiceFlag.CASHED_OUT)
            found[cashed] = found.get(cashed, 0) + options
    return found


def user_choices(situation: Situation) -> list[Choice]:
    """Return what the user's own schedules do, on whatever days they do it.

    With these among its columns a plan is never worse than a schedule of the user's
    that keeps to the same cash.
    """
    keeps = situation.plan.at_horizon == "keep"
    return [
        choice
        for schedule in situation.schedules
        for choice in completed(situation, schedule)[0]
        if (keeps or choice.sold_on is not None)
        and ChoiceFlag.CASHED_OUT not in choice.way
    ]
