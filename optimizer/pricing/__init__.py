"""A schedule's returns, payments and cash: as floats, and traced for the program.

Knows no program and no solver.
"""
