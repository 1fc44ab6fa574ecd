"""Checks that every schedule passes before it is shown, from the scenario file alone.

The walk knows inputs, law and actions; it must not know columns, choices or program.
"""
