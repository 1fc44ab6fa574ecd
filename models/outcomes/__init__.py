"""The result of planning over several outcomes: now, then by branch, and the bet.

Knows nothing of how it was found.
"""
