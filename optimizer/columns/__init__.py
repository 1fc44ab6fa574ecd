"""Decisions: dates, choices, and the columns with their income a share.

Knows no program and no solver; the law gives each share its income.
"""
