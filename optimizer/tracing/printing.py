"""Sums and amounts of money, as people read them."""

from collections.abc import Iterable
from itertools import islice

MOST_TERMS = 12
"""Terms of a sum that are printed; of a longer one, the others are counted."""
CENT = 0.005


def dollars(amount: float) -> str:
    """Return an amount with thousands and cents: ``1,234.00``."""
    return f"{amount:,.2f}"


def sum_in_words(
    named: Iterable[tuple[str, float]], count: int, constant: float
) -> str:
    """Return a sum as it is written: ``0.26 amount_2027 - 1,234.00``.

    Args:
        named: Name and coefficient of each term.
        count: How many there are.
        constant: Dollars; left out if there are terms and it is zero.
    """
    written = ""
    for name, coefficient in islice(named, MOST_TERMS):
        size = abs(coefficient)
        factor = "" if abs(size - 1.0) < 1e-9 else f"{size:.6g} "
        written += _signed(coefficient, f"{factor}{name}", first=not written)
    if count > MOST_TERMS:
        written += f" ... and {count - MOST_TERMS} more"
    if not written or abs(constant) >= CENT:
        amount = dollars(abs(constant))
        written += _signed(constant, amount, first=not written)
    return written


def _signed(sign: float, text: str, *, first: bool) -> str:
    if first:
        return f"-{text}" if sign < 0 else text
    return f" - {text}" if sign < 0 else f" + {text}"


def slug_of(amount: float) -> str:
    """Return an amount for use in a name: ``50400``, ``1250_50``, ``minus_300``."""
    cents = round(abs(amount) * 100)
    whole, rest = divmod(cents, 100)
    sign = "minus_" if amount < 0 and cents else ""
    return f"{sign}{whole}" if not rest else f"{sign}{whole}_{rest:02}"
