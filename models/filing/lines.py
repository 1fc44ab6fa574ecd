"""A line of a form, as its renderers hand it on."""

from typing import TypeAlias

Line: TypeAlias = tuple[str, str, float]
"""Number on the form, what it is, dollars."""

CREDIT_BROUGHT = "Credit brought into the year"
