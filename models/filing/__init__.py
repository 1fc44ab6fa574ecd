"""The forms of a year as filed: each line by its number, and what it holds.

Knows no schedule, and works out no tax.
"""
