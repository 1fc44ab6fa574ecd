"""One file a command: it reads options, calls, and prints.

Decides nothing.
"""
