"""The federal forms of a year, one module each, in the order of their lines.

Knows no state and no other year.
"""
