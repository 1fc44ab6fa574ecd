"""The incentive stock options of a year, each on the day on which its spread is least.

An option can be exercised on any decision day of the year from which it is there; the
AMT counts the spread of the day, so the day of the least spread fits the most options.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice, ChoiceFlag, exercise_ways
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.columns.decision_dates import exercise_dates


@dataclass(frozen=True, slots=True)
class Batch:
    """Options of a tranche that are exercised on one day and held.

    Attributes:
        choice: What is done: exercised on the day, kept beyond the year.
        shares: Options.
        spread: Bargain element of the year, dollars an option.
    """

    choice: Choice
    shares: int
    spread: float

    @property
    def on(self) -> date:
        """Return the day of exercise."""
        return self.choice.exercised_on


def batches_of(situation: Situation, year: int) -> list[Batch]:
    """Return the options in the money that a year can exercise, lowest spread first.

    Options whose spread the year's AMT does not count are left out: nonqualified ones,
    and those that vest later and are exercised without an election.

    Args:
        situation: Household, grants and prices.
        year: A year of the plan.
    """
    found: list[Batch] = []
    for number, tranche in enumerate(situation.tranches):
        if tranche.held:
            continue
        market = situation.market_of(tranche)
        days = [
            choice
            for day in exercise_dates(situation, tranche)
            if day.year == year and market.price(day) >= tranche.paid
            for choice in _ways(situation, number, day)
        ]
        found += _of_tranche(situation, days, year)
    return sorted(found, key=lambda b: (b.spread, b.on, b.choice.tranche))


def _ways(situation: Situation, number: int, day: date) -> Iterator[Choice]:
    """Yield the exercises of a day that hold incentive stock options."""
    tranche = situation.tranches[number]
    if not tranche.treatment_on(day).nonqualified:
        for way in exercise_ways(tranche, day):
            yield Choice(number, day, None, way)


def _of_tranche(
    situation: Situation, choices: list[Choice], year: int
) -> Iterator[Batch]:
    """Yield the options of a tranche by the day on which each is cheapest.

    What becomes available on a day may wait for any later one; of equal days the first
    one counts.
    """
    columns = columns_of(situation, choices)
    counted = columns.per_share("iso_bargain_element", year)
    here = [
        (choice, float(spread))
        for choice, spread, measured in zip(
            choices, counted, columns.measured_year, strict=True
        )
        if measured == year
    ]
    cheapest: dict[Choice, tuple[int, float]] = {}
    reached = 0
    for place, (choice, _) in enumerate(here):
        tranche = situation.tranches[choice.tranche]
        more = tranche.available(choice.exercised_on) - reached
        if more <= 0:
            continue
        reached += more
        best, spread = min(here[place:], key=lambda each: each[1])
        before, _ = cheapest.get(best, (0, spread))
        cheapest[best] = (before + more, spread)
    for choice, (shares, spread) in cheapest.items():
        yield Batch(choice, shares, spread)


def elects(batch: Batch) -> bool:
    """Return whether options are exercised before they vest, with an election."""
    return bool(batch.choice.way & ChoiceFlag.ELECTED_83B)
