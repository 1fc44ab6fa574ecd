"""A plan for one path that nobody looks at again, in every outcome."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from isoplan.models.branching.outcomes import without_branches
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.columns.decision_dates import open_days
from isoplan.optimizer.outcomes.habits import free_of
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.pricing.sales_within_limits import within_limits
from isoplan.optimizer.trees.tree import OutcomeTree


def blindly_on(
    tree: OutcomeTree, names: Sequence[str], holdings: Mapping[Choice, int]
) -> list[Holdings] | None:
    """Return what a plan for the one path comes to in each outcome if nobody looks.

    None where it exercises options early that in some outcome never vest: what the
    company pays back is not planned.

    All is done on its day, with two exceptions, so that nothing impossible is. Options
    that have lapsed by then, or are under water though they are not on the one path,
    are not exercised. A sale on a day on which no market is open waits for the next
    day of sale.

    Args:
        tree: The outcomes.
        names: Of the tranches, by the numbers of the plan's choices.
        holdings: Shares of each choice of the plan.
    """
    first = situation_of(without_branches(tree.scenario))
    parts = tree.all_pieces[1].begins
    in_order = sorted(holdings.items(), key=lambda each: each[0].exercised_on)
    found: list[Holdings] = []
    for way in tree.ways:
        situation = way.situation
        number = {each.name: n for n, each in enumerate(situation.tranches)}
        held: Counter[Choice] = Counter()
        for planned, shares in in_order:
            name = names[planned.tranche]
            if name not in number and planned.exercised_on < parts:
                return None
            if name not in number or ChoiceFlag.CASHED_OUT in planned.way:
                continue
            choice = _blind(situation, first, replace(planned, tranche=number[name]))
            if choice is not None:
                held[choice] += min(shares, free_of(situation, choice, held))
        done = {choice: shares for choice, shares in held.items() if shares}
        found.append(within_limits(situation, done, looks_ahead=False))
    return found


def _blind(situation: Situation, first: Situation, choice: Choice) -> Choice | None:
    """Return a choice of the one path as it is made in an outcome, if it is."""
    tranche = situation.tranches[choice.tranche]
    market, day = situation.market_of(tranche), choice.exercised_on
    goes_on = situation.shares_go_on(tranche.market)
    sold = choice.sold_on
    at_once = sold == day
    if sold is not None and not market.can_sell(sold):
        after = open_days(situation, tranche.market, {sold})
        sold = min(after) if after else None
    if tranche.held:
        return replace(choice, sold_on=sold)
    if at_once:
        if sold is None:
            return None
        day = sold
    gone = goes_on is not None and day >= goes_on
    if gone or day > tranche.last_exercise or not market.can_exercise(day):
        return None
    price = market.sale_price(day) if at_once else market.price(day)
    before = first.market_of(tranche)
    before_price = before.sale_price(day) if at_once else before.price(day)
    if price < tranche.paid <= before_price:
        return None
    return replace(choice, exercised_on=day, sold_on=sold)
