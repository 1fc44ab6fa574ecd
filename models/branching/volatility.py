"""Branches made from a volatility: a discrete tree whose mean is the market's price.

At each step the price is multiplied by one of a few factors. Over a time of ``t`` years
the logarithm of the factor has the variance ``volatility ** 2 * t`` exactly and the
factor has the mean one exactly. With two branches the logarithm lies one standard
deviation above and below its middle, each with probability 1/2; its fourth moment is
then that of a coin, a third of the normal one. With three it lies at the nodes of
Gauss and Hermite, the square root of three standard deviations away with probability
1/6 each and in the middle with 2/3, so that its first five moments are the normal ones.

A jump comes within ``t`` years with probability ``1 - (1 - p) ** t``, as a branch of
its own; the other branches rise by what keeps the mean at one.

Source: for three points Abramowitz and Stegun, table 25.10; for the mean of a lognormal
price Hull, Options, Futures, and Other Derivatives.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import cosh, exp, log, sqrt

from isoplan.models.branching.changes import branched_market
from isoplan.models.equity.price_course import course_from
from isoplan.models.inputs.branches import Branch, BranchMarket, Uncertainty
from isoplan.models.inputs.market import DAYS_PER_YEAR, Market
from isoplan.models.inputs.planning import Planning

OUTER = 1.0 / 6.0
"""Probability of each outer node of three."""


@dataclass(frozen=True, slots=True)
class Factor:
    """What the price may be multiplied by at a step.

    Attributes:
        name: In the names of branches.
        of_price: The factor.
        probability: Of it.
    """

    name: str
    of_price: float
    probability: float


def factors(uncertainty: Uncertainty, years: float) -> list[Factor]:
    """Return what may have become of the price after some years, the best first."""
    deviation = uncertainty.volatility * sqrt(years)
    if uncertainty.branches == 2:
        middle = -log(cosh(deviation))
        found = [
            Factor("up", exp(middle + deviation), 0.5),
            Factor("down", exp(middle - deviation), 0.5),
        ]
    else:
        far = sqrt(3.0) * deviation
        middle = -log((1.0 - 2.0 * OUTER) + 2.0 * OUTER * cosh(far))
        found = [
            Factor("up", exp(middle + far), OUTER),
            Factor("level", exp(middle), 1.0 - 2.0 * OUTER),
            Factor("down", exp(middle - far), OUTER),
        ]
    jump = uncertainty.jump
    if jump is None:
        return found
    comes = 1.0 - (1.0 - jump.probability_per_year) ** years
    rises = (1.0 - comes * jump.to) / (1.0 - comes)
    return [
        *(
            Factor(e.name, e.of_price * rises, e.probability * (1.0 - comes))
            for e in found
        ),
        Factor("jump", jump.to, comes),
    ]


def generated(
    uncertainty: Uncertainty, market: Market, plan: Planning
) -> tuple[Branch, ...]:
    """Return the branches of a volatility, each after those that it parts from."""
    return tuple(_after(uncertainty, market, plan, plan.start, uncertainty.steps, ()))


def _after(
    uncertainty: Uncertainty,
    market: Market,
    plan: Planning,
    since: date,
    steps: tuple[date, ...],
    names: tuple[str, ...],
) -> Iterator[Branch]:
    """Yield the branches that part at the next step, and those after them."""
    if not steps:
        return
    step, years = steps[0], (steps[0] - since).days / DAYS_PER_YEAR
    for factor in factors(uncertainty, years):
        mine = (*names, factor.name)
        change = BranchMarket(
            prices=course_from(market, step, plan.horizon, factor.of_price)
        )
        yield Branch.model_validate(
            {
                "name": ", ".join(mine),
                "from": step,
                "after": ", ".join(names) or None,
                "probability": factor.probability,
                "market": change,
            }
        )
        moved = branched_market(market, step, change)
        yield from _after(uncertainty, moved, plan, step, steps[1:], mine)
