"""What a schedule costs, in floats or traced amounts: returns, tax payments, cash.

Knows no program and no solver.
"""
