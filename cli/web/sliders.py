"""What can be moved by a slider: its range, and the change that a place on it makes."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from isoplan.models.base.errors import IsoPlanError
from isoplan.models.branching.outcomes import is_uncertain, without_branches
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.firmness.by_hand import BranchProbability, LastYear, with_changes
from isoplan.optimizer.firmness.changes import (
    WHOLE,
    Change,
    ExitPrice,
    Growth,
    Income,
)
from isoplan.optimizer.firmness.facts import NoFact, exit_price, growth, income

YEARS_MORE = 5
"""Years that a plan can be made longer by."""


class NoSuchPlace(IsoPlanError):
    """A scenario has no such slider, or the slider no such place."""


@dataclass(frozen=True, slots=True)
class Slider:
    """One thing that can be moved.

    Attributes:
        name: ``exit_price``, ``growth``, ``wages``, ``last_year``, or ``probability:``
            with the name of a branch.
        label: What it is.
        shows: ``part``: ``base`` times the place in percent, dollars; ``more``: base
            and the place in hundredths of a percent, a rate; ``percent`` and ``year``:
            the place itself.
        base: As the scenario has it.
        lowest: Place.
        highest: Place.
        step: From place to place.
        now: The place that changes nothing.
    """

    name: str
    label: str
    shows: Literal["part", "more", "percent", "year"]
    base: float
    lowest: float
    highest: float
    step: float
    now: float


def sliders_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the sliders of a checked scenario."""
    return [asdict(each) for each in _sliders(scenario)]


def _sliders(scenario: Scenario) -> Iterator[Slider]:
    situation = situation_of(without_branches(scenario))
    if not is_uncertain(scenario):
        price = exit_price(situation, None, finely=False)
        if not isinstance(price, NoFact):
            at = float(str(price.now))
            label = f"Exit price: {price.in_words.partition(',')[0]}"
            yield Slider("exit_price", label, "part", at, 20, 300, 5, WHOLE)
        grows = growth(situation, None)
        if not isinstance(grows, NoFact):
            rate = float(str(grows.now))
            words = grows.in_words.rpartition(",")[0].capitalize()
            low = -100 * int(min(20.0, (rate + 0.9) * 100))
            yield Slider("growth", words, "more", rate, low, 2000, 100, 0)
        wages = income(situation)
        if not isinstance(wages, NoFact):
            label = f"Wages of {situation.plan.start.year}; later years move with them"
            base = float(str(wages.now))
            yield Slider("wages", label, "part", base, 25, 300, 5, WHOLE)
    plan = scenario.plan
    first, last = plan.start.year, plan.last_year
    yield Slider(
        "last_year", "Last year of the plan", "year", last, first, last + YEARS_MORE, 1,
        last,
    )  # fmt: skip
    for branch in scenario.branches:
        if sum(each.after == branch.after for each in scenario.branches) > 1:
            percent = round(branch.probability * WHOLE, 6)
            name, label = f"probability:{branch.name}", f"Probability of {branch.name}"
            yield Slider(name, label, "percent", percent, 1, 99, 1, percent)


def moved(scenario: Scenario, places: Mapping[str, float]) -> Scenario:
    """Return a scenario with its sliders at other places; the order is always the same.

    Raises:
        ScenarioErrors: If the scenario cannot be like that.
        NoSuchPlace: If it has no such slider, or that no such place.
    """
    changes: list[Change | BranchProbability] = []
    sliders = {each.name: each for each in _sliders(scenario)}
    if unknown := places.keys() - sliders.keys():
        raise NoSuchPlace(f"there is no slider {sorted(unknown)[0]!r}")
    for name, slider in sliders.items():
        place = places.get(name, slider.now)
        if not slider.lowest <= place <= slider.highest:
            ends = f"{slider.lowest:g} to {slider.highest:g}"
            raise NoSuchPlace(f"the slider {name} goes from {ends}")
        if place != slider.now:
            changes.append(_change(name, place))
    return with_changes(scenario, changes)


def _change(name: str, place: float) -> Change | BranchProbability:
    """Return the change that a place on a slider makes."""
    match name.partition(":"):
        case ("exit_price", _, _):
            return ExitPrice(None, int(place))
        case ("growth", _, _):
            return Growth(None, int(place))
        case ("wages", _, _):
            return Income(int(place))
        case ("last_year", _, _):
            return LastYear(int(place))
        case (_, _, branch):
            return BranchProbability(branch, place)
