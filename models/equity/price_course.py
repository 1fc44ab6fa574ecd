"""A market's prices up to a day, and from a day on, held by prices of their own."""

from datetime import date

from isoplan.models.base.business_days import ONE_DAY
from isoplan.models.inputs.market import Market


def course_until(market: Market, day: date) -> dict[date, float]:
    """Return prices that hold a market's course up to the day before a day."""
    given = market.prices
    prices = {on: price for on, price in given.items() if on < day}
    steps = market.steps(max(prices), day - ONE_DAY)
    prices |= {on: market.price(on) for on in steps}
    if not market.moves_in_steps(day - ONE_DAY):
        prices[day - ONE_DAY] = market.price(day - ONE_DAY)
    return prices


def course_from(
    market: Market, day: date, last: date, factor: float
) -> dict[date, float]:
    """Return prices that hold a market's course from a day on, times a factor.

    Args:
        market: Its course.
        day: First day.
        last: Last day that matters; growth goes on from it.
        factor: Of every price.
    """
    days = {day, *(each for each in market.prices if each > day)}
    days |= {each for each in market.steps(day, last) if each > day}
    if day < market.listed_on <= last:
        days.add(market.listed_on)
    ends = market.ends or date.max
    return {each: market.price(each) * factor for each in sorted(days) if each < ends}
