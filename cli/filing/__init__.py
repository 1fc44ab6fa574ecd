"""Tax forms as filed, as text and as tables.

Knows what a year's forms are and how they are told; works nothing out.
"""
