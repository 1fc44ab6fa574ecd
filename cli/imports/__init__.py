"""Grants and exercises of spreadsheets, as fields of a scenario: read, tied, merged.

Opens no file, and never guesses: what a spreadsheet does not say stays out.
"""
