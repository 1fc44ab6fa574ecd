"""Amounts that remember how they were computed: graph, ranges, cuts, cost slopes.

Knows no tax, no household and no solver.
"""
