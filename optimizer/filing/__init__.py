"""Schedules as filed: every exercise and sale beside the forms' lines that it enters.

Decides nothing: rows that do not tie to their forms are refused.
"""
