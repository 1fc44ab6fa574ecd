"""Exercises, sales and gifts of shares as the law sees them: what income each is.

Knows no form and no household.
"""
