"""Plans over futures that part: found, audited, held beside others and shown.

Knows no line of the law: each outcome is a household like any other.
"""
