"""Whether a schedule keeps the household's wishes, counted from its own actions."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from isoplan.models.scenario import Scenario
from isoplan.optimizer.choices import ELECTED, Choice
from isoplan.optimizer.outcome import Outcome
from isoplan.optimizer.stock_share import wealth_by_year

CENT = 0.01


def broken_wishes(scenario: Scenario, outcome: Outcome) -> list[str]:
    """Return in words where a schedule of whole shares breaks a wish."""
    return [
        *_too_many_actions(scenario, outcome),
        *_small_trades(scenario, outcome),
        *_split_lots(scenario, outcome),
        *_too_much_stock(scenario, outcome),
    ]


def _too_many_actions(scenario: Scenario, outcome: Outcome) -> Iterator[str]:
    most = scenario.wishes.actions_per_year
    if most is None:
        return
    counted: dict[int, int] = defaultdict(int)
    for action in outcome.actions:
        counted[action.date.year] += 1
    for year, count in counted.items():
        if count > most:
            yield f"{count} actions in {year}, wishes.actions_per_year is {most}"


def _small_trades(scenario: Scenario, outcome: Outcome) -> Iterator[str]:
    """Compare the shares of each exercise and sale with the smallest trade."""
    traded: dict[Choice, int] = defaultdict(int)
    for choice, shares in outcome.holdings.items():
        lot = replace(choice, sold_on=None, way=choice.way & ELECTED)
        if choice.sold_on is not None:
            traded[choice] += shares
        if not scenario.supplies[choice.supply].held:
            traded[lot] += shares
    for choice, shares in traded.items():
        least = scenario.wishes.least_shares(scenario.supplies[choice.supply].shares)
        if shares < least:
            day = choice.sold_on or choice.exercised_on
            yield f"{shares} shares on {day}, wishes.smallest_trade asks for {least}"


def _split_lots(scenario: Scenario, outcome: Outcome) -> Iterator[str]:
    """Count the ways in which the shares of each lot go, keeping them included."""
    if not scenario.wishes.whole_lots:
        return
    ways: dict[Choice, int] = defaultdict(int)
    for choice in outcome.holdings:
        ways[replace(choice, sold_on=None, way=choice.way & ELECTED)] += 1
    for lot, count in ways.items():
        if count > 1:
            name = scenario.supplies[lot.supply].name
            yield (
                f"shares of {name!r} of {lot.exercised_on} go in {count} parts, "
                "wishes.whole_lots is true"
            )


def _too_much_stock(scenario: Scenario, outcome: Outcome) -> Iterator[str]:
    limit = scenario.wishes.most_in_stock
    if limit is None:
        return
    for wealth in wealth_by_year(scenario, outcome):
        most = limit.share * (wealth.stock + wealth.other)
        if wealth.stock > most + CENT:
            yield (
                f"{wealth.stock:,.2f} dollars in the stock after {wealth.day}, "
                f"wishes.most_in_stock allows {most:,.2f}"
            )
