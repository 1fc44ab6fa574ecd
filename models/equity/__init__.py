"""Shares and options as the law sees them: which kinds there are, and what each means.

Knows the inputs and the law; knows no plan, no program and no solver.
"""
