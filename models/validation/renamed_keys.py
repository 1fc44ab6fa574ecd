"""Keys and values of earlier versions, and what they are called today; one table."""

from collections.abc import Iterable

from pydantic import BaseModel

RENAMED_KEYS: dict[str, dict[str, str]] = {
    "Scenario": {"wishes": "preferences"},
    "Household": {"itemized": "itemized_deductions", "giving": "gifts"},
    "PriorYear": {"agi": "adjusted_gross_income"},
    "HouseholdYear": {"small_business_stock": "small_business_gain"},
}
"""By the name of a table's model: its earlier key, and today's in the same table."""

RENAMED_VALUES: dict[str, dict[str, str]] = {
    "tax_payments": {"instalments": "installments"},
}
"""By key: its earlier value, and today's."""


def key_of_today(name: str, models: Iterable[type[BaseModel]]) -> str | None:
    """Return today's name of an earlier key, or None if it never was one.

    Args:
        name: As the file writes it.
        models: What the table with it may be.
    """
    for model in models:
        if (today := RENAMED_KEYS.get(model.__name__, {}).get(name)) is not None:
            return today
    return None


def value_of_today(name: str, value: object) -> str | None:
    """Return today's word for an earlier value of a key, or None if it never was one.

    Args:
        name: The key.
        value: As the file writes it.
    """
    if not isinstance(value, str):
        return None
    return RENAMED_VALUES.get(name, {}).get(value)
