"""What keeps more shares from an action: a limit, or a line at which the tax bends.

More shares can come from later actions of the same options or lot, or from options that
the plan never exercises. Where a share from one of them would gain and may not come,
the limit that forbids it is the reason. Where none gains, it is the line of the law on
which the plan stands: found on both sides of it, the nearest source first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import numpy as np

from isoplan.models.results.why import StoppedBy
from isoplan.optimizer.columns.choices import last_open_day
from isoplan.optimizer.explaining.law_lines import ThreePoints
from isoplan.optimizer.explaining.moves import Move, PlanAsShares, PricedMoves
from isoplan.optimizer.explaining.planned_actions import (
    MOST_TARGETS,
    PlannedAction,
)

STEPS = (1.0, 10.0, 100.0)
"""Shares on each side of a plan: whole shares, and trades left out, may hide a line
behind the nearest."""
MOST_QUESTIONS = 6
"""Sources that are looked at for a line, the nearest ones."""
GAINS = 1e-3
"""Dollars of gain of a share that are more than rounding."""
INDIFFERENT = "one share more here, from a later day, would change nothing"
OF_CASH = "cash_floor_"
OF_SALES = "most_sold_"
OF_GIFTS = ("giving_", "share_gifts_")
"""How the names of rows begin."""


@dataclass(frozen=True, slots=True)
class Stop:
    """What stops an action.

    Attributes:
        stopped_by: Which.
        words: The same in words.
        year: Tax year of a line.
        on: Day of a limit.
        next_share_loses: Dollars of one share more, from where that costs least.
        tax_on_last: Tax of the action's year on its last share, dollars.
        tax_on_next: The same on one more.
    """

    stopped_by: StoppedBy
    words: str
    year: int | None = None
    on: date | None = None
    next_share_loses: float | None = None
    tax_on_last: float | None = None
    tax_on_next: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an action: some shares more from a source, and as many less.

    Attributes:
        action: Which.
        source: Column that they come from; None for options not exercised.
        target: Column of the action that they join.
        steps: Numbers of shares that are asked for, rising.
        first: Number of its first move; then more and fewer alternate.
    """

    action: PlannedAction
    source: int | None
    target: int
    steps: tuple[float, ...]
    first: int

    @property
    def within_year(self) -> bool:
        """Return whether the shares come from the same tax year: its lines stay."""
        if self.source is None:
            return False
        mine, other = self.action.choice, self.action.columns.choices[self.source]
        if self.action.exercises:
            return mine.exercised_on.year == other.exercised_on.year
        sold = other.sold_on
        return sold is not None and sold.year == self.action.action.date.year

    def moves(self) -> Iterator[Move]:
        """Yield its moves: of each step, more and then fewer."""
        for step in self.steps:
            yield self.action.one_more(self.source, step, self.target)
            yield self.action.one_more(self.source, -step, self.target)


def stops_of(plan: PlanAsShares, actions: Sequence[PlannedAction]) -> list[Stop]:
    """Return what stops each action, all of them priced at once."""
    asked: list[list[Asked]] = []
    count = 0
    for action in actions:
        mine = []
        ways = product(action.sources(), action.places[:MOST_TARGETS])
        for source, target in [(None, action.places[0]), *ways]:
            steps = _steps(action, source, target)
            question = Asked(action, source, target, steps, count)
            count += 2 * len(question.steps)
            mine.append(question)
        asked.append(mine)
    moves = [move for mine in asked for question in mine for move in question.moves()]
    priced = plan.moved(moves)
    return [_stop(plan, priced, mine) for mine in asked]


def _steps(action: PlannedAction, source: int | None, target: int) -> tuple[float, ...]:
    """Return the steps for which there are shares on both sides."""
    shares = action.plan.shares
    most = float(shares[target])
    if source is not None:
        most = min(most, float(shares[source]))
    return tuple(step for step in STEPS if step <= most) or STEPS[:1]


def _stop(plan: PlanAsShares, priced: PricedMoves, asked: Sequence[Asked]) -> Stop:
    """Return what stops one action."""
    by_itself, action = asked[0], asked[0].action
    last, following = _tax_of_year(plan, priced, by_itself)
    real = asked[1:]
    costs = [float(priced.costs[question.first]) for question in real]
    found = (
        _limit(priced, real, costs)
        or _no_room_later(priced, real)
        or _line(plan, priced, real, costs)
    )
    if found is None and real:
        loses = round(min(costs), 2)
        words = f"one share more would lose ${loses:,.2f}"
        found = Stop("best_found", words if loses > 0.0 else INDIFFERENT)
    found = found or _no_more(action)
    return replace(
        found,
        next_share_loses=min(costs, default=None),
        tax_on_last=last,
        tax_on_next=following,
    )


def _tax_of_year(
    plan: PlanAsShares, priced: PricedMoves, question: Asked
) -> tuple[float, float]:
    """Return the tax of the action's year on its last share, and on one more."""
    first = plan.traced.columns.situation.plan.start.year
    tax = plan.traced.years[question.action.action.date.year - first].tax
    values = priced.values[:, [question.first + 2, 0, question.first + 1]]
    before, after = ThreePoints(plan.traced, values, question.steps[0]).slopes(tax)
    return before, after


