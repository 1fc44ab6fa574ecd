"""The sections of a scenario file: data as the household writes it down.

Knows nothing that is derived from several sections.
"""
