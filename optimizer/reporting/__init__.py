"""What a plan says about itself: notes, prices of preferences, changes since.

Decides nothing.
"""
