"""One class a kind of equity: its income, its own days, its words.

Asked by all who work with shares; no one outside needs to know which kind they have.
"""
