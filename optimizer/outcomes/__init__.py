"""Plans over futures that part: one tree of years, one program, many schedules.

Knows no line of the law: each outcome is a household like any other.
"""
