"""Futures that part: what a branch changes, and the outcomes that branches make.

Knows no tax and no grant: an outcome is a scenario like any other.
"""
