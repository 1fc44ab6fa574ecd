"""Plans in whole shares: rounded, searched near the fractions, then everywhere.

Knows no law and no household.
"""
