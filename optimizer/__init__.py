"""How to choose: from a scenario to a proven plan.

States no rule of law, and prints nothing.
"""
