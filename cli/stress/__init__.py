"""A stress as text and as rows: tables, a histogram, a row for each path.

Shows what was worked out, and works nothing out itself.
"""
