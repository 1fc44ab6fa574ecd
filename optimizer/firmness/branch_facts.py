"""The facts of a future that parts: probabilities, volatility, exit price by outcome.

Each value tried is a file of its own: branches, or a volatility, or a market's prices.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

from isoplan.models.branching.outcomes import Outcome, outcomes_of, without_branches
from isoplan.models.equity.price_course import course_from, course_until
from isoplan.models.inputs.branches import Branch, BranchMarket
from isoplan.models.inputs.market import Market, MarketName
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.firmness.changes import WHOLE, OtherSections
from isoplan.optimizer.firmness.facts import (
    MORE_PRICES_DOWN,
    MORE_PRICES_UP,
    Fact,
    NoFact,
    Rung,
    exit_price,
)
from isoplan.optimizer.firmness.market_changes import opens_on, scaled

FINE = (1, 2, *range(5, 100, 5), 98, 99)
COARSE = (2, 5, 10, 25, 50, 75, 90, 95, 98)
"""Probabilities that are tried, percent."""
SWINGS_DOWN = (98, 95, 92, 90, 85, 80, 75, 70, 65, 60, 50, 40, 30, 20, 10)
SWINGS_UP = (102, 105, 108, 110, 115, 120, 130, 140, 150, 175, 200, 250, 300, 400)
FEW_SWINGS_DOWN, FEW_SWINGS_UP = (90, 75, 50, 25), (110, 125, 150, 200)
"""Percent of the volatility."""
MOST_OF_A_KIND = 6
"""Branches, and outcomes, whose fact is tried: the likeliest."""


def facts_of_branches(
    scenario: Scenario, market: MarketName, *, everything: bool
) -> Iterator[Fact | NoFact]:
    """Yield the facts of a scenario whose future parts, the most telling first.

    Args:
        scenario: As its file holds it.
        market: Name of the market of the first step's shares.
        everything: Whether all are wanted, on fine ladders; else the first one alone.
    """
    if scenario.uncertainty is not None:
        yield volatility(scenario, finely=everything)
        if everything:
            yield _price_on_average(scenario, market)
        return
    asked = list(_ranked(_moved_alone(scenario), lambda each: each.probability))
    for branch in asked[: MOST_OF_A_KIND if everything else 1]:
        yield probability(scenario, branch, finely=everything)
    if not everything:
        return
    if len(asked) > MOST_OF_A_KIND:
        yield NoFact(f"Only {MOST_OF_A_KIND} probabilities were tried, the largest.")
    outcomes = list(_ranked(outcomes_of(scenario), lambda each: each.probability))
    for outcome in outcomes[:MOST_OF_A_KIND]:
        yield price_in(scenario, outcome, market)
    if len(outcomes) > MOST_OF_A_KIND:
        yield NoFact(
            f"The exit price was tried in the {MOST_OF_A_KIND} likeliest outcomes only."
        )


def _ranked(given: Sequence[Any], key: Callable[[Any], float]) -> Iterator[Any]:
    """Yield the largest ones that are kept, all in the order in which they are given.

    The rest follows them.
    """
    order = sorted(range(len(given)), key=lambda at: (-key(given[at]), at))
    yield from (given[at] for at in sorted(order[:MOST_OF_A_KIND]))
    yield from (given[at] for at in order[MOST_OF_A_KIND:])


def _moved_alone(scenario: Scenario) -> list[Branch]:
    """Return the branches whose probability says all: of two that part, the first."""
    found: list[Branch] = []
    for branch in scenario.branches:
        beside = _beside(scenario, branch)
        first = next(e for e in scenario.branches if e.after == branch.after)
        if len(beside) > 1 or (len(beside) == 1 and branch is first):
            found.append(branch)
    return found


def _beside(scenario: Scenario, branch: Branch) -> list[Branch]:
    """Return the other branches that part where a branch does."""
    same = (each for each in scenario.branches if each.after == branch.after)
    return [each for each in same if each.name != branch.name]


def probability(scenario: Scenario, branch: Branch, *, finely: bool) -> Fact:
    """Return the probability of a branch; those beside it keep their proportions."""
    beside = _beside(scenario, branch)
    whole = fsum([branch.probability, *(each.probability for each in beside)])
    now = branch.probability / whole
    values = [percent / WHOLE for percent in (FINE if finely else COARSE)]

    def rungs(some: Sequence[float]) -> tuple[Rung, ...]:
        return tuple(
            Rung(
                each,
                OtherSections({"branches": with_probability(scenario, branch, each)}),
            )
            for each in some
        )

    given = "" if branch.after is None else f", given {branch.after!r}"
    words = f"probability of {branch.name!r}{given}, fraction; the rest move with it"
    down = [each for each in reversed(values) if each < now - 1e-9]
    up = [each for each in values if each > now + 1e-9]
    return Fact(
        "probability", words, round(now, 9), rungs(down), rungs(up), branch.name
    )


def with_probability(
    scenario: Scenario, branch: Branch, to: float
) -> tuple[Branch, ...]:
    """Return all branches, one with another probability, those beside it scaled."""
    beside = _beside(scenario, branch)
    rest = fsum(each.probability for each in beside)
    names = {each.name for each in beside}

    def of(each: Branch) -> float:
        if each.name == branch.name:
            return to
        return each.probability * (1.0 - to) / rest if each.name in names else -1.0

    return tuple(
        each if of(each) < 0.0 else each.model_copy(update={"probability": of(each)})
        for each in scenario.branches
    )


def volatility(scenario: Scenario, *, finely: bool) -> Fact:
    """Return the volatility from which the branches are made."""
    uncertainty = scenario.uncertainty
    assert uncertainty is not None
    now = uncertainty.volatility

    def rungs(percents: Sequence[int]) -> tuple[Rung, ...]:
        values = (round(now * each / WHOLE, 9) for each in percents)
        return tuple(
            Rung(
                value,
                OtherSections(
                    {
                        "uncertainty": uncertainty.model_copy(
                            update={"volatility": value}
                        )
                    }
                ),
            )
            for value in values
        )

    return Fact(
        "volatility",
        "volatility of a year's logarithmic growth, fraction; the mean stays",
        now,
        rungs(SWINGS_DOWN if finely else FEW_SWINGS_DOWN),
        rungs(SWINGS_UP if finely else FEW_SWINGS_UP),
    )


def _price_on_average(scenario: Scenario, name: MarketName) -> Fact | NoFact:
    """Return the exit price of [market], which is the mean of those of all outcomes."""
    situation = situation_of(without_branches(scenario))
    fact = exit_price(situation, name, finely=True)
    if isinstance(fact, NoFact):
        return fact
    market = scenario.market_named(name)

    def rungs(given: Sequence[Rung], percents: Sequence[int]) -> tuple[Rung, ...]:
        return tuple(
            Rung(each.value, OtherSections(_with_market(scenario, name, changed)))
            for each, percent in zip(given, percents, strict=True)
            if (changed := scaled(situation, market, percent / WHOLE))
        )

    return Fact(
        fact.name,
        f"{fact.in_words}; the mean over the outcomes",
        fact.now,
        rungs(fact.down, MORE_PRICES_DOWN),
        rungs(fact.up, MORE_PRICES_UP),
    )


def _with_market(
    scenario: Scenario, name: MarketName, market: Market
) -> Mapping[str, Any]:
    if name is None:
        return {"market": market}
    return {"markets": {**scenario.markets, name: market}}


@dataclass(frozen=True, slots=True)
class _Scaling:
    """What is scaled of the prices of an outcome's last branch.

    Attributes:
        market: As the outcome has it.
        begins: First day of the branch.
        since: First day whose price is scaled.
        last: Last day of the plan.
    """

    market: Market
    begins: date
    since: date
    last: date

    def changed(self, change: BranchMarket, factor: float) -> BranchMarket:
        """Return what the branch says of the market, with other prices."""
        before = course_until(self.market, self.since)
        prices = {day: price for day, price in before.items() if day >= self.begins}
        prices |= course_from(self.market, self.since, self.last, factor)
        update: dict[str, Any] = {"prices": prices} if prices else {}
        offers = [e for e in self.market.tender_offers if e.on >= self.begins]
        if offers:
            update["tender_offers"] = tuple(
                offer.model_copy(update={"price": offer.price * factor})
                if offer.price is not None and offer.on >= self.since
                else offer
                for offer in offers
            )
        if bought := self.market.acquisition:
            price = bought.price * factor
            update["acquisition"] = bought.model_copy(update={"price": price})
        return change.model_copy(update=update)


def price_in(
    scenario: Scenario, outcome: Outcome[Scenario], name: MarketName
) -> Fact | NoFact:
    """Return the exit price in one outcome.

    All its prices are scaled from the first day of its last branch on, or from the day
    on which its market opens, if that comes later; so are the prices of offers from
    then on, and what a buyer pays.
    """
    market, plan = outcome.scenario.market_named(name), scenario.plan
    begins = outcome.pieces[-1].begins
    since = max(begins, opens_on(market))
    on = _exit_on(market, since, plan.horizon)
    if on is None:
        return NoFact(
            f"The exit price in {outcome.name!r} was not tried: no share can be sold "
            "there."
        )
    scaling = _Scaling(market, begins, since, plan.horizon)
    bought = market.acquisition
    now = market.price(on) if bought is None or bought.on != on else bought.price

    def rungs(percents: Sequence[int]) -> tuple[Rung, ...]:
        return tuple(
            Rung(
                round(now * each / WHOLE, 2),
                OtherSections(_with_prices(scenario, outcome, name, scaling, each)),
            )
            for each in percents
        )

    words = (
        f"price of a share on {on} in {outcome.name!r}, dollars; all prices of that "
        f"outcome from {since} on move with it"
    )
    return Fact(
        "exit_price",
        words,
        round(now, 2),
        rungs(MORE_PRICES_DOWN),
        rungs(MORE_PRICES_UP),
        outcome.name,
    )


def _exit_on(market: Market, since: date, last: date) -> date | None:
    """Return the first day of sale from a day on, or a buyer's; None without one."""
    if market.worthless_on is not None and market.worthless_on <= last:
        return None
    bought = market.acquisition
    if bought is not None and bought.on <= last:
        return bought.on
    first = market.next_sale_date(since)
    return first if first is not None and first <= last else None


def _with_prices(
    scenario: Scenario,
    outcome: Outcome[Scenario],
    name: MarketName,
    scaling: _Scaling,
    percent: int,
) -> Mapping[str, Any]:
    """Return the branches, with other prices in the last one of an outcome."""

    def of(branch: Branch) -> Branch:
        if branch.name != outcome.name:
            return branch
        factor = percent / WHOLE
        if name is None:
            changed = scaling.changed(branch.market, factor)
            return branch.model_copy(update={"market": changed})
        before = branch.markets.get(name, BranchMarket())
        markets = {**branch.markets, name: scaling.changed(before, factor)}
        return branch.model_copy(update={"markets": markets})

    return {"branches": tuple(of(each) for each in scenario.branches)}
