"""The audit of every answer, and why there is none.

Believes nothing that the optimizer built.
"""
