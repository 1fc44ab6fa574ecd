"""The sections of a scenario file: data as the household writes it down.

Derives nothing from several sections.
"""
