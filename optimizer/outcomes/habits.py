"""What people follow where the future parts: a rule, or a plan made for one path.

A rule never looks ahead.

Until the future parts, a household that follows the rule sees the file's one path. In a
branch that parts again it sees the first outcome of the branch, and in the last one its
own. Shares that it has wait for the rule's day of sale by what it sees then.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from isoplan.models.branching.outcomes import without_branches
from isoplan.models.equity.tranche import Tranche
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.columns.completed import at_the_end
from isoplan.optimizer.columns.decision_dates import open_days
from isoplan.optimizer.outcomes.tree import OutcomeTree, Way
from isoplan.optimizer.pricing.common_schedules import Rule
from isoplan.optimizer.pricing.last_exercises import Holdings


def followed_on(tree: OutcomeTree, rule: Rule) -> list[Holdings]:
    """Return what a rule does in each outcome."""
    first = situation_of(without_branches(tree.scenario))
    seen: dict[int, Holdings] = {}

    def of(view: Situation) -> Holdings:
        if id(view) not in seen:
            seen[id(view)] = rule.followed(view)
        return seen[id(view)]

    found: list[Holdings] = []
    for way in tree.ways:
        held: Counter[Choice] = Counter()
        for begins, ends, view in _views(tree, way, first):
            held = _gone_on(way.situation, view, held, begins, ends)
            for choice, shares in _new(way.situation, view, of(view), begins, ends):
                free = _free(way.situation, choice, held)
                held[choice] += min(shares, free)
        found.append(at_the_end(way.situation, {c: n for c, n in held.items() if n}))
    return found


def _views(
    tree: OutcomeTree, way: Way, first: Situation
) -> Iterator[tuple[date, date, Situation]]:
    """Yield the pieces on an outcome's way: first day, next one's, and what is seen."""
    pieces = way.outcome.pieces
    for depth, piece in enumerate(pieces):
        ends = pieces[depth + 1].begins if depth < way.depth else date.max
        view = first
        if depth:
            view = next(
                each.situation for each in tree.ways if piece in each.outcome.pieces
            )
        yield piece.begins, ends, way.situation if ends == date.max else view


def _new(
    situation: Situation, view: Situation, done: Holdings, begins: date, ends: date
) -> Iterator[tuple[Choice, int]]:
    """Yield what the rule exercises in a piece, and what of it is held at the start."""
    number = {each.name: n for n, each in enumerate(situation.tranches)}
    for choice, shares in done.items():
        tranche = view.tranches[choice.tranche]
        from_start = tranche.held and begins == situation.plan.start
        inside = begins <= choice.exercised_on < ends
        if tranche.name in number and (inside or from_start):
            sold = choice.sold_on
            yield (
                Choice(
                    number[tranche.name],
                    choice.exercised_on,
                    sold if sold is not None and sold < ends else None,
                    choice.way,
                ),
                shares,
            )


def _gone_on(
    situation: Situation,
    view: Situation,
    held: Counter[Choice],
    begins: date,
    ends: date,
) -> Counter[Choice]:
    """Return what is held when a piece begins, sold in it where the rule's day is."""
    found: Counter[Choice] = Counter()
    names = {each.name: each for each in view.tranches}
    for choice, shares in held.items():
        tranche = situation.tranches[choice.tranche]
        if choice.sold_on is None and tranche.name in names:
            sold = _sale_day(view, names[tranche.name], choice.exercised_on, begins)
            if sold is not None and sold < ends:
                choice = Choice(choice.tranche, choice.exercised_on, sold, choice.way)
        found[choice] += shares
    return found


def _sale_day(
    view: Situation, tranche: Tranche, exercised: date, begins: date
) -> date | None:
    """Return the first open day from a piece's begin on shares held long enough."""
    enough = max(tranche.held_long_enough_from(exercised), begins)
    days = open_days(view, tranche.market, {enough})
    if days:
        return days[0]
    if view.plan.at_horizon == "keep" or view.shares_go_on(tranche.market):
        return None
    market = view.market_of(tranche)
    return market.last_market_date(begins, view.plan.horizon)


def _free(situation: Situation, choice: Choice, held: Counter[Choice]) -> int:
    """Return the options of a choice that are there and not exercised before."""
    tranche = situation.tranches[choice.tranche]
    used = sum(n for each, n in held.items() if each.tranche == choice.tranche)
    there = tranche.shares if tranche.held else tranche.available(choice.exercised_on)
    return max(there - used, 0)


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
                held[choice] += min(shares, _free(situation, choice, held))
        found.append(at_the_end(situation, {c: n for c, n in held.items() if n}))
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
