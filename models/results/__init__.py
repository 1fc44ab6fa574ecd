"""Plans, comparisons and changes, as they are printed, saved and read again.

Knows no solver and no way of computing them.
"""
