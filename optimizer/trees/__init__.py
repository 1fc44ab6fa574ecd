"""A future that parts as one program: pieces, columns that outcomes share, nodes.

Knows no line of the law: each outcome is a household like any other.
"""
