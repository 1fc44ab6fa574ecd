"""The five filing statuses."""

from enum import StrEnum


class FilingStatus(StrEnum):
    """Filing status of a household for one year (IRC 1, 2, 7703)."""

    SINGLE = "single"
    MARRIED_JOINTLY = "married_jointly"
    MARRIED_SEPARATELY = "married_separately"
    HEAD_OF_HOUSEHOLD = "head_of_household"
    QUALIFYING_SURVIVING_SPOUSE = "qualifying_surviving_spouse"
