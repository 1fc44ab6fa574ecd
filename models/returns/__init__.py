"""The household-years that ``isoplan tax`` reads, works out and prints.

Knows no scenario and no plan.
"""
