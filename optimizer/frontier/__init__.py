"""Plans between the best mean and the best of the worst outcomes, each one proven.

Knows no line of the law: every plan is one of a tree with a floor under its tail.
"""
