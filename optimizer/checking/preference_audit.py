"""Whether a schedule keeps the household's preferences: its own actions counted."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from isoplan.optimizer.checking.evidence import Evidence

CENT = 0.01


@dataclass(frozen=True, slots=True)
class Wealth:
    """What a household has after a day of a schedule; dollars.

    Attributes:
        day: The year's last day of sale.
        stock: Shares at the day's price, and vested options at their spread.
        other: All else: wealth outside, and what the schedule has brought in.
    """

    day: date
    stock: float
    other: float


def broken_preferences(evidence: Evidence) -> Iterator[str]:
    """Yield in words where a schedule of whole shares breaks a preference."""
    yield from _too_many_actions(evidence)
    yield from _small_trades(evidence)
    yield from _split_lots(evidence)
    yield from _too_much_stock(evidence)


def wealth_by_year(evidence: Evidence) -> list[Wealth]:
    """Return the wealth on each day on which the scenario limits the stock's part."""
    situation = evidence.situation
    limit = situation.preferences.most_in_stock
    if limit is None:
        return []
    return [
        _wealth_after(evidence, day, limit.other_wealth.at(day.year))
        for day in limit.measured_on(situation.plan, situation.market)
    ]


def _too_many_actions(evidence: Evidence) -> Iterator[str]:
    most = evidence.situation.preferences.actions_per_year
    if most is None:
        return
    counted: dict[int, int] = defaultdict(int)
    for act in evidence.acts:
        counted[act.date.year] += 1
    for year, count in counted.items():
        if not count <= most:
            yield f"{count} actions in {year}, preferences.actions_per_year is {most}"


def _small_trades(evidence: Evidence) -> Iterator[str]:
    """Compare the shares of each action with the smallest trade.

    Of a grant or lot with fewer, all of it may be traded at once.
    """
    preferences, walk = evidence.situation.preferences, evidence.walk
    of_all = {
        lot: int(parcel.shares)
        for lot, parcel in walk.parcels.items()
        if parcel.held_at_start
    }
    of_all |= {
        each.act.lot: each.options.total for each in walk.exercises if each.options
    }
    for act in evidence.acts:
        least = preferences.least_shares(of_all.get(act.lot, 0))
        if not act.shares >= least:
            yield (
                f"{act.shares} shares on {act.date}, preferences.smallest_trade asks "
                f"for {least}"
            )


def _split_lots(evidence: Evidence) -> Iterator[str]:
    """Count the ways in which the shares of each lot go, keeping them included."""
    if not evidence.situation.preferences.whole_lots:
        return
    ways: dict[str, int] = defaultdict(int)
    for each in evidence.walk.disposals:
        ways[each.act.lot] += 1
    for lot, shares in evidence.walk.kept.items():
        ways[lot] += shares > 0
    for lot, count in ways.items():
        if count > 1:
            yield (
                f"shares of {lot!r} go in {count} parts, preferences.whole_lots is true"
            )


def _too_much_stock(evidence: Evidence) -> Iterator[str]:
    limit = evidence.situation.preferences.most_in_stock
    if limit is None:
        return
    for wealth in wealth_by_year(evidence):
        most = limit.share * (wealth.stock + wealth.other)
        if not wealth.stock <= most + CENT:
            yield (
                f"{wealth.stock:,.2f} dollars in the stock after {wealth.day}, "
                f"preferences.most_in_stock allows {most:,.2f}"
            )


def _wealth_after(evidence: Evidence, day: date, outside: float) -> Wealth:
    """Count what is held and what was brought in by the end of a day."""
    walk, figures = evidence.walk, evidence.figures
    price = evidence.situation.market.price(day)
    held = sum(
        walk.left_of(lot, day)
        for lot, parcel in walk.parcels.items()
        if parcel.vested_on <= day
    )
    options = sum(
        max(count.vested(day) - walk.exercised(name, day), 0.0)
        * max(price - count.grant.strike, 0.0)
        for name, count in walk.options.items()
        if day <= count.last
    )
    cash = sum(flow for on, flow in walk.flows.items() if on <= day)
    years = zip(figures.returns.years, figures.idle.years, strict=True)
    tax = sum(y.tax - idle.tax for y, idle in years if y.node.year <= day.year)
    return Wealth(day, held * price + options, outside + cash - tax)
