"""Solvers and incumbents: from a program to a schedule in fractions and a bound.

Knows no law and no household.
"""
