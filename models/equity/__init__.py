"""Shares and options as the law and the market see them: tranches, limits, positions.

Knows what can be done, never what is best.
"""
