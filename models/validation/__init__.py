"""Reading a file, and everything that can be wrong with it, all problems at once.

Knows no plan; refuses or reports, and repairs nothing.
"""
