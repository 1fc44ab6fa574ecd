"""A plan and habits followed blindly over simulated prices.

Knows how prices are simulated and what following blindly means; knows no tax rule.
"""
