"""Rules of the law over amounts, one module a form.

Knows no scenario and no plan.
"""
