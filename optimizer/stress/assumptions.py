"""What a stress assumes, in sentences."""

import math

from isoplan.models.situation import Situation
from isoplan.optimizer.stress.price_paths import Simulation, can_fail

BLINDLY = (
    "Followed blindly: each day's actions as written. Options under water on their day "
    "of exercise are not exercised and lapse; once a company has failed nothing is "
    "exercised or sold, and its shares count as sold for nothing on the last day of "
    "that year. The rule is the same for the plan and for every habit."
)
NO_FORECAST = (
    "Simulated prices are no forecast: they show what a spread of prices does to a "
    "schedule, and the spread is assumed."
)


def assumptions_of(situation: Situation, simulation: Simulation) -> tuple[str, ...]:
    """Return what is assumed of each market, and of all."""
    said = [NO_FORECAST]
    moving = []
    for name, market in situation.markets.items():
        title = "The share" if name is None else f"Market {name!r}"
        volatility = simulation.volatility[name]
        failure = simulation.failure.get(name, 0.0)
        if volatility:
            moving.append(name)
            drag = 1.0 - math.exp(-(volatility**2) / 2.0)
            around = (
                "its own path is the mean of all paths, and the one in the middle "
                f"grows by {drag:.1%} a year less"
            )
            if market.expected_growth is not None:
                around = (
                    f"the drag of {drag:.1%} a year is in its own path after the last "
                    "price given, which is therefore the one in the middle"
                )
            said.append(
                f"{title} moves by lognormal steps with a volatility of "
                f"{volatility:.0%} a year around its own path: {around}."
            )
        if failure and can_fail(market):
            said.append(
                f"{title}: its company fails with a chance of {failure:.1%} a year, "
                "whatever its price, and is worthless from that day on. This comes on "
                "top: it lowers the mean by as much."
            )
        elif failure:
            said.append(
                f"{title}: its company does not fail by chance, for the file says how "
                "it ends."
            )
    if len(moving) > 1:
        said.append(
            "Markets move independently of each other. In truth most fall together, so "
            "shares of several look safer here than they are."
        )
    said.append(
        "Appraisals, tender offers and a buyer's price move with the share; days of "
        "vesting, IPO, windows and offers stay as the file has them."
    )
    return (*said, BLINDLY)