def _limit(
    priced: PricedMoves, asked: Sequence[Asked], costs: Sequence[float]
) -> Stop | None:
    """Return the limit that forbids the share that would gain most, if one would."""
    order = np.argsort(costs, kind="stable").tolist()
    for place in order:
        number = asked[place].first
        if costs[place] > -GAINS:
            return None
        stop = _missed(priced, asked[place].action, number)
        if stop is not None:
            return stop
    return None


def _no_room_later(priced: PricedMoves, asked: Sequence[Asked]) -> Stop | None:
    """Return the limit that keeps a share from going later, if that would gain most."""
    costs = [float(priced.costs[question.first + 1]) for question in asked]
    for place in np.argsort(costs, kind="stable").tolist():
        number = asked[place].first + 1
        if costs[place] > -GAINS:
            return None
        stop = _missed(priced, asked[place].action, number)
        if stop is not None and priced.there()[number]:
            return replace(stop, words=f"no more of them can wait: {stop.words}")
    return None


def _missed(priced: PricedMoves, action: PlannedAction, number: int) -> Stop | None:
    """Return the limit that a move misses; None if it keeps all."""
    if not priced.there()[number]:
        return _vested(action)
    for name in priced.missed_rows(number):
        if name.startswith(OF_CASH):
            day = date(*map(int, name.removeprefix(OF_CASH).split("_")[:3]))
            words = f"cash is at its floor on {day}"
            return Stop("cash", words, on=day)
        if name.startswith(OF_SALES):
            limit = next(r.limit for r in priced.pricer.traced.rows if r.name == name)
            words = "no more can be sold"
            if limit is not None:
                kind = "tender offer" if limit.field == "tender_offers" else "window"
                most = f"{limit.most_shares:,} shares and no more"
                words = f"the {kind} of {limit.days} takes {most}"
                return Stop("sale_limit", words, on=limit.first)
            return Stop("sale_limit", words)
        if name.startswith(OF_GIFTS):
            words = f"the gifts of {action.action.date.year} are at their limit"
            return Stop("gift_limit", words)
        return Stop("preference", "a preference allows no more")
    if not priced.keeps_limits()[number]:
        return Stop("preference", "a preference allows no more")
    return None


def _line(
    plan: PlanAsShares,
    priced: PricedMoves,
    asked: Sequence[Asked],
    costs: Sequence[float],
) -> Stop | None:
    """Return the line of the law on which the plan stands, the nearest source first.

    Sources of other tax years come before those of the same.
    """
    order = sorted(range(len(asked)), key=lambda n: (asked[n].within_year, costs[n]))
    for place in order[:MOST_QUESTIONS]:
        question = asked[place]
        for number, step in enumerate(question.steps):
            more = question.first + 2 * number + 1
            values = priced.values[:, [more + 1, 0, more]]
            points = ThreePoints(plan.traced, values, step)
            bends = points.bends(question.action.action.date.year)
            if bends:
                bend = bends[0]
                return Stop(bend.stopped_by, bend.words, year=bend.year)
    return None


def _no_more(action: PlannedAction) -> Stop:
    """Return why there are no more shares for an action."""
    if action.exercises:
        return _vested(action)
    day = action.action.date
    if action.action.kind in ("cash_out", "write_off"):
        return Stop("company_end", "that is the company's last day", on=day)
    return _whole_lot(action)


def _vested(action: PlannedAction) -> Stop:
    """Return that all options that are vested by then are exercised."""
    tranche, day = action.tranche, action.action.date
    later = [on for on, shares in tranche.steps if on > day]
    if later:
        words = f"all that has vested is exercised, and more vests on {later[0]}"
        return Stop("vesting", words, on=later[0])
    return Stop("all_options", "all options that are left are exercised")


def _whole_lot(action: PlannedAction) -> Stop:
    """Return what keeps a lot that goes as a whole until its day."""
    choice, situation = action.choice, action.columns.situation
    market = situation.market_of(action.tranche)
    if situation.shares_go_on(action.tranche.market) == action.action.date:
        return Stop("company_end", "all shares go on that day", on=action.action.date)
    first = max(
        action.tranche.acquisition(choice.exercised_on).sellable_on,
        situation.plan.start,
    )
    day = action.action.date
    opened = market.next_market_date(first)
    if opened == day:
        return Stop("first_sale_day", "it is the first day on which it can be sold")
    enough = action.tranche.held_long_enough_from(choice.exercised_on)
    if market.next_market_date(max(enough, first)) == day:
        words = f"the holding period is over from {enough}"
        return Stop("holding_date", words, on=enough)
    if market.next_market_date(date(day.year, 1, 1)) == day:
        return Stop("tax_year", f"it is the first day of sale in {day.year}")
    if last_open_day(situation, action.tranche.market) == day:
        return Stop("last_sale_day", "it is the plan's last day of sale")
    return Stop("whole_lot", "all shares of the lot are sold")
