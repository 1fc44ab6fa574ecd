"""Solvers, incumbents, whole shares: from a program to a schedule and a bound.

Knows no law and no household.
"""
