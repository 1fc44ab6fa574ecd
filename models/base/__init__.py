"""Units, problems and errors: words in which all else is written.

Knows no tax and no scenario.
"""
