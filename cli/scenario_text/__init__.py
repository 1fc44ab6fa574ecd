"""The text of a scenario file: the line of a field, and edits that keep all else.

Knows no page and no command.
"""
