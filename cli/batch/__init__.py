"""Many households: each planned by itself, a result a file, a summary of all.

Decides nothing about a plan and knows no tax.
"""
