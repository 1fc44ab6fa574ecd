"""The end of employment, where the household expects one."""

from pydantic import Field

from isoplan.models.base.units import Day, FileModel, Flag, Name
from isoplan.models.inputs.market import MarketName


class Employment(FileModel):
    """When the option holder leaves: vesting ends, and options soon after."""

    leaves_on: Day = Field(
        description="Last day of employment: nothing vests after it, and each grant "
        "can be exercised for its months_after_leaving or days_after_leaving."
    )
    disabled: Flag = Field(
        default=False,
        description="Whether by disability, after which an exercise is one of "
        "incentive stock options for twelve months instead of three.",
    )
    market: Name | None = Field(
        default=None,
        description="Name of the market among [markets] of the company that is left; "
        "that of [market] if left out. Grants and units of other companies go on.",
    )


def leaving_from(leaving: Employment | None, market: MarketName) -> Employment | None:
    """Return the end of employment at the company of a market, if it is known."""
    return leaving if leaving is not None and leaving.market == market else None
