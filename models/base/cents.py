"""Dollars as they are printed: whole cents."""

HALF_A_CENT = 0.005
"""Dollars that two amounts may differ by and still be the same cents."""
