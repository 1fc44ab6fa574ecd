"""A schedule counted again: from its actions and the scenario file, in plain floats.

Knows no choice, no program and no solver; takes no word of theirs for anything.
"""
