"""Simulated prices: lognormal steps around each market's own path, and failures.

A price is the market's own of the day, times a factor whose mean is one. Appraisals
move on their days alone. Paths are drawn in blocks from the seed, so a path is the
same whoever asks for it, with whichever others and for whichever days.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from isoplan.models.inputs.market import (
    DAYS_PER_YEAR,
    Market,
    MarketName,
    anniversary,
)
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.worthless import worthless_as_of

BLOCK = 500
"""Paths drawn together: a constant, or paths would change with it."""
NEVER_FAILS = date.max.toordinal()
"""Stands for the day on which a company fails that does not."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is assumed of prices.

    Attributes:
        volatility: Standard deviation of a year's logarithmic growth, by market.
        failure: Chance a year that the company fails, by market; none if left out.
        seed: Of the random numbers.
        paths: How many.
    """

    volatility: Mapping[MarketName, float]
    failure: Mapping[MarketName, float]
    seed: int
    paths: int


@dataclass(frozen=True)
class PricePaths:
    """Prices of several paths on some days.

    Attributes:
        situation: Whose markets; their own path is the plan's.
        factors: What each market's own price is multiplied by, by market and the day
            on which it moved; arrays of length n paths.
        fails_on: Day on which each company fails, an ordinal or ``NEVER_FAILS``, by
            market; arrays of length n paths.
    """

    situation: Situation
    factors: Mapping[MarketName, Mapping[date, np.ndarray]]
    fails_on: Mapping[MarketName, np.ndarray]

    def __len__(self) -> int:
        """Return the number of paths."""
        return len(next(iter(self.fails_on.values())))

    def at(self, places: np.ndarray) -> "PricePaths":
        """Return some of the paths."""
        return replace(
            self,
            factors={
                name: {day: factor[places] for day, factor in of_day.items()}
                for name, of_day in self.factors.items()
            },
            fails_on={name: days[places] for name, days in self.fails_on.items()},
        )

    def at_one(self, place: int) -> "PricePaths":
        """Return one of the paths."""
        return self.at(np.array([place]))

    def price(self, name: MarketName, on: date) -> np.ndarray:
        """Return the price of a share on a day; dollars, length n paths."""
        failed = self._has_failed(name, on)
        if failed.all():
            return np.zeros(len(self))
        own = self.situation.markets[name].price(on)
        found: np.ndarray = np.where(failed, 0.0, own * self.factor(name, on))
        return found

    def sale_price(self, name: MarketName, on: date) -> np.ndarray:
        """Return what a share sold on a day brings, as :meth:`Market.sale_price`."""
        market, failed = self.situation.markets[name], self._has_failed(name, on)
        if failed.all():
            return np.zeros(len(self))
        cost = 0.0 if _has_ended(market, on) else market.sale_cost_per_share
        gross = (market.sale_price(on) + cost) * self.factor(name, on)
        found: np.ndarray = np.where(failed, 0.0, gross - cost)
        return found

    def factor(self, name: MarketName, on: date) -> np.ndarray:
        """Return what the market's own price of a day is multiplied by."""
        moved = moved_on(self.situation, name, on)
        if moved <= self.situation.plan.start:
            return np.ones(len(self))
        return self.factors[name][moved]

    def failed(self, name: MarketName) -> int:
        """Return on how many paths a market's company fails."""
        return int(np.count_nonzero(self.fails_on[name] != NEVER_FAILS))

    def written_off_on(self, name: MarketName) -> np.ndarray:
        """Return the day on which shares of a failed company count as sold.

        An ordinal, as :func:`worthless_as_of` has it; ``NEVER_FAILS`` where none
        fails.
        """
        days = self.fails_on[name]
        found = np.full(len(days), NEVER_FAILS)
        for day in np.unique(days[days != NEVER_FAILS]).tolist():
            last = worthless_as_of(date.fromordinal(day))
            found[days == day] = last.toordinal()
        return found

    def _has_failed(self, name: MarketName, on: date) -> np.ndarray:
        return self.fails_on[name] <= on.toordinal()


def simulated(
    situation: Situation, simulation: Simulation, days: Collection[date]
) -> PricePaths:
    """Return simulated prices of some days.

    Args:
        situation: Whose markets.
        simulation: What is assumed.
        days: Days of which prices are wanted, of any market.
    """
    return _drawn(situation, simulation, days, _blocks(simulation.paths))


def one_path(
    situation: Situation, simulation: Simulation, path: int, days: Collection[date]
) -> PricePaths:
    """Return one of the paths alone; arguments as :func:`simulated`."""
    block = path // BLOCK
    drawn = _drawn(situation, simulation, days, [(block, BLOCK)])
    return drawn.at_one(path % BLOCK)


