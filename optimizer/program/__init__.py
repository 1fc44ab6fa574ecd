"""The mixed-integer program: traced problem, rows, action slots, dominance, writer.

Knows no solver; states no rule of law itself.
"""
