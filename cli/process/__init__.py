"""What a command owes the system: exit codes, streams, signals.

Knows no law and no plan.
"""
