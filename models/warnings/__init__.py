"""What is allowed in a scenario but looks odd.

Knows no plan, and stops nothing.
"""
