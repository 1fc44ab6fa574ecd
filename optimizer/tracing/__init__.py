"""Amounts that remember how they were computed: graph, ranges, cuts, cost slopes.

Knows amounts, shares and columns; not what a rule is about, and no solver.
"""
