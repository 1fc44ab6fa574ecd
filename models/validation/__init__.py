"""Reading a file, and everything that can be wrong with it, all at once.

Repairs nothing in silence, and knows no plan.
"""
