"""What is true: inputs, law and results, and what a scenario implies.

Knows no way of choosing and prints nothing.
"""