def moved_on(situation: Situation, name: MarketName, on: date) -> date:
    """Return the last day up to a day on which its price could move by chance.

    The day itself where the price is smooth; in steps that of the last value given, or
    of the last anniversary of it: an appraisal serves for twelve months at most. The
    start, if nothing has moved since.
    """
    market = situation.markets[name]
    if market.ends is not None and on >= market.ends:
        on = market.ends
    if on <= situation.plan.start or not market.moves_in_steps(on):
        return on
    steps = sorted(
        day
        for day in {*market.prices, *_anniversaries(market, on.year)}
        if market.moves_in_steps(day)
    )
    passed = bisect_right(steps, on)
    return max(steps[passed - 1] if passed else date.min, situation.plan.start)


def can_fail(market: Market) -> bool:
    """Return whether chance may end a company: not where the file says how it ends."""
    return market.ends is None


def failing(situation: Situation, simulation: Simulation) -> Iterator[MarketName]:
    """Yield the markets whose company fails on some path."""
    for name, market in situation.markets.items():
        if simulation.failure.get(name, 0.0) > 0.0 and can_fail(market):
            yield name


def _has_ended(market: Market, on: date) -> bool:
    return market.ends is not None and on >= market.ends


def _anniversaries(market: Market, last_year: int) -> list[date]:
    """Return the days on which an appraisal follows the last value given."""
    given = max(market.prices)
    return [anniversary(given, year) for year in range(given.year + 1, last_year + 1)]


def _blocks(paths: int) -> list[tuple[int, int]]:
    """Return the blocks of so many paths, with how many of each are wanted."""
    return [
        (block, min(BLOCK, paths - block * BLOCK))
        for block in range(-(-paths // BLOCK))
    ]


def _drawn(
    situation: Situation,
    simulation: Simulation,
    days: Collection[date],
    blocks: list[tuple[int, int]],
) -> PricePaths:
    """Return the prices of some blocks of paths."""
    start = situation.plan.start
    factors: dict[MarketName, dict[date, np.ndarray]] = {}
    fails_on: dict[MarketName, np.ndarray] = {}
    fails = set(failing(situation, simulation))
    for number, (name, market) in enumerate(situation.markets.items()):
        wanted = sorted({moved_on(situation, name, day) for day in days})
        wanted = [day for day in wanted if day > start]
        volatility = simulation.volatility.get(name, 0.0)
        walks, ends = [], []
        for block, count in blocks:
            prices, failure = _streams(simulation.seed, number, block)
            if wanted and volatility:
                walks.append(_walk(prices, start, wanted)[:, :count])
            chance = simulation.failure.get(name, 0.0) if name in fails else 0.0
            ends.append(_failures(failure, situation, chance)[:count])
        fails_on[name] = np.concatenate(ends)
        factors[name] = {day: np.ones(len(fails_on[name])) for day in wanted}
        if walks:
            walk = np.concatenate(walks, axis=1)
            for place, day in enumerate(wanted):
                drag = volatility**2 / 2.0 * years_of_drag(market, start, day)
                factors[name][day] = np.exp(volatility * walk[place] - drag)
    return PricePaths(situation, factors, fails_on)


def years_of_drag(market: Market, start: date, day: date) -> float:
    """Return the years for which the drag is taken off, so that the mean is kept.

    A file with expected growth has taken it off its own path after the last value
    given: that path is the outcome in the middle, and stays it.
    """
    until = day
    if market.expected_growth is not None:
        until = min(day, max(start, max(market.prices)))
    return (until - start).days / DAYS_PER_YEAR


def _streams(
    seed: int, market: int, block: int
) -> tuple[np.random.Generator, np.random.Generator]:
    """Return the random numbers of a block: of prices, and of failures."""
    prices, failure = np.random.SeedSequence([seed, market, block]).spawn(2)
    return np.random.default_rng(prices), np.random.default_rng(failure)


def _walk(random: np.random.Generator, start: date, days: list[date]) -> np.ndarray:
    """Return a walk of one unit a year on some days; n days x ``BLOCK`` paths.

    Drawn day by day, so that asking for more days changes none of them.
    """
    last = (days[-1] - start).days
    steps = random.standard_normal((last, BLOCK))
    walk = np.cumsum(steps, axis=0, out=steps)
    places = [(day - start).days - 1 for day in days]
    found: np.ndarray = walk[places] / np.sqrt(DAYS_PER_YEAR)
    return found


def _failures(
    random: np.random.Generator, situation: Situation, chance: float
) -> np.ndarray:
    """Return the day on which each company of a block fails: an ordinal.

    Days after the plan, and no failure at all, are ``NEVER_FAILS``.
    """
    years = random.standard_exponential(BLOCK)
    if not chance:
        return np.full(BLOCK, NEVER_FAILS)
    days = 1 + np.floor(years / -np.log1p(-chance) * DAYS_PER_YEAR)
    first = situation.plan.start.toordinal()
    last = situation.plan.horizon.toordinal()
    fails = first + np.minimum(days, last)
    return np.where(fails <= last, fails, NEVER_FAILS).astype(int)
