"""What a schedule costs, as floats or traced: returns, payments, cash.

Knows no program and no solver.
"""
