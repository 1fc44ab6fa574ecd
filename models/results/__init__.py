"""Plans, comparisons and changes: printed, saved and read again.

Knows no way to work them out.
"""
