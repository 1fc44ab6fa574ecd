"""Dollars as they are printed: whole cents."""

HALF_A_CENT = 0.005
"""Dollars that two amounts may differ by and still be the same cents."""


def in_cents(amount: float) -> float:
    """Return dollars rounded to the cent, never minus zero."""
    return round(float(amount), 2) + 0.0
