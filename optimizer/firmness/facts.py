"""The facts that a first step may hang on, and the ladders of values tried of each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from isoplan.models.base.units import LARGEST_GROWTH
from isoplan.models.inputs.market import Market, MarketName
from isoplan.models.inputs.planning import LARGEST_RATE
from isoplan.models.results.firmness import FactName, Value
from isoplan.models.situation import Situation
from isoplan.optimizer.firmness.changes import (
    POINTS,
    WHOLE,
    Change,
    DateOfSale,
    DiscountRate,
    ExitPrice,
    Growth,
    Income,
)
from isoplan.optimizer.firmness.market_changes import (
    moved,
    opens_on,
    sale_reference,
    scaled,
)

PRICES_DOWN = (95, 90, 80, 70, 60, 50, 25)
PRICES_UP = (105, 110, 125, 150, 200, 300, 400)
MORE_PRICES_DOWN = (98, 95, 92, 90, 85, 80, 75, 70, 65, 60, 50, 40, 30, 20, 10)
MORE_PRICES_UP = (*range(102, 112, 2), 115, 120, 130, 140, 150, 175, 200, 250, 300, 400)
WAGES_DOWN, WAGES_UP = (99, 98, 95, 90, 80, 65, 50), (101, 102, 105, 110, 125, 150, 200)
RATES_DOWN, RATES_UP = (95, 90, 80, 60, 40, 20, 10), (105, 110, 125, 150, 200, 300, 400)
GROWTH = (50, 100, 200, 300, 500, 1000, 2000)
MONTHS = (1, 2, 3, 6, 9, 12, 18)


@dataclass(frozen=True, slots=True)
class Rung:
    """One value of a ladder.

    Attributes:
        value: Of the fact.
        change: That gives it this value.
    """

    value: Value
    change: Change


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact, as the scenario has it and as it is tried.

    Attributes:
        name: Of the fact.
        in_words: What it is, with its unit.
        now: As the scenario has it.
        down: Lower values, the nearest first.
        up: Higher values, the nearest first.
        of: The branch or outcome whose fact it is; empty for the whole.
    """

    name: FactName
    in_words: str
    now: Value
    down: tuple[Rung, ...]
    up: tuple[Rung, ...]
    of: str = ""


@dataclass(frozen=True, slots=True)
class NoFact:
    """A fact that cannot be tried, and why: a sentence."""

    why: str


def exit_price(
    situation: Situation, name: MarketName, *, finely: bool
) -> Fact | NoFact:
    """Return the price of a market's share at the exit, dollars."""
    market = situation.scenario.market_named(name)
    on = sale_reference(situation, market)
    if on is None:
        return NoFact(
            "The exit price was not tried: no share can be sold within the plan."
        )

    def rungs(percents: Sequence[int]) -> tuple[Rung, ...]:
        return tuple(
            Rung(
                round(scaled(situation, market, each / WHOLE).price(on), 2),
                ExitPrice(name, each),
            )
            for each in percents
        )

    return Fact(
        "exit_price",
        f"price of a share on {on}, dollars; {_what_moves(situation, market)}",
        round(market.price(on), 2),
        rungs(MORE_PRICES_DOWN if finely else PRICES_DOWN),
        rungs(MORE_PRICES_UP if finely else PRICES_UP),
    )


def _what_moves(situation: Situation, market: Market) -> str:
    if opens_on(market) > situation.plan.start:
        return f"all prices from {opens_on(market)} on move with it"
    return "the price drifts there from that of the plan's start"


def growth(situation: Situation, name: MarketName) -> Fact | NoFact:
    """Return the growth of a market's price after the last day given."""
    market = situation.scenario.market_named(name)
    if sale_reference(situation, market) is None or (
        market.acquisition is not None
        and market.acquisition.on <= situation.plan.horizon
    ):
        return NoFact("Growth was not tried: the exit does not depend on it.")
    given = market.expected_growth
    now = market.growth if given is None else given
    expected = "expected " if given is not None else ""

    def rungs(sign: int) -> tuple[Rung, ...]:
        values = ((round(now + sign * each / POINTS, 6), each) for each in GROWTH)
        return tuple(
            Rung(value, Growth(name, sign * each))
            for value, each in values
            if -1 < value <= LARGEST_GROWTH
        )

    words = f"{expected}growth of the price a year after {max(market.prices)}, fraction"
    return Fact("growth", words, now, rungs(-1), rungs(1))


def discount_rate(situation: Situation) -> Fact:
    """Return the discount rate."""
    now = situation.plan.discount_rate

    def rungs(percents: Sequence[int]) -> tuple[Rung, ...]:
        values = ((round(now * each / WHOLE, 8), each) for each in percents)
        return tuple(
            Rung(value, DiscountRate(each))
            for value, each in values
            if 0 < value <= LARGEST_RATE
        )

    words = "discount rate a year, fraction"
    return Fact("discount_rate", words, now, rungs(RATES_DOWN), rungs(RATES_UP))


def income(situation: Situation) -> Fact | NoFact:
    """Return the wages of the plan's first year; those of all years move with them."""
    year = situation.plan.start.year
    now = situation.household.wages.at(year)
    if not now:
        return NoFact("Income was not tried: there are no wages in the first year.")

    def rungs(percents: Sequence[int]) -> tuple[Rung, ...]:
        return tuple(
            Rung(round(now * each / WHOLE, 2), Income(each)) for each in percents
        )

    words = f"wages of {year}, dollars; those of all years move with them"
    return Fact("income", words, now, rungs(WAGES_DOWN), rungs(WAGES_UP))


def date_of_sale(situation: Situation, name: MarketName) -> Fact | NoFact:
    """Return the first day of sale on a market that opens within the plan."""
    plan, market = situation.plan, situation.scenario.market_named(name)
    listed = opens_on(market)
    now = market.next_sale_date(listed) if listed > plan.start else None
    if now is None or now > plan.horizon or sale_reference(situation, market) is None:
        return NoFact("The date of sale was not tried: no market opens in the plan.")

    def rungs(sign: int) -> Iterator[Rung]:
        for months in MONTHS:
            later = moved(market, sign * months)
            opens = opens_on(later)
            first = later.next_sale_date(opens)
            if (
                plan.start < opens
                and min(later.prices) <= plan.start
                and first is not None
                and first <= plan.horizon
            ):
                yield Rung(first, DateOfSale(name, sign * months))

    words = "first day of sale on the market; its prices and windows move with it"
    return Fact("date_of_sale", words, now, tuple(rungs(-1)), tuple(rungs(1)))


FACTS: tuple[Callable[[Situation, MarketName], Fact | NoFact], ...] = (
    lambda situation, _: income(situation),
    date_of_sale,
    growth,
    lambda situation, _: discount_rate(situation),
)
"""All but the exit price."""


def market_of_grant(situation: Situation, grant: str) -> MarketName:
    """Return the name of the market of a grant, award or holding."""
    markets = (each.market for each in situation.tranches if each.grant == grant)
    return next(markets, None)
