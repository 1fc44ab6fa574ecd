"""Decisions: dates, choices, and columns with the income of a share.

Knows no program and no solver.
"""
