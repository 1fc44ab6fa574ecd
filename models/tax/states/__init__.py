"""State income tax: rules by kind, not by state.

Knows no scenario and no plan.
"""
