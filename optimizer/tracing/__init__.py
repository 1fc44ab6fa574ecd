"""Piecewise-linear rules as graphs: traced, bounded, printed; ready for a program.

Knows amounts, shares and columns. Must not know what a rule is about, or whose it is.
"""
