"""Results over several outcomes: now, then by branch, the bet; and under stress.

Knows nothing of how it was found.
"""
