"""What a plan says of itself: notes, prices of preferences, changes.

Decides nothing.
"""
