"""One module a kind of equity: its income, its own days, its words.

Each calls the rules in `models/tax`; nobody outside asks which kind a share is of.
"""
