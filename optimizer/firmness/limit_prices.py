"""What each limit costs: the plan again with the limit loosened."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isoplan.models.base.cents import in_cents
from isoplan.models.inputs.market import market_path
from isoplan.models.results.firmness import LimitName, LimitPrice
from isoplan.models.results.plan import Plan
from isoplan.models.situation import Situation
from isoplan.optimizer.firmness.changes import (
    Change,
    MoreCash,
    MoreSales,
    NoClosedDays,
    VestedAtOnce,
)
from isoplan.optimizer.firmness.facts import market_of_grant
from isoplan.optimizer.firmness.searches import gained
from isoplan.optimizer.firmness.tries import Outcome

if TYPE_CHECKING:
    from isoplan.models.equity.sale_limits import SaleLimit

MORE_CASH = (500, 5000)
"""Dollars: for what the next ones are worth, and what a sum is."""
MORE_SHARES = 100
MOST_SALE_LIMITS = 6
NO_VALUE = 1.0
"""Dollars up to which loosening a limit moves nothing: whole shares move as much."""


@dataclass(frozen=True, slots=True)
class Loosened:
    """A limit, looser.

    Attributes:
        limit: Which.
        of: Field of the scenario file that sets it.
        in_words: By how much.
        change: That makes it so.
    """

    limit: LimitName
    of: str
    in_words: str
    change: Change


def loosened(situation: Situation, plan: Plan) -> list[Loosened]:
    """Return the limits that may bind, each looser.

    Preferences are not among them: what each costs is part of every plan.
    """
    found = [*_cash(situation), *_sales(situation, plan), *_days(situation)]
    return [*found, *_vesting(situation)]


def _cash(situation: Situation) -> Iterator[Loosened]:
    if situation.household.cash is None:
        return
    for more in MORE_CASH:
        words = f"${more:,} more in cash at the start"
        yield Loosened("cash", "household.cash", words, MoreCash(float(more)))


def _sales(situation: Situation, plan: Plan) -> Iterator[Loosened]:
    """Yield the windows and offers that the plan uses up, the first ones."""
    sold: dict[SaleLimit, int] = defaultdict(int)
    for action in plan.actions:
        if action.kind == "sell":
            market = market_of_grant(situation, action.grant)
            limit = situation.sale_limits.on(market, action.date)
            if limit is not None:
                sold[limit] += action.shares
    full = [each for each, shares in sold.items() if shares >= each.most_shares]
    for limit in sorted(full, key=lambda each: each.first)[:MOST_SALE_LIMITS]:
        words = f"{MORE_SHARES} more shares sold on {limit.days}"
        if limit.last > limit.first:
            words = f"{MORE_SHARES} more shares sold from {limit.days}"
        change = MoreSales(
            limit.market, limit.field, limit.place, limit.most_shares + MORE_SHARES
        )
        yield Loosened("sale_limit", limit.path, words, change)


def _days(situation: Situation) -> Iterator[Loosened]:
    """Yield what closes a market that opens within the plan."""
    for name, market in situation.markets.items():
        path = market_path(name)
        if market.trading_windows:
            words = "sales on any day of trading, not in windows alone"
            change = NoClosedDays(name, "trading_windows")
            yield Loosened("windows", f"{path}.trading_windows", words, change)
        if market.blackouts:
            change = NoClosedDays(name, "blackouts")
            yield Loosened("blackouts", f"{path}.blackouts", "no blackouts", change)
        offering = market.ipo
        if offering is not None and offering.first_sale > situation.plan.start:
            change = NoClosedDays(name, "ipo")
            words = f"no lock-up: sales from {offering.on}"
            yield Loosened("lock_up", f"{path}.ipo.lock_up_days", words, change)


def _vesting(situation: Situation) -> Iterator[Loosened]:
    start = situation.plan.start
    for number, grant in enumerate(situation.grants):
        if grant.vested(start) < grant.shares and grant.early_from is None:
            words = f"all options of {grant.name} vested on {start}"
            path = f"grants[{number}].vesting"
            yield Loosened("vesting", path, words, VestedAtOnce(grant.name))


def limit_price(plan: Plan, limit: Loosened, outcome: Outcome) -> LimitPrice | None:
    """Return what a limit is worth to loosen; None without a plan."""
    freer, kept = outcome.objective, plan.objective
    if freer is None:
        return None
    worth = gained(kept, freer)
    value_gap, freer_gap = abs(kept.bound - kept.value), abs(freer.bound - freer.value)
    return LimitPrice(
        limit=limit.limit,
        of=limit.of,
        loosened=limit.in_words,
        worth=in_cents(worth),
        at_least=in_cents(worth - value_gap),
        at_most=in_cents(worth + freer_gap),
    )
