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


NEAREST = (
    "The plan is one over {count} outcomes. On each step's day its follower takes the "
    "branch whose price is nearest to that of the day; so do the habits."
)
DRAWN = (
    "The plan is one over {count} outcomes. Each path is in one of them, drawn by its "
    "probability; its prices move around that outcome's own, and what a branch changes "
    "is known from its first day on."
)


def assumptions_of(
    situation: Situation,
    simulation: Simulation,
    outcomes: int = 1,
    *,
    nearest: bool = True,
) -> tuple[str, ...]:
    """Return what is assumed of each market, and of all.

    Args:
        situation: Of the one path.
        simulation: What is assumed of prices.
        outcomes: How many the file has.
        nearest: Whether a path's outcome is the nearest one; else it is drawn.
    """
    said = [NO_FORECAST]
    if outcomes > 1:
        said.append((NEAREST if nearest else DRAWN).format(count=outcomes))
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
