"""Rules of the law over amounts: shares, payments, forms, states; then over years.

Knows no scenario and no plan.
"""
