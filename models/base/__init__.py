"""Units, problems and errors: the words that everything else is written in.

Knows no tax and no scenario.
"""
