"""Figures of the law by year and state, each with its source, and tables of them.

Knows no form and no household.
"""
