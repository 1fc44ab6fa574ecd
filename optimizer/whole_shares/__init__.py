"""Plans in whole shares: rounded, searched near the fractions, then everywhere.

Knows no law: limits and cost come from the traced problem.
"""
