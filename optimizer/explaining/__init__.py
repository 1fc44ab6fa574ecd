"""What a plan leaves to ask: how much a year has room for, and why each action stops.

Knows the law by its float and traced years; solves nothing and changes no plan.
"""
