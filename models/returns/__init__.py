"""The household-years that ``isoplan tax`` reads, works out and shows as tables.

Knows no scenario and no plan.
"""
