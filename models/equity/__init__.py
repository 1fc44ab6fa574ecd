"""Options and shares as the law and the market see them: tranches, limits, walks.

Knows what can be done, never what is best.
"""
