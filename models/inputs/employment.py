"""The end of employment, where the household expects one."""

from pydantic import Field

from isoplan.models.base.units import Day, FileModel, Flag


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
