"""What a household would rather have than the last dollar: one class a preference.

Knows columns, prices and traced amounts; no program, no solver.
"""
