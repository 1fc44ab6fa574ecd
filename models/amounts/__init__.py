"""Words over amounts: greater and lesser, excess, rate schedules, allowances, steps.

Knows no figure and no form; runs on floats, arrays and traced amounts.
"""
