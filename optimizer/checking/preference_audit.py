"""Whether a schedule keeps the household's preferences: its own actions counted."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.pricing.stock_share import wealth_by_year

CENT = 0.01


def broken_preferences(situation: Situation, evaluated: EvaluatedSchedule) -> list[str]:
    """Return in words where a schedule of whole shares breaks a preference."""
    return [
        *_too_many_actions(situation, evaluated),
        *_small_trades(situation, evaluated),
        *_split_lots(situation, evaluated),
        *_too_much_stock(situation, evaluated),
    ]


def _too_many_actions(
    situation: Situation, evaluated: EvaluatedSchedule
) -> Iterator[str]:
    most = situation.preferences.actions_per_year
    if most is None:
        return
    counted: dict[int, int] = defaultdict(int)
    for action in evaluated.actions:
        counted[action.date.year] += 1
    for year, count in counted.items():
        if count > most:
            yield f"{count} actions in {year}, preferences.actions_per_year is {most}"


def _small_trades(situation: Situation, evaluated: EvaluatedSchedule) -> Iterator[str]:
    """Compare the shares of each exercise and sale with the smallest trade."""
    traded: dict[Choice, int] = defaultdict(int)
    for choice, shares in evaluated.holdings.items():
        lot = replace(choice, sold_on=None, way=choice.way & ChoiceFlag.ELECTED_83B)
        if choice.sold_on is not None:
            traded[choice] += shares
        if not situation.tranches[choice.tranche].held:
            traded[lot] += shares
    for choice, shares in traded.items():
        least = situation.preferences.least_shares(
            situation.tranches[choice.tranche].shares
        )
        if shares < least:
            day = choice.sold_on or choice.exercised_on
            yield (
                f"{shares} shares on {day}, preferences.smallest_trade asks for {least}"
            )


def _split_lots(situation: Situation, evaluated: EvaluatedSchedule) -> Iterator[str]:
    """Count the ways in which the shares of each lot go, keeping them included."""
    if not situation.preferences.whole_lots:
        return
    ways: dict[Choice, int] = defaultdict(int)
    for choice in evaluated.holdings:
        ways[
            replace(choice, sold_on=None, way=choice.way & ChoiceFlag.ELECTED_83B)
        ] += 1
    for lot, count in ways.items():
        if count > 1:
            name = situation.tranches[lot.tranche].name
            yield (
                f"shares of {name!r} of {lot.exercised_on} go in {count} parts, "
                "preferences.whole_lots is true"
            )


def _too_much_stock(
    situation: Situation, evaluated: EvaluatedSchedule
) -> Iterator[str]:
    limit = situation.preferences.most_in_stock
    if limit is None:
        return
    for wealth in wealth_by_year(situation, evaluated):
        most = limit.share * (wealth.stock + wealth.other)
        if wealth.stock > most + CENT:
            yield (
                f"{wealth.stock:,.2f} dollars in the stock after {wealth.day}, "
                f"preferences.most_in_stock allows {most:,.2f}"
            )
