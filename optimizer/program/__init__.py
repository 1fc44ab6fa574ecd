"""The mixed-integer program: traced problem, rows, dominance, writer.

Knows no solver, and states no rule of law.
"""
