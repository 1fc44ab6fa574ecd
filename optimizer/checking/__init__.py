"""The audit of every answer, and why there is none where no schedule is feasible.

Believes nothing that the optimizer built.
"""
